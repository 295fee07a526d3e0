#!/bin/sh
# Keeps a program running the way runit does in calico-node: started again one second after it ended.
while :; do
  "$@"
  echo "service ended with status $?, starting again" >&2
  sleep 1
done
