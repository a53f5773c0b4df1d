"""`callcoach one-on-one`: the 1-on-1s, what is on their agendas, and one of them as a page to hand over."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli.coaching import iso_day, open_coach_of, today
from callcoach_desktop.cli.output import open_library, print_json, print_line, say, write_raw
from callcoach_desktop.domain.times import clock

if TYPE_CHECKING:
    from callcoach_desktop.domain.one_on_ones import OneOnOne
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.one_on_ones import OneOnOnes


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "one-on-one",
        help="1-on-1s: agenda, agreements, a page to hand over",
        description="The 1-on-1s of a library. Private notes are shown here and never leave in a file; the room for "
        "the person is left out everywhere unless --person is given.",
    )
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    one = acts.add_parser("list", help="all of them, newest first")
    one.add_argument("--json", action="store_true", help="print a JSON array")
    one = acts.add_parser("prepare", help="a new one, its agenda from the calls since the last")
    one.add_argument("--on", metavar="ISO", type=iso_day, default=None, help="its day (default: today)")
    one.add_argument("--title", default="", metavar="TITLE")
    one.add_argument("--json", action="store_true", help="print JSON")
    one = acts.add_parser("show", help="one with its agenda, notes and agreements")
    one.add_argument("id", metavar="ID", help="its id, or the beginning of it")
    one.add_argument("--person", action="store_true", help="with the room for the person")
    one.add_argument("--json", action="store_true", help="print JSON")
    one = acts.add_parser(
        "export",
        help="one page to hand over, as PDF or HTML",
        description="One page to hand over. FILE ends in .pdf or .html; a folder gets a PDF, or HTML with --html. "
        "Without --out the HTML goes to stdout.",
    )
    one.add_argument("id", metavar="ID", help="its id, or the beginning of it")
    one.add_argument("--out", metavar="FILE", type=Path, default=None, help="the file, or a folder (default: stdout)")
    one.add_argument("--html", action="store_true", help="a web page, also where --out is a folder")
    one.add_argument("--person", action="store_true", help="with the room for the person")
    one.add_argument("--names", action="store_true", help="with the names of customers")
    one.add_argument("--sound", action="store_true", help="with the sound of its moments (HTML only)")
    one.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    one.add_argument("--json", action="store_true", help='print {"path"} for the file')
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0. Raises KnownError."""
    with _open(arguments) as (library, sessions):
        if arguments.act == "list":
            return _list(sessions.every(), as_json=arguments.json)
        if arguments.act == "prepare":
            made = sessions.prepare(arguments.on or today(), arguments.title)
            return _show(sessions, made, arguments, person=False)
        session = sessions.one(arguments.id)
        if arguments.act == "show":
            return _show(sessions, session, arguments, person=arguments.person)
        return _export(library, sessions, session, arguments)


@contextlib.contextmanager
def _open(arguments: argparse.Namespace) -> Iterator[tuple[Library, OneOnOnes]]:
    from callcoach_desktop.services.one_on_ones import OneOnOnes

    with open_library(arguments) as library, open_coach_of(library) as coach:
        yield library, OneOnOnes(library, coach)


def _list(every: list[OneOnOne], *, as_json: bool) -> int:
    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "title": one.title,
                    "date": one.held_on,
                    "state": one.state,
                    "items": len(one.items),
                    "agreements": [asdict(agreement) for agreement in one.agreements],
                }
                for one in every
            ]
        )
        return 0
    for one in every:
        agreed = f"{len(one.agreements)} agreed" if one.agreements else ""
        print_line(f"{one.id}  {one.held_on}  {one.state:<7}  {len(one.items):>2} items  {agreed:<9}  {one.title}")
    if not every:
        print_line("No 1-on-1 yet: `callcoach one-on-one prepare` makes one from the calls since the last.")
    return 0


def _show(sessions: OneOnOnes, session: OneOnOne, arguments: argparse.Namespace, *, person: bool) -> int:
    calls = sessions.calls_of(session)
    if arguments.json:
        told = asdict(session)
        for item in told["items"]:
            call = calls.get(item["call"] or "")
            item["call_title"] = call.title if call is not None else None
        if not person:
            told.pop("person")
        print_json(told)
        return 0
    print_line(f"{session.title}: {session.state}, {session.held_on} ({session.id})")
    for number, item in enumerate(session.items, 1):
        print_line(f"{number:>2}. {item.title}")
        call = calls.get(item.call or "")
        if call is not None:
            print_line(f"    {call.title}, {call.date[:10]}, at {clock(item.start or 0.0)}")
        for text in (item.question, item.figure, f"Said: {item.said}" if item.said else ""):
            if text:
                print_line(f"    {text}")
    for agreement in session.agreements:
        due = f" until {date.fromisoformat(agreement.due)}" if agreement.due else ""
        print_line(f"Agreed{due}: {agreement.action} ({agreement.state})")
    for name, text in (("Notes", session.notes), ("Only for me", session.private)):
        if text:
            print_line(f"{name}: {text}")
    if person:
        for name, text in asdict(session.person).items():
            if text:
                print_line(f"{name.capitalize()}: {text}")
    return 0


def _export(library: Library, sessions: OneOnOnes, session: OneOnOne, arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.handing_over import Choice, HandingOver

    handing = HandingOver(library, sessions)
    choice = Choice(arguments.person, arguments.names, arguments.sound)
    if arguments.out is None:
        write_raw(handing.html(session.id, choice).rstrip("\n"))
        return 0
    path = arguments.out.expanduser()
    if path.is_dir():
        web = arguments.html or arguments.sound  # paper has no sound
        path /= handing.file_name(session, ".html" if web else ".pdf")
    if path.suffix.lower() == ".pdf":
        if arguments.html or arguments.sound:
            say("callcoach: a PDF is no web page and has no sound; name a file that ends in .html.")
            return 2
        path = _write_pdf(handing.html(session.id, choice), session.title, path, overwrite=arguments.overwrite)
    else:
        path = handing.write_html(session.id, choice, path, overwrite=arguments.overwrite)
    if arguments.json:
        print_json({"path": str(path)})
    else:
        print_line(str(path))
    return 0


def _write_pdf(html: str, title: str, path: Path, *, overwrite: bool) -> Path:
    """The page on paper, by Qt without a screen."""
    from callcoach_desktop.ui.pdf import without_window, write_pdf

    with without_window():
        write_pdf(html, title, path, overwrite=overwrite)
    return path
