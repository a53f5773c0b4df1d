"""What the Scorecards page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.coaching import CallFact
from callcoach_desktop.domain.scorecards import Answer, Field, Form, KeptForm, Round, Subject, Track, Who
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_model import UndoablePage
from callcoach_desktop.ui.tasks import run_task


@dataclass(frozen=True, slots=True)
class Shown:
    """The forms, the chosen one ("" for none) with what was filled in, and how it went over time."""

    forms: tuple[KeptForm, ...]
    chosen: str
    rounds: tuple[Round, ...]
    tracks: tuple[Track, ...]
    starters: tuple[Form, ...]
    behaviours: tuple[tuple[str, str, str], ...]  # id, name, definition

    @property
    def form(self) -> KeptForm | None:
        """The chosen form."""
        return next((one for one in self.forms if one.id == self.chosen), None)


@dataclass(frozen=True, slots=True)
class Filling:
    """A form on a subject as one side sees it, and the forms that could be filled for it."""

    round: Round
    forms: tuple[KeptForm, ...]
    behaviours: tuple[tuple[str, str, str], ...]  # id, name, definition


def read(service: Any, coach: Any, wanted: str, viewer: Who, *, archived: bool) -> Shown:
    """Read the page; a form that is gone gives the first one."""
    from callcoach_desktop.services.scorecards import starters

    forms = service.forms(archived=archived)
    ids = [one.id for one in forms]
    chosen = wanted if wanted in ids else next(iter(ids), "")
    rounds = service.history(chosen, viewer) if chosen else ()
    tracks = service.tracks(chosen, viewer) if chosen else ()
    return Shown(forms, chosen, rounds, tracks, starters(), known_behaviours(coach))


def known_behaviours(coach: Any) -> tuple[tuple[str, str, str], ...]:
    """What can be measured: id, name, definition."""
    return tuple((one.id, one.name, one.definition) for one in coach.behaviours())


class ScorecardsViewModel(UndoablePage):
    """`loaded` carries a Shown, `filling` a Filling; `made` the id of a form that was made, `left` says that what was
    filled in is no more."""

    filling = Signal(object)
    left = Signal()
    made = Signal(str)
    written = Signal(str)  # the path of a file

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.service: Any = None  # services.scorecards.Scorecards, given before the library
        self.wanted = ""
        self.viewer: Who = "rep"
        self.archived = False
        self.subject: Subject | None = None  # what is being filled in, with the form
        self.form_id = ""
        self._asked = 0  # number of the newest reading of what is filled in
        self.pending = 0  # answers that are on their way to the library: until they are there the page knows better

    def reading(self) -> Callable[[], Shown]:
        """The page."""
        service, coach, wanted, viewer, archived = self.service, self.coach, self.wanted, self.viewer, self.archived
        return lambda: read(service, coach, wanted, viewer, archived=archived)

    def refresh(self) -> None:
        """Read again, what is being filled in too."""
        super().refresh()
        self._read_filling()

    def detach(self) -> None:
        """Let go of the library."""
        super().detach()
        self.service = self.subject = None
        self.form_id = ""

    def choose(self, form_id: str) -> None:
        """Show another form."""
        if form_id != self.wanted:
            self.wanted = form_id
            super().refresh()

    def show_archived(self, *, on: bool) -> None:
        """List the forms that were put away, too."""
        self.archived = on
        super().refresh()

    def calls(self, then: Callable[[list[CallFact]], object]) -> None:
        """The calls that can be looked at, newest first."""
        self.look_up(self.coach, lambda coach: list(reversed(coach.facts(()))), then)

    # Forms

    def add(self, name: str) -> None:
        """Begin an empty form."""
        self._make(lambda service: service.add_form(name))

    def add_starter(self, name: str) -> None:
        """Begin with a form that comes with the program."""
        self._make(lambda service: service.add_starter(name))

    def copy(self, form_id: str) -> None:
        """Begin with a copy of a form."""
        self._make(lambda service: service.copy_form(form_id))

    def import_form(self, path: Path) -> None:
        """Take a form from a file."""
        self._make(lambda service: service.import_form(path))

    def _make(self, work: Callable[[Any], Form]) -> None:
        def done(made: Form) -> None:
            self.wanted = made.id
            self.made.emit(made.id)

        self._do(work, then=done)

    def save(self, form_id: str, name: str, about: str, fields: Sequence[Field], *, publish: bool) -> None:
        """Keep what was edited; with `publish` it is what is filled from now on."""

        def work(service: Any) -> Form:
            kept = service.save_draft(form_id, name, about, fields)
            return service.publish(form_id) if publish and kept.state == "draft" else kept

        self._do(work, tr("Published “{name}”", name=name) if publish else "")

    def publish(self, form_id: str) -> None:
        """Let the draft be filled from now on."""
        self._do(lambda service: service.publish(form_id), tr("Published"))

    def discard(self, form_id: str) -> None:
        """Let go of a draft."""
        self._do(lambda service: service.discard_draft(form_id), tr("Draft discarded"))

    def archive(self, form_id: str) -> None:
        """Put a form away; what was filled in stays."""
        self._do(lambda service: service.archive(form_id), tr("Archived; what was filled in is kept"))

    def bring_back(self, form_id: str) -> None:
        """Offer an archived form again."""
        self._do(lambda service: service.bring_back(form_id), tr("Brought back"))

    def export(self, form_id: str, fmt: str, path: Path) -> None:
        """Write what was filled in (csv, json) or the form itself (form)."""
        viewer = self.viewer
        self._do(
            lambda service: service.export_results(form_id, fmt, viewer, path, overwrite=True),
            then=lambda made: self.written.emit(str(made)),
        )

    # Filling in

    def begin(self, form_id: str, subject: Subject) -> None:
        """Show a form on a subject to be filled in; without a form the first that can be."""
        self.form_id, self.subject = form_id, subject
        self._read_filling()

    def leave(self) -> None:
        """Back to the forms."""
        self.subject = None
        self.form_id = ""

    def set_viewer(self, viewer: Who) -> None:
        """Who looks and fills in."""
        if viewer != self.viewer:
            self.viewer = viewer
            self.refresh()

    def _read_filling(self) -> None:
        service, subject, form_id, viewer = self.service, self.subject, self.form_id, self.viewer
        coach = self.coach
        if service is None or subject is None:
            return
        self._asked += 1
        number = self._asked

        def work() -> Filling | None:
            begun = {one.form.id for one in service.rounds(subject, viewer)}
            forms = tuple(
                one for one in service.forms(archived=True)
                if one.id in begun or (one.current is not None and not one.archived)
            )  # fmt: skip
            chosen = form_id if any(one.id == form_id for one in forms) else next((one.id for one in forms), "")
            if not chosen:
                return None
            return Filling(service.round(chosen, subject, viewer), forms, known_behaviours(coach))

        def done(found: Filling | None) -> None:
            if number != self._asked or self.subject is None:
                return
            if found is None:
                self.leave()
                self.problem.emit(tr("Publish a form first; then it can be filled in."))
                self.left.emit()
                return
            self.form_id = found.round.form.id
            self.filling.emit(found)

        def failed(error: BaseException) -> None:
            if number == self._asked and self.subject is not None:
                self.leave()
                self.left.emit()
            self.failed(error)

        run_task(self, work, done, failed)

    def fill(self, round_: Round, who: Who, answers: Mapping[str, Answer]) -> None:
        """Keep what was answered so far."""
        self._answer(lambda service: service.fill(round_.form.id, round_.subject, who, answers))

    def hand_in(self, round_: Round, who: Who, answers: Mapping[str, Answer]) -> None:
        """Say that the answers are final. They are kept as they are, too, where they cannot be handed in yet."""
        form, subject = round_.form.id, round_.subject

        def work(service: Any) -> None:
            service.fill(form, subject, who, answers)
            service.hand_in(form, subject, who, answers)

        self._answer(work, tr("Handed in"))

    def _answer(self, work: Callable[[Any], object], said: str = "") -> None:
        if self.service is not None:
            self.pending += 1
            self.do(self.service, work, said, over=self._answered)

    def _answered(self) -> None:
        self.pending -= 1

    def reopen(self, round_: Round, who: Who) -> None:
        """Take one's own answers back to change them."""
        self._do(lambda service: service.reopen(round_.form.id, round_.subject, who))

    def _do(self, work: Callable[[Any], Any], said: str = "", then: Callable[[Any], object] = lambda _: None) -> None:
        self.do(self.service, work, said, then)
