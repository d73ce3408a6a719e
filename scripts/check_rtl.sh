#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Checks the RTL: one line "ok: ..." per check, or its findings.
#
#   scripts/check_rtl.sh [subset|verilator|structure|yosys]...     (default: all)
#
#   subset     textual rules: scripts/rtl_subset.py
#   verilator  --lint-only -Wall is silent, for every geometry in hw/config
#   structure  in seconds, on the generic level of Yosys: no latch, no loop, no combinational path from an
#              AXI input to an output, memories of the shapes of the geometry (scripts/check_structure.py)
#   yosys      reads and elaborates vta_top; no latch, no combinational loop, nothing undriven; every
#              memory of more than 64 words becomes block RAM (scripts/check_memories.py)
#
# VTA_ROOT names another tree to check, CONFIG the geometry for the last two (default hw/config/pynq.json).
# Exit code: 0 all clean, 1 findings, 2 wrong usage or a tool is missing.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "${VTA_ROOT:-$scripts/..}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

need() {
  command -v "$1" >/dev/null || { echo "check_rtl: $1 is not installed; run scripts/setup.sh $2" >&2; exit 2; }
}

# Prints the entries of rtl/vta.f that end in $1.
listed() {
  python3 - "$scripts" "$1" <<'PY'
import pathlib, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import rtl_subset
print(*(e for e in rtl_subset.file_list(pathlib.Path(".")) if e.endswith(sys.argv[2])), sep="\n")
PY
}

# Runs a check. $1: what it shows, rest: command, which prints nothing or one line when all is well.
check() {
  local what=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    echo "ok: $what$([ ! -s "$work/log" ] || echo " ($(tail -n 1 "$work/log"))")"
  else
    cat "$work/log"
    echo "FAILED: $what"
    status=1
  fi
}

# Verilator leaves with 0 when a waived or unknown message is all there is, so silence is asked for.
lint_geometry() {
  local config=$1 dir
  dir=$work/$(basename "$config" .json)
  mkdir -p "$dir"
  python3 hw/isa/generate.py --config "$config" --svh "$dir/vta_config.svh" || return 1
  verilator --lint-only -Wall --assert "-I$dir" -f rtl/vta.f rtl/lint.vlt --top-module vta_top \
    >"$dir/lint.log" 2>&1 || { cat "$dir/lint.log"; return 1; }
  [ ! -s "$dir/lint.log" ] || { cat "$dir/lint.log"; return 1; }
}

# The passes before the memories are those of synth, whose second opt finds the enables of registers:
# a memory whose read enable is an expression needs it. The memories are mapped to the block RAM of a
# 7-series device as synth_xilinx does it; the logic stays as it is, which keeps the run at a few
# minutes. A copy of the RTL lets another geometry replace vta_config.svh (Yosys looks beside the
# including file first).
synthesize() {
  local copy=$work/yosys files=()
  mkdir -p "$copy"
  cp rtl/*.sv rtl/*.svh "$copy/"
  python3 hw/isa/generate.py --config "$config" --svh "$copy/vta_config.svh" || return 1
  mapfile -t files < <(listed .sv | sed "s|.*/|$copy/|")
  cat >"$work/check.ys" <<YS
read_verilog -sv -I$copy ${files[*]}
hierarchy -check -top vta_top
proc
select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr
flatten
opt_expr
opt_clean
check -assert
opt -nodffe -nosdff
opt
wreduce
opt_clean
memory -nomap
opt_clean
write_json $work/before.json
synth_xilinx -family xc7 -nodsp -flatten -top vta_top -run map_memory:map_ffram
write_json $work/after.json
YS
  # A small array kept as registers is as meant; any other warning is a finding.
  local code=0
  timeout 1200 yosys -q -s "$work/check.ys" >"$work/yosys.log" 2>&1 || code=$?
  sed -i -e '/^Warning: Replacing memory .* with list of registers/d' -e "s|$copy/|rtl/|g" "$work/yosys.log"
  [ $code -ne 124 ] || echo "yosys did not end within 1200 s" >>"$work/yosys.log"
  head -n 40 "$work/yosys.log"
  [ $code -eq 0 ] && ! grep -q '^Warning' "$work/yosys.log"
}

parts=("$@")
[ $# -gt 0 ] || parts=(subset verilator structure yosys)
for part in "${parts[@]}"; do
  case $part in
    subset)
      check "rtl: textual rules" python3 "$scripts/rtl_subset.py" .
      ;;
    verilator)
      need verilator build
      for config in hw/config/*.json; do
        check "rtl: verilator --lint-only -Wall, $config" lint_geometry "$config"
      done
      ;;
    structure)
      need yosys build
      config=${CONFIG:-hw/config/pynq.json}
      check "rtl: no latch, no loop, no way through from AXI to AXI; memories as in $config" \
        env VTA_ROOT="$PWD" python3 "$scripts/check_structure.py" "$config"
      ;;
    yosys)
      need yosys build
      config=${CONFIG:-hw/config/pynq.json}
      check "rtl: yosys reads vta_top; no latch, no combinational loop, nothing undriven, $config" synthesize
      if [ -f "$work/after.json" ]; then
        check "rtl: every memory of more than 64 words is block RAM" \
          python3 "$scripts/check_memories.py" "$work/before.json" "$work/after.json" "$config"
      fi
      ;;
    *)
      echo "check_rtl: unknown check '$part'; usage: scripts/check_rtl.sh [subset|verilator|structure|yosys]..." >&2
      exit 2
      ;;
  esac
done
exit $status
