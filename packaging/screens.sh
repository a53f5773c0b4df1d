#!/usr/bin/env bash
# Draw docs/screens again, every state from the running application: no call, one, many, importing, an error, the pages
# of coaching, recording. The libraries are made once; then as many processes draw as there are processors, each over a
# copy of its own and with settings of its own. To draw some of them: packaging/screens.sh BIN DIR call large, with
# SCREENS_KEEP=1 over the libraries of the run before.
set -euo pipefail
bin=$1
out=${2:-docs/screens}
shift; [ $# -eq 0 ] || shift
export CALLCOACH_MODELS=${CALLCOACH_MODELS:-$PWD/build/models}
export QT_QPA_PLATFORM=offscreen
root=$PWD/build/screens
made=$root/made
[ -n "${SCREENS_KEEP:-}" ] || rm -rf "$root"
mkdir -p "$out" "$made"

library() { # NAME COMMAND...: makes a library unless it is there
  local name=$1
  shift
  [ -e "$made/$name.done" ] && return
  rm -rf "${made:?}/$name"
  CALLCOACH_HOME=$made "$@" >"$made/$name.log" 2>&1 || { tail -n 20 "$made/$name.log" >&2; return 1; }
  touch "$made/$name.done"
}

practice() {
  # Its report says what was planted and found; what it misses is no reason to draw nothing.
  "$bin/callcoach" --library "$made/practice" demo-library --on 2026-11-27 || [ $? -eq 1 ]
  "$bin/callcoach" --library "$made/practice" one-on-one prepare --on 2026-11-27
}

draw() { # NAME LIBRARY SCRIPT ARGUMENTS...: draws over a copy of a library; LIBRARY may be "-" for none
  local name=$1 from=$2 script=$3 home=$root/$1
  shift 3
  rm -rf "$home"
  mkdir -p "$home"
  [ "$from" = - ] || cp -r "$made/$from" "$home/library"
  CALLCOACH_HOME=$home "$bin/python" "packaging/$script" "$home/library" "$out" "$@" >"$home.log" 2>&1 ||
    { echo "$name:" >&2; tail -n 20 "$home.log" >&2; return 1; }
}

picture() { # NAME: one of the processes below
  case $1 in
    empty) draw empty - screenshots.py empty ;;
    one) draw one one screenshots.py one ;;
    list) draw list many screenshots.py list ;;
    call) draw call many screenshots.py call ;;
    large) draw large many screenshots.py large ;;
    importing) draw importing many screenshots.py importing ;;
    record) draw record one screens_record.py ;;
    few-light | few-dark) draw "$1" - screens_pages.py "${1#few-}" few ;;
    1-light | 1-dark) draw "$1" one screens_pages.py "${1#1-}" 1 ;;
    4-light | 4-dark) draw "$1" four screens_pages.py "${1#4-}" 4 ;;
    light | dark) draw "$1" practice screens_pages.py "$1" ;;
    *) echo "screens: there is no $1" >&2; return 2 ;;
  esac
}

export -f draw picture
export bin out root made
"$bin/callcoach" models get base >/dev/null
library practice practice &
library one "$bin/python" packaging/screens_library.py "$made/one" "$made/four" "$made/many"
wait $!
[ $# -gt 0 ] || set -- light dark call large list record importing empty one few-light few-dark 1-light 1-dark 4-light 4-dark
printf '%s\n' "$@" | xargs -P "${SCREENS_JOBS:-$(nproc)}" -I{} bash -c 'set -euo pipefail; picture {}'
if command -v optipng >/dev/null; then # without loss; it saves about a tenth
  find "$out" -name '*.png' -newer "$made" -print0 | xargs -0 -P "$(nproc)" -n 4 optipng -quiet -o1
fi
