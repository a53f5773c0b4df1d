"""The figures of what is found in calls, in one go: questions, types, stages, tone, marks, competitors, talk of price.

    python tests/benchmarks/measure.py CALLS PHRASES [--heard SHOWN ...] [--read DIR] [--swda FILE.tsv]

CALLS holds scripted calls (`<id>.truth.json` with times, or `<id>.json` without: those get 0.35 s a word), PHRASES the
phrase bank, SHOWN what a recogniser heard of rendered calls (`callcoach show --json`; quality.py makes it). DIR is what
`train_reader.py CALLS PHRASES MINILM DIR/fK --folds 3 --fold K` wrote for K = 0, 1, 2: without it the figures are those
of the word lists alone, because the language model that ships has seen these calls. All figures are held out by whole
calls; Switchboard is never trained on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECONDS_A_WORD = 0.35


def timed(call):
    """A script with the times that it would have if every word took as long."""
    clock = 0.0
    for turn in call["turns"]:
        start = max(0.0, clock + turn.get("gap", 0.2))
        count = max(1, len(turn["text"].split()))
        turn["start"], turn["end"] = start, start + SECONDS_A_WORD * count
        for mark in turn["marks"]:
            at = turn["text"].find(mark["span"])
            before = len(turn["text"][:at].split())
            mark["start"] = start + SECONDS_A_WORD * before
            mark["end"] = min(turn["end"], mark["start"] + SECONDS_A_WORD * len(mark["span"].split()))
        clock = turn["end"]
    return call


def truths(calls, folder):
    """The folder with timed calls: `calls` itself, or `folder` with what is made of its scripts."""
    if next(calls.glob("*.truth.json"), None):
        return calls
    for path in calls.glob("*.json"):
        made = timed(json.loads(path.read_text(encoding="utf-8")))
        (folder / f"{made['id']}.truth.json").write_text(json.dumps(made), encoding="utf-8")
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--read", type=Path)
    parser.add_argument("--swda", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        calls = truths(args.calls, Path(folder))
        common = [str(calls), str(args.phrases)]
        common += ["--heard", *map(str, args.heard)] if args.heard else []
        common += ["--read", str(args.read)] if args.read else []
        swda = ["--swda", str(args.swda)] if args.swda else []
        for script, more in (("questions.py", swda), ("moments.py", [])):
            done = subprocess.run([sys.executable, str(HERE / script), *common, *more], check=False)
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()
