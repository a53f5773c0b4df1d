"""`callcoach focus`: practise one behaviour for thirty days."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from callcoach_desktop.cli.coaching import iso_day, open_coach, today
from callcoach_desktop.cli.output import print_json, print_line
from callcoach_desktop.coaching.ranges import LEAST_CALLS
from callcoach_desktop.domain.coaching import Focus


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "focus",
        help="practise one behaviour for thirty days",
        description="One behaviour at a time: its calls are compared with your own calls before it began.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    start = actions.add_parser("start", help="begin one")
    start.add_argument("behaviour", metavar="BEHAVIOUR", help="its id or name: see `callcoach behaviours`")
    start.add_argument(
        "--type", metavar="TYPE", dest="call_type", help="the calls it counts in (default: most of yours)"
    )
    for name, about in (
        ("pause", "let it rest"),
        ("resume", "go on"),
        ("stop", "end it"),
        ("suggest", "what to practise"),
    ):
        actions.add_parser(name, help=about)
    actions.add_parser("history", help="those before")
    for action in actions.choices.values():
        action.add_argument("--on", metavar="ISO", type=iso_day, default=None, help="the day (default: today)")
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked; print the focus."""
    on = arguments.on or today()
    with open_coach(arguments) as coach:
        if arguments.action == "suggest":
            found = coach.suggestions()
            if arguments.json:
                print_json([{**asdict(s), "behaviour": s.behaviour.id} for s in found])
                return 0
            for suggestion in found:
                print_line(f"{suggestion.behaviour.id}: {suggestion.why}")
            if not found:
                print_line("No suggestion yet: it takes twelve calls of one type.")
            return 0
        if arguments.action == "history":
            history = coach.history()
            if arguments.json:
                print_json([_plain(focus) for focus in history])
            else:
                for focus in history:
                    print_line(_line(focus))
            return 0
        if arguments.action == "start":
            focus = coach.start_focus(arguments.behaviour, on, arguments.call_type)
        else:
            done = {"pause": coach.pause_focus, "resume": coach.resume_focus, "stop": coach.finish_focus}
            focus = done[arguments.action](on)
    if arguments.json:
        print_json(_plain(focus))
        return 0
    print_line(_line(focus))
    if arguments.action == "start":
        n = focus.baseline.range.n
        kind = f"{focus.call_type} calls" if focus.call_type else "calls"
        print_line(f"Compared with your {n} {kind} before.")
        if n < LEAST_CALLS:
            print_line(f"That is too few to claim anything: {LEAST_CALLS} are needed.")
    return 0


def _line(focus: Focus) -> str:
    until = f" to {focus.ended_on}" if focus.ended_on else ""
    return f"{focus.behaviour}: {focus.state}, from {focus.started_on}{until}. {focus.verdict}".strip()


def _plain(focus: Focus) -> dict[str, Any]:
    usual = focus.baseline.range
    return {
        **asdict(focus),
        "baseline": {"n": usual.n, "mean": usual.mean, "low": usual.low, "high": usual.high},
    }
