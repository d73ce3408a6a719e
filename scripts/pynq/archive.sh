#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Puts what the cross build has made into the archive for a Pynq.
#
#   scripts/pynq/archive.sh BUILD SYSROOT OUT     writes OUT/vta-pynq-VERSION.tar.gz, and the same
#                                                 unpacked, OUT/vta-pynq-VERSION/
#
# Refuses what would not start on a board: programs that need another library than that of C, or a
# newer one than there is (newest_glibc below). The archive is the same for the same inputs.
# Exit code: 0 written, 1 refused or a tool failed, 2 wrong usage.
set -euo pipefail

# Ubuntu 22.04, from which the images since PYNQ 3.0 are made.
newest_glibc=2.35
binaries=(vta libvta.so libvta_runtime.so)
readelf=${READELF:-arm-linux-gnueabihf-readelf}
strip=${STRIP:-arm-linux-gnueabihf-strip}

fail() { # code, sentence
  echo "archive: $2" >&2
  exit "$1"
}
[ $# -eq 3 ] || fail 2 "usage: scripts/pynq/archive.sh BUILD SYSROOT OUT"
build=$1 sysroot=$2 out=$3
tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for name in "${binaries[@]}"; do
  [ -f "$build/$name" ] || fail 1 "$build/$name is missing; build it first"
done
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$build/CMakeCache.txt")
[ -n "$version" ] || fail 1 "$build/CMakeCache.txt does not say the version"

# The greatest GLIBC_ version that a file needs; the libraries that it needs.
needed_glibc() {
  "$readelf" --version-info --wide "$1" | grep -oE 'GLIBC_[0-9.]+' | cut -d_ -f2 | sort -uV | tail -1
}
needed_libraries() {
  "$readelf" --dynamic --wide "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}
at_most() { [ "$(printf '%s\n' "$1" "$2" | sort -V | tail -1)" = "$2" ]; }

requires=0
for name in "${binaries[@]}"; do
  "$readelf" --file-header "$build/$name" | grep -q 'Machine: *ARM$' ||
    fail 1 "$name is not for ARM"
  for library in $(needed_libraries "$build/$name"); do
    case $library in
      libc.so.6 | libm.so.6 | ld-linux-armhf.so.3 | libvta.so) ;;
      *) fail 1 "$name needs $library; link it statically, for a board may have another version" ;;
    esac
  done
  glibc=$(needed_glibc "$build/$name")
  at_most "$glibc" $newest_glibc ||
    fail 1 "$name needs glibc $glibc; the boards have $newest_glibc"
  at_most "$glibc" "$requires" || requires=$glibc
done

name=vta-pynq-$version
rm -rf "${out:?}/$name" "$out/$name.new"
into=$out/$name.new
mkdir -p "$into"/{bin,lib,include/vta,config,licences}
"$strip" -o "$into/bin/vta" "$build/vta"
for library in libvta.so libvta_runtime.so; do
  "$strip" --strip-unneeded -o "$into/lib/$library" "$build/$library"
done
cp "$tree"/driver/abi/vta_{driver,runtime,extra}.h "$into/include/vta/"
cp "$tree/hw/config/pynq.json" "$into/config/"
cp "$tree"/scripts/pynq/board/* "$tree/LICENSE" "$into/"
printf 'version %s\nglibc %s\n' "$version" "$requires" >"$into/VERSION"
# Of everything that was linked in. Some of Debian's folders are links to those of other packages,
# which the native package of the same source has, too.
for package in $(cat "$sysroot/packages") libstdc++-12-dev-armhf-cross; do
  for doc in "$sysroot/usr/share/doc" /usr/share/doc; do
    [ -f "$into/licences/$package" ] || [ ! -f "$doc/$package/copyright" ] ||
      cp "$doc/$package/copyright" "$into/licences/$package"
  done
  [ -f "$into/licences/$package" ] || fail 1 "the licence of $package is missing"
done

find "$into" -type d -exec chmod 755 {} +
find "$into" -type f -exec chmod 644 {} +
chmod 755 "$into/install.sh" "$into/bin/vta"
(cd "$into" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort |
  xargs sha256sum >SHA256SUMS)
chmod 644 "$into/SHA256SUMS"
mv "$into" "$out/$name"
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$tree" log -1 --format=%ct 2>/dev/null || echo 0)}
tar -C "$out" --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -cf - "$name" |
  gzip -n -9 >"$out/$name.tar.gz.new"
mv "$out/$name.tar.gz.new" "$out/$name.tar.gz"
echo "archive: $out/$name.tar.gz, $(du -h "$out/$name.tar.gz" | cut -f1), needs glibc $requires"
