"""`callcoach demo-library`: a practice library with known truths in it, and what of them is found."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from callcoach_desktop.cli.coaching import iso_day, today
from callcoach_desktop.cli.output import open_library, print_json, print_line

LEAST_CALLS, MOST_CALLS = 15, 2000  # so many deals are open and so many have a second call that fewer do not do


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "demo-library",
        help="make a practice library",
        description="Fill the (empty) library of --library with ninety made-up days, and print planted against found.",
    )
    parser.add_argument("--calls", metavar="N", type=number_of_calls, default=120)
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="another number, another year")
    parser.add_argument("--on", metavar="ISO", type=iso_day, default=None, help="its last day (default: today)")
    parser.add_argument("--json", action="store_true", help="print a JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Make it; returns 1 when something that was planted is not found, or something else is. What people marked in the
    written calls is told beside it."""
    from callcoach_desktop.services.practice import make

    with open_library(arguments) as library:
        lines = make(library, arguments.on or today(), arguments.seed, arguments.calls, _told)
    if arguments.json:
        print_json([asdict(line) for line in lines])
    else:
        for line in lines:
            print_line(f"{'found ' if line.right else 'missed' if line.written else 'WRONG '} {line.planted}")
            print_line(f"        {line.found}")
    return 0 if all(line.right or line.written for line in lines) else 1


def _told(done: int, every: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{every}" + ("\n" if done == every else ""))
        sys.stderr.flush()


def number_of_calls(text: str) -> int:
    """What --calls says. Raises ArgumentTypeError."""
    if not text.isdecimal() or not LEAST_CALLS <= int(text) <= MOST_CALLS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of calls from {LEAST_CALLS} to {MOST_CALLS}")
    return int(text)
