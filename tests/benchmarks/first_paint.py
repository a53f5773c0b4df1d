"""From the start of the process to the first picture and to the filled list, in fresh processes.

    .venv/bin/python tests/benchmarks/first_paint.py [--calls 10000] [--runs 7] [--folder DIR] [--json]

Over an empty library and over one of 10,000 calls (made by tests/benchmarks/library.py in `build/benchmarks/library`
and used again). The first run of each is not counted: it warms the file cache, as a second start of the day is warm.
`cpu` is the process's own processor time, which a busy machine disturbs less. Exit status 1 when the median to the
first picture is over the budget of DESIGN.md, section 6.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUDGET_S = 0.8
ROOT = Path(__file__).resolve().parents[2]


def start_once(library: Path, home: Path) -> dict[str, float]:
    """Start the window in a fresh process; seconds to `painted` and `filled`, and their processor seconds."""
    environment = {
        **os.environ,
        "CALLCOACH_HOME": str(home),
        "CALLCOACH_MEASURE": "1",
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    }
    # As `callcoach-gui` starts.
    code = (
        f"import sys; sys.argv[1:] = ['--library', {str(library)!r}]; "
        "from callcoach_desktop.__main__ import main_gui; sys.exit(main_gui())"
    )
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        cwd=ROOT,
    )
    took = {}
    for line in done.stdout.splitlines():
        what, at, cpu = line.split()
        took.setdefault(what, float(at) - began)
        took.setdefault(f"{what}_cpu", float(cpu))
    return took


def measure(library: Path, runs: int) -> dict[str, float]:
    """The medians of `runs` starts after one that is not counted, and the worst first picture."""
    with tempfile.TemporaryDirectory() as home:
        start_once(library, Path(home))
        all_runs = [start_once(library, Path(home)) for _ in range(runs)]
    result = {key: round(statistics.median(run[key] for run in all_runs), 3) for key in all_runs[0]}
    result["painted_worst"] = round(max(run["painted"] for run in all_runs), 3)
    return result


def main() -> int:
    """Measure both libraries and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "benchmarks" / "library")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not (arguments.folder / "library.db").exists():
        maker = Path(__file__).with_name("library.py")
        command = [sys.executable, str(maker), "--calls", str(arguments.calls), "--folder", str(arguments.folder)]
        # Its own budgets are its own business; here only the library that it leaves is wanted.
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, timeout=3600, cwd=ROOT)
    with tempfile.TemporaryDirectory() as empty:
        results = {
            "empty": measure(Path(empty) / "library", arguments.runs),
            f"{arguments.calls} calls": measure(arguments.folder, arguments.runs),
        }
    if arguments.json:
        print(json.dumps({"load": os.getloadavg()[0], **results}))
    else:
        print(f"load average {os.getloadavg()[0]:.1f}, budget to the first picture {BUDGET_S} s")
        for name, found in results.items():
            print(
                f"{name:>12}: first picture {found['painted']:.2f} s (worst {found['painted_worst']:.2f}, "
                f"cpu {found['painted_cpu']:.2f}), list filled {found['filled']:.2f} s (cpu {found['filled_cpu']:.2f})"
            )
    return 0 if all(found["painted"] <= BUDGET_S for found in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
