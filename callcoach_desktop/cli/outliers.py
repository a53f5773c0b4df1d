"""`callcoach outliers`: calls that stand out among the rep's own, and why."""

from __future__ import annotations

import argparse
from typing import Any

from callcoach_desktop.cli.coaching import iso_day, open_coach, today
from callcoach_desktop.cli.output import day, print_json, print_line
from callcoach_desktop.domain.coaching import CallOutlier


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "outliers",
        help="calls that stand out, and why",
        description="Calls far from your own calls of their type; at most three a week are worth a listen.",
    )
    parser.add_argument("--week", action="store_true", help="only what is worth a listen this week")
    parser.add_argument("--on", metavar="ISO", type=iso_day, default=None, help="the day to look from (default: today)")
    parser.add_argument("--dismiss", nargs=2, metavar=("CALL", "KIND"), help="say that one of them is none")
    parser.add_argument("--json", action="store_true", help="print a JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Print the outliers."""
    with open_coach(arguments) as coach:
        if arguments.dismiss:
            coach.dismiss_named(*arguments.dismiss)
        report = coach.outliers(arguments.on or today())
    worth = {(o.call, o.kind) for o in report.worth}
    shown = report.worth if arguments.week else report.outliers
    if arguments.json:
        print_json([plain(o) | {"worth": (o.call, o.kind) in worth} for o in shown])
        return 0
    for outlier in shown:
        mark = "*" if (outlier.call, outlier.kind) in worth else " "
        print_line(f"{mark} {outlier.call}  {day(outlier.date)}  {outlier.kind}  {outlier.title}")
        print_line(f"      {outlier.why}")
    for kind, n in report.too_few:
        print_line(f"Too few to tell: {n} {kind or 'untyped'} call{'' if n == 1 else 's'}.")
    print_line(report.picture.sentence)
    return 0


def plain(outlier: CallOutlier) -> dict[str, Any]:
    """An outlier as DESIGN.md, section 4, wants it, and more."""
    return {
        "call": outlier.call,
        "kind": outlier.kind,
        "why": outlier.why,
        "start": outlier.start,
        "value": outlier.value,
        "usual": outlier.usual,
        "score": round(outlier.score, 3),
        "date": outlier.date,
        "title": outlier.title,
        "call_type": outlier.call_type,
        "dismissed": outlier.dismissed,
    }
