"""`callcoach recover`: bring in recordings that were cut off."""

from __future__ import annotations

import argparse
from typing import Any

from callcoach_desktop.cli.output import open_library, print_line
from callcoach_desktop.cli.record import tell_recovered


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "recover",
        help="bring in recordings that were cut off",
        description="Bring every recording that was cut off into the library and queue its import.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a recording")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Recover; returns 0 when nothing failed."""
    from callcoach_desktop.services.recording import Recordings

    with open_library(arguments) as library:
        every = Recordings(library).recover()
    for done in every:
        tell_recovered(done, as_json=arguments.json)
    if not every and not arguments.json:
        print_line("No recording was cut off.")
    return 1 if any(done.status == "failed" for done in every) else 0
