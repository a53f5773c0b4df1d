"""Measures the product from outside, through its command line, on calls that nothing was learnt from.

    python tests/benchmarks/unseen.py TOOLS OUT [--calls tests/data/unseen]

Each call is written as WebVTT (every word as long), imported with its rep's name, type, date and competitors into a
library of its own, and shown as JSON. OUT/truth and OUT/shown are then scored by TOOLS/score_calls.py; below its table
stand the marks that were missed and what was found where nothing is marked, to be read.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHOWN = 140  # letters of a quote


def callcoach(home: Path, *arguments: str) -> str:
    """What a command prints; ends the measurement where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "callcoach_desktop", *arguments],
        env={**os.environ, "CALLCOACH_HOME": str(home)}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"callcoach {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def take(path: Path, out: Path, scoring: Any, timed: Any) -> None:
    """Import one call and keep what is shown of it."""
    call = timed(json.loads(path.read_text(encoding="utf-8")))
    (out / "truth" / f"{call['id']}.truth.json").write_text(json.dumps(call), encoding="utf-8")
    vtt, names, home = out / f"{call['id']}.vtt", out / f"{call['id']}.toml", out / "homes" / call["id"]
    scoring.write_vtt(call, vtt)
    names.write_text(f"competitors = {json.dumps(call['competitors'])}\n", encoding="utf-8")
    told = callcoach(
        home, "import", str(vtt), "--rep", call["rep"]["name"], "--type", call["call_type"], "--date", call["date"],
        "--vocabulary", str(names), "--json",
    )  # fmt: skip
    shown = callcoach(home, "show", json.loads(told)["call"], "--json")
    (out / "shown" / f"{call['id']}.json").write_text(shown, encoding="utf-8")


def differences(out: Path, scoring: Any) -> None:
    """Print what was missed and what was made up, call by call."""
    for path in sorted((out / "truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        shown = json.loads((out / "shown" / f"{truth['id']}.json").read_text(encoding="utf-8"))
        roles = {s["id"]: s["role"] for s in shown["speakers"]}
        print(f"\n{truth['id']}")
        for kind in scoring.KINDS:
            for side in ("rep", "customer"):
                marks = [m for t in truth["turns"] if t["who"] == side for m in t["marks"] if m["kind"] == kind]
                found = [m for m in shown["moments"] if m["kind"] == kind and roles.get(m["speaker"]) == side]
                for name, some, others, words in (("missed", marks, found, "span"), ("made up", found, marks, "quote")):
                    for one in some:
                        if not any(scoring.match([one], [other]).hit for other in others):
                            print(f"  {name:8} {kind:18} {side:8} {one.get('type') or '':12} {one[words][:SHOWN]}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tools", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--calls", type=Path, default=ROOT / "tests" / "data" / "unseen")
    arguments = parser.parse_args()
    sys.path[:0] = [str(arguments.tools), str(ROOT / "packaging" / "models")]
    import score_calls
    from scripts import timed

    for folder in ("truth", "shown"):
        (arguments.out / folder).mkdir(parents=True, exist_ok=True)
    for path in sorted(arguments.calls.glob("*.json")):
        take(path, arguments.out, score_calls, timed)
    out = str(arguments.out)
    subprocess.run(
        [sys.executable, str(arguments.tools / "score_calls.py"), "score", f"{out}/truth", f"{out}/shown"], check=True
    )
    differences(arguments.out, score_calls)


if __name__ == "__main__":
    main()
