"""Import rendered calls through the command line and keep what the app says of each, for scoring.

    quality.py CALLS OUT [--layout stereo] [--model base] [--only ID ...]

CALLS holds `<id>.<layout>.wav` and `<id>.truth.json` of a rendering tool with exact truth. OUT gets the library and
`shown/<id>.json`, the output of `callcoach show --json`, which a scorer compares with the truth. Prints seconds of
sound and of work a call.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent / "callcoach"


def callcoach(*arguments: str) -> str:
    done = subprocess.run([str(BIN), *arguments], stdout=subprocess.PIPE, text=True, check=False, env=os.environ)
    if done.returncode not in (0, 1):
        sys.exit(f"callcoach {' '.join(arguments)} ended with {done.returncode}")
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layout", default="stereo")
    parser.add_argument("--model", default="base")
    parser.add_argument("--only", nargs="*", default=None)
    arguments = parser.parse_args()
    shown = arguments.out / "shown"
    shown.mkdir(parents=True, exist_ok=True)
    sound = work = 0.0
    for truth_path in sorted(arguments.calls.glob("*.truth.json")):
        truth = json.loads(truth_path.read_text())
        path = arguments.calls / f"{truth['id']}.{arguments.layout}.wav"
        if not path.exists() or (arguments.only and truth["id"] not in arguments.only):
            continue
        library = str(arguments.out / "library")
        vocabulary = shown / f"{truth['id']}.toml"  # their list; the library keeps it, so it grows from call to call
        vocabulary.write_text(f"competitors = {json.dumps(truth['competitors'])}\n")
        answer = callcoach(
            "import", str(path), "--library", library, "--rep-channel", "left", "--model", arguments.model,
            "--rep", truth["rep"]["name"], "--customer", truth["customer"]["name"],
            "--vocabulary", str(vocabulary), "--json",
        )  # fmt: skip
        result = json.loads(answer.splitlines()[-1])
        if result["call"] is None:
            print(f"{truth['id']:36} {result['error']}")
            continue
        (shown / f"{truth['id']}.json").write_text(callcoach("show", result["call"], "--library", library, "--json"))
        sound, work = sound + result["audio_seconds"], work + result["seconds"]
        print(
            f"{truth['id']:36} {result['audio_seconds']:7.1f} s of sound  {result['seconds']:6.1f} s of work",
            flush=True,
        )
    print(f"{'all':36} {sound:7.1f} s of sound  {work:6.1f} s of work  ratio {work / max(sound, 1e-9):.4f}")


if __name__ == "__main__":
    main()
