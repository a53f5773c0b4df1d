"""Forms of one library: made, edited, published in versions, handed out as files.

Each change is one step that can be undone. A draft changes in place; what was published never does: an edit of it
makes a draft of the next version, which takes its place when it is published.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from callcoach_desktop.coaching import forms as rules
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.scorecards import Field, Form, KeptForm
from callcoach_desktop.exchange import forms as files
from callcoach_desktop.store import calls, journal, scorecards
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change
from callcoach_desktop.system.paths import resources

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

SUFFIX = ".scorecard.json"
Plan = Callable[[Connection], Sequence[Change]]


@cache
def starters() -> tuple[Form, ...]:
    """The forms that come with the program, to begin with: drafts that are in no library."""
    made = []
    for path in sorted((resources() / "scorecards").glob("*.toml")):
        with path.open("rb") as file:
            data = tomllib.load(file)
        fields = tuple(files.field_of(one) for one in data["field"])
        made.append(Form(path.stem, 0, "draft", data["name"], data["about"], fields))
    return tuple(made)


class Forms:
    """The forms of one library. All methods may be called from any thread but the UI's.

    All of them raise KnownError `no_such_form` for one that is not there (any more).
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._db = library.db

    # Reading

    def forms(self, *, archived: bool = False) -> tuple[KeptForm, ...]:
        """The forms by name, each with its newest published version and its draft; with `archived` those too."""
        every, counts = self._db.read(lambda conn: (scorecards.forms(conn), _counts(conn)))
        kept = [_kept(versions, counts) for versions in _by_form(every)]
        shown = [one for one in kept if archived or not one.archived]
        return tuple(sorted(shown, key=lambda one: (one.archived, one.shown.name.casefold())))

    def form(self, form_id: str, version: int | None = None) -> Form:
        """A version of a form; without `version` the one that is filled now, else its draft."""
        versions = self._db.read(lambda conn: _versions(conn, form_id))
        if version is None:
            return _kept(versions, {}).shown
        for one in versions:
            if one.version == version:
                return one
        raise _no_such_form(f"{form_id} {version}")

    def versions(self, form_id: str) -> tuple[Form, ...]:
        """All versions, newest first."""
        return tuple(self._db.read(lambda conn: _versions(conn, form_id)))

    def form_named(self, name: str) -> KeptForm:
        """A form by its id, its unique beginning or its name, case aside; the archived ones too. Raises KnownError."""
        every = self.forms(archived=True)
        wanted = name.strip().casefold()
        found = [one for one in every if one.id == name or one.shown.name.casefold() == wanted]
        found = found or [one for one in every if wanted and one.id.startswith(wanted)]
        if not found:
            raise _no_such_form(name)
        if len(found) > 1:
            raise KnownError("form_unclear", f"{len(found)} forms are called {name!r}.", "Give the id of one.")
        return found[0]

    # Making and changing

    def add_form(self, name: str, about: str = "", fields: Sequence[Field] = ()) -> Form:
        """Begin a form as a draft; fields without an id get one. Raises KnownError `no_name`."""
        said = _name(name)
        made = Form(new_id(), 1, "draft", said, about.strip(), _with_ids(fields), calls.now())
        self._step("Add form", lambda _: [_put(made)])
        return made

    def add_starter(self, name: str) -> Form:
        """A draft that is a copy of a form of `starters`, by its id. Raises KnownError `no_such_form`."""
        for one in starters():
            if one.id == name:
                return self.add_form(one.name, one.about, one.fields)
        raise _no_such_form(name)

    def copy_form(self, form_id: str) -> Form:
        """A draft that is a copy of a form of the library, under another name."""
        form = self.form(form_id)
        return self.add_form(f"{form.name} (copy)", form.about, form.fields)

    def save_draft(self, form_id: str, name: str, about: str, fields: Sequence[Field]) -> Form:
        """Keep what was edited: in the draft, or in a new draft of the next version where the newest is published.

        A draft may be incomplete. Raises KnownError `no_name`.
        """
        said = _name(name)
        kept: Form | None = None

        def plan(conn: Connection) -> list[Change]:
            nonlocal kept
            newest = _versions(conn, form_id)[0]
            kept = replace(newest, name=said, about=about.strip(), fields=_with_ids(fields))
            if newest.state != "draft":
                if kept == newest:
                    return []
                kept = replace(kept, version=newest.version + 1, state="draft", created_at=calls.now())
            return [_put(kept)]

        self._step("Edit form", plan)
        if kept is None:
            raise _no_such_form(form_id)
        return kept

    def publish(self, form_id: str) -> Form:
        """Let the draft be what is filled from now on. Raises KnownError `form_incomplete` with what is missing,
        `no_draft`."""
        published: Form | None = None

        def plan(conn: Connection) -> list[Change]:
            nonlocal published
            draft = _draft(conn, form_id)
            wrong = rules.wrong_with(draft.name, draft.fields)
            if wrong:
                raise KnownError("form_incomplete", wrong, "Mend it, then publish the form.")
            published = replace(draft, state="published")
            return [_put(published)]

        self._step("Publish form", plan)
        if published is None:
            raise _no_such_form(form_id)
        return published

    def discard_draft(self, form_id: str) -> None:
        """Let go of the draft: of a form that was never published, nothing is left. Raises KnownError `no_draft`."""
        self._step("Discard draft", lambda conn: [Change(None, scorecards.form_key(_draft(conn, form_id)), None)])

    def archive(self, form_id: str) -> None:
        """Put a form away: it is not offered any more, and what was filled in stays. A draft of it goes."""

        def plan(conn: Connection) -> list[Change]:
            versions = _versions(conn, form_id)
            gone = [Change(None, scorecards.form_key(one), None) for one in versions if one.state == "draft"]
            return gone + [_put(replace(one, state="archived")) for one in versions if one.state == "published"]

        self._step("Archive form", plan)

    def bring_back(self, form_id: str) -> None:
        """Offer an archived form again."""
        self._step(
            "Bring back form",
            lambda conn: [
                _put(replace(one, state="published")) for one in _versions(conn, form_id) if one.state == "archived"
            ],
        )

    # Files

    def import_form(self, path: Path) -> Form:
        """Take a form from a file, as a draft of the library's own. Raises KnownError `form_unreadable`."""
        try:
            with path.open("rb") as file:
                data = file.read(files.LARGEST + 1)
        except OSError as error:
            reason = error.strerror or str(error)
            what = f"“{path.name}” cannot be read ({reason})."
            raise KnownError("form_unreadable", what, "Choose another file.") from error
        name, about, fields = files.read_form(data)
        return self.add_form(name or path.stem, about, fields)

    def _step(self, label: str, plan: Plan) -> None:
        self._db.write(lambda conn: journal.do(conn, label, plan(conn)))


def _counts(conn: Connection) -> dict[str, int]:
    counts: dict[str, int] = {}
    for sheet in scorecards.sheets(conn):
        if sheet.state == "in":
            counts[sheet.form] = counts.get(sheet.form, 0) + 1
    return counts


def _by_form(every: Iterable[Form]) -> list[list[Form]]:
    ordered = sorted(every, key=lambda one: (one.id, -one.version))
    return [list(versions) for _, versions in groupby(ordered, key=lambda one: one.id)]


def _kept(versions: Sequence[Form], counts: dict[str, int]) -> KeptForm:
    """Versions newest first."""
    draft = next((one for one in versions if one.state == "draft"), None)
    current = next((one for one in versions if one.state != "draft"), None)
    archived = current is not None and current.state == "archived"
    return KeptForm(versions[0].id, current, draft, archived, counts.get(versions[0].id, 0))


def _versions(conn: Connection, form_id: str) -> list[Form]:
    found = scorecards.versions(conn, form_id)
    if not found:
        raise _no_such_form(form_id)
    return found


def _draft(conn: Connection, form_id: str) -> Form:
    newest = _versions(conn, form_id)[0]
    if newest.state != "draft":
        raise KnownError("no_draft", f"“{newest.name}” has no changes to publish.", "Edit it first.")
    return newest


def _with_ids(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(one if one.id else replace(one, id=new_id()) for one in fields)


def _put(form: Form) -> Change:
    return Change(None, scorecards.form_key(form), scorecards.form_value(form))


def _name(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise KnownError("no_name", "A form needs a name.", "Type one.")
    return said


def _no_such_form(name: str) -> KnownError:
    return KnownError("no_such_form", f"There is no form {name!r}.", "`callcoach scorecards list` shows all.")
