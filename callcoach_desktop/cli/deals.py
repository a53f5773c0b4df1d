"""`callcoach deals`: how deals ended."""

from __future__ import annotations

import argparse
import math
from dataclasses import asdict
from typing import Any

from callcoach_desktop.cli.coaching import iso_day, open_coach
from callcoach_desktop.cli.output import print_json, print_line, say, table


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser("deals", help="how deals ended", description="How deals ended, and their calls.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    one = actions.add_parser("set", help="set how a deal ended")
    one.add_argument("deal", metavar="DEAL", help="its name, as the calls give it, or its id")
    one.add_argument("--outcome", choices=("won", "lost", "open"), required=True)
    one.add_argument("--closed", metavar="ISO", type=iso_day, help="the day on which it was decided")
    one.add_argument("--amount", metavar="N", type=_amount)
    actions.add_parser("list", help="list the deals")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked."""
    with open_coach(arguments) as coach:
        if arguments.action == "set":
            closed = arguments.closed.isoformat() if arguments.closed else None
            shown = [coach.set_deal(arguments.deal, arguments.outcome, closed, arguments.amount)]
        else:
            shown = coach.deals()
    if arguments.json:
        print_json(asdict(shown[0]) if arguments.action == "set" else [asdict(deal) for deal in shown])
        return 0
    rows = [
        (d.id, d.outcome, d.closed_on or "-", "-" if d.amount is None else f"{d.amount:g}", str(len(d.calls)), d.name)
        for d in shown
    ]
    for line in table(("ID", "OUTCOME", "CLOSED", "AMOUNT", "CALLS", "NAME"), rows, right=(3, 4)):
        print_line(line)
    if arguments.action == "set" and not shown[0].calls:
        say("No call belongs to this deal yet. `callcoach import --deal NAME` gives calls a deal.")
    return 0


def _amount(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount")
    return value
