#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Formats our C++ in place, or only looks.
#
#   scripts/format.sh [--check]
#
# With --check: names the files that it would change and leaves with 1 when there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -t files < <(scripts/sources.sh .cpp .h)
if [ "${1:-}" = --check ]; then
  clean=yes
  for file in "${files[@]}"; do
    clang-format --dry-run -Werror "$file" 2>/dev/null || { echo "$file: make format changes it"; clean=no; }
  done
  [ $clean = yes ]
else
  clang-format -i "${files[@]}"
fi
