#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs convolutions under valgrind, one line each: scripts/valgrind.sh VTA
#
# VTA is the vta command, built without instructions that valgrind does not know (VTA_NATIVE=OFF) and
# with -g, so that findings name lines. The seed's layer on the functional device, smaller ones where
# valgrind would take minutes.
# Exit code: 0 no error and no leak, 1 findings or a run that fails or takes too long, 2 wrong usage.
set -euo pipefail
[ $# -eq 1 ] && [ -x "$1" ] || { echo "usage: scripts/valgrind.sh VTA" >&2; exit 2; }
vta=$1
command -v valgrind >/dev/null || { echo "valgrind: not installed; run scripts/setup.sh valgrind" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# $1: what, rest: options of vta conv2d. Every block must be freed, reachable at the end or not.
run() {
  local what=$1 code=0 start=$SECONDS
  shift
  timeout 170 valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=all \
    --errors-for-leak-kinds=all "$vta" conv2d "$@" >"$work/log" 2>&1 || code=$?
  if [ $code -eq 0 ]; then
    echo "ok: valgrind: $what ($((SECONDS - start)) s)"
    return
  fi
  head -n 60 "$work/log"
  case $code in
    99) echo "FAILED: valgrind: $what: an error or a leak" ;;
    124) echo "FAILED: valgrind: $what: not done after 170 s" ;;
    *) echo "FAILED: valgrind: $what: vta left with $code" ;;
  esac
  status=1
}

small=(--height 6 --width 6 --in-channels 32 --out-channels 32)
run "the seed's layer on functional" --target functional
run "6x6x32 on golden" --target golden "${small[@]}"
run "6x6x32 on rtl" --target rtl "${small[@]}"
run "6x6x32 on rtl, random timing, with a bundle, waves and listings" --target rtl "${small[@]}" \
  --mem-random 7 --trace "$work/waves.fst" --save-bundle "$work/bundle" --stats-json "$work/stats.json"
exit $status
