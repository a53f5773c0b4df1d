"""The playbook at hand: which entry fits a moment. Kept in memory, so that nobody waits for it while pointing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import on_ui_thread, run_task
from callcoach_desktop.ui.theme import icon

if TYPE_CHECKING:
    from callcoach_desktop.domain.calls import ChangeSet
    from callcoach_desktop.domain.playbook import Content, Entry, Example, Situation  # not for the start

AFTER_START_MS = 2500
"""The first picture and the list come first: reading entries loads numpy."""


class PlaybookNotes(QObject):
    """`changed` when the entries are other ones."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()
        self.book: Any = None  # services.playbook.Playbook
        self._of: dict[tuple[str, str], Entry] = {}
        self._end: Callable[[], None] | None = None

    def attach(self, book: Any, library: Any) -> None:
        """Begin with a library."""
        if book is None:
            return
        self.book = book
        self._end = library.subscribe(self._written)
        QTimer.singleShot(AFTER_START_MS, self, self.refresh)

    def detach(self) -> None:
        """Let go of the library."""
        if self._end is not None:
            self._end()
        self._end = self.book = None
        self._take([])

    def _written(self, changes: ChangeSet) -> None:
        """Comes on the writing thread."""
        if changes.kept or changes.all:
            on_ui_thread(self, self.refresh)

    def refresh(self) -> None:
        """Read the entries again."""
        book = self.book
        if book is not None:
            run_task(self, book.entries, self._take, self.failed)

    def failed(self, error: BaseException) -> None:
        """Say what is known; anything else is an error of ours."""
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(str(error))

    def _take(self, entries: list[Entry]) -> None:
        found = tuple(entries)
        if found != self.entries:
            self.entries = found
            self._of = {}
            for entry in reversed(found):
                situation = entry.content.situation
                self._of[situation.kind, situation.about.casefold()] = entry
            self.changed.emit()

    def entry(self, kind: str, about: str) -> Entry | None:
        """The entry for a situation: the type of an objection, a competitor's name, a stage."""
        return self._of.get((kind, about.casefold()))


class CallNotes(QObject):
    """Shows on a call screen that the playbook knows a moment, opens the entry, and takes moments in.

    `wanted` carries the id of an entry to open, `compose` the Content of a new one, `did` what Undo takes back.
    """

    wanted = Signal(str)
    compose = Signal(object)
    did = Signal(str)

    def __init__(self, screen: Any, notes: PlaybookNotes) -> None:
        super().__init__(screen)
        self._screen, self._notes = screen, notes
        screen.moments.note_of = screen.map.note_of = self.title_for
        screen.moments.entry_wanted.connect(self._open)
        screen.judging.more = self.add_to
        notes.changed.connect(screen.moments.viewport().update)

    def entry_for(self, mark: Any) -> Entry | None:
        """The entry that fits a moment; for an answer, that of the objection which it answers."""
        situation = self.situation_of(mark)
        return None if situation is None else self._notes.entry(situation.kind, situation.about)

    def title_for(self, mark: Any) -> str:
        """Its title, "" for none."""
        entry = self.entry_for(mark)
        return "" if entry is None else entry.content.title

    def situation_of(self, mark: Any) -> Situation | None:
        """When a moment would be wanted again; None where it says nothing about that."""
        from callcoach_desktop.domain.playbook import Situation

        if mark.kind == "objection" and mark.type:
            return Situation("objection", mark.type)
        if mark.kind == "objection_response":
            before = [m for m in self._marks() if m.kind == "objection" and m.start <= mark.start]
            return Situation("objection", before[-1].type) if before else None
        if mark.kind == "competitor" and mark.type:
            return Situation("competitor", mark.type)
        return None

    def _marks(self) -> tuple[Any, ...]:
        scene = self._screen.scene
        return () if scene is None else scene.marks

    def _open(self, mark: Any) -> None:
        entry = self.entry_for(mark)
        if entry is not None:
            self.wanted.emit(entry.id)

    def add_to(self, menu: QMenu, mark: Any) -> None:
        """Put what the playbook can do with a moment into its menu."""
        if self._notes.book is None or self._screen.scene is None:
            return
        menu.addSeparator()
        entry = self.entry_for(mark)
        if entry is not None:
            title = entry.content.title.replace("&", "&&")
            _add(menu, tr("Your playbook: {title}", title=title) + "\tB", lambda: self.wanted.emit(entry.id))
            _add(menu, tr("Add as an example to it"), lambda: self._add_example(entry, mark))
        _add(menu, tr("New playbook entry from this…"), lambda: self.compose.emit(self.content_of(mark)))

    def example_of(self, mark: Any) -> Example:
        """The moment as an example; what the library knows of its call is filled in when it is kept."""
        from callcoach_desktop.domain.playbook import Example

        scene = self._screen.scene
        return Example(mark.quote, mark.start, mark.end, scene.call_id, scene.title)

    def content_of(self, mark: Any) -> Content:
        """A new entry that a moment suggests: its situation, its words where the rep said them, itself as example."""
        from callcoach_desktop.domain.playbook import Content, Situation

        situation = self.situation_of(mark)
        if situation is None and mark.kind == "question" and mark.side != "rep":
            situation = Situation("question", mark.quote[:200])
        if situation is None:
            stages = [s.name for s in self._screen.scene.stages if s.start <= mark.start < s.end]
            situation = Situation("stage", stages[0] if stages else "")
        own = mark.side == "rep"
        way = mark.type if mark.kind == "objection_response" else ""
        return Content(situation, "", mark.quote if own else "", way=way, examples=(self.example_of(mark),))

    def _add_example(self, entry: Entry, mark: Any) -> None:
        book, example = self._notes.book, self.example_of(mark)
        said = tr("Added to “{title}”", title=entry.content.title)
        run_task(self, lambda: book.add_example(entry.id, example), lambda _: self.did.emit(said), self._notes.failed)


def _add(menu: QMenu, text: str, act: Callable[[], object]) -> None:
    action = menu.addAction(icon("book-open"), text)
    action.triggered.connect(lambda _=False: act())
