"""`callcoach progress`: the focus, its calls, and whether they differ from those before."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from callcoach_desktop.cli.coaching import iso_day, open_coach, today
from callcoach_desktop.cli.output import day, print_json, print_line, table
from callcoach_desktop.domain.coaching import Point, Progress


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "progress", help="whether the practice shows", description="The calls of the focus against those before it."
    )
    parser.add_argument("--on", metavar="ISO", type=iso_day, default=None, help="the day to look from (default: today)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Print the verdict and the points."""
    with open_coach(arguments) as coach:
        found = coach.progress(arguments.on or today())
    if arguments.json:
        print_json(_nothing() if found is None else plain(found))
        return 0
    if found is None:
        print_line("There is no focus yet. `callcoach focus suggest` says what would be worth one.")
        return 0
    from callcoach_desktop.coaching.behaviours import spell

    usual = found.focus.baseline.range
    kind = f"{found.focus.call_type} calls" if found.focus.call_type else "calls"
    when = f"day {found.day + 1} of 30" if found.focus.state == "active" else found.focus.state
    print_line(f"{found.behaviour.name}: {when}, {usual.n} {kind} before")
    print_line(found.verdict.sentence)
    for signal in found.signals:
        print_line(f"  {signal.sentence}")
    rows = [(str(p.day + 1), day(p.date), spell(p.value, found.behaviour), p.title) for p in found.points]
    for line in table(("DAY", "STARTED", "VALUE", "TITLE"), rows, right=(0, 2)) if rows else []:
        print_line(line)
    return 0


def _nothing() -> dict[str, Any]:
    return {
        "behaviour": None,
        "baseline": {"n": 0, "mean": None, "low": None, "high": None},
        "points": [],
        "verdict": {"state": "too_few", "sentence": "There is no focus."},
    }


def plain(found: Progress) -> dict[str, Any]:
    """The progress as DESIGN.md, section 4, wants it, and more."""
    usual, verdict = found.focus.baseline.range, found.verdict
    return {
        "behaviour": found.behaviour.id,
        "call_type": found.focus.call_type,
        "started_on": found.focus.started_on,
        "state": found.focus.state,
        "day": found.day,
        "baseline": {"n": usual.n, "mean": usual.mean, "low": usual.low, "high": usual.high},
        "points": [_point(p) for p in found.points],
        "before": [_point(p) for p in found.before],
        "others": [_point(p) for p in found.others],
        "unmeasured": found.unmeasured,
        "verdict": {
            "state": verdict.state,
            "sentence": verdict.sentence,
            "effect": verdict.effect,
            "low": verdict.low,
            "high": verdict.high,
            "better": verdict.better,
            "more_calls": verdict.more_calls,
        },
        "signals": [asdict(s) for s in found.signals],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "call": point.call,
        "date": point.date,
        "value": point.value,
        "day": point.day,
        "mean": point.mean,
        "title": point.title,
        "call_type": point.call_type,
    }
