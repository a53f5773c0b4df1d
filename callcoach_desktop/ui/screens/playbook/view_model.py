"""What the playbook's page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.playbook import Content, Entry, Proposal
from callcoach_desktop.services.playbook import Shown, matches, wanted_words
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_model import UndoablePage
from callcoach_desktop.ui.tasks import run_task


class PlaybookViewModel(UndoablePage):
    """`loaded` carries a Shown, `made` the id of a new entry."""

    made = Signal(str)
    said = Signal(str)  # what was done outside of the library
    arrived = Signal(object)  # services.playbook_files.Arrival, to be looked at
    histories = Signal(str, object)  # entry, its versions

    def __init__(self, parent: QObject | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self._today = today
        self.book: Any = None  # services.playbook.Playbook, given before the library
        self.files: Any = None  # services.playbook_files.PlaybookFiles
        self.clips: Any = None  # services.clips.Clips
        self._asked = False  # whether the comparisons were asked for, of which findings are proposed
        self.loaded.connect(lambda _: self._compare())

    def reading(self) -> Callable[[], Shown]:
        """The page."""
        book, today = self.book, self._today()
        return lambda: book.shown(today)

    def detach(self) -> None:
        """Let go of the library."""
        super().detach()
        self.book = self.files = self.clips = None
        self._asked = False

    def _compare(self) -> None:
        """Have all comparisons made once, after the page is there: they may bring another proposal."""
        book, number = self.book, self._number
        if self._asked or book is None:
            return
        self._asked = True

        def compared(found: Any) -> None:
            if number == self._number and any(insight.finding for insight in found.insights):
                self.refresh()

        run_task(self, book.insights, compared, self.failed)

    def chosen(self, text: str, kind: str) -> list[Entry]:
        """The entries that hold all words and are of a kind ("" for any), of what was read last."""
        wanted = wanted_words(text)
        shown: Shown | None = self.shown
        entries = () if shown is None else shown.entries
        return [e for e in entries if kind in ("", e.content.situation.kind) and matches(e.content, wanted)]

    # Orders

    def keep(self, content: Content, entry: Entry | None) -> None:
        """Write a new entry, or give one other words."""
        today = self._today()
        if entry is None:
            self._order(lambda book: book.add(content, today), tr("“{title}” is in the playbook", title=content.title),
                        self.made.emit)  # fmt: skip
        else:
            self._order(lambda book: book.edit(entry.id, content, today), tr("Entry changed"))

    def delete(self, entry: Entry) -> None:
        """Take an entry out."""
        self._order(lambda book: book.delete(entry.id), tr("“{title}” deleted", title=entry.content.title))

    def restore(self, entry: str, number: int) -> None:
        """Put an earlier version in force."""
        self._order(lambda book: book.restore(entry, number), tr("Version {number} is in force again", number=number))

    def choose(self, entry: Entry, number: int, side: str) -> None:
        """Settle a conflict."""
        said = {"mine": tr("Yours is kept"), "theirs": tr("Theirs is taken"), "both": tr("Both are kept")}[side]
        self._order(lambda book: book.choose(entry.id, number, side), said)

    def take_proposal(self, proposal: Proposal) -> None:
        """Make an entry of a proposal."""
        today, title = self._today(), proposal.content.title
        self._order(lambda book: book.take_proposal(proposal.key, today),
                    tr("“{title}” is in the playbook", title=title), self.made.emit)  # fmt: skip

    def decline(self, proposal: Proposal) -> None:
        """Do not propose it again."""
        self._order(lambda book: book.decline(proposal.key), tr("Not proposed again: {title}",
                                                                title=proposal.content.title))  # fmt: skip

    def was_read(self, entry: str) -> None:
        """The rep has read an entry. Nothing on the page changes by it."""
        self.look_up(self.book, lambda book: book.was_read(entry))

    def read_clips(self, then: Callable[[Any], object]) -> None:
        """Read the rep's clips, newest first."""
        self.look_up(self.clips, lambda clips: clips.shown(), then)

    def read_history(self, entry: str) -> None:
        """Read the versions of an entry; answers with `histories`."""
        self.look_up(self.book, lambda book: book.history(entry), lambda found: self.histories.emit(entry, found))

    def share(self, names: list[str], path: Path, sharing: Any) -> None:
        """Write entries to a file (a person was asked already whether to replace one)."""
        self.look_up(self.files, lambda files: files.share(names, path, sharing, overwrite=True),
                     lambda made: self.said.emit(tr("Written: {file}", file=made.name)))  # fmt: skip

    def look(self, path: Path) -> None:
        """Look into a file; nothing is written. Answers with `arrived`."""
        self.look_up(self.files, lambda files: files.look(path), self.arrived.emit)

    def take(self, path: Path) -> None:
        """Take a file in."""

        def taken(arrival: Any) -> None:
            n = arrival.count("new") + arrival.count("changed")
            said = tr("{n} entry taken in|{n} entries taken in", n)
            waiting = arrival.count("conflict")
            if waiting and not n:
                said = tr("{n} entry waits for your choice|{n} entries wait for your choice", waiting)
            elif waiting:
                said += "; " + tr("{n} waits for your choice|{n} wait for your choice", waiting)
            self.did.emit(said)

        self.ask(self.files, lambda files: files.take(path), taken)

    def _order(self, work: Callable[[Any], Any], said: str, then: Callable[[Any], object] = lambda _: None) -> None:
        self.do(self.book, work, said, then, restore=False)
