#!/usr/bin/env bash
# The product's main job on real input: get the model, import the sample call, show its map, print its figures.
set -euo pipefail
bin=$1
out=build/demo
mkdir -p "$out"
# A library of its own: the demo never touches a person's calls. Models are shared, so that they are fetched once.
export CALLCOACH_MODELS=${CALLCOACH_MODELS:-$PWD/build/models}
export CALLCOACH_HOME=$PWD/build/demo/home

"$bin/callcoach" models get base
answer=$("$bin/callcoach" import resources/samples/discovery-dental-group.opus --rep-channel left --rep "Leonie" \
  --customer "Marcus" --type discovery --date 2026-09-03T14:00 --language en --json)
call=$("$bin/python" -c 'import json, sys; r = json.loads(sys.argv[1]); print(r["call"] or ""); sys.exit(r["status"] == "failed")' "$answer")
echo
"$bin/callcoach" show "$call" | sed -n '1,40p'
echo
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -z "${CI:-}" ]; then
  echo "Opening the call's map."
  exec "$bin/callcoach-gui" --open "$call"
fi
QT_QPA_PLATFORM=offscreen "$bin/callcoach-gui" --screenshots "$out" --open "$call"
echo "There is no display, so the window was drawn into files:"
ls "$out"/*.png
