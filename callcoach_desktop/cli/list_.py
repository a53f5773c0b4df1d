"""`callcoach list`: the calls of the library."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any, get_args

from callcoach_desktop.cli.output import day, open_library, percent, print_json, print_line, say, table
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.library import CallQuery, SortKey

_TITLE_WIDTH = 44


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser("list", help="list the calls", description="List the calls, newest first.")
    parser.add_argument("--text", default="", metavar="TEXT", help="only calls with this in title, customer or words")
    parser.add_argument("--tag", metavar="TAG", help="only calls with this tag")
    parser.add_argument("--type", metavar="TYPE", help="only calls of this type")
    parser.add_argument("--bin", action="store_true", help="the calls in the bin, which are deleted after 30 days")
    parser.add_argument("--sort", choices=get_args(SortKey), default="started_at", help="what to sort by")
    parser.add_argument("--ascending", action="store_true", help="smallest or oldest first")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N calls")
    parser.add_argument("--json", action="store_true", help="print a JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Print the calls."""
    query = CallQuery(
        text=arguments.text,
        sort=arguments.sort,
        descending=not arguments.ascending,
        limit=None if arguments.limit is None else max(arguments.limit, 0),
        call_type=arguments.type,
        tag=arguments.tag,
        binned=arguments.bin,
    )
    with open_library(arguments) as library:
        found = library.calls(query)
    if arguments.json:
        print_json([asdict(call) for call in found])
        return 0
    if not found:
        asked = arguments.text or arguments.tag or arguments.type
        empty = "The bin is empty." if arguments.bin else "No calls here yet. `callcoach import PATH` brings one in."
        say("No call matches." if asked else empty)
        return 0
    rows = [
        (
            call.id,
            day(call.started_at),
            clock(call.duration),
            percent(call.talk_ratio),
            "-" if call.questions is None else str(call.questions),
            call.state,
            call.title if len(call.title) <= _TITLE_WIDTH else call.title[: _TITLE_WIDTH - 1] + "…",
        )
        for call in found
    ]
    headings = ("ID", "STARTED", "LENGTH", "REP TALKS", "QUESTIONS", "STATE", "TITLE")
    for line in table(headings, rows, right=(2, 3, 4)):
        print_line(line)
    return 0
