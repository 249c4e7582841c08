#!/usr/bin/env bash
# Installs what haema needs and compiles its engine. Run it as often as you like: it does only what
# is missing or out of date.
#
#   scripts/setup.sh [--tests] [--demo] [--quiet]
#
#   --tests   also what only the tests need
#   --demo    also what only scripts/run.sh demo needs
#   --quiet   say nothing when there is nothing to do
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
cd "$repository"

# A stamp lies inside the folder it vouches for, so it goes when the folder goes.
npm_stamp=node_modules/.haema-setup
engine_stamp=build/.haema-setup
page_stamp=build/web/.haema-setup
program_stamp=build/program/.haema-setup
tests=false
demo=false
quiet=false
worked=false

say() { printf 'setup: %s\n' "$1"; }

fail() {
  say "$2" >&2
  exit "$1"
}

# step WHAT HINT COMMAND…: shows the command's own progress; when it fails, what to do next.
step() {
  local what=$1 hint=$2
  shift 2
  worked=true
  say "$what"
  "$@" 2>&1 | sed -u 's/^/    /' || fail 1 "failed: $what. $hint"
}

# What is looked for (a command, a library by its pkg-config name, or a path) and the package that
# has it.
requirements() {
  cat <<'END'
g++ g++
cmake cmake
ninja ninja-build
pkg-config pkg-config
libavformat libavformat-dev
libavcodec libavcodec-dev
libavfilter libavfilter-dev
libavutil libavutil-dev
libswscale libswscale-dev
libswresample libswresample-dev
libass libass-dev
/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf fonts-dejavu-core
libseccomp libseccomp-dev
END
  if $tests || $demo; then
    echo 'ffprobe ffmpeg'
  fi
  if $tests; then
    printf '%s\n' 'clang-format clang-format' 'chromium chromium' 'fuse3 libfuse3-dev' \
      'fusermount3 fuse3' 'mkvmerge mkvtoolnix' 'clang++ clang' \
      '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a libclang-rt-dev'
  fi
}

missing_packages() {
  local name package
  while read -r name package; do
    case $name in
      /*) compgen -G "$name" >/dev/null || echo "$package" ;;
      lib* | fuse3) pkg-config --exists "$name" 2>/dev/null || echo "$package" ;;
      *) command -v "$name" >/dev/null || echo "$package" ;;
    esac
  done < <(requirements)
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -gt 0 ] || return 0
  local names=${missing[*]}
  command -v apt-get >/dev/null ||
    fail 2 "these are missing (by their Debian names): $names. Install them, then run this again."
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
    fail 2 "no sudo here. As root: apt-get install $names. Then run this again."
  step 'looking for system packages' 'Is the network there?' as_root apt-get update -q
  step "installing $names" 'The lines above say why.' \
    as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

npm_quietly() { npm "$@" --ignore-scripts --no-audit --no-fund --loglevel=error; }

install_node() {
  use_node && return
  command -v npm >/dev/null ||
    fail 2 'npm is missing: install any Node with its npm, then run this again.'
  local platform
  case $(uname -sm) in
    'Linux x86_64') platform=linux-x64 ;;
    'Linux aarch64') platform=linux-arm64 ;;
    'Darwin arm64') platform=darwin-arm64 ;;
    *) fail 2 "no Node for $(uname -sm) is known: install Node 22 yourself, then run this again." ;;
  esac
  # Moved into place when complete: an interrupted download leaves nothing that looks like a Node.
  rm -rf "$node_home" "$node_home.part"
  mkdir -p "$node_home.part"
  step "installing Node $node_version in $node_home" 'Is the network there?' \
    npm_quietly install --prefix "$node_home.part" --no-save \
    "node-$platform@$node_version" "npm@$npm_version"
  mv "$node_home.part" "$node_home"
  use_node
}

# Of the files named, of this script and of the Node they are for.
fingerprint() {
  sha256sum .node-version scripts/setup.sh package.json package-lock.json "$@" | sha256sum
}

is_stamped() { [ -f "$1" ] && [ "$(<"$1")" = "$2" ]; }

install_npm_packages() {
  local now
  now=$(fingerprint)
  is_stamped "$npm_stamp" "$now" && return
  step 'installing npm packages' 'Is the network there?' npm_quietly ci
  echo "$now" >"$npm_stamp"
}

build_engine() {
  local now sources
  mapfile -t sources < <(find native -path native/test -prune -o -name '*.cc' -print \
    -o -name '*.h' -print -o -name '*.conf' -print | LC_ALL=C sort)
  now=$(fingerprint CMakeLists.txt "${sources[@]}")
  is_stamped "$engine_stamp" "$now" && return
  step 'compiling the engine (the first time a minute or two)' \
    'If the lines above do not help, remove build/ and run this again.' npm run --silent build
  echo "$now" >"$engine_stamp"
}

# bundle WHAT SCRIPT STAMP FIND…: by the script, when a source that find names has changed.
bundle() {
  local what=$1 script=$2 stamp=$3 now sources
  shift 3
  mapfile -t sources < <(find "$@" | LC_ALL=C sort)
  now=$(fingerprint tsconfig.json "$script" "${sources[@]}")
  is_stamped "$stamp" "$now" && return
  step "bundling the $what" 'The lines above say why.' node "$script"
  echo "$now" >"$stamp"
}

for argument in "$@"; do
  case $argument in
    --tests) tests=true ;;
    --demo) demo=true ;;
    --quiet) quiet=true ;;
    *) fail 2 "unknown option $argument. There are --tests, --demo and --quiet." ;;
  esac
done
install_packages
install_node
install_npm_packages
build_engine
bundle page scripts/build-web.ts "$page_stamp" src/web -type f
bundle program scripts/build-program.ts "$program_stamp" \
  src -path src/web -prune -o -name '*.ts' -print
if $worked; then
  say 'done'
elif ! $quiet; then
  say 'nothing to do'
fi
