"""A form as a file to hand out: JSON, without anything that was filled in."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, get_args

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.scorecards import Field, FieldKind, Form

FORMAT = "callcoach-scorecard"
VERSION = 1
LARGEST = 1_000_000  # bytes; a form of forty fields has thirty thousand
_TEXTS = ("id", "kind", "label", "guide", "low", "high", "behaviour")


def write_form(form: Form) -> str:
    """The form as a file's text."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "name": form.name,
        "about": form.about,
        "fields": [asdict(one) for one in form.fields],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def read_form(data: bytes) -> tuple[str, str, tuple[Field, ...]]:
    """Name, what it is about, and fields of a file. Raises KnownError `form_unreadable`, `form_newer`."""
    if len(data) > LARGEST:
        raise _unreadable("it is far too large for one")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _unreadable("it is not JSON") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _unreadable("it is another kind of file")
    if found.get("version") != VERSION:
        raise KnownError(
            "form_newer", "This form was made by a newer version of CallCoach.", "Update CallCoach, then open it again."
        )
    name, about, fields = found.get("name"), found.get("about", ""), found.get("fields")
    if not (isinstance(name, str) and isinstance(about, str) and isinstance(fields, list)):
        raise _unreadable("its name or its fields are missing")
    return name.strip(), about.strip(), tuple(field_of(one) for one in fields)


def field_of(data: Any) -> Field:
    """A field from its JSON or TOML. Raises KnownError `form_unreadable`."""
    if not isinstance(data, dict) or not all(isinstance(data.get(name, ""), str) for name in _TEXTS):
        raise _unreadable("a field of it is damaged")
    options, steps, optional = data.get("options", ()), data.get("steps", 5), data.get("optional", True)
    if (
        data.get("kind") not in get_args(FieldKind)
        or not data.get("id")
        or not isinstance(options, list | tuple)
        or not all(isinstance(option, str) for option in options)
        or type(steps) is not int
        or type(optional) is not bool
    ):
        raise _unreadable("a field of it is damaged")
    texts = {name: data.get(name, "") for name in _TEXTS if name != "kind"}
    return Field(kind=data["kind"], options=tuple(options), steps=steps, optional=optional, **texts)


def _unreadable(why: str) -> KnownError:
    return KnownError("form_unreadable", f"This is no form of CallCoach: {why}.", "Ask for the form once more.")
