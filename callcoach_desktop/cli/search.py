"""`callcoach search TEXT`: find what was said."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from callcoach_desktop.cli.output import day, emphasis, open_library, print_json, printable, say, write_raw
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.library import HIT_END, HIT_START

_DEFAULT_LIMIT = 50


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "search",
        help="find what was said",
        description='Find sentences with all the words of TEXT, newest call first. "Quoted words" must stand in a row.',
    )
    parser.add_argument("text", metavar="TEXT", nargs="+")
    parser.add_argument("--limit", type=int, default=_DEFAULT_LIMIT, metavar="N", help="at most N hits (50)")
    parser.add_argument("--best", action="store_true", help="best match first instead of newest first")
    parser.add_argument("--json", action="store_true", help="print a JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Print the hits."""
    with open_library(arguments) as library:
        hits = library.search(
            " ".join(arguments.text), max(arguments.limit, 0), order="relevance" if arguments.best else "newest"
        )
    if arguments.json:
        print_json([asdict(hit) | {"snippet": _marked(hit.snippet, "[", "]")} for hit in hits])
        return 0
    if not hits:
        say("Nobody said that in the calls of this library.")
        return 0
    before, after = emphasis()
    last = ""
    for hit in hits:
        if hit.call != last:
            write_raw(("\n" if last else "") + printable(f"{hit.call}  {day(hit.started_at)}  {hit.title}"))
            last = hit.call
        write_raw(f"  {clock(hit.start):>8}  {hit_line(hit.snippet, before, after)}")
    return 0


def hit_line(snippet: str, before: str, after: str) -> str:
    """The sentence with its hits marked, and no other control character."""
    marked = "".join(
        before if piece == HIT_START else after if piece == HIT_END else printable(piece) for piece in snippet
    )
    return marked.replace("\n", " ")


def _marked(snippet: str, before: str, after: str) -> str:
    return snippet.replace(HIT_START, before).replace(HIT_END, after)
