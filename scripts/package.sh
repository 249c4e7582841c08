#!/usr/bin/env bash
# Makes dist/haema-VERSION-PLATFORM, the one file that is haema, and tries it.
#
#   scripts/package.sh [--system-libraries] [--no-tests]
#
#   --system-libraries   links with this machine's FFmpeg, as development does: made in a minute,
#                        and runs where these libraries are. Without it they are built within
#                        (scripts/build-ffmpeg.sh), once.
#   --no-tests           without the tests of what was made
#
# It has the Node within that runs this (.node-version), for this machine's kind of processor.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
cd "$repository"

system=false
tests=true
for argument in "$@"; do
  case $argument in
    --system-libraries) system=true ;;
    --no-tests) tests=false ;;
    *)
      echo "package: unknown option $argument" >&2
      exit 2
      ;;
  esac
done

scripts/setup.sh --quiet
use_node
output=$(executable_path)
engine=build/Release/haema.node
licences=()
if ! $system; then
  libraries=$(scripts/build-ffmpeg.sh)
  echo 'package: compiling the engine'
  # Anew each time: other libraries would not be noticed.
  rm -rf build-static
  npx --no cmake-js build --out build-static --CDCMAKE_BUILD_TYPE=Release \
    --CDHAEMA_LIBRARIES="$libraries" >build-static.log 2>&1 || {
    tail -n 30 build-static.log >&2
    exit 1
  }
  engine=build-static/Release/haema.node
  licences=(--licences "$libraries/licences")
fi
node scripts/package.ts --engine "$engine" "${licences[@]}" --output "$output"
if $system; then
  scripts/check-executable.sh --system-libraries "$output" "$engine"
else
  scripts/check-executable.sh "$output" "$engine"
fi
if $tests; then scripts/test-executable.sh "$output"; fi
