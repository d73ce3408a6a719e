#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs a convolution or a bundle with waves and shows them in GTKWave.
#
#   scripts/gtkwave/wave.sh [--shot FILE.png] VTA DIR [OPTION of vta conv2d]...
#   scripts/gtkwave/wave.sh [--shot FILE.png] VTA DIR BUNDLE [OPTION of vta replay]...
#
# Without options a small layer. A run with a wrong result or an error of the device is shown, too. DIR gets
# waves.fst and the save file waves.gtkw. --shot shows them on a screen that nobody sees and writes a picture
# of it. Exit code: 0 shown, 1 the run or GTKWave failed, 2 wrong usage, a tool or the display is missing.
set -euo pipefail

fail() { # code, sentence
  echo "wave: $2" >&2
  exit "$1"
}

shot=
if [ "${1-}" = --shot ]; then
  [ $# -ge 2 ] || fail 2 "--shot needs the name of a picture"
  shot=$2
  shift 2
fi
[ $# -ge 2 ] || fail 2 "usage: scripts/gtkwave/wave.sh [--shot FILE.png] VTA DIR [OPTION]..."
vta=$1 dir=$2
shift 2
[ $# -gt 0 ] || set -- --height 14 --width 14 --in-channels 32 --out-channels 32 --kernel 3 --pad 1
for tool in gtkwave ${shot:+Xvfb}; do
  command -v "$tool" >/dev/null || fail 2 "$tool is not installed; run scripts/setup.sh wave"
done
[ -n "$shot" ] || [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ] ||
  fail 2 "there is no display (DISPLAY is not set); make wave-shot makes a picture without one"

mkdir -p "$dir"
waves=$dir/waves.fst save=$dir/waves.gtkw
command=conv2d
[ ! -d "$1" ] || command=replay
rm -f "$waves"
"$vta" "$command" "$@" --trace "$waves" >"$dir/$command.txt" ||
  [ $? -ne 2 ] && [ -s "$waves" ] || fail 1 "vta $command $* failed"
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python3 "$scripts/generate.py" --filter "$scripts/translate.sh $vta" --output "$save"
echo "wave: $waves and $save"
[ -n "$shot" ] || exec gtkwave "$waves" "$save"

# The picture. Every wait is bounded, and what was started is ended.
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 1640x1040x24 -nolisten tcp 3>"$work/display" >"$work/xvfb.log" 2>&1 &
pids+=($!)
exec 4<>"$work/display" # opened for both, so that a server that does not come up blocks nobody
read -r -t 30 -u 4 number || { cat "$work/xvfb.log" >&2; fail 1 "Xvfb did not start within 30 s"; }

# About where tokens pass and GEMMs begin.
cat >"$work/shot.tcl" <<TCL
gtkwave::setZoomRangeTimes ${FROM_NS:-1000} ${TO_NS:-9000}
gtkwave::setMarker ${MARKER_NS:-7620}
gtkwave::/File/Grab_To_File $work/shot.png
TCL
DISPLAY=:$number GDK_BACKEND=x11 NO_AT_BRIDGE=1 HOME=$work gtkwave --nomenus "$waves" "$save" \
  -S "$work/shot.tcl" >"$work/gtkwave.log" 2>&1 &
pids+=($!)
for _ in $(seq 120); do
  # A PNG ends with this chunk: until then it is half written.
  if [ -s "$work/shot.png" ] && tail -c 12 "$work/shot.png" | grep -q IEND; then break; fi
  kill -0 "${pids[1]}" 2>/dev/null || break
  sleep 0.5
done
[ -s "$work/shot.png" ] || { cat "$work/gtkwave.log" >&2; fail 1 "GTKWave made no picture within 60 s"; }
# What it says of a signal that is not in the waves, or of a filter that does not run.
if grep -i -E "not found|could not|error|warning: " "$work/gtkwave.log" >&2; then
  fail 1 "GTKWave complained about the save file"
fi
mkdir -p "$(dirname "$shot")"
mv "$work/shot.png" "$shot"
echo "wave: $shot"
