#!/bin/sh
# Stands in for runit's `sv hup bird`, the only form that confd uses: BIRD reads its configuration again on SIGHUP.
[ "$1" = hup ] || exit 1
kill -HUP "$(cat "/run/calico/$2.pid")"
