#!/usr/bin/env bash
# Looks for input that the engine cannot bear.
#
#   scripts/fuzz.sh [SECONDS] [TARGET…]
#
#   SECONDS   for each target; 600 unless told
#   TARGET    probe, index, cut, transcode; all unless told
#
# It begins with the small files of HAEMA_CORPUS and with what was found before
# (native/fuzz/findings), and goes on from what it has learnt (build-fuzz/learnt). What it finds
# lies in build-fuzz/found; `build-fuzz/TARGET_fuzz FILE` shows it once more. Mended findings belong
# into native/fuzz/findings.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
cd "$repository"

seconds=${1:-600}
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(probe index cut transcode)
# Larger files only make each try slower.
seed_bytes=131072

cmake -S . -B build-fuzz -G Ninja -DHAEMA_FUZZ=ON -DHAEMA_SANITIZE=address,undefined \
  -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS_RELEASE=-O1 \
  --log-level=WARNING
cmake --build build-fuzz

seeds=build-fuzz/seeds
mkdir -p "$seeds" build-fuzz/found
cp -f native/fuzz/findings/* "$seeds" 2>/dev/null || true
if [ -d "${HAEMA_CORPUS:-}" ]; then
  find "$HAEMA_CORPUS" -maxdepth 1 -type f -size -"${seed_bytes}"c -exec cp -f {} "$seeds" \;
fi

# A job that takes 20 s for so little is a finding as well.
export LSAN_OPTIONS="suppressions=$PWD/native/test/leaks.supp:print_suppressions=0"
export UBSAN_OPTIONS=print_stacktrace=1
for target in "${targets[@]}"; do
  echo "fuzz: $target for $seconds s"
  mkdir -p "build-fuzz/learnt/$target"
  build-fuzz/"$target"_fuzz -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 \
    -max_len="$seed_bytes" -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build-fuzz/found/$target-" "build-fuzz/learnt/$target" "$seeds"
done
