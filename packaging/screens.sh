#!/usr/bin/env bash
# Draw docs/screens again, every state from the running application: no call, one, many, importing, an error ...
set -euo pipefail
bin=$1
export CALLCOACH_MODELS=${CALLCOACH_MODELS:-$PWD/build/models}
export CALLCOACH_HOME=$PWD/build/screens
out=${2:-docs/screens}
rm -rf build/screens
"$bin/callcoach" models get base
QT_QPA_PLATFORM=offscreen "$bin/python" packaging/screenshots.py "$CALLCOACH_HOME/empty" "$out" empty
"$bin/callcoach" import resources/samples/discovery-dental-group.opus --rep-channel left --rep Leonie \
  --customer Marcus --type discovery --date 2026-09-03T14:00 --language en --json >/dev/null
QT_QPA_PLATFORM=offscreen "$bin/python" packaging/screenshots.py "$CALLCOACH_HOME/library" "$out" one
QT_QPA_PLATFORM=offscreen "$bin/python" packaging/screens_record.py "$CALLCOACH_HOME/library" "$out"
while IFS=$'\t' read -r name rep customer type date; do
  "$bin/callcoach" import "tests/data/transcripts/$name.vtt" --rep "$rep" --customer "$customer" --type "$type" \
    --date "$date" --json >/dev/null
done <tests/data/transcripts/calls.tsv
QT_QPA_PLATFORM=offscreen "$bin/python" packaging/screenshots.py "$CALLCOACH_HOME/library" "$out" many importing
