"""The calls of the pictures: `python packaging/screens_library.py ONE FOUR MANY`.

Fills the empty library ONE with the sample call, transcribed from its sound, FOUR with that and three of the written
calls of the tests, and MANY with all of them: all in one process, so that the program's parts and its models are loaded
once and not once a call.
"""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.services.importing import Importer, checked_options, make_runner
from callcoach_desktop.services.library import Library

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "resources" / "samples" / "discovery-dental-group.opus"
WRITTEN = ROOT / "tests" / "data" / "transcripts"
ABOUT_SAMPLE = ImportOptions(
    rep_name="Leonie", rep_channel="left", customer="Marcus", call_type="discovery", date="2026-09-03T14:00",
    language="en",
)  # fmt: skip


def written() -> list[tuple[Path, ImportOptions]]:
    """The written calls, and what is known of each."""
    with (WRITTEN / "calls.tsv").open(encoding="utf-8", newline="") as lines:
        return [
            (WRITTEN / f"{name}.vtt", ImportOptions(rep_name=rep, customer=customer, call_type=kind, date=day))
            for name, rep, customer, kind, day in csv.reader(lines, delimiter="\t")
        ]


def fill(folder: Path, calls: list[tuple[Path, ImportOptions]]) -> None:
    """Bring the calls into a library. Raises SystemExit with the reason when one of them does not come in."""
    library = Library.open(folder)
    try:
        runner = make_runner(library)
        importer = Importer(library, runner)
        tickets = [one for path, about in calls for one in importer.submit([path], checked_options(about))]
        runner.start()
        try:
            for result in importer.results(tickets, lambda _: None, lambda: False):
                if result.status == "failed":
                    raise SystemExit(f"{result.path}: {result.error}")
        finally:
            runner.stop()
    finally:
        library.close()


def main() -> int:
    """Fill them; returns the exit status."""
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    one, four, many = (Path(name) for name in sys.argv[1:])
    calls = written()
    fill(one, [(SAMPLE, ABOUT_SAMPLE)])
    shutil.copytree(one, four)
    fill(four, calls[:3])
    shutil.copytree(four, many)
    fill(many, calls[3:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
