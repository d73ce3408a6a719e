#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Formats our C++ in place, or only looks.
#
#   scripts/format.sh [--check]
#
# With --check: prints what differs and leaves with 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -t files < <(scripts/sources.sh .cpp .h)
if [ "${1:-}" = --check ]; then
  clang-format --dry-run -Werror "${files[@]}"
else
  clang-format -i "${files[@]}"
fi
