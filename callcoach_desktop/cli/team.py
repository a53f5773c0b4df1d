"""`callcoach team FOLDER`: the same behaviours across reps, from the packages that each chose to share."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli import passphrase
from callcoach_desktop.cli.interrupt import interruptible
from callcoach_desktop.cli.output import print_json, print_line, say, table

if TYPE_CHECKING:
    from callcoach_desktop.coaching.team import Team


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "team",
        help="the same behaviours across reps, from a folder of packages",
        description="Read the CallCoach packages of a folder where they lie; nothing is imported. Each rep's usual "
        "range stands by the rep's name: this is no ranking, and it is for coaching, not for employment decisions.",
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    passphrase.add_argument(parser, "opens sealed packages")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the team; 1 when a file could not be read (the others are shown)."""
    from callcoach_desktop.services.coaching import built_in
    from callcoach_desktop.services.team import Teams

    secret = passphrase.passphrase_of(arguments)
    with interruptible() as stopped:
        found = Teams().read(arguments.folder.expanduser(), built_in(), secret, cancelled=stopped.is_set)
    if arguments.json:
        print_json(plain(found))
    else:
        _print(found)
    return 1 if found.left else 0


def plain(found: Team) -> dict[str, Any]:
    """A team as plain values."""
    from callcoach_desktop.coaching.team import NOTICE

    return {
        "folder": found.folder,
        "notice": NOTICE,
        "reps": [{"rep": name, "calls": calls} for name, calls in found.reps],
        "behaviours": [
            {
                "behaviour": row.behaviour.id,
                "name": row.behaviour.name,
                "reps": [
                    {
                        "rep": strip.rep,
                        "n": len(strip.values),
                        "mean": strip.range.mean,
                        "low": strip.range.low,
                        "high": strip.range.high,
                        "values": list(strip.values),
                    }
                    for strip in row.strips
                ],
            }
            for row in found.rows
        ],
        "refused": [asdict(left) for left in found.left],
    }


def _print(found: Team) -> None:
    from callcoach_desktop.coaching.behaviours import spell
    from callcoach_desktop.coaching.team import NOTICE

    for left in found.left:
        say(f"{left.file}: {left.reason}")
    for row in found.rows:
        print_line(row.behaviour.name)
        rows = []
        for strip in row.strips:
            usual = strip.range
            told = "too few calls for a usual range"
            if usual.mean is not None and usual.low is not None and usual.high is not None:
                low, high = spell(usual.low, row.behaviour), spell(usual.high, row.behaviour)
                told = f"{spell(usual.mean, row.behaviour)}, usually {low} to {high}"
            rows.append((f"  {strip.rep}", str(len(strip.values)), told))
        for line in table(("  REP", "CALLS", ""), rows, right=(1,)):
            print_line(line)
    print_line(NOTICE)
