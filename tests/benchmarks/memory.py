"""Peak memory of a whole import, process by process (Linux).

    memory.py SOUND [--model base]

Imports SOUND into an empty library with `callcoach import` and reads, once a second, the high-water mark (`VmHWM` of
/proc/PID/status, in MiB) of that process and of all its children. Models come from CALLCOACH_MODELS or the user's
folder.
DESIGN.md, section 6: the child that transcribes a 3-hour stereo call with base stays under 1.2 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent / "callcoach"


def descendants(pid: int) -> list[int]:
    """`pid` and every process under it that is alive."""
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        except FileNotFoundError:
            continue  # ended meanwhile
    return found


def high_water(pid: int) -> tuple[str, float] | None:
    """What a process is (its --worker name or `import`) and its peak in MiB; None when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return None
    marks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    name = command[command.index("--worker") + 1] if "--worker" in command else "import"
    return (name, int(marks[0]) / 1024) if marks else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("--model", default="base")
    arguments = parser.parse_args()
    peaks: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as home:
        environment = {"CALLCOACH_MODELS": str(Path.home() / ".local/share/CallCoach/models"), **os.environ}
        begin = time.monotonic()
        command = [str(BIN), "import", str(arguments.sound), "--model", arguments.model, "--json"]
        with subprocess.Popen(
            command, env=environment | {"CALLCOACH_HOME": home}, stdout=subprocess.PIPE, text=True
        ) as process:
            while process.poll() is None:
                for pid in descendants(process.pid):
                    seen = high_water(pid)
                    if seen is not None:
                        peaks[seen[0]] = max(peaks.get(seen[0], 0.0), seen[1])
                time.sleep(1.0)
            out = process.stdout.read() if process.stdout else ""
        print(json.dumps({
            "peaks_mib": {name: round(peak) for name, peak in peaks.items()},
            "wall_seconds": round(time.monotonic() - begin),
            "import": json.loads(out) if out.strip() else None,
            "status": process.returncode,
        }, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
