#!/bin/bash
# SPDX-License-Identifier: MIT
# The two commands on a fresh Debian 12: makes a minimal system in a temporary folder, clones this checkout into it and
# runs ./satqkd there as root, then as an ordinary user. Slow (minutes) and needs root and debootstrap, so it is no part
# of ./satqkd test. Uncommitted changes are left out, as they are in a clone.
#   tests/packaging/fresh-debian.sh [COMMAND [ARGUMENT…]]   the first command, instead of run with the main scenario
#   MIRROR=http://… KEEP=yes in the environment: another mirror; the folder is left for a look
set -euo pipefail
cd "$(dirname "$0")/../.."
checkout=$PWD
mirror=${MIRROR:-http://deb.debian.org/debian}
first=("${@:-}")
[ $# -gt 0 ] || first=(run configs/micius-xinglong-2016-12-19.json)
[ "$(id -u)" = 0 ] || { echo "only root can make a system to change into" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; exit 1; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/fresh-debian.XXXXXX")
system=$folder/system
remove() {
    for mounted in sys proc dev; do
        mountpoint -q "$system/$mounted" && umount -l "$system/$mounted"
    done
    [ "${KEEP-}" = yes ] && echo "left for a look: $folder" || rm -rf --one-file-system "$folder"
}
trap remove EXIT
step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
# inside USER COMMAND: in the fresh system, with nothing of this one's environment
inside() {
    local user=$1
    shift
    chroot "$system" su - "$user" -c "$*" </dev/null
}

step "a minimal Debian 12 from $mirror"
debootstrap --variant=minbase bookworm "$system" "$mirror" >"$folder/debootstrap.log" || { tail "$folder/debootstrap.log"; exit 1; }
# The way to the mirror that this machine uses: name server, apt's proxy and options, updates of the same Debian.
cp /etc/resolv.conf "$system/etc/resolv.conf"
for option in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    grep -qsE '^ *Acquire::' "$option" && cp "$option" "$system/etc/apt/apt.conf.d/"
done
mount -t proc proc "$system/proc"
mount -t sysfs -o ro sys "$system/sys" # PoCL counts the cores there
mount --rbind --make-rslave /dev "$system/dev"

step "a clone of $(git rev-parse --short HEAD)"
git -c safe.directory="$checkout" clone -q --no-hardlinks "$checkout" "$system/opt/satqkd"
chroot "$system" useradd --create-home pilot
cp -r "$system/opt/satqkd" "$system/home/pilot/satqkd"
chroot "$system" chown -R pilot: /home/pilot/satqkd

step "as an ordinary user before anything is installed: must say what root has to do"
status=0
inside pilot "~/satqkd/satqkd --version" 2>"$folder/refusal" || status=$?
cat "$folder/refusal"
[ $status = 1 ] && grep -q 'sudo apt-get install .*gcc' "$folder/refusal" || { echo "exit $status, or no apt-get line"; exit 1; }

step "as root: ./satqkd ${first[*]}"
inside root "cd /opt/satqkd && ./satqkd ${first[*]}"
step "as root: ./satqkd test"
inside root "cd /opt/satqkd && ./satqkd test"
step "as an ordinary user, in the checkout of root"
inside pilot "/opt/satqkd/satqkd --version"
step "as an ordinary user, in a checkout of their own: ./satqkd ${first[*]}"
inside pilot "cd satqkd && ./satqkd ${first[*]}"
step "the same again: nothing left to set up or build"
inside pilot "cd satqkd && ./satqkd --version" 2>"$folder/chatter"
[ ! -s "$folder/chatter" ] || { cat "$folder/chatter"; exit 1; }
step "all of it worked"
