"""`callcoach scorecards sheet|fill|reopen`: a form filled from the command line, JSON out and in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.cli.output import print_json, print_line, say, table
from callcoach_desktop.domain.errors import KnownError

if TYPE_CHECKING:
    from callcoach_desktop.domain.scorecards import Answer, Form, Line, Round, Subject
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.scorecards import Scorecards


def add_actions(actions: Any) -> None:
    """Add the actions' arguments."""
    sheet = actions.add_parser("sheet", help="a form on a call or a 1-on-1: what is asked, what was answered so far")
    fill = actions.add_parser(
        "fill",
        help="answer a form for a call or a 1-on-1",
        description="Answers come from a file (JSON: an object of answers by field, or what `sheet --json` printed "
        "with its `answers` filled in) and from FIELD=ANSWER (4, yes, an option, a text, n/a); the latter go before "
        "the former, and both before what was answered earlier. Without --hand-in they stay a draft.",
    )
    fill.add_argument("--set", metavar="FIELD=ANSWER", nargs="+", action="extend", default=[], dest="answers",
                      help="one answer or several")  # fmt: skip
    fill.add_argument("--answers", metavar="FILE", dest="file", help="a file of answers; - reads the standard input")
    fill.add_argument("--replace", action="store_true", help="forget what was answered in the draft before")
    fill.add_argument("--hand-in", action="store_true", help="these are final; what can be measured is measured now")
    reopen = actions.add_parser("reopen", help="take answers back to change them, while the other side's are not in")
    for one in (sheet, fill, reopen):
        one.add_argument("form", metavar="FORM")
        about = one.add_mutually_exclusive_group(required=True)
        about.add_argument("--call", metavar="CALL", help="the call it is filled for")
        about.add_argument("--one-on-one", metavar="ID", dest="talk", help="the 1-on-1 it is filled for")
        one.add_argument("--as", choices=("rep", "manager"), default="rep", dest="viewer",
                         help="whose answers (default: rep)")  # fmt: skip


def run(arguments: argparse.Namespace, library: Library, coach: Coach, cards: Scorecards) -> int:
    """Do what is asked; 0. Raises KnownError."""
    from callcoach_desktop.exchange.answers import sheet_data

    form = cards.form_named(arguments.form).id
    subject = _subject(arguments, library, coach)
    if arguments.action == "reopen":
        cards.reopen(form, subject, arguments.viewer)
    elif arguments.action == "fill":
        before = cards.round(form, subject, arguments.viewer)
        answers = _answers(arguments, before)
        put = cards.hand_in if arguments.hand_in else cards.fill
        put(form, subject, arguments.viewer, answers)
    shown = cards.round(form, subject, arguments.viewer)
    if arguments.json:
        print_json({**sheet_data(shown, arguments.viewer), "lines": _lines(shown)})
    else:
        _print(shown, arguments.viewer)
    return 0


def _subject(arguments: argparse.Namespace, library: Library, coach: Coach) -> Subject:
    from callcoach_desktop.domain.scorecards import Subject
    from callcoach_desktop.services.one_on_ones import OneOnOnes

    if arguments.call is not None:
        return Subject(call=library.resolve(arguments.call))
    return Subject(one_on_one=OneOnOnes(library, coach).one(arguments.talk).id)


def _answers(arguments: argparse.Namespace, before: Round) -> dict[str, Answer]:
    from callcoach_desktop.exchange.answers import parse_answer, read_answers

    own = before.rep if arguments.viewer == "rep" else before.manager
    found: dict[str, Answer] = {} if own is None or arguments.replace else dict(own.answers)
    if arguments.file is not None:
        found |= read_answers(_bytes(arguments.file), before.form)
    for text in arguments.answers:
        name, equals, answer = text.partition("=")
        if not equals:
            raise KnownError("no_answer", f"{text!r} is no answer.", _how(before.form))
        found[name] = parse_answer(before.form, name, answer)
    return found


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).expanduser().read_bytes()
    except OSError as error:
        raise KnownError(
            "cannot_read", f"“{file}” could not be read ({error.strerror}).", "Name another file."
        ) from error


def _how(form: Form) -> str:
    return f"Write FIELD=ANSWER, for one of: {', '.join(one.id for one in form.fields)}."


def _lines(shown: Round) -> list[dict[str, Any]]:
    from callcoach_desktop.exchange.writers.scorecards import line_data

    return [line_data(line) for line in shown.lines]


def _print(shown: Round, viewer: str) -> None:
    from callcoach_desktop.domain.scorecards import SENTENCE
    from callcoach_desktop.domain.scorecards import say as words
    from callcoach_desktop.exchange.answers import how_to_answer

    own = shown.rep if viewer == "rep" else shown.manager
    state = {"in": "handed in", "draft": "a draft"}["draft" if own is None else own.state] if own else "not begun"
    print_line(f"{shown.form.name} (version {shown.form.version}) on {shown.title}, {shown.date[:10]}: {state}")
    if shown.waiting:
        print_line("Your manager's answers are in, and are shown once yours are.")
    rows = []
    for one in shown.form.fields:
        answered = own is not None and one.id in own.answers
        answer = words(one, own.answers[one.id]) if own is not None and answered else "-"
        rows.append((one.id, answer, one.label, how_to_answer(one)))
    for text in table(("FIELD", "ANSWER", "QUESTION", "TAKES"), rows):
        print_line(f"  {text}")
    if shown.lines:
        print_line()
        for text in compared("FIELD", shown.lines, lambda line: line.field.id):
            print_line(f"  {text}")
        say(SENTENCE)


def compared(heading: str, lines: Sequence[Line], name: Callable[[Line], str]) -> list[str]:
    """What both answered side by side, a star where they are apart, as lines of a table; `name` is the first column."""
    from callcoach_desktop.domain.scorecards import say as words

    rows = [
        (
            "*" if line.apart else "",
            name(line),
            words(line.field, line.rep, answered=line.rep_answered) or "-",
            words(line.field, line.manager, answered=line.manager_answered) or "-",
            line.measured.text if line.measured is not None else "",
        )
        for line in lines
    ]
    return table(("", heading, "REP", "MANAGER", "MEASURED"), rows)
