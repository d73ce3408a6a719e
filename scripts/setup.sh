#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs the Debian packages that the project needs.
#
#   scripts/setup.sh [SET]     build (the default), browser, lint, bench, valgrind, mutate, coverage, fuzz,
#                              pynq, wave, docs, asic or all
#
# Looks at the package database first; when nothing is missing it neither needs root nor touches the
# network. Never asks. Exit code: 0 all is there, 1 apt failed, 2 wrong usage or not a Debian system,
# 3 packages are missing and neither root nor sudo without a password is available.
set -euo pipefail

build_packages=(build-essential cmake ninja-build ccache verilator yosys python3
  libboost-program-options-dev nlohmann-json3-dev libgtest-dev zlib1g-dev libsimde-dev z3
  libgrpc++-dev protobuf-compiler-grpc libprotobuf-dev protobuf-compiler libssl-dev tcl
  libsystemc-dev)
browser_packages=(chromium chromium-driver fonts-dejavu-core)
lint_packages=(clang-format clang-tidy)
bench_packages=(gnuplot-nox)
valgrind_packages=(valgrind)
mutate_packages=(python3-clang-14)
coverage_packages=(gcovr)
fuzz_packages=(clang-14 libclang-rt-14-dev)
pynq_packages=(g++-arm-linux-gnueabihf qemu-user)
wave_packages=(gtkwave xvfb)
docs_packages=(graphviz)
asic_packages=(qflow-tech-osu018)

fail() { # code, sentence
  echo "setup: $2" >&2
  exit "$1"
}

what=${1:-build}
usage='usage: scripts/setup.sh [build|browser|lint|bench|valgrind|mutate|coverage|fuzz|pynq|wave|docs|asic|all]'
case $what in
  build) wanted=("${build_packages[@]}") ;;
  browser) wanted=("${browser_packages[@]}") ;;
  lint) wanted=("${lint_packages[@]}") ;;
  bench) wanted=("${bench_packages[@]}") ;;
  valgrind) wanted=("${valgrind_packages[@]}") ;;
  mutate) wanted=("${mutate_packages[@]}") ;;
  coverage) wanted=("${coverage_packages[@]}") ;;
  fuzz) wanted=("${fuzz_packages[@]}") ;;
  pynq) wanted=("${pynq_packages[@]}") ;;
  wave) wanted=("${wave_packages[@]}") ;;
  docs) wanted=("${docs_packages[@]}") ;;
  asic) wanted=("${asic_packages[@]}") ;;
  all)
    wanted=("${build_packages[@]}" "${browser_packages[@]}" "${lint_packages[@]}" "${bench_packages[@]}"
      "${valgrind_packages[@]}" "${mutate_packages[@]}" "${coverage_packages[@]}"
      "${fuzz_packages[@]}" "${pynq_packages[@]}" "${wave_packages[@]}" "${docs_packages[@]}"
      "${asic_packages[@]}")
    ;;
  *) fail 2 "unknown set '$what'; $usage" ;;
esac
[ $# -le 1 ] || fail 2 "one set at a time; $usage"

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  fail 2 "this is not a Debian system (no dpkg-query or apt-get); install what corresponds to these \
packages of Debian 12, then run make with SETUP=true: ${wanted[*]}"
fi

missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all packages for '$what' are installed"
  exit 0
fi
echo "setup: installing for '$what': ${missing[*]}"

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    fail 3 "root is needed to install packages, and sudo does not work without a password here; run \
this as root: apt-get install --no-install-recommends ${missing[*]}"
  fi
fi

# Every wait is bounded: connections and retries by apt, downloads by timeout, the lock of another
# apt by apt. The installation itself runs from the downloaded files and is never cut off.
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@" </dev/null
}
options=(-q -y --no-install-recommends -o Acquire::Retries=3 -o Acquire::http::Timeout=30
  -o Acquire::https::Timeout=30 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
update() {
  echo "setup: reading the package lists"
  apt timeout 600 apt-get "${options[@]}" update
}
download() { apt timeout 1800 apt-get "${options[@]}" --download-only install "${missing[@]}"; }

# Package lists may be absent (fresh container) or older than the archive: then read them once more.
if ! download; then
  update || fail 1 "apt-get update failed; is there a network and a Debian mirror in /etc/apt?"
  download || fail 1 "apt-get could not download: ${missing[*]}"
fi
apt apt-get "${options[@]}" --no-download install "${missing[@]}" ||
  fail 1 "apt-get could not install: ${missing[*]}"
echo "setup: done"
