#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Lists our C++ files, one per line, relative to the root: scripts/sources.sh SUFFIX...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for suffix in "$@"; do
  find hw driver sim compiler tools bench tests -name "*$suffix" -type f
done | LC_ALL=C sort
