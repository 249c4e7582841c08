#!/usr/bin/env bash
# Runs haema with the arguments given; sets it up on first use and after an update.
#
#   scripts/run.sh demo [OPTION…]   makes a small library of test films and serves it
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
if [ "${1-}" = demo ]; then
  shift
  "$repository/scripts/setup.sh" --demo --quiet >&2
  exec "$repository/scripts/demo.sh" "$@"
fi
"$repository/scripts/setup.sh" --quiet >&2
use_node
exec node "$program" "$@"
