"""`callcoach returns`: what deals and calls were like before coaching and after it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any, get_args

from callcoach_desktop.cli.coaching import iso_day, open_coach_of, today
from callcoach_desktop.cli.output import open_library, print_json, print_line
from callcoach_desktop.domain.coaching import InterventionKind, Return


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "returns",
        help="what came after coaching",
        description="Each intervention (a focus, a 1-on-1, a workshop) with win rate, days to a decision, deal size "
        "and its behaviour before and after, and what of it can be claimed.",
    )
    parser.add_argument("--on", metavar="ISO", type=iso_day, default=None, help="as of this day (default: today)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--add", metavar="TITLE", help="write an intervention down; see --kind, --behaviour and --on")
    parser.add_argument("--kind", choices=get_args(InterventionKind), default="other")
    parser.add_argument("--behaviour", metavar="BEHAVIOUR", help="the behaviour that it was about")
    parser.add_argument("--remove", metavar="ID", help="take an intervention out")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the returns; 0."""
    from callcoach_desktop.services.returns import Returns

    on = arguments.on or today()
    with open_library(arguments) as library, open_coach_of(library) as coach:
        returns = Returns(library, coach)
        if arguments.add:
            made = returns.add(arguments.kind, arguments.add, on, arguments.behaviour)
            if arguments.json:
                print_json(asdict(made))
            else:
                print_line(f"{made.id}  {made.held_on}  {made.title}")
            return 0
        if arguments.remove:
            returns.remove(arguments.remove)
            return 0
        found = returns.found(on)
    if arguments.json:
        print_json([_plain(one) for one in found])
        return 0
    last = None
    for one in found:
        if one.intervention.id != last:
            last = one.intervention.id
            print_line(f"{one.intervention.held_on}  {one.intervention.title}")
        print_line(f"    {one.sentence}")
    if not found:
        print_line("No coaching is written down yet: start a focus, or use --add.")
    return 0


def _plain(one: Return) -> dict[str, Any]:
    return {
        "intervention": one.intervention.id,
        "title": one.intervention.title,
        "kind": one.intervention.kind,
        "behaviour": one.behaviour,
        "date": one.intervention.held_on,
        "measure": one.measure,
        "before": one.before,
        "after": one.after,
        "low": one.low,
        "high": one.high,
        "state": one.state,
        "n_before": one.n_before,
        "n_after": one.n_after,
        "not_before": one.not_before,
        "sentence": one.sentence,
    }
