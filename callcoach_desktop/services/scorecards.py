"""Scorecards of one library: forms filled for a call or a 1-on-1 by rep and manager, oneself first.

The manager's answers stay hidden from the rep until the rep's own are in. What can be measured is measured when a sheet
is handed in, and stays with it: neither a new analysis nor a new version of the form changes an old result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from callcoach_desktop.coaching import behaviours
from callcoach_desktop.coaching import forms as rules
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.scorecards import (
    SENTENCE,
    Answer,
    Field,
    Form,
    KeptForm,
    Measured,
    Round,
    Sheet,
    Subject,
    Track,
    Who,
    fits,
)
from callcoach_desktop.exchange import forms as files
from callcoach_desktop.exchange.writers import scorecards as writers
from callcoach_desktop.services.forms import SUFFIX, Forms, starters
from callcoach_desktop.services.placing import write_new
from callcoach_desktop.store import calls, scorecards
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

__all__ = [
    "SENTENCE", "SUFFIX", "Answer", "Form", "KeptForm", "Round", "Scorecards", "Sheet", "Subject", "Who", "starters",
]  # fmt: skip

NEWEST = 10
"""So many calls before a 1-on-1 are measured for it."""


class Scorecards(Forms):
    """Forms and what was filled in. All methods may be called from any thread but the UI's.

    All of them raise KnownError `no_such_form`, `no_such_call`, `no_such_one_on_one`.
    """

    def __init__(self, library: Library, coach: Any) -> None:
        """`coach` is a `services.coaching.Coach`: it measures."""
        super().__init__(library)
        self._coach = coach

    # Reading

    def round(self, form_id: str, subject: Subject, viewer: Who) -> Round:
        """A form on a subject as one side sees it: with the sheets of its version, or empty in the version in force."""

        def work(conn: Connection) -> Round:
            known = scorecards.subjects(conn, [subject])
            if subject not in known:
                raise _gone(subject)
            versions = {one.version: one for one in scorecards.versions(conn, form_id)}
            found = scorecards.sheets(conn, form_id, subject)
            form = versions[found[0].version] if found else self.form(form_id)
            return _round(form, subject, known[subject], found, viewer)

        return self._db.read(work)

    def rounds(self, subject: Subject, viewer: Who) -> tuple[Round, ...]:
        """All forms that were begun on a subject, by name."""
        forms = self._db.read(lambda conn: {one.form for one in scorecards.sheets(conn, subject=subject)})
        return tuple(sorted((self.round(form, subject, viewer) for form in forms), key=lambda one: one.form.name))

    def history(self, form_id: str, viewer: Who) -> tuple[Round, ...]:
        """All rounds of a form, newest subject first."""

        def work(conn: Connection) -> list[Round]:
            versions = {one.version: one for one in scorecards.versions(conn, form_id)}
            of: dict[Subject, list[Sheet]] = {}
            for sheet in scorecards.sheets(conn, form_id):
                of.setdefault(sheet.subject, []).append(sheet)
            known = scorecards.subjects(conn, list(of))
            return [
                _round(versions[found[0].version], subject, known[subject], found, viewer)
                for subject, found in of.items()
                if subject in known
            ]

        return tuple(sorted(self._db.read(work), key=lambda one: one.date, reverse=True))

    def tracks(self, form_id: str, viewer: Who) -> tuple[Track, ...]:
        """The fields of the form in force over time."""
        return rules.tracks(self.form(form_id), self.history(form_id, viewer))

    def results(self, form_id: str, fmt: Literal["csv", "json", "form"], viewer: Who) -> str:
        """What one side may see of all that was filled in, as the text of a file; "form" is the form alone."""
        form = self.form(form_id)
        if fmt == "form":
            return files.write_form(form)
        rounds = self.history(form_id, viewer)
        return writers.results_table(rounds) if fmt == "csv" else writers.results_json(form, rounds)

    def export_results(
        self, form_id: str, fmt: Literal["csv", "json", "form"], viewer: Who, path: Path, *, overwrite: bool = False
    ) -> Path:
        """The same into a file. Raises KnownError."""
        return write_new(path, self.results(form_id, fmt, viewer).encode("utf-8"), overwrite=overwrite)

    # Filling in

    def fill(self, form_id: str, subject: Subject, who: Who, answers: Mapping[str, Answer]) -> Sheet:
        """Keep one side's answers so far, in the place of earlier ones; a field that is absent is open.

        The first sheet on a subject decides the version for both. Raises KnownError `not_published`, `handed_in`,
        ValueError for an answer that does not fit its field.
        """
        kept: Sheet | None = None

        def plan(conn: Connection) -> list[Change]:
            nonlocal kept
            kept = self._written(conn, form_id, subject, who, answers)
            return [_put(kept)]

        self._step("Fill in form", plan)
        return _some(kept)

    def hand_in(self, form_id: str, subject: Subject, who: Who, answers: Mapping[str, Answer]) -> Sheet:
        """Say that one side's answers are final; what can be measured is measured now and kept with them.

        Raises KnownError `unanswered` with the first field that is open, otherwise as `fill`.
        """
        version = self.round(form_id, subject, who).form
        facts = self._measure(version, subject)
        handed: Sheet | None = None

        def plan(conn: Connection) -> list[Change]:
            nonlocal handed
            sheet = self._written(conn, form_id, subject, who, answers)
            form = next(one for one in scorecards.versions(conn, form_id) if one.version == sheet.version)
            for one in form.fields:
                open_ = one.id not in sheet.answers
                filled = facts.get(one.id) is not None and facts[one.id].fills and facts[one.id].answer is not None
                if open_ and not filled and one.kind not in ("text", "figure"):
                    raise KnownError("unanswered", f"“{one.label}” is not answered yet.", _how_to_answer(one))
            handed = replace(sheet, state="in", measured=facts, handed_in_at=calls.now())
            return [_put(handed)]

        self._step("Hand in form", plan)
        return _some(handed)

    def reopen(self, form_id: str, subject: Subject, who: Who) -> None:
        """Take one side's answers back to change them. Raises KnownError `both_in`: from then on they stay."""

        def plan(conn: Connection) -> list[Change]:
            found = scorecards.sheets(conn, form_id, subject)
            if len([one for one in found if one.state == "in"]) > 1:
                what = "Both sides have seen each other's answers, so they stay."
                raise KnownError("both_in", what, "Say in a comment what you see otherwise now.")
            own = [one for one in found if one.who == who and one.state == "in"]
            return [_put(replace(one, state="draft", measured={}, handed_in_at="")) for one in own]

        self._step("Reopen form", plan)

    def remove(self, form_id: str, subject: Subject, who: Who) -> None:
        """Take one side's sheet away."""
        self._step(
            "Remove answers",
            lambda conn: [
                Change(subject.call, f"sheet:{one.id}", None)
                for one in scorecards.sheets(conn, form_id, subject)
                if one.who == who
            ],
        )

    def _written(
        self, conn: Connection, form_id: str, subject: Subject, who: Who, answers: Mapping[str, Answer]
    ) -> Sheet:
        if subject not in scorecards.subjects(conn, [subject]):
            raise _gone(subject)
        found = scorecards.sheets(conn, form_id, subject)
        own = next((one for one in found if one.who == who), None)
        if own is not None and own.state == "in":
            raise KnownError("handed_in", "These answers are handed in.", "Take them back first to change them.")
        form = _in_force(conn, form_id, found[0].version if found else None)
        for name, answer in answers.items():
            one = form.field(name)
            if one is None or not fits(one, answer):
                raise ValueError(f"{answer!r} does not fit {name!r}")
        if own is not None:
            return replace(own, answers=dict(answers))
        return Sheet(new_id(), form_id, form.version, subject, who, "draft", dict(answers), {}, calls.now())

    # What is measured

    def measured(self, form_id: str, subject: Subject) -> dict[str, Measured]:
        """What is measured today for the fields of a form, by field. For whoever has answered already."""
        return self._measure(self.round(form_id, subject, "rep").form, subject)

    def _measure(self, form: Form, subject: Subject) -> dict[str, Measured]:
        bound = [one for one in form.fields if one.behaviour]
        if not bound:
            return {}
        known = {one.id: one for one in self._coach.behaviours()}
        if subject.call is not None:
            call = subject.call
            return {
                one.id: rules.measured(one, known.get(one.behaviour), self._coach.reading(call, known[one.behaviour]))
                if one.behaviour in known
                else Measured(None, "this behaviour is not measured here")
                for one in bound
            }
        date = self._db.read(lambda conn: scorecards.subjects(conn, [subject]))[subject][2]
        return {one.id: self._over(one, known, date) for one in bound}

    def _over(self, one: Field, known: Mapping[str, Any], date: str) -> Measured:
        behaviour = known.get(one.behaviour)
        if behaviour is None:
            return rules.measured_over(None, ())
        name = behaviours.figure_key(behaviour)
        facts = [c for c in self._coach.facts([name]) if name in c.values and c.date[:10] <= date[:10]]
        return rules.measured_over(behaviour, [c.values[name] for c in facts[-NEWEST:]])


def _round(
    form: Form, subject: Subject, about: tuple[str, str | None, str, str | None], found: Sequence[Sheet], viewer: Who
) -> Round:
    """What one side may see: its own sheet, and the other's once it is in; the manager's not before the rep's own."""
    rep = next((one for one in found if one.who == "rep"), None)
    manager = next((one for one in found if one.who == "manager"), None)
    rep_in = rep is not None and rep.state == "in"
    manager_in = manager is not None and manager.state == "in"
    waiting = False
    if viewer == "rep":
        waiting = manager_in and not rep_in
        if not (manager_in and rep_in):
            manager = None
    elif not rep_in:
        rep = None
    title, customer, date, _ = about
    lines = rules.lines(form, rep if rep_in else None, manager if manager_in else None)
    return Round(form, subject, title, customer, date, rep, manager, waiting, lines)


def _in_force(conn: Connection, form_id: str, version: int | None) -> Form:
    """The version that is filled: the one that was begun with, else the published one."""
    versions = scorecards.versions(conn, form_id)
    if version is not None:
        return next(one for one in versions if one.version == version)
    for one in versions:
        if one.state == "published":
            return one
    raise KnownError("not_published", "This form is not published.", "Publish it before it is filled in.")


def _how_to_answer(one: Field) -> str:
    return "Answer it, or say that it is not applicable." if one.optional else "Answer it."


def _put(sheet: Sheet) -> Change:
    return Change(sheet.subject.call, f"sheet:{sheet.id}", scorecards.sheet_value(sheet))


def _some(sheet: Sheet | None) -> Sheet:
    if sheet is None:
        raise RuntimeError("a step was made without a sheet")
    return sheet


def _gone(subject: Subject) -> KnownError:
    if subject.call is not None:
        return calls.no_such_call(subject.call)
    return KnownError("no_such_one_on_one", "This 1-on-1 is not there any more.", "Choose another one.")
