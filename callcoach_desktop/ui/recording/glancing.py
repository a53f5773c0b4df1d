"""Gives the record bar the playbook: what this customer objected to comes first. By key also from other windows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from callcoach_desktop.ui.tasks import run_task

if TYPE_CHECKING:
    from callcoach_desktop.domain.playbook import Entry  # not for the start
    from callcoach_desktop.ui.playbook_notes import PlaybookNotes
    from callcoach_desktop.ui.recording.flow import RecordFlow

_ORDER = ("objection", "competitor", "question", "stage")


def ordered(book: Any, customer: str | None, today: date) -> list[Entry]:
    """The entries for a call with a customer, the likeliest first. Runs on a worker thread."""
    from callcoach_desktop.coaching.playbook import Next

    entries: list[Entry] = book.entries()
    found = book.reminder([Next("now", customer)] if customer else [], today)
    first = "" if found is None else found.entry.id
    return sorted(entries, key=lambda e: (e.id != first, _ORDER.index(e.content.situation.kind)))


class Glancing(QObject):
    """Reads the entries when a recording begins, and again when they change meanwhile."""

    def __init__(self, flow: RecordFlow, notes: PlaybookNotes) -> None:
        super().__init__(notes)
        self._flow, self._notes = flow, notes
        self._entries: Sequence[Entry] = ()
        flow.recorder.began.connect(lambda _: self._read())
        flow.recorder.changed.connect(self._give)
        flow.keys.pressed.connect(lambda name: self.toggle() if name == "glance" else None)
        notes.changed.connect(self._read)

    def toggle(self) -> None:
        """Open or close the card of the bar."""
        bar = self._flow.bar
        if bar is not None and bar.isVisible():
            bar.toggle_glance()

    def _read(self) -> None:
        book, customer = self._notes.book, self._flow.recorder.plan.said.customer
        if book is not None and self._flow.recorder.active:
            today = date.today()  # noqa: DTZ011 - the rep's own day
            run_task(self, lambda: ordered(book, customer, today), self._take, self._notes.failed)

    def _take(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._give()

    def _give(self) -> None:
        bar = self._flow.bar
        if bar is not None and bar.glance.entries != tuple(self._entries):
            bar.show_entries(self._entries)
