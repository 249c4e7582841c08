#!/usr/bin/env bash
# Runs every check and test, or those that are named.
#
#   scripts/test.sh [NAME…]
#
#   NAME   one of the checks below, or part of the path of a test file: native, types, library/db
#
# native runs the engine for long, and measures what leaks; it is as it is shipped. sanitize runs
# all C++ tests under ASan, LSan and UBSan, built by clang in the tree of the fuzz targets. Leaks of
# other libraries that are overlooked stand in native/test/leaks.supp. Where a leak's stack ends
# within a library, ASAN_OPTIONS=fast_unwind_on_malloc=0 tells more. fuzz is short here. package
# makes the single executable and tries it; scripts/package.sh tries it with all tests.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
"$repository/scripts/setup.sh" --tests --quiet
use_node
. "$repository/scripts/sanitized.sh"
cd "$repository"

checks='layers style biome types format native sanitize fuzz package'
failed=()

check_layers() { node scripts/check-layers.ts; }
check_style() { node scripts/check-style.ts; }
check_biome() { node_modules/.bin/biome check --error-on-warnings; }

# The page, and the tests that look into it, know the types of browsers; nothing else does.
check_types() {
  node_modules/.bin/tsc && node_modules/.bin/tsc -p src/web &&
    node_modules/.bin/tsc -p test/tsconfig.browser.json
}

check_format() { find native -name '*.cc' -o -name '*.h' | xargs clang-format --dry-run -Werror; }

# Linked with what the addon is made of; sanitize runs the other C++ tests, which take long twice.
check_native() {
  cmake -S . -B build -DHAEMA_TESTS=ON --log-level=WARNING &&
    cmake --build build --target endurance &&
    ctest --test-dir build --output-on-failure --parallel 2 --tests-regex endurance
}

check_sanitize() {
  configure_sanitized -DHAEMA_TESTS=ON &&
    cmake --build build-sanitized &&
    ctest --test-dir build-sanitized --output-on-failure --parallel 2
}

# For a minute; for longer: scripts/fuzz.sh.
check_fuzz() { scripts/fuzz.sh 15; }

# With this machine's FFmpeg: to build one takes longer than all the rest.
check_package() {
  scripts/package.sh --system-libraries --no-tests &&
    scripts/test-executable.sh "$(executable_path)" integration/packaged integration/tls
}

# No file of tests takes so long: one whose process does not end must not keep the others' results.
file_limit_ms=$((15 * 60 * 1000))

node_tests() { node --test --test-timeout=$file_limit_ms "$@"; }

# What holds each picture and each sound of a player against the clock has the machine for itself.
quiet_test=test/e2e/switching.test.ts

check_tests() {
  local file others=() quiet_result=0
  for file in "$@"; do
    [ "$file" = "$quiet_test" ] || others+=("$file")
  done
  [ ${#others[@]} = $# ] || node_tests --test-reporter=spec "$quiet_test" || quiet_result=1
  [ ${#others[@]} = 0 ] || check_others "${others[@]}" || return 1
  return $quiet_result
}

# Where a browser fails amid the others its file is tried once more, alone, and said so: players and
# their clocks are a busy machine's, too. Nothing else is: what changes with the load is a defect.
alone=()
check_others() {
  local failed_files=build/failed-tests
  # Most of the time most tests wait: for timers, players and other processes.
  node_tests --test-concurrency="$(nproc)" \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=./scripts/failed-tests.ts --test-reporter-destination="$failed_files" "$@" &&
    return
  mapfile -t alone <"$failed_files"
  [ "${#alone[@]}" -gt 0 ] && [ "${#alone[@]}" -le 3 ] || return 1
  ! grep -qv '^test/e2e/' "$failed_files" || return 1
  printf '== once more, alone: %s\n' "${alone[*]}"
  node_tests --test-concurrency=1 --test-reporter=spec "${alone[@]}"
}

run() {
  local name=$1
  shift
  printf '== %s (after %d s)\n' "$name" "$SECONDS"
  "check_$name" "$@" || failed+=("$name")
}

# Whether NAME is wanted: all are when none was named.
wanted() {
  local name=$1 word
  shift
  [ $# -gt 0 ] || return 0
  for word in "$@"; do [ "$word" = "$name" ] && return 0; done
  return 1
}

# The test files whose path holds one of the words; all without words.
test_files() {
  local file word
  find test -name '*.test.ts' | LC_ALL=C sort | while read -r file; do
    [ $# -gt 0 ] || echo "$file"
    for word in "$@"; do
      case $file in *"$word"*) echo "$file" && break ;; esac
    done
  done
}

mapfile -t files < <(test_files "$@")
ran=${#files[@]}
for name in $checks; do
  wanted "$name" "$@" || continue
  ran=$((ran + 1))
  run "$name"
done
if [ "$ran" = 0 ]; then
  echo "test: nothing is named $*. Checks: $checks; or part of a path beneath test/." >&2
  exit 2
fi
# Last, so that the runner's totals are the last lines of a good run.
if [ "${#files[@]}" -gt 0 ]; then
  run tests "${files[@]}"
fi
if [ "${#failed[@]}" -gt 0 ]; then
  echo "test: failed: ${failed[*]}" >&2
  exit 1
fi
[ "${#alone[@]}" = 0 ] || echo "test: good, but these only by themselves: ${alone[*]}"
