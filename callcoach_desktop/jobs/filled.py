"""Scorecards that come in a package: forms that are not here yet, and each side's answers once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from callcoach_desktop.domain.scorecards import Form, Sheet, Subject
from callcoach_desktop.exchange.filled import Filled, alike, answers_in
from callcoach_desktop.store import journal, scorecards
from callcoach_desktop.store.calls import to_json
from callcoach_desktop.store.ids import LENGTH


def changes(conn: Any, call: str, filled: Sequence[Filled]) -> list[journal.Change]:
    """What brings them to a call, forms before the answers to them; nothing where all of it is here."""
    made: list[journal.Change] = []
    for one in filled:
        form, new = _form(conn, call, one)
        sheets = [change for sheet in one.sheets for change in _sheet(conn, call, answers_in(form, one.form, sheet))]
        if sheets and new:
            made.append(journal.Change(None, scorecards.form_key(form), scorecards.form_value(form)))
        made += sheets
    return made


def _form(conn: Any, call: str, one: Filled) -> tuple[Form, bool]:
    """The form here that the sheets belong to, and whether it is yet to be written.

    Two libraries may have gone on from one form in two ways: what has its number here and asks something else comes in
    beside ours, put away, so that its answers are seen and ours stay what they are.
    """
    for sheet in one.sheets:  # a copy of ours comes back to ours
        for known in scorecards.sheets(conn, sheet=sheet.id):
            kept = _version(conn, known.form, known.version)
            if known.subject.call == call and kept is not None and alike(kept, one.form):
                return kept, False
    kept = _version(conn, one.form.id, one.form.version)
    if kept is not None and kept.state != "draft" and alike(kept, one.form):
        return kept, False
    drafts = any(version.state == "draft" for version in scorecards.versions(conn, one.form.id))
    if kept is None and not drafts:
        return one.form, True
    value = scorecards.form_value(one.form)
    digest = hashlib.sha256(to_json([one.form.id, value["fields"]]).encode()).hexdigest()[:LENGTH]
    beside = replace(one.form, id=f"x{digest[1:]}", version=1, state="archived")
    kept = _version(conn, beside.id, 1)
    return kept or beside, kept is None


def _version(conn: Any, form: str, number: int) -> Form | None:
    return next((one for one in scorecards.versions(conn, form) if one.version == number), None)


def _sheet(conn: Any, call: str, sheet: Sheet) -> list[journal.Change]:
    """The changes for one side's answers: what was handed in here stays, unless its own side handed it in anew."""
    new = journal.Change(call, f"sheet:{sheet.id}", scorecards.sheet_value(replace(sheet, subject=Subject(call=call))))
    for known in scorecards.sheets(conn, sheet=sheet.id):
        ours = known.subject.call == call and known.who == sheet.who and known.form == sheet.form
        later = known.state == "in" and known.handed_in_at < sheet.handed_in_at
        return [new] if ours and later else []
    here = [one for one in scorecards.sheets(conn, sheet.form, Subject(call=call)) if one.who == sheet.who]
    if any(one.state == "in" for one in here):
        return []
    return [journal.Change(call, f"sheet:{one.id}", None) for one in here] + [new]
