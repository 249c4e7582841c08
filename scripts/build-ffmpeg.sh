#!/usr/bin/env bash
# Builds the libraries that the single executable is linked with: FFmpeg with the parts that haema
# uses and no others (scripts/ffmpeg-parts.txt), x264, dav1d, libass and what these need. All are
# static and position-independent. They come from the sources of this machine's Debian or Ubuntu.
#
#   scripts/build-ffmpeg.sh [--update]
#
#   --update   look for newer sources; otherwise what was built last is used
#
# Prints where they are, as its last line. They lie outside the checkout, by version, options and
# sources, and are never built twice. About seven minutes on two processors.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"

# In the order in which they are built. Without zvbi there is no teletext.
optional=' zvbi '
packages='zlib libseccomp expat freetype fribidi harfbuzz fontconfig libass zvbi dav1d x264 ffmpeg'
tools='dpkg-source:dpkg-dev gcc:gcc g++:g++ make:make cmake:cmake meson:meson ninja:ninja-build
nasm:nasm gperf:gperf pkg-config:pkg-config'
parts=$repository/scripts/ffmpeg-parts.txt
home=${XDG_CACHE_HOME:-$HOME/.cache}/haema/libraries
options=$(cat "$0" "$parts" | sha256sum | cut -c1-12)
current=$home/current-$options

# Files that anybody may have written are read by this code: what Debian builds with, too.
flags='-O2 -fPIC -g0 -fstack-protector-strong -D_FORTIFY_SOURCE=2'
export CFLAGS=$flags CXXFLAGS=$flags CMAKE_GENERATOR=Ninja

say() { printf 'libraries: %s\n' "$1" >&2; }

fail() {
  say "$1"
  exit 1
}

need_tools() {
  local entry missing=''
  for entry in $tools; do
    command -v "${entry%%:*}" >/dev/null || missing+=" ${entry##*:}"
  done
  [ -z "$missing" ] || fail "these are missing: apt-get install$missing"
}

# This machine's sources of packages, asked for source packages, in lists of our own.
use_own_apt() {
  local apt=$home/apt file
  command -v apt-get >/dev/null || fail 'this needs the packages of Debian or Ubuntu'
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/sources.d" "$home/sources"
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/sources.d/${file##*/}"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] && sed -n 's/^deb /deb-src /p' "$file" >"$apt/sources.d/${file##*/}.list"
  done
  cat >"$apt/apt.conf" <<END
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$apt/sources.d";
Dir::State::Lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
END
  export APT_CONFIG=$apt/apt.conf
}

# fetch PACKAGE: the newest version that can be had; some mirrors lack the newest. Prints it.
fetch() {
  local version newest=''
  for version in $(apt-cache madison "$1" | awk '{ print $3 }' | sort -rVu); do
    newest=${newest:-$version}
    if (cd "$home/sources" && apt-get source -q=2 --download-only "$1=$version") \
      >"$home/apt/last.log" 2>&1; then
      [ "$version" = "$newest" ] || say "$1 $newest cannot be had here: taking $version"
      echo "$version"
      return
    fi
  done
  cat "$home/apt/last.log" >&2
  say "the source of $1 cannot be had"
  return 1
}

fetch_all() {
  local package version
  say 'looking for sources'
  apt-get update -q=2 >&2 || fail 'the lists of source packages cannot be had'
  for package in $packages; do
    if version=$(fetch "$package"); then
      echo "$package $version"
    elif [[ $optional = *" $package "* ]]; then
      say "going on without $package"
    else
      return 1
    fi
  done
}

# step NAME COMMAND…: within its folder. What it prints goes to a log, which is shown if it fails.
step() {
  local name=$1
  shift
  "$@" >>"$work/$name.log" 2>&1 || {
    tail -n 30 "$work/$name.log" >&2
    fail "$name does not build; all of it: $work/$name.log"
  }
}

with_meson() {
  step "$1" meson setup build --prefix "$prefix" --libdir lib --buildtype plain \
    --default-library static --wrap-mode nodownload "${@:2}"
  step "$1" ninja -C build install
}

with_cmake() {
  step "$1" cmake -S . -B build -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
    -DCMAKE_BUILD_TYPE=None -DBUILD_SHARED_LIBS=OFF "${@:2}"
  step "$1" cmake --build build --target install
}

with_make() {
  step "$1" make -j"$(nproc)"
  step "$1" make install
}

build_zlib() {
  step zlib ./configure --prefix="$prefix" --static
  with_make zlib
}

build_libseccomp() {
  step libseccomp ./configure --prefix="$prefix" --disable-shared --enable-static --with-pic
  with_make libseccomp
}

build_expat() {
  cd expat
  sed -i 's/^#cmakedefine XML_DTD$/#cmakedefine XML_DTD 1/' expat_config.h.cmake # it is compared
  # arc4random_buf would need the newest glibc.
  with_cmake expat -DEXPAT_SHARED_LIBS=OFF -DEXPAT_BUILD_TOOLS=OFF -DEXPAT_BUILD_EXAMPLES=OFF \
    -DEXPAT_BUILD_TESTS=OFF -DEXPAT_BUILD_DOCS=OFF -DHAVE_ARC4RANDOM_BUF=0 -DHAVE_ARC4RANDOM=0
}

build_freetype() {
  with_meson freetype -Dbrotli=disabled -Dbzip2=disabled -Dharfbuzz=disabled -Dpng=disabled \
    -Dzlib=enabled -Dtests=disabled
}

build_fribidi() { with_meson fribidi -Ddocs=false; }

build_harfbuzz() {
  with_meson harfbuzz -Dglib=disabled -Dgobject=disabled -Dcairo=disabled -Dicu=disabled \
    -Dfreetype=enabled -Dtests=disabled -Ddocs=disabled -Dintrospection=disabled
}

build_fontconfig() {
  with_meson fontconfig -Ddoc=disabled -Dnls=disabled -Dtests=disabled -Dtools=disabled \
    -Dcache-build=disabled -Dbaseconfig-dir=/etc/fonts -Dcache-dir=/var/cache/fontconfig
}

build_libass() {
  step libass ./configure --prefix="$prefix" --disable-shared --enable-static --with-pic \
    --disable-libunibreak --disable-require-system-font-provider
  with_make libass
}

build_zvbi() {
  step zvbi ./configure --prefix="$prefix" --disable-shared --enable-static --with-pic \
    --disable-v4l --disable-dvb --disable-bktr --disable-nls --disable-proxy --disable-tests \
    --disable-examples --without-doxygen --without-x
  step zvbi make -C src -j"$(nproc)"
  step zvbi make -C src install
  step zvbi install -Dm644 zvbi-0.2.pc "$prefix/lib/pkgconfig/zvbi-0.2.pc"
}

build_dav1d() { with_meson dav1d -Denable_tools=false -Denable_tests=false; }

build_x264() {
  step x264 ./configure --prefix="$prefix" --enable-static --enable-pic --disable-cli \
    --disable-opencl --bit-depth=8 --extra-cflags="$flags"
  with_make x264
}

build_ffmpeg() {
  local kind name chosen=()
  while read -r kind name; do chosen+=("--enable-$kind=$name"); done < <(wanted_parts)
  [ ! -d ../zvbi ] || chosen+=(--enable-libzvbi)
  step ffmpeg ./configure --prefix="$prefix" --pkg-config-flags=--static --enable-pic \
    --disable-everything --disable-autodetect --disable-programs --disable-doc --disable-network \
    --disable-avdevice --disable-postproc --disable-debug --enable-gpl --enable-iconv \
    --enable-zlib --enable-libx264 --enable-libdav1d --extra-cflags="$flags" \
    "${chosen[@]}"
  compare_parts
  with_make ffmpeg
}

# One part to a line, of those that are wanted and of those that configure has chosen.
wanted_parts() {
  awk '!/^#/ { for (i = 2; i <= NF; i++) print $1, $i }' "$parts" |
    if [ -d ../zvbi ]; then cat; else grep -v zvbi; fi
}

chosen_parts() {
  sed -nE 's/^#define CONFIG_(\w+)_(DEMUXER|DECODER|PARSER|BSF|ENCODER|FILTER|PROTOCOL|MUXER)'` \
    `' 1$/\L\2 \1/p' config_components.h
}

compare_parts() {
  local difference
  difference=$(diff <(wanted_parts | sort) <(chosen_parts | sort)) || {
    printf '%s\n' "$difference" >&2
    fail 'configure chose other parts than ffmpeg-parts.txt names (< wanted, > chosen)'
  }
}

# Counts what is compiled, because FFmpeg alone takes minutes.
watch_log() {
  local count
  while sleep 20 && kill -0 $$ 2>/dev/null; do
    count=$(cat "$work"/*.log 2>/dev/null | grep -cE '^(CC|X86ASM|\[[0-9]+/|gcc|libtool)' || true)
    say "  $((SECONDS / 60)) min $((SECONDS % 60)) s, $count steps done"
  done
}

build_all() {
  local package version number=0
  export PKG_CONFIG_PATH= PKG_CONFIG_LIBDIR=$prefix/lib/pkgconfig
  watch_log 9>&- &
  watcher=$!
  trap 'kill "$watcher" 2>/dev/null || true' EXIT
  while read -r package version; do
    number=$((number + 1))
    say "$package $version ($number of $(wc -l <<<"$sources"))"
    local name=${package}_${version#*:}
    step "$package" dpkg-source --no-check -x "$home/sources/$name.dsc" "$work/$package"
    (cd "$work/$package" && "build_$package")
    mkdir -p "$prefix/licences"
    cp "$work/$package/debian/copyright" "$prefix/licences/$package.txt"
  done <<<"$sources"
  kill "$watcher"
}

update=false
[ "${1-}" != --update ] || update=true
if ! $update && [ -f "$current/sources.txt" ]; then
  readlink -f "$current"
  exit
fi
need_tools
mkdir -p "$home"
# Two at a time would write into the same folders. Whoever waited finds what the other has built.
exec 9>"$home/lock"
flock --nonblock 9 || { say 'waiting for another build'; flock 9; }
use_own_apt
sources=$(fetch_all)
version=$(sed -n 's/^ffmpeg //p' <<<"$sources" | sed 's/^[0-9]*://')
prefix=$home/ffmpeg-$version-$(printf '%s\n' "$options" "$sources" | sha256sum | cut -c1-12)
work=$prefix.work
if [ ! -f "$prefix/sources.txt" ]; then
  rm -rf "$prefix" "$work"
  mkdir -p "$prefix" "$work"
  build_all
  rm -rf "$work"
  # Last: it says that all the rest is there.
  printf '%s\n' "$sources" >"$prefix/sources.txt"
fi
ln -sfn "$prefix" "$current"
say "ready: FFmpeg $version"
echo "$prefix"
