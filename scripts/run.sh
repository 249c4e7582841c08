#!/usr/bin/env bash
# Runs haema with the arguments given; sets it up on first use and after an update.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
"$repository/scripts/setup.sh" --quiet >&2
use_node
exec node "$repository/bin/haema" "$@"
