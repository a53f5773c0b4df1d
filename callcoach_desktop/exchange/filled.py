"""Forms that were filled in, as a part of a package: each form with the sheets of its call that were handed in.

What comes from a stranger is believed only where it fits: an answer that its own form does not ask for makes the
package a bad one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

from callcoach_desktop.domain.scorecards import MOST_FIELDS, Field, Form, Measured, Sheet, Subject, Who, fits
from callcoach_desktop.exchange.forms import field_of
from callcoach_desktop.exchange.redacting import NAME

_MOST = 200  # forms on one call
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Filled:
    """A version of a form, and one sheet a side at most. The sheets have no subject: it is the package's call."""

    form: Form
    sheets: tuple[Sheet, ...]


def to_data(filled: Sequence[Filled]) -> list[dict[str, Any]]:
    """The forms and sheets as JSON."""
    return [
        {
            "id": one.form.id,
            "version": one.form.version,
            "name": one.form.name,
            "about": one.form.about,
            "created_at": one.form.created_at,
            "fields": [asdict(field) for field in one.form.fields],
            "sheets": [
                {
                    "id": sheet.id,
                    "author": sheet.who,  # as of a comment: a word that is no name
                    "answers": dict(sheet.answers),
                    "measured": {name: asdict(fact) for name, fact in sheet.measured.items()},
                    "created_at": sheet.created_at,
                    "handed_in_at": sheet.handed_in_at,
                }
                for sheet in one.sheets
            ],
        }
        for one in filled
    ]


def from_data(data: Any) -> tuple[Filled, ...]:
    """The same from JSON of a stranger. Raises ValueError, KeyError, TypeError, AttributeError, OverflowError,
    KnownError for what cannot be."""
    if not isinstance(data, list) or len(data) > _MOST:
        raise ValueError("no list of forms")
    return tuple(_filled(one) for one in data)


def alike(ours: Form, theirs: Form) -> bool:
    """Whether two forms ask the same, also where names were taken out of the texts of the second."""
    return len(ours.fields) == len(theirs.fields) and all(map(_alike, ours.fields, theirs.fields))


def answers_in(ours: Form, theirs: Form, sheet: Sheet) -> Sheet:
    """A sheet of the second form as one of the first, which is alike: an option keeps its place, not its words."""
    moved = dict(sheet.answers)
    for mine, other in zip(ours.fields, theirs.fields, strict=True):
        said = moved.get(mine.id)
        if mine.kind == "choice" and isinstance(said, str):
            moved[mine.id] = mine.options[other.options.index(said)]
    return replace(sheet, form=ours.id, version=ours.version, answers=moved)


def _alike(ours: Field, theirs: Field) -> bool:
    bare = [replace(one, label="", guide="", low="", high="", options=()) for one in (ours, theirs)]
    texts = [(one.label, one.guide, one.low, one.high, *one.options) for one in (ours, theirs)]
    same_number = len(texts[0]) == len(texts[1])
    return (
        bare[0] == bare[1] and same_number and all(a == b or NAME in b for a, b in zip(texts[0], texts[1], strict=True))
    )


def _filled(data: Any) -> Filled:
    fields = tuple(field_of(one) for one in data["fields"])
    ids = {field.id for field in fields}
    if not 1 <= len(fields) <= MOST_FIELDS or len(ids) < len(fields) or any("@" in name for name in ids):
        raise ValueError("a form that cannot be")
    form = Form(
        _id(data["id"]), _number(data["version"]), "published", _text(data["name"]), _text(data["about"]), fields,
        _text(data["created_at"]),
    )  # fmt: skip
    sheets = tuple(_sheet(one, form) for one in data["sheets"])
    if len({sheet.who for sheet in sheets}) < len(sheets):
        raise ValueError("a side that answered twice")
    return Filled(form, sheets)


def _sheet(data: Any, form: Form) -> Sheet:
    who, answers = data["author"], dict(data["answers"])
    if who not in get_args(Who):
        raise ValueError("nobody fills in like that")
    for name, answer in answers.items():
        field = form.field(name)
        if field is None or not fits(field, answer):
            raise ValueError("an answer that does not fit its question")
    measured = {str(name): _measured(fact) for name, fact in data["measured"].items() if form.field(name) is not None}
    created, handed = _text(data["created_at"]), _text(data["handed_in_at"])
    return Sheet(_id(data["id"]), form.id, form.version, Subject(), who, "in", answers, measured, created, handed)


def _measured(data: Mapping[str, Any]) -> Measured:
    value, start, answer = data["value"], data["start"], data["answer"]
    numbers = [None if one is None else float(one) for one in (value, start)]
    if any(one is not None and not math.isfinite(one) for one in numbers) or not isinstance(answer, bool | None):
        raise ValueError("a figure that is none")
    return Measured(numbers[0], _text(data["text"]), answer, bool(data["fills"]), numbers[1])


def _id(text: Any) -> str:
    if not isinstance(text, str) or not text.isalnum() or not text.isascii() or len(text) > 64:
        raise ValueError("no id")
    return text


def _number(value: Any) -> int:
    if type(value) is not int or not 1 <= value < 10_000:
        raise ValueError("no version")
    return value


def _text(text: Any) -> str:
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise ValueError("no text")
    return text
