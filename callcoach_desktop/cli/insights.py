"""`callcoach insights`: which of the rep's own habits go with won deals, as far as that can be said."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from textwrap import shorten
from typing import Any

from callcoach_desktop.cli.coaching import open_coach
from callcoach_desktop.cli.output import print_json, print_line, table
from callcoach_desktop.domain.coaching import Insight

_LINES = 10
_QUOTE = 60


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "insights",
        help="which habits go with won deals",
        description="Behaviours by stage and type of call against the outcome of deals, corrected for looking at many.",
    )
    parser.add_argument("--handling", action="store_true", help="how objections were answered, and what came of it")
    parser.add_argument("--all", action="store_true", help="every comparison, not the first ten")
    parser.add_argument("--json", action="store_true", help="print a JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Print the insights, or the table of objections."""
    with open_coach(arguments) as coach:
        found = coach.insights()
    if arguments.handling:
        if arguments.json:
            print_json([asdict(h) for h in found.handling])
            return 0
        rows = [
            (
                h.objection,
                h.framework,
                f"{h.resolved.hits} of {h.resolved.n}",
                f"{100 * h.resolved.low:.0f} to {100 * h.resolved.high:.0f} %",
                f"“{shorten(h.quotes[0][2], _QUOTE, placeholder=' …')}”" if h.quotes else "",
            )
            for h in found.handling
        ]
        for line in table(("OBJECTION", "ANSWERED BY", "RESOLVED", "95 %", "EXAMPLE"), rows) if rows else []:
            print_line(line)
        return 0
    if arguments.json:
        print_json([plain(insight) for insight in found.insights])
        return 0
    print_line(f"{found.closed} closed deals with calls, {found.won} won; {found.looked_at} comparisons.")
    findings = sum(insight.finding for insight in found.insights)
    shown = found.insights if arguments.all else found.insights[: max(_LINES, findings)]
    for insight in shown:
        print_line(("* " if insight.finding else "  ") + insight.sentence)
    return 0


def plain(insight: Insight) -> dict[str, Any]:
    """An insight as DESIGN.md, section 4, wants it, and more. `won` and `lost` count the closed deals looked at."""
    won = insight.over.hits + insight.under.hits
    return {
        "behaviour": insight.behaviour.id,
        "stage": insight.stage,
        "call_type": insight.call_type,
        "finding": insight.finding,
        "won": won,
        "lost": insight.over.n + insight.under.n - won,
        "q": insight.q,
        "sentence": insight.sentence,
        "p": insight.p,
        "level": insight.level,
        "threshold": insight.threshold,
        "over": asdict(insight.over),
        "under": asdict(insight.under),
        "more": insight.more,
        "beside": insight.beside,
        "along": list(insight.along),
    }
