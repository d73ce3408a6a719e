#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Fills a folder with the armhf libraries that the cross build links.
#
#   scripts/pynq/sysroot.sh DIR     makes DIR/usr; what apt needs for it is beside it, in DIR.apt
#
# Packages are downloaded and unpacked, never installed: apt would exchange them for the native
# compiler. The machine's own list of architectures, package lists and package database are read
# (for the names of its mirrors) and never written. Needs no root. When DIR is complete, for the
# packages that are wanted today, it touches nothing and not the network either.
# Exit code: 0 all is there, 1 apt or dpkg failed, 2 wrong usage or not a Debian system.
set -euo pipefail

packages=(libgrpc++-dev libgrpc-dev libabsl-dev libre2-dev libc-ares-dev libssl-dev libprotobuf-dev
  zlib1g-dev libboost-program-options1.74-dev libboost1.74-dev nlohmann-json3-dev libsimde-dev)

fail() { # code, sentence
  echo "sysroot: $2" >&2
  exit "$1"
}
[ $# -eq 1 ] && [ -n "$1" ] || fail 2 "usage: scripts/pynq/sysroot.sh DIR"
for tool in apt-get apt-cache dpkg-deb; do
  command -v $tool >/dev/null || fail 2 "this is not a Debian system: there is no $tool"
done
mkdir -p "$(dirname "$1")"
dir=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
apt=$dir.apt

# The folder is renamed into place when it is complete, so the list tells what is in it.
if [ "$(cat "$dir/packages" 2>/dev/null)" = "${packages[*]}" ]; then
  echo "sysroot: $dir is complete"
  exit 0
fi

# Where the machine has its own gRPC from, so that versions are the same; nothing that is not Debian's.
mirrors=$(LC_ALL=C apt-cache policy | sed -nE \
  's,^ *[0-9]+ (https?://[^ ]+) ([a-z-]+)/main amd64 Packages$,\1 \2 main,p' | sort -u)
origin=$(LC_ALL=C apt-cache policy libgrpc++-dev | sed -nE \
  's,^ *[0-9]+ (https?://[^ ]+) ([a-z-]+)/main .*Packages$,\1 \2 main,p' | sort -u | head -1)
if [ -z "$origin" ]; then  # its lists were removed; who makes them again can be read
  mirror=$(grep -rhoE 'https?://[^] ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d |
    sort -u | head -1 | tr -d ' ') || true
  [ -n "$mirror" ] || fail 1 "apt knows no mirror of Debian; run apt-get update first"
  origin="$mirror $(. /etc/os-release && echo "$VERSION_CODENAME") main"
  mirrors=$origin
fi
suite=$(cut -d' ' -f2 <<<"$origin")
keys=/usr/share/keyrings/debian-archive-keyring.gpg
signed='' && [ -f $keys ] && signed=" signed-by=$keys"

rm -rf "$apt" "$dir.new"
mkdir -p "$apt"/{lists/partial,archives/partial,debs} "$dir.new"
: >"$apt/status"
# Updates and security fixes of the same suite, too.
grep -E " $suite(-[a-z]+)? main$" <<<"$mirrors" | sed "s,^,deb [arch=armhf$signed] ," \
  >"$apt/sources.list"
cat >"$apt/apt.conf" <<EOF
APT::Architecture "armhf";
APT::Architectures { "armhf"; };
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
APT::Sandbox::User "";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
EOF
private() { LC_ALL=C APT_CONFIG=$apt/apt.conf timeout "$@" </dev/null; }

echo "sysroot: reading the package lists of armhf"
# A list that fails is none when the packages are found without it; download tells.
private 600 apt-get -q update >"$apt/update.log" 2>&1 ||
  echo "sysroot: not every package list could be read; going on with those that could" >&2
echo "sysroot: downloading ${#packages[@]} packages"
(cd "$apt/debs" && private 900 apt-get -q download "${packages[@]}") >"$apt/download.log" 2>&1 ||
  fail 1 "apt-get could not download ${packages[*]}: $(
    grep -h '^E:' "$apt/download.log" "$apt/update.log" | head -1)"
for deb in "$apt"/debs/*.deb; do
  dpkg-deb -x "$deb" "$dir.new" || fail 1 "cannot unpack $deb"
done
(cd "$apt/debs" && ls ./*.deb) | sed -E 's,^\./,,; s,%3a,:,' >"$dir.new/versions"
echo "${packages[*]}" >"$dir.new/packages"
rm -rf "$dir" "$apt"
mv "$dir.new" "$dir"
echo "sysroot: done, $(du -sh "$dir" | cut -f1)"
