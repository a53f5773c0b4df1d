"""Forms in versions, and the sheets that were filled. Written by the journal (`store.typed`)."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.scorecards import Field, Form, Measured, Sheet, Subject
from callcoach_desktop.store.calls import to_json
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

_FORM = "id, version, state, name, about, fields, created_at"
_SHEET = "id, form, version, call_id, one_on_one, who, state, answers, measured, created_at, handed_in_at"


# Reading


def forms(conn: sqlite3.Connection) -> list[Form]:
    """All versions of all forms, by name, newest version first."""
    found = conn.execute(f"SELECT {_FORM} FROM scorecards ORDER BY name COLLATE NOCASE, id, version DESC")  # noqa: S608 - our own words only
    return [_form(row) for row in found]


def versions(conn: sqlite3.Connection, form: str) -> list[Form]:
    """All versions of a form, newest first."""
    sql = f"SELECT {_FORM} FROM scorecards WHERE id = ? ORDER BY version DESC"  # noqa: S608 - our own words only
    return [_form(row) for row in conn.execute(sql, (form,))]


def sheets(
    conn: sqlite3.Connection, form: str | None = None, subject: Subject | None = None, sheet: str | None = None
) -> list[Sheet]:
    """Sheets of a form, of a subject, or one by its id, oldest first; those of calls in the bin aside."""
    terms, values = ["(c.id IS NULL OR c.binned_at IS NULL)"], []
    for term, value in (
        ("s.form = ?", form),
        ("s.call_id = ?", None if subject is None else subject.call),
        ("s.one_on_one = ?", None if subject is None else subject.one_on_one),
        ("s.id = ?", sheet),
    ):
        if value is not None:
            terms.append(term)
            values.append(value)
    columns = ", ".join(f"s.{name}" for name in _SHEET.split(", "))
    sql = f"SELECT {columns} FROM scores s LEFT JOIN calls c ON c.id = s.call_id WHERE "  # noqa: S608 - our own words only
    return [_sheet(row) for row in conn.execute(f"{sql}{' AND '.join(terms)} ORDER BY s.created_at, s.id", values)]


def subjects(conn: sqlite3.Connection, wanted: list[Subject]) -> dict[Subject, tuple[str, str | None, str, str | None]]:
    """Title, customer, date (ISO 8601, local) and type of calls and 1-on-1s; what is gone is absent."""
    calls = json.dumps([one.call for one in wanted if one.call is not None])
    known: dict[Subject, tuple[str, str | None, str, str | None]] = {}
    found = conn.execute(
        "SELECT c.id, COALESCE(o.title, c.title), NULLIF(COALESCE(o.customer, c.customer), ''), "
        "COALESCE(o.started_at, c.started_at), NULLIF(COALESCE(o.call_type, c.call_type), '') FROM calls c "
        "LEFT JOIN call_overrides o ON o.call_id = c.id "
        "WHERE c.binned_at IS NULL AND c.id IN (SELECT value FROM json_each(?))",
        (calls,),
    )
    for id_, title, customer, date, kind in found:
        known[Subject(call=id_)] = (title, customer, date, kind)
    talks = json.dumps([one.one_on_one for one in wanted if one.one_on_one is not None])
    found = conn.execute(
        "SELECT id, title, held_on FROM one_on_ones WHERE id IN (SELECT value FROM json_each(?))", (talks,)
    )
    for id_, title, date in found:
        known[Subject(one_on_one=id_)] = (title, None, date, None)
    return known


def _form(row: tuple[Any, ...]) -> Form:
    id_, version, state, name, about, fields, created_at = row
    return Form(id_, version, state, name, about, tuple(field_from(one) for one in json.loads(fields)), created_at)


def field_from(data: dict[str, Any]) -> Field:
    """A field from its JSON. Raises KeyError, TypeError on malformed data."""
    return Field(**{**data, "options": tuple(data.get("options", ()))})


def _sheet(row: tuple[Any, ...]) -> Sheet:
    id_, form, version, call, talk, who, state, answers, measured, created_at, handed_in_at = row
    facts = {name: Measured(**data) for name, data in json.loads(measured).items()}
    return Sheet(
        id_, form, version, Subject(call, talk), who, state, json.loads(answers), facts, created_at, handed_in_at
    )


# Writing: values of the journal's keys


def form_value(form: Form) -> dict[str, Any]:
    """A version of a form as the value of its key."""
    return {
        "state": form.state,
        "name": form.name,
        "about": form.about,
        "fields": [_plain(asdict(one)) for one in form.fields],
        "created_at": form.created_at,
    }


def form_key(form: Form) -> str:
    """The key of a version of a form."""
    return f"form:{form.id}@{form.version}"


def get_form(conn: sqlite3.Connection, _call: str | None, name: str) -> dict[str, Any] | None:
    """The value of `form:<id>@<version>`."""
    form, _, version = name.partition("@")
    found = next((one for one in versions(conn, form) if one.version == int(version)), None)
    return None if found is None else form_value(found)


def put_form(conn: sqlite3.Connection, _call: str | None, name: str, new: dict[str, Any] | None) -> None:
    """Set it; None removes the version. Raises KnownError `form_filled` where that would take the questions away from
    answers. That the text of a published version stays is watched by the database itself."""
    form, _, version = name.partition("@")
    if new is None:
        filled = "SELECT 1 FROM scores WHERE form = ? AND version = ? LIMIT 1"
        if conn.execute(filled, (form, int(version))).fetchone() is not None:
            raise KnownError("form_filled", "This form was filled in meanwhile.", "Archive it instead.")
        conn.execute("DELETE FROM scorecards WHERE id = ? AND version = ?", (form, int(version)))
    else:
        conn.execute(
            "INSERT INTO scorecards (id, version, state, name, about, fields, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id, version) DO UPDATE SET state = excluded.state, name = excluded.name, "
            "about = excluded.about, fields = excluded.fields",
            (
                form, int(version), new["state"], clean(new["name"]), clean(new["about"]),
                clean(to_json(new["fields"])), new["created_at"],
            ),
        )  # fmt: skip
    touch(conn, kept=True)


def sheet_value(sheet: Sheet) -> dict[str, Any]:
    """A sheet as the value of its key."""
    return {
        "form": sheet.form,
        "version": sheet.version,
        "one_on_one": sheet.subject.one_on_one,
        "who": sheet.who,
        "state": sheet.state,
        "answers": dict(sheet.answers),
        "measured": {name: asdict(one) for name, one in sheet.measured.items()},
        "created_at": sheet.created_at,
        "handed_in_at": sheet.handed_in_at,
    }


def get_sheet(conn: sqlite3.Connection, call_id: str | None, sheet_id: str) -> dict[str, Any] | None:
    """The value of `sheet:<id>`, of a call or (None) of a 1-on-1."""
    sql = f"SELECT {_SHEET} FROM scores WHERE id = ? AND call_id IS ?"  # noqa: S608 - our own words only
    found = conn.execute(sql, (sheet_id, call_id)).fetchone()
    return None if found is None else sheet_value(_sheet(found))


def put_sheet(conn: sqlite3.Connection, call_id: str | None, sheet_id: str, new: dict[str, Any] | None) -> None:
    """Set it; None removes the sheet."""
    if new is None:
        conn.execute("DELETE FROM scores WHERE id = ? AND call_id IS ?", (sheet_id, call_id))
    else:
        conn.execute(
            f"INSERT INTO scores ({_SHEET}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "  # noqa: S608
            "version = excluded.version, state = excluded.state, answers = excluded.answers, "
            "measured = excluded.measured, handed_in_at = excluded.handed_in_at",
            (
                sheet_id, new["form"], new["version"], call_id, new["one_on_one"], new["who"], new["state"],
                clean(to_json(new["answers"])), clean(to_json(new["measured"])), new["created_at"],
                new["handed_in_at"],
            ),
        )  # fmt: skip
    touch(conn, kept=True)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in data.items()}
