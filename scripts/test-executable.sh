#!/usr/bin/env bash
# Tries the single executable as it is used elsewhere: without Node, npm and FFmpeg in PATH. Runs
# the tests that see haema from outside only, with it in the place of the checkout's.
#
#   scripts/test-executable.sh EXECUTABLE [WORD…]
#
#   WORD   part of the path of a test file beneath test/; all that see it from outside, unless told
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
use_node
cd "$repository"

executable=$(readlink -f "$1")
shift
words=("$@")
[ "${#words[@]}" -gt 0 ] || words=(integration/cli integration/serve integration/server
  integration/history integration/identity integration/moves integration/packaged
  integration/subtitles integration/api integration/images e2e/server e2e/burned e2e/languages
  e2e/subtitles e2e/switching)
files=()
for word in "${words[@]}"; do
  mapfile -t found < <(find test -name '*.test.ts' -path "*$word*" | LC_ALL=C sort)
  if [ "${#found[@]}" = 0 ]; then
    echo "test-executable: no test has $word in its path" >&2
    exit 2
  fi
  files+=("${found[@]}")
done
# As it comes to another machine: its parts are nowhere yet.
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
try() {
  XDG_CACHE_HOME=$cache HAEMA_EXECUTABLE=$executable node --test --test-reporter=dot \
    --test-concurrency="$(nproc)" "$@"
}
mapfile -t quiet < <(printf '%s\n' "${files[@]}" | grep switching || true)
mapfile -t others < <(printf '%s\n' "${files[@]}" | grep -v switching || true)
result=0
[ "${#others[@]}" = 0 ] || try "${others[@]}" || result=1
# What holds a player against the clock has the machine for itself.
[ "${#quiet[@]}" = 0 ] || try "${quiet[@]}" || result=1
exit $result
