"""`callcoach scorecards`: forms of one's own, what was filled in, and both as files."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli import score_sheets
from callcoach_desktop.cli.coaching import open_coach_of
from callcoach_desktop.cli.output import open_library, print_json, print_line, results_written, say, table

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.scorecards import KeptForm, Scorecards


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "scorecards",
        help="your own forms, and what was filled in",
        description="Forms that rep and manager fill for a call or a 1-on-1, oneself first. FORM is a name or an id. "
        "What they say is for coaching, not for employment decisions.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    every = actions.add_parser("list", help="list the forms")
    every.add_argument("--archived", action="store_true", help="those that were put away, too")
    every.add_argument("--starters", action="store_true", help="the forms that come with the program")
    show = actions.add_parser("show", help="show a form and what was filled in, newest first")
    show.add_argument("form", metavar="FORM")
    out = actions.add_parser("export", help="write what was filled in, or the form itself to hand it out")
    out.add_argument("form", metavar="FORM")
    out.add_argument("--format", choices=("csv", "json", "form"), default="csv", dest="fmt")
    out.add_argument("-o", "--output", metavar="FILE", type=Path, help="the file (default: the standard output)")
    out.add_argument("--force", action="store_true", help="replace a file that is there")
    take = actions.add_parser("import", help="take a form from a file, or one that comes with the program, as a draft")
    take.add_argument("source", metavar="FILE|STARTER")
    publish = actions.add_parser("publish", help="let the draft of a form be filled from now on")
    publish.add_argument("form", metavar="FORM")
    score_sheets.add_actions(actions)
    for name in ("show", "export"):
        actions.choices[name].add_argument(
            "--as", choices=("rep", "manager"), default="rep", dest="viewer",
            help="who looks: a rep sees the manager's answers once the own are in (default: rep)",
        )  # fmt: skip
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--library", metavar="DIR", help="the library's folder", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked."""
    if arguments.action in ("sheet", "fill", "reopen"):
        with _opened(arguments) as opened:
            return score_sheets.run(arguments, *opened)
    actions = {"list": _list, "show": _show, "export": _export, "import": _import, "publish": _publish}
    return actions[arguments.action](arguments)


@contextlib.contextmanager
def _opened(arguments: argparse.Namespace) -> Iterator[tuple[Library, Coach, Scorecards]]:
    from callcoach_desktop.services.scorecards import Scorecards

    with open_library(arguments) as library, open_coach_of(library) as coach:
        yield library, coach, Scorecards(library, coach)


@contextlib.contextmanager
def _open(arguments: argparse.Namespace) -> Iterator[Scorecards]:
    with _opened(arguments) as (_, _, cards):
        yield cards


def _list(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.scorecards import starters

    if arguments.starters:
        if arguments.json:
            print_json([{"id": s.id, "name": s.name, "about": s.about, "fields": len(s.fields)} for s in starters()])
            return 0
        for line in table(("STARTER", "FIELDS", "NAME"), [(s.id, str(len(s.fields)), s.name) for s in starters()],
                          right=(1,)):  # fmt: skip
            print_line(line)
        return 0
    with _open(arguments) as cards:
        found = cards.forms(archived=arguments.archived)
    if arguments.json:
        print_json([_facts(one) for one in found])
        return 0
    if not found:
        say("No forms. `callcoach scorecards list --starters` shows some to begin with.")
        return 0
    rows = [
        (one.id, str(one.shown.version), _state(one), str(len(one.shown.fields)), str(one.filled), one.shown.name)
        for one in found
    ]
    for line in table(("FORM", "VERSION", "STATE", "FIELDS", "FILLED", "NAME"), rows, right=(1, 3, 4)):
        print_line(line)
    return 0


def _state(one: KeptForm) -> str:
    if one.archived:
        return "archived"
    if one.current is None:
        return "draft"
    return "published" if one.draft is None else "published, edited"


def _facts(one: KeptForm) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.shown.name,
        "about": one.shown.about,
        "version": one.shown.version,
        "state": one.shown.state,
        "draft": None if one.draft is None else one.draft.version,
        "fields": len(one.shown.fields),
        "filled": one.filled,
    }


def _show(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.domain.scorecards import SENTENCE
    from callcoach_desktop.exchange.writers.scorecards import results

    with _open(arguments) as cards:
        kept = cards.form_named(arguments.form)
        rounds = cards.history(kept.id, arguments.viewer)
    if arguments.json:
        print_json(results(kept.shown, rounds))
        return 0
    print_line(f"{kept.shown.name}  (version {kept.shown.version}, {_state(kept)})")
    for one in kept.shown.fields:
        bound = f"  [measured: {one.behaviour}]" if one.behaviour else ""
        print_line(f"  {one.label}{bound}")
    for done in rounds:
        print_line()
        waits = "  (your manager's answers wait for yours)" if done.waiting else ""
        print_line(f"{done.date[:10]}  {done.title}{waits}")
        for text in score_sheets.compared("QUESTION", done.lines, lambda line: line.field.label) if done.lines else ():
            print_line(f"  {text}")
    if rounds:
        say(SENTENCE)
    return 0


def _export(arguments: argparse.Namespace) -> int:
    with _open(arguments) as cards:
        kept = cards.form_named(arguments.form)
        if arguments.output is None:
            filled = cards.results(kept.id, arguments.fmt, arguments.viewer)
            with results_written():
                sys.stdout.write(filled)
                sys.stdout.flush()
            return 0
        target = arguments.output.expanduser().absolute()
        path = cards.export_results(kept.id, arguments.fmt, arguments.viewer, target, overwrite=arguments.force)
    if arguments.json:
        print_json({"form": kept.id, "path": str(path)})
    else:
        print_line(str(path))
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from callcoach_desktop.services.scorecards import starters

    with _open(arguments) as cards:
        if any(one.id == arguments.source for one in starters()):
            made = cards.add_starter(arguments.source)
        else:
            made = cards.import_form(Path(arguments.source).expanduser())
    if arguments.json:
        print_json({"id": made.id, "name": made.name, "version": made.version, "state": made.state})
    else:
        print_line(f"{made.id}  {made.name}  (a draft: `callcoach scorecards publish {made.id}` lets it be filled)")
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    with _open(arguments) as cards:
        made = cards.publish(cards.form_named(arguments.form).id)
    if arguments.json:
        print_json({"id": made.id, "name": made.name, "version": made.version, "state": made.state})
    else:
        print_line(f"{made.id}  {made.name}  version {made.version}")
    return 0
