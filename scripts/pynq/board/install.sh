#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs VTA on a Pynq-Z1 or Pynq-Z2, from the folder that this file is in.
#
#   sudo ./install.sh                 installs or updates
#   sudo ./install.sh --uninstall     removes what was installed
#        ./install.sh --root DIR      installs below DIR, as for an image of a card: files only
#
# What it does: files below /usr/local, the rules of udev, tmpfiles and the unit of systemd below
# /etc, and the group vta, which whoever called sudo joins. Can be run again at any time; an
# /etc/default/vta that was changed is kept. Nothing is written before everything has been checked.
# Exit code: 0 done, 1 refused or failed, 2 wrong usage.
set -eu
umask 022

manifest=/usr/local/share/vta/installed
defaults=/etc/default/vta
usage='usage: install.sh [--uninstall] [--root DIR]'

say() { echo "install.sh: $*"; }
fail() { # code, sentence
  echo "install.sh: $2" >&2
  exit "$1"
}

# What goes where: a path in this folder, the path on the board, and its mode.
files() {
  cat <<'EOF'
bin/vta /usr/local/bin/vta 755
lib/libvta.so /usr/local/lib/libvta.so 644
lib/libvta_runtime.so /usr/local/lib/libvta_runtime.so 644
include/vta/vta_driver.h /usr/local/include/vta/vta_driver.h 644
include/vta/vta_runtime.h /usr/local/include/vta/vta_runtime.h 644
include/vta/vta_extra.h /usr/local/include/vta/vta_extra.h 644
config/pynq.json /usr/local/share/vta/pynq.json 644
README /usr/local/share/doc/vta/README 644
LICENSE /usr/local/share/doc/vta/LICENSE 644
60-vta.rules /etc/udev/rules.d/60-vta.rules 644
vta.tmpfiles /etc/tmpfiles.d/vta.conf 644
vta.service /etc/systemd/system/vta.service 644
EOF
  # Licences of the libraries that are linked in.
  for licence in "$here"/licences/*; do
    name=${licence##*/}
    echo "licences/$name /usr/local/share/doc/vta/licences/$name 644"
  done
}

# Another name first, so that a file is the old one or the new one, whatever happens in between.
put() { # from, to, mode
  target=$root$2
  if cmp -s "$1" "$target" && [ "$(stat -c %a "$target")" = "$3" ]; then return 0; fi
  mkdir -p "${target%/*}" && cp "$1" "$target.vta-new" && chmod "$3" "$target.vta-new" &&
    mv -f "$target.vta-new" "$target" || {
    rm -f "$target.vta-new"
    fail 1 "cannot write $target; what was written before it stays, and install.sh can be run again"
  }
  changed=$((changed + 1))
}

forget() { # path on the board: the file, and folders of ours that it leaves empty
  rm -f "$root$1" || fail 1 "cannot remove $root$1"
  folder=${1%/*}
  while :; do
    case $folder in
      /usr/local/*/vta | /usr/local/*/vta/*) rmdir "$root$folder" 2>/dev/null || break ;;
      *) break ;;
    esac
    folder=${folder%/*}
  done
}

# Tells the running system, never another one.
tell_system() {
  [ -z "$root" ] || return 0
  ldconfig 2>/dev/null || say "ldconfig failed; until it is run, programs may not find libvta.so"
  if command -v systemctl >/dev/null; then systemctl daemon-reload || say "systemctl daemon-reload failed"; fi
  if [ "$1" = installed ] && command -v systemd-tmpfiles >/dev/null; then
    systemd-tmpfiles --create /etc/tmpfiles.d/vta.conf || say "systemd-tmpfiles failed; reboot instead"
  fi
  if command -v udevadm >/dev/null; then
    { udevadm control --reload && udevadm trigger --action=change --subsystem-match=uio \
      --subsystem-match=drm --subsystem-match=u-dma-buf --subsystem-match=udmabuf; } ||
      say "udevadm failed; reboot instead"
  fi
}

check_archive() {
  (cd "$here" && sha256sum --check --strict --quiet SHA256SUMS) >/dev/null 2>&1 ||
    fail 1 "this folder is not what the archive had: a file is missing or damaged; unpack it again \
(sha256sum --check SHA256SUMS names the file)"
}

check_machine() {
  case $(uname -m) in
    armv7*) ;;
    *) fail 1 "this is a machine of kind '$(uname -m)', and the programs are for a Zynq-7000 (armv7l); \
with --root DIR, files for a board can be put together here" ;;
  esac
  wanted=$(sed -n 's/^glibc //p' "$here/VERSION")
  found=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc //p')
  [ -n "$found" ] || fail 1 "cannot tell the version of glibc; at least $wanted is needed"
  [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
    fail 1 "this system has glibc $found, and at least $wanted is needed: PYNQ 3.0 or later has it"
}

# The group of the rules, and who called sudo in it.
make_group() {
  getent group vta >/dev/null || groupadd --system vta || fail 1 "cannot make the group vta"
  user=${SUDO_USER:-root}
  [ "$user" = root ] && return 0
  case " $(id -nG "$user") " in
    *" vta "*) ;;
    *)
      usermod --append --groups vta "$user" || fail 1 "cannot take $user into the group vta"
      say "$user is in the group vta now; that holds from the next login on"
      ;;
  esac
}

install_all() {
  [ -n "$root" ] || check_machine
  check_archive
  [ -n "$root" ] || make_group
  list=$(files)
  changed=0
  echo "$list" | while read -r from to mode; do
    [ -f "$here/$from" ] || fail 1 "$here/$from is missing; unpack the archive again"
  done
  # What an older version had and this one has not.
  if [ -f "$root$manifest" ]; then
    while read -r old; do
      echo "$list" | cut -d' ' -f2 | grep -qxF "$old" || forget "$old"
    done <"$root$manifest"
  fi
  while read -r from to mode; do put "$here/$from" "$to" "$mode"; done <<EOF
$list
EOF
  if [ -f "$root$defaults" ]; then
    cmp -s "$here/vta.default" "$root$defaults" || say "kept $root$defaults, which was changed"
  else
    put "$here/vta.default" "$defaults" 644
  fi
  echo "$list" | cut -d' ' -f2 >"$here_tmp"
  put "$here_tmp" "$manifest" 644
  rm -f "$here_tmp"
  version=$(sed -n 's/^version //p' "$here/VERSION")
  if [ $changed -eq 0 ]; then
    say "vta $version was installed already"
  else
    say "installed vta $version ($changed files written${root:+ below $root})"
  fi
  tell_system installed
  if [ -n "$root" ]; then
    say "not done, for that needs the board: the group vta (groupadd --system vta)"
  else
    say "next: vta devices; to serve it to others: systemctl enable --now vta"
  fi
}

uninstall_all() {
  if [ ! -f "$root$manifest" ]; then
    say "nothing is installed${root:+ below $root}"
    return 0
  fi
  if [ -z "$root" ] && command -v systemctl >/dev/null; then
    systemctl disable --now vta >/dev/null 2>&1 || say "the service vta could not be stopped"
  fi
  # The list is read before it goes.
  for path in $(cat "$root$manifest"); do forget "$path"; done
  if cmp -s "$here/vta.default" "$root$defaults"; then
    forget "$defaults"
  elif [ -f "$root$defaults" ]; then
    say "kept $root$defaults, which was changed"
  fi
  forget "$manifest"
  tell_system removed
  say "removed; the group vta stays"
}

action=install root=''
while [ $# -gt 0 ]; do
  case $1 in
    --uninstall) action=uninstall ;;
    --root)
      [ $# -ge 2 ] && [ -n "$2" ] || fail 2 "--root needs a folder; $usage"
      root=$2
      shift
      ;;
    --help | -h)
      sed -n '3,14s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *) fail 2 "unknown word '$1'; $usage" ;;
  esac
  shift
done
if [ -n "$root" ]; then
  [ -d "$root" ] || fail 2 "--root is '$root', which is no folder"
  root=$(cd "$root" && pwd)
  [ "$root" != / ] || root=''
fi
if [ -z "$root" ] && [ "$(id -u)" -ne 0 ]; then
  fail 1 "root is needed; run: sudo $0$([ $action = uninstall ] && echo ' --uninstall')"
fi
here=$(cd "$(dirname "$0")" && pwd)
here_tmp=$(mktemp)
trap 'rm -f "$here_tmp"' EXIT
if [ $action = install ]; then install_all; else uninstall_all; fi
