"""`callcoach show CALL`: one call, for people or as JSON."""

from __future__ import annotations

import argparse
from typing import Any

from callcoach_desktop.cli.output import day, open_library, percent, print_json, print_line
from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.showing import outliers_of, show, talk_seconds
from callcoach_desktop.services.trying import advised

_LABELS = {"rep": "REP", "customer": "CUST", "other": ""}


def add_parser(subparsers: Any) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "show", help="show a call", description="Show a call. CALL is its id or the beginning of it."
    )
    parser.add_argument("call", metavar="CALL")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--no-words", action="store_true", help="leave out the transcript")


def run(arguments: argparse.Namespace) -> int:
    """Print the call."""
    with open_library(arguments) as library:
        detail = library.call(arguments.call)
        found = outliers_of(library, detail) if arguments.json else []
        detail = advised(library, detail) if arguments.json else detail  # when all calls are counted
    if arguments.json:
        value = show(detail, found)
        if arguments.no_words:
            value["utterances"] = []
        print_json(value)
        return 0
    for line in describe(detail, words=not arguments.no_words):
        print_line(line)
    return 0


def describe(detail: CallDetail, *, words: bool = True) -> list[str]:
    """The call as lines of text: who, when, the figures, the questions, the words."""
    row = detail.row
    facts = [day(row.started_at), clock(row.duration), row.customer, row.call_type, row.deal, row.language, row.model]
    lines = [row.title, " · ".join(str(fact) for fact in facts if fact)]
    if row.tags:
        lines.append("tags: " + ", ".join(row.tags))
    if row.binned_at is not None:
        lines.append(f"note: in the bin since {day(row.binned_at)}")
    if detail.edited:
        lines.append("note: a person's corrections are in this text")
    if row.state != "ready":
        lines.append(f"state: {row.state}" + (f" - {row.error}" if row.error else ""))
    lines += [f"note: {note}" for note in detail.notes]
    by_channel = detail.transcript is not None and any(s.channel is not None for s in detail.transcript.speakers)
    if by_channel and detail.rep_channel_from == "guessed":
        lines.append(
            f"note: that the {detail.rep_channel} channel is the rep's is a guess; the window can swap the sides"
        )
    elif detail.rep_channel_from == "guessed":
        lines.append("note: who is the rep is a guess from what is said; the window can swap the sides")
    if detail.transcript is not None:
        lines += ["", *_speakers(detail)]
    if detail.analysis is not None:
        lines += ["", *_figures(detail.analysis.metrics), *_questions(detail)]
    if detail.comments:
        lines += ["", *[f"{clock(c.start):>8}  {c.text or 'bookmark'}" for c in detail.comments]]
    if detail.transcript is not None and words:
        lines += ["", *_words(detail)]
    if detail.transcript is None:
        lines += ["", "There are no words yet."]
    return lines


def _speakers(detail: CallDetail) -> list[str]:
    assert detail.transcript is not None  # noqa: S101 - for the type checker; describe() asked
    seconds = talk_seconds(detail.transcript)
    total = sum(seconds.values())
    return [
        f"{_LABELS[s.side] or s.id:>8}  {s.name}: {clock(seconds[s.id])} of talk"
        + (f" ({percent(seconds[s.id] / total)})" if total > 0 else "")
        for s in detail.transcript.speakers
    ]


def _figures(metrics: dict[str, float | None]) -> list[str]:
    width = max((len(name) for name in metrics), default=0)
    return [
        f"{name.replace('_', ' '):<{width}}  {'-' if value is None else format(value, '.3g')}"
        for name, value in metrics.items()
    ]


def _questions(detail: CallDetail) -> list[str]:
    assert detail.analysis is not None  # noqa: S101 - for the type checker; describe() asked
    questions = [m for m in detail.analysis.moments if m.kind == "question"]
    side = detail.transcript.side_of if detail.transcript else lambda _: "other"
    lines = [
        f"{clock(m.start):>8}  {_LABELS[side(m.speaker)] or m.speaker:<5} {m.type:<10} {m.quote}" for m in questions
    ]
    return ["", f"{len(questions)} questions", *lines] if questions else []


def _words(detail: CallDetail) -> list[str]:
    assert detail.transcript is not None  # noqa: S101 - for the type checker; describe() asked
    names = {s.id: _LABELS[s.side] or s.name for s in detail.transcript.speakers}
    return [f"{clock(u.start):>8}  {names.get(u.speaker, u.speaker):<5} {u.text}" for u in detail.transcript.utterances]
