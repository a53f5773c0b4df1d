"""`callcoach behaviours`: what can be practised, and what is usual for the rep."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from callcoach_desktop.cli.coaching import open_coach
from callcoach_desktop.cli.output import print_json, print_line, table
from callcoach_desktop.domain.coaching import Direction


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "behaviours", help="what can be practised", description="What can be practised, and what is usual for you."
    )
    parser.add_argument("--type", metavar="TYPE", dest="call_type", help="only calls of this type")
    parser.add_argument("--add", metavar="NAME", help="build one: with --tracker, --stage and --unit")
    parser.add_argument("--remove", metavar="NAME", help="forget one that was built")
    parser.add_argument("--tracker", metavar="NAME", help="the tracker that it counts")
    parser.add_argument("--stage", metavar="STAGE", help="the stage in which it counts (default: the whole call)")
    parser.add_argument("--unit", choices=("per_call", "per_hour", "yes_no"), default="per_call")
    parser.add_argument("--fewer", action="store_true", help="less of it is better")
    parser.add_argument("--json", action="store_true", help="print a JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Print the behaviours with the rep's own usual ranges; build or forget one first."""
    from callcoach_desktop.coaching.behaviours import figure_key, spell

    with open_coach(arguments) as coach:
        if arguments.add:
            direction: Direction = "lower" if arguments.fewer else "higher"
            coach.add_own(arguments.add, arguments.tracker or "", arguments.stage, arguments.unit, direction)
        if arguments.remove:
            coach.remove_own(coach.behaviour(arguments.remove).id)
        rows = coach.usual(arguments.call_type)
    if arguments.json:
        print_json(
            [
                {
                    **asdict(behaviour),
                    "key": figure_key(behaviour),
                    "n": usual.n,
                    "usual": None if usual.mean is None else {"mean": usual.mean, "low": usual.low, "high": usual.high},
                }
                for behaviour, usual in rows
            ]
        )
        return 0
    lines = [
        (
            b.id,
            str(u.n),
            "-" if u.mean is None else spell(u.mean, b),
            "-" if u.low is None or u.high is None else f"{spell(u.low, b)} to {spell(u.high, b)}",
            _healthy(b.low, b.high, b),
            b.name,
        )
        for b, u in rows
    ]
    for line in table(("BEHAVIOUR", "CALLS", "MEAN", "USUAL", "OTHERS", "NAME"), lines, right=(1, 2)):
        print_line(line)
    return 0


def _healthy(low: float | None, high: float | None, behaviour: Any) -> str:
    from callcoach_desktop.coaching.behaviours import spell

    if low is None and high is None:
        return "-"
    if high is None and low is not None:
        return f"from {spell(low, behaviour)}"
    if low is None and high is not None:
        return f"to {spell(high, behaviour)}"
    return f"{spell(low or 0.0, behaviour)} to {spell(high or 0.0, behaviour)}"
