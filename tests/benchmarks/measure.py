"""The figures of what is found in calls, in one go: questions, types, stages, tone, marks, competitors, talk of price.

    python tests/benchmarks/measure.py CALLS PHRASES [--heard SHOWN ...] [--scripts FOLDER]
        [--conversations FOLDER] [--folds 3] [--read FILE.npz] [--swda FILE.tsv] [--models FOLDER] [--examples PAGE.md]

CALLS holds scripted calls (`<id>.truth.json` with times, or `<id>.json` without: those get 0.35 s a word), PHRASES the
phrase bank, SHOWN what a recogniser heard of rendered calls (`callcoach show --json`; quality.py makes it), FOLDER
scripts that are always trained on. FILE.npz is what train_reader.py says of calls that it did not see: without it the
figures are those of the word lists alone, because the language model that ships has seen these calls. All figures are
held out by whole calls (with one fold no call of CALLS is trained on); Switchboard is never trained on. PAGE.md gets
examples of what is right and wrong, kind by kind (examples.py).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "packaging/models"))

from scripts import timed  # noqa: E402


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
    parser.add_argument("--scripts", type=Path)
    parser.add_argument("--conversations", type=Path, help="talk that only the finder of questions learns from")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--read", type=Path)
    parser.add_argument("--swda", type=Path)
    parser.add_argument("--models", type=Path, help="keeps what was trained")
    parser.add_argument("--examples", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        calls = truths(args.calls, Path(folder))
        models = args.models or Path(folder) / "models"
        common = [str(calls), str(args.phrases), "--models", str(models), "--folds", str(args.folds)]
        common += ["--heard", *map(str, args.heard)] if args.heard else []
        for name in ("scripts", "read"):
            given = getattr(args, name)
            common += [f"--{name}", str(given)] if given else []
        talk = ["--swda", str(args.swda)] if args.swda else []
        talk += ["--conversations", str(args.conversations)] if args.conversations else []
        workers = ["--workers", str(args.workers)]
        for script, more in (
            ("questions.py", [*talk, *workers]),
            ("moments.py", workers),
            ("examples.py", ["--page", str(args.examples)]),
        ):
            if script == "examples.py" and not args.examples:
                continue
            done = subprocess.run([sys.executable, str(HERE / script), *common, *more], check=False)
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()
