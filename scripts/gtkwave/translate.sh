#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The process filter of the save files: GTKWave gives a filter at most one argument, which here is the
# command vta (default: build/vta of this tree).
set -euo pipefail
exec "${1:-$(dirname "${BASH_SOURCE[0]}")/../../build/vta}" disasm --gtkwave
