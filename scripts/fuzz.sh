#!/usr/bin/env bash
# Looks for input that the engine cannot bear.
#
#   scripts/fuzz.sh [SECONDS] [TARGET…]
#
#   SECONDS   for each target; 600 unless told
#   TARGET    probe, index, cut, transcode; all unless told
#
# It begins with the small files of HAEMA_CORPUS and with what was found before
# (native/fuzz/findings), and goes on from what it has learnt (build-sanitized/learnt). What it
# finds lies in build-sanitized/found; `build-sanitized/TARGET_fuzz FILE` shows it once more. Mended
# findings belong into native/fuzz/findings.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
. "$repository/scripts/sanitized.sh"
cd "$repository"

seconds=${1:-600}
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(probe index cut transcode)
# Larger files only make each try slower.
seed_bytes=131072

configure_sanitized
cmake --build build-sanitized --target "${targets[@]/%/_fuzz}"

seeds=build-sanitized/seeds
mkdir -p "$seeds" build-sanitized/found
cp -f native/fuzz/findings/* "$seeds" 2>/dev/null || true
if [ -d "${HAEMA_CORPUS:-}" ]; then
  find "$HAEMA_CORPUS" -maxdepth 1 -type f -size -"${seed_bytes}"c -exec cp -f {} "$seeds" \;
fi

# A job that takes 20 s for so little is a finding as well.
export LSAN_OPTIONS="suppressions=$PWD/native/test/leaks.supp:print_suppressions=0"
export UBSAN_OPTIONS=print_stacktrace=1
for target in "${targets[@]}"; do
  echo "fuzz: $target for $seconds s"
  mkdir -p "build-sanitized/learnt/$target"
  build-sanitized/"$target"_fuzz -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 \
    -max_len="$seed_bytes" -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build-sanitized/found/$target-" "build-sanitized/learnt/$target" "$seeds"
done
