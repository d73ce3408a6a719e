#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs every fuzz target of a build for some seconds, from its seeds: one line of figures for each.
#
#   scripts/fuzz_parsers.sh BUILD_DIR SECONDS [NAME...]     (default: all targets)
#
# What a target finds new goes to BUILD_DIR/fuzz/NAME, and an input that breaks it to
# BUILD_DIR/failures. Exit code: 0 nothing broke, 1 something did, 2 wrong usage or no such build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() { # sentence
  echo "fuzz_parsers: $1" >&2
  exit 2
}
[ $# -ge 2 ] || fail "usage: scripts/fuzz_parsers.sh BUILD_DIR SECONDS [NAME...]"
build=$(realpath "$1")
seconds=$2
[[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "SECONDS is '$seconds'; it must be a positive number"

# The dictionary of each target.
declare -A dictionaries=([bundle]=json [config]=json [json]=json [calls]=calls [disassemble]=""
  [command_line]=command_line [bitstream]=json)
names=("${@:3}")
[ ${#names[@]} -gt 0 ] || names=(bundle config json calls disassemble command_line bitstream)
failures=$build/failures
mkdir -p "$failures"
status=0
for name in "${names[@]}"; do
  [ -n "${dictionaries[$name]+known}" ] ||
    fail "there is no target '$name'; there are: ${!dictionaries[*]}"
  words=${dictionaries[$name]}
  binary=$build/tests/fuzz/${name}_fuzzer
  [ -x "$binary" ] || fail "there is no $binary; run make fuzz-parsers"
  found=$build/fuzz/$name
  log=$build/fuzz/$name.log
  mkdir -p "$found"
  options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192
    -artifact_prefix="$failures/$name-" -print_final_stats=1)
  [ -z "$words" ] || options+=(-dict="$PWD/tests/fuzz/dict/$words.dict")
  # Its own bound, and one for a target that does not keep it.
  if timeout $((seconds + 120)) "$binary" "${options[@]}" "$found" "$PWD/tests/fuzz/corpus/$name" \
    >"$log" 2>&1; then
    verdict=ok
  else
    verdict=BROKEN
    status=1
  fi
  awk -v name="$name" -v verdict="$verdict" '
    /cov: [0-9]+/ { for (i = 1; i < NF; ++i) { if ($i == "cov:") edges = $(i + 1); if ($i == "ft:") features = $(i + 1) } }
    /^stat::number_of_executed_units:/ { runs = $2 }
    /^stat::average_exec_per_sec:/ { rate = $2 }
    /^stat::peak_rss_mb:/ { rss = $2 }
    END { printf "%s: %-12s %9d runs, %6d/s, %5d edges, %6d features, %4d MB\n", verdict, name,
          runs, rate, edges, features, rss }' "$log"
  if [ $verdict = BROKEN ]; then
    grep -aE 'property broken|ERROR|SUMMARY|runtime error|Test unit written' "$log" || tail -5 "$log"
  fi
done
exit $status
