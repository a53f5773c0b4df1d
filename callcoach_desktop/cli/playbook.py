"""`callcoach playbook`: what to say in a situation, why, and where it was heard to work; shared as a file."""

from __future__ import annotations

import argparse
import contextlib
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli.coaching import open_coach_of, today
from callcoach_desktop.cli.output import open_library, print_json, print_line, say, table
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.playbook import Content, Entry, Example, Origin, Situation, content_to_json
from callcoach_desktop.domain.times import clock

if TYPE_CHECKING:
    from callcoach_desktop.services.playbook import Playbook

_KINDS = ("objection", "competitor", "stage", "question")
_SPAN = re.compile(r"(?P<call>\w+)@(?P<start>[\d:.]+)(?:-(?P<end>[\d:.]+))?(?: (?P<quote>.+))?", re.DOTALL)
_SAY = 70


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "playbook",
        help="what to say when, and share it",
        description="Entries of what to say in a situation, from your own best answers or written by you.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="list the entries")
    listed.add_argument("text", metavar="TEXT", nargs="?", default="", help="only those that hold all these words")
    listed.add_argument("--kind", choices=_KINDS)
    for name, about in (
        ("show", "an entry: what to say, why, examples, what came since"),
        ("history", "its versions, newest first"),
        ("delete", "take an entry out"),
    ):
        actions.add_parser(name, help=about).add_argument("entry", metavar="ENTRY", help="its id or its title")
    added = actions.add_parser("add", help="write an entry, or take a proposed one")
    added.add_argument("--proposal", metavar="KEY", help="take what is proposed: see `callcoach playbook proposals`")
    edited = actions.add_parser("edit", help="give an entry other words; what it said before is kept")
    edited.add_argument("entry", metavar="ENTRY")
    for one in (added, edited):
        one.add_argument("--when", metavar="KIND[:ABOUT]", type=_situation,
                         help="objection:price, competitor:NAME, stage:discovery, question:WHAT THEY ASK")  # fmt: skip
        one.add_argument("--title", metavar="TEXT")
        one.add_argument("--say", metavar="TEXT", help="what to say")
        one.add_argument("--why", metavar="TEXT")
        one.add_argument("--way", metavar="WAY", help="the way of answering, such as reframe_value")
        one.add_argument("--example", metavar="CALL@START-END", action="append", type=_example,
                         help="where it is heard; words after it are its quote; may be given again")  # fmt: skip
        one.add_argument("--clip", metavar="CLIP", action="append", help="one of your clips as an example")
    restored = actions.add_parser("restore", help="put an earlier version in force again")
    restored.add_argument("entry", metavar="ENTRY")
    restored.add_argument("version", metavar="VERSION", type=int)
    proposals = actions.add_parser("proposals", help="entries that your calls suggest")
    proposals.add_argument("--decline", metavar="KEY", help="do not propose this again")
    shared = actions.add_parser("export", help="write entries to a file for others")
    shared.add_argument("entries", metavar="ENTRY", nargs="*", help="which (default: all)")
    shared.add_argument("-o", "--output", metavar="FILE", type=Path, default=Path("playbook.playbook"))
    shared.add_argument("--from", metavar="NAME", dest="who", default="", help="who hands it out (default: the rep)")
    shared.add_argument("--sound", action="store_true", help="with the sound of the examples")
    shared.add_argument("--redacted", action="store_true",
                        help="take names (known ones, and those that simple rules find) and the sound out; read it "
                        "through before it matters")  # fmt: skip
    shared.add_argument("--force", action="store_true", help="replace a file that is there")
    taken = actions.add_parser("import", help="take a file in; where both sides changed, both are kept")
    taken.add_argument("files", metavar="FILE", nargs="+", type=Path)
    taken.add_argument("--dry-run", action="store_true", help="say what would become of it, and write nothing")
    chosen = actions.add_parser("choose", help="settle a conflict")
    chosen.add_argument("entry", metavar="ENTRY")
    chosen.add_argument("side", choices=("mine", "theirs", "both"))
    chosen.add_argument("--version", metavar="N", type=int, help="which of several that are offered")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked; returns 1 when a file could not be taken in."""
    with _open(arguments) as book:
        return _ACTIONS[arguments.action](book, arguments)


@contextlib.contextmanager
def _open(arguments: argparse.Namespace) -> Iterator[Playbook]:
    from callcoach_desktop.services.playbook import Playbook

    with open_library(arguments) as library, open_coach_of(library) as coach:
        yield Playbook(library, coach)


def _list(book: Playbook, arguments: argparse.Namespace) -> int:
    entries = book.entries(arguments.text, arguments.kind)
    if arguments.json:
        print_json([_plain(book, entry) for entry in entries])
        return 0
    rows = [(e.id, e.content.situation.key.rstrip(":"), "*" if e.offered else "", e.content.title,
             shorten(e.content.say, _SAY, placeholder=" …")) for e in entries]  # fmt: skip
    for line in table(("ID", "WHEN", "", "TITLE", "SAY"), rows) if rows else []:
        print_line(line)
    if any(e.offered for e in entries):
        say("* has another version that waits for your choice: see `callcoach playbook show`.")
    if not rows and not arguments.text and not arguments.kind:
        say("Nothing yet. `callcoach playbook proposals` shows what your calls suggest.")
    return 0


def _show(book: Playbook, arguments: argparse.Namespace) -> int:
    return _told(book, arguments, arguments.entry)


def _told(book: Playbook, arguments: argparse.Namespace, name: str) -> int:
    entry = book.entry(name)
    if arguments.json:
        print_json(_plain(book, entry))
        return 0
    content, since = entry.content, book.since(entry)
    print_line(f"{content.title}   ({content.situation.key.rstrip(':')})")
    print_line(f"\n{content.say}\n")
    for text in (content.why, _numbers(content), since.sentence if since is not None else ""):
        if text:
            print_line(text)
    for example in content.examples:
        where = f"{example.call} at {clock(example.start)}" if example.call else ""
        about = ", ".join(part for part in (example.title, where) if part)
        print_line(f"  “{shorten(example.quote, 200, placeholder=' …')}” ({about})")
    print_line(_origin(entry.version.origin))
    for version in entry.offered:
        by = version.origin.who or "somebody"
        print_line(f"\nAlso offered by {by}, {version.origin.file} (version {version.number}):\n{version.content.say}")
    return 0


def _numbers(content: Content) -> str:
    from callcoach_desktop.coaching.playbook import figures_sentence

    return figures_sentence(content.figures) if content.figures is not None else ""


def _origin(origin: Origin) -> str:
    how = {"own": "Written", "proposed": "From your own calls", "file": f"From the file “{origin.file}”"}[origin.kind]
    return f"{how}, {origin.at[:10]}" + (f", by {origin.who}" if origin.who else "")


def _history(book: Playbook, arguments: argparse.Namespace) -> int:
    versions = book.history(arguments.entry)
    if arguments.json:
        print_json([
            {"version": v.number, "state": v.state, "origin": asdict(v.origin), **content_to_json(v.content)}
            for v in versions
        ])  # fmt: skip
        return 0
    rows = [(str(v.number), v.state, _origin(v.origin), shorten(v.content.say, _SAY, placeholder=" …"))
            for v in versions]  # fmt: skip
    for line in table(("VERSION", "STATE", "FROM", "SAY"), rows, right=(0,)):
        print_line(line)
    return 0


def _add(book: Playbook, arguments: argparse.Namespace) -> int:
    if arguments.proposal:
        book.insights()  # findings are proposed, too
        return _told(book, arguments, book.take_proposal(arguments.proposal, today()))
    if arguments.when is None or not arguments.say:
        say("callcoach: an entry needs --when and --say (or --proposal).")
        return 2
    title = arguments.title or shorten(arguments.say, 60, placeholder=" …")
    content = Content(arguments.when, title, arguments.say, arguments.why or "", arguments.way or "",
                      _examples(book, arguments))  # fmt: skip
    return _told(book, arguments, book.add(content, today()))


def _edit(book: Playbook, arguments: argparse.Namespace) -> int:
    entry = book.entry(arguments.entry)
    said = {"situation": arguments.when, "title": arguments.title, "say": arguments.say, "why": arguments.why,
            "way": arguments.way}  # fmt: skip
    changed: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if "way" in changed or "situation" in changed:
        changed["figures"] = None  # they were of another way
    if arguments.example or arguments.clip:
        changed["examples"] = (*entry.content.examples, *_examples(book, arguments))
    book.edit(entry.id, replace(entry.content, **changed), today())
    return _told(book, arguments, entry.id)


def _examples(book: Playbook, arguments: argparse.Namespace) -> tuple[Example, ...]:
    from callcoach_desktop.services.clips import Clips
    from callcoach_desktop.services.playbook import example_of, example_of_clip

    clips = Clips(book.library)
    made = [example_of(book.library, *given) for given in arguments.example or ()]
    made += [example_of_clip(clips.clip(clips.resolve(name))) for name in arguments.clip or ()]
    return tuple(made)


def _delete(book: Playbook, arguments: argparse.Namespace) -> int:
    entry = book.entry(arguments.entry)
    book.delete(entry.id)
    if arguments.json:
        print_json({"id": entry.id, "title": entry.content.title})
    else:
        print_line(f"“{entry.content.title}” was taken out.")
    return 0


def _restore(book: Playbook, arguments: argparse.Namespace) -> int:
    book.restore(arguments.entry, arguments.version)
    return _told(book, arguments, arguments.entry)


def _proposals(book: Playbook, arguments: argparse.Namespace) -> int:
    book.insights()
    if arguments.decline:
        book.decline(arguments.decline)
    found = book.proposals(today())
    if arguments.json:
        print_json([{"key": one.key, **content_to_json(one.content)} for one in found])
        return 0
    for one in found:
        print_line(f"{one.key}\n  {one.content.title}: {shorten(one.content.say, 200, placeholder=' …')}")
        print_line(f"  {_numbers(one.content)}")
    if not found:
        say("Nothing is suggested: it takes five answers to an objection in one way, most of them resolved.")
    return 0


def _export(book: Playbook, arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.playbook_files import PlaybookFiles, Sharing

    if arguments.sound and arguments.redacted:
        say("callcoach: voices name people: --redacted goes without --sound.")
        return 2
    sharing = Sharing(arguments.who, arguments.sound, arguments.redacted)
    target = arguments.output.expanduser().absolute()
    path = PlaybookFiles(book).share(arguments.entries, target, sharing, overwrite=arguments.force)
    if arguments.json:
        print_json({"path": str(path), "entries": len(arguments.entries) or len(book.entries())})
    else:
        print_line(str(path))
    return 0


def _import(book: Playbook, arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.playbook_files import PlaybookFiles

    files, failed = PlaybookFiles(book), False
    for path in arguments.files:
        told: dict[str, Any] = {"path": str(path), "status": "done", "error": None}
        try:
            arrival = files.look(path) if arguments.dry_run else files.take(path)
        except KnownError as error:
            failed = True
            told |= {"status": "failed", "error": error.problem.sentence()}
            print_json(told) if arguments.json else say(f"callcoach: {told['error']}")
            continue
        counts = {fate: arrival.count(fate) for fate in ("new", "changed", "same", "conflict")}
        told |= {"from": arrival.handout.who, "at": arrival.handout.at, **counts}
        told["conflicts"] = [c.carried.id for c in arrival.coming if c.fate == "conflict"]
        if arguments.json:
            print_json(told)
            continue
        by = f" from {arrival.handout.who}" if arrival.handout.who else ""
        print_line(f"{path.name}{by}: {counts['new']} new, {counts['changed']} changed, {counts['same']} as before, "
                   f"{counts['conflict']} in conflict.")  # fmt: skip
        for one in told["conflicts"]:
            print_line(
                f"  both sides are kept: `callcoach playbook show {one}`, then `... choose {one} mine|theirs|both`"
            )
    return 1 if failed else 0


def _choose(book: Playbook, arguments: argparse.Namespace) -> int:
    entry = book.entry(arguments.entry)
    number = arguments.version or (entry.offered[0].number if len(entry.offered) == 1 else 0)
    if not number:
        many = ", ".join(str(version.number) for version in entry.offered)
        say(f"callcoach: say which with --version: {many}." if many else "callcoach: nothing waits for a choice here.")
        return 2
    book.choose(entry.id, number, arguments.side)
    return _told(book, arguments, entry.id)


_ACTIONS = {
    "list": _list, "show": _show, "history": _history, "add": _add, "edit": _edit, "delete": _delete,
    "restore": _restore, "proposals": _proposals, "export": _export, "import": _import, "choose": _choose,
}  # fmt: skip


def _plain(book: Playbook, entry: Entry) -> dict[str, Any]:
    since = book.since(entry)
    return {
        "id": entry.id,
        "version": entry.version.number,
        "versions": entry.versions,
        **content_to_json(entry.content),
        "origin": asdict(entry.version.origin),
        "offered": [
            {"version": v.number, "origin": asdict(v.origin), **content_to_json(v.content)} for v in entry.offered
        ],
        "since": None if since is None else asdict(since),
    }


def _situation(text: str) -> Situation:
    kind, _, about = text.partition(":")
    if kind not in _KINDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no situation: use {', '.join(_KINDS)}, such as objection:price")
    return Situation(kind, about.strip())  # type: ignore[arg-type] # one of _KINDS


def _example(text: str) -> tuple[str, float, float, str]:
    found = _SPAN.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        start = _seconds(found["start"])
        end = _seconds(found["end"]) if found["end"] else start
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no CALL@START-END, such as ab12@4:05-4:31") from None
    return found["call"], start, max(start, end), (found["quote"] or "").strip()


def _seconds(text: str) -> float:
    """Seconds of `245`, `4:05` or `1:02:03`. Raises ValueError."""
    seconds = 0.0
    for part in text.split(":"):
        seconds = 60 * seconds + float(part)
    return seconds
