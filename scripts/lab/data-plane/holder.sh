#!/bin/sh
# First process of one machine of the lab, in mount, pid, uts and time namespaces of its own. Gives it private versions of
# the few places that BIRD, confd, FRR and the wizard write to, and then only waits: when it dies, all of the machine dies.
#
#   holder.sh DIR HOSTNAME
set -eu
dir=$1
mount -t proc proc /proc
mkdir -p "$dir/etc-upper" "$dir/etc-work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$dir/etc-upper,workdir=$dir/etc-work" /etc
mkdir -p /etc/calico
mount --bind "$dir/etc-calico" /etc/calico
mount -t tmpfs tmpfs /run
mkdir -p /run/calico /run/frr
mount --bind "$dir/bin" /usr/local/bin
mount -t tmpfs tmpfs /var/tmp
# FRR gives its sockets to this group, and will only run as a user who is in it.
sed -i '/^frrvty:/d' /etc/group
echo 'frrvty:x:64002:root' >>/etc/group
# vtysh would ask PAM for a password that nobody has here.
mkdir -p /etc/frr
echo 'username root nopassword' >/etc/frr/vtysh.conf
hostname "$2"
touch "$dir/ready"
exec sleep infinity
