"""What was filled in, as a table or as JSON; each carries the sentence that says what it is not for."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from callcoach_desktop.domain.scorecards import SENTENCE, Form, Line, Round, Sheet, say
from callcoach_desktop.exchange.pretty import pretty
from callcoach_desktop.exchange.writers.tables import guarded

COLUMNS = (
    "date", "subject", "id", "customer", "form", "version", "field", "question", "rep", "manager", "difference",
    "measured", "note",
)  # fmt: skip


def results_table(rounds: Sequence[Round]) -> str:
    """One row a field of a round, as CSV (CR LF, a byte order mark, no formulas)."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rounds:
        for line in one.lines:
            cells = (
                one.date,
                one.title,
                one.subject.call or one.subject.one_on_one or "",
                one.customer or "",
                one.form.name,
                str(one.form.version),
                line.field.id,
                line.field.label,
                say(line.field, line.rep, answered=line.rep_answered),
                say(line.field, line.manager, answered=line.manager_answered),
                _difference(line),
                line.measured.text if line.measured is not None else "",
                SENTENCE,
            )
            writer.writerow(cell if _is_number(cell) else guarded(cell) for cell in cells)
    return out.getvalue()


def _difference(line: Line) -> str:
    if line.gap is not None:
        return str(line.gap)
    return "differs" if line.apart else ""


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").isdecimal()


def results(form: Form, rounds: Sequence[Round]) -> dict[str, Any]:
    """The form in force and all that was filled in, as plain JSON values."""
    return {
        "note": SENTENCE,
        "form": {
            "id": form.id,
            "version": form.version,
            "name": form.name,
            "about": form.about,
            "fields": [
                {"id": f.id, "kind": f.kind, "label": f.label, "guide": f.guide, "behaviour": f.behaviour or None}
                for f in form.fields
            ],
        },
        "rounds": [
            {
                "date": one.date,
                "title": one.title,
                "call": one.subject.call,
                "one_on_one": one.subject.one_on_one,
                "customer": one.customer,
                "version": one.form.version,
                "rep": _sheet(one.rep),
                "manager": _sheet(one.manager),
                "waiting": one.waiting,
                "lines": [line_data(line) for line in one.lines],
            }
            for one in rounds
        ],
    }


def line_data(line: Line) -> dict[str, Any]:
    """What both sides answered to a field, and what was measured, as plain JSON values."""
    measured = line.measured
    return {
        "field": line.field.id,
        "label": line.field.label,
        "rep": line.rep,
        "rep_answered": line.rep_answered,
        "manager": line.manager,
        "manager_answered": line.manager_answered,
        "differs": line.apart,
        "gap": line.gap,
        "measured": None
        if measured is None
        else {"value": measured.value, "text": measured.text, "fills": measured.fills},
    }


def results_json(form: Form, rounds: Sequence[Round]) -> str:
    """The same as a file's text."""
    return pretty(results(form, rounds))


def _sheet(sheet: Sheet | None) -> dict[str, Any] | None:
    return None if sheet is None else {"state": sheet.state, "handed_in_at": sheet.handed_in_at or None}
