#!/usr/bin/env bash
# Makes a small library of test films and serves it. Options are those of haema serve.
#
#   scripts/run.sh demo [OPTION…]
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/node-path.sh"
use_node

library=${XDG_CACHE_HOME:-$HOME/.cache}/haema/demo

# film NAME FILTER FREQUENCY ARGUMENT…: a picture that shows its time and number, and a tone.
# Moved into place when complete: an interrupted run leaves nothing that looks like a film.
film() {
  local name=$1 filter=$2 frequency=$3
  shift 3
  [ -f "$library/$name" ] && return
  echo "demo: making $name" >&2
  local part=$library/.part-$name
  ffmpeg -nostdin -v error -y -f lavfi -i "$filter" \
    -f lavfi -i "sine=f=$frequency:beep_factor=4:r=48000" -shortest \
    -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -ac 2 "$@" "$part"
  mv "$part" "$library/$name"
}

mkdir -p "$library"
film 'Test picture.mp4' 'testsrc2=s=1280x720:r=24:d=300' 440 -g 240
film 'Portrait from a phone.mp4' 'testsrc2=s=720x1280:r=30:d=60' 330 -g 30
film 'Two languages.mkv' 'smptehdbars=s=1920x1080:r=25:d=120' 550 \
  -map 0:v -map 1:a -map 1:a -metadata:s:a:0 language=eng -metadata:s:a:1 language=deu -g 250
film 'Fractals, 60 pictures a second.mkv' 'mandelbrot=s=854x480:r=60,trim=duration=60' 660 -g 120
exec node "$program" serve -t "$library" "$@"
