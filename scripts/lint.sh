#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every static check, one line each when it is clean: scripts/lint.sh [BUILD_DIR]
#
# BUILD_DIR (default build) holds compile_commands.json and the generated headers of a finished build.
# Exit code: 0 all clean, 1 findings, 2 a tool or the build is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${1:-build}

for tool in verilator yosys clang-format clang-tidy; do
  command -v "$tool" >/dev/null || { scripts/setup.sh build && scripts/setup.sh lint; break; }
done
[ -f "$build/compile_commands.json" ] ||
  { echo "lint: $build/compile_commands.json is missing; run make build first" >&2; exit 2; }

work=$(mktemp -d)
log=$work/log
trap 'rm -rf "$work"' EXIT
status=0

# Runs a check; its output appears only when it fails. $1: what it shows, rest: command.
check() {
  local what=$1
  shift
  if "$@" >"$log" 2>&1; then
    echo "ok: $what"
  else
    cat "$log"
    echo "FAILED: $what"
    status=1
  fi
}

# Sources that are compiled for several geometries are looked at once.
one_command_per_file() {
  python3 - "$build/compile_commands.json" "$work/compile_commands.json" <<'PY'
import json, sys
commands = json.load(open(sys.argv[1]))
json.dump(list({command["file"]: command for command in commands}.values()), open(sys.argv[2], "w"))
PY
}

tidy() { # one process per file, as many as there are processors
  one_command_per_file || return 1
  scripts/sources.sh .cpp | xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p "$work" 2>&1 |
    sed '/warnings\? generated\.$/d'
}

scripts/check_rtl.sh || status=1
check "generated files: as hw/isa/generate.py makes them" python3 hw/isa/generate.py --check
check "generated files: as hw/package/generate.py makes them" python3 hw/package/generate.py --check
check "C++: clang-format" scripts/format.sh --check
check "C++: clang-tidy" tidy
exit $status
