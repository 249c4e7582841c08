#!/usr/bin/env bash
# Looks at what the single executable needs of the system it runs on, and fails when that is more
# than it should be.
#
#   scripts/check-executable.sh [--system-libraries] EXECUTABLE ENGINE
#
#   --system-libraries   the engine may need others, those of this machine's FFmpeg
#   ENGINE               the haema.node within it
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
use_node
cd "$repository"

# What the README promises of a build on Debian 12, which has glibc 2.36 itself. Ubuntu 22.04 and
# Fedora 36 have just these. Built on a newer system the engine may need more.
most_glibc=2.35
most_libstdcxx=3.4.30
most_megabytes=170
allowed='^(ld-linux.*|libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s)\.so'

system=false
if [ "$1" = --system-libraries ]; then
  system=true
  shift
fi
executable=$1
engine=$2
failed=false

wrong() {
  echo "check-executable: $1" >&2
  failed=true
}

# needed FILE…: the libraries that they name.
needed() { readelf -d "$@" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u; }

# newest NAME FILE…: the highest version that symbols of NAME are asked for in.
newest() {
  local name=$1
  shift
  readelf -W --version-info "$@" | sed -nE "s/.*Name: ${name}_([0-9.]+) .*/\1/p" | sort -uV |
    tail -n 1
}

is_later() { [ "$(printf '%s\n' "$1" "$2" | sort -V | tail -n 1)" != "$2" ]; }

platform=$(node -p 'process.platform + "-" + process.arch')
files=("$executable" "node_modules/better-sqlite3/prebuilds/$platform.node"
  "node_modules/@uwsjs/$platform-22/uws.node")
$system || files+=("$engine")

for file in "${files[@]}"; do
  glibc=$(newest GLIBC "$file")
  libstdcxx=$(newest GLIBCXX "$file")
  echo "$(basename "$file"): glibc ${glibc:-any}, libstdc++ GLIBCXX_${libstdcxx:-any}"
  ! is_later "${glibc:-0}" "$most_glibc" || wrong "$file needs glibc $glibc"
  ! is_later "${libstdcxx:-0}" "$most_libstdcxx" || wrong "$file needs GLIBCXX_$libstdcxx"
  others=$(needed "$file" | grep -vE "$allowed" || true)
  [ -z "$others" ] || wrong "$file needs $(paste -sd' ' <<<"$others")"
done
! ldd "${files[@]}" 2>/dev/null | grep 'not found' >&2 || wrong 'a library is not found'
# Another library's names must not be found in the engine, nor its own be replaced by another's.
shown=$(nm -D --defined-only "$engine" | grep -cE ' [TDB] (av_|ass_|x264_|inflate|FT_)' || true)
$system || [ "$shown" = 0 ] || wrong "the engine shows $shown names of its libraries"
megabytes=$(($(stat -c %s "$executable") / 1000000))
echo "$(basename "$executable"): $megabytes MB"
[ "$megabytes" -le "$most_megabytes" ] || wrong "$megabytes MB are more than $most_megabytes"
if $failed; then exit 1; fi
