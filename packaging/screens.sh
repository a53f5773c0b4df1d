#!/usr/bin/env bash
# Draw docs/screens again: the sample call with sound, and a list of our own scripted calls as transcripts.
set -euo pipefail
bin=$1
export CALLCOACH_MODELS=${CALLCOACH_MODELS:-$PWD/build/models}
export CALLCOACH_HOME=$PWD/build/screens
rm -rf build/screens
"$bin/callcoach" models get base
while IFS=$'\t' read -r name rep customer type date; do
  "$bin/callcoach" import "tests/data/transcripts/$name.vtt" --rep "$rep" --customer "$customer" --type "$type" \
    --date "$date" --json >/dev/null
done <tests/data/transcripts/calls.tsv
answer=$("$bin/callcoach" import resources/samples/discovery-dental-group.opus --rep-channel left --rep Leonie \
  --customer Marcus --type discovery --date 2026-09-03T14:00 --language en --json)
call=$("$bin/python" -c 'import json, sys; print(json.loads(sys.argv[1])["call"])' "$answer")
QT_QPA_PLATFORM=offscreen "$bin/callcoach-gui" --screenshots docs/screens --open "$call"
