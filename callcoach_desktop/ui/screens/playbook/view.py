"""The playbook: the entries, one of them at length, and what the calls suggest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.playbook import Content, Entry
from callcoach_desktop.services.playbook import Shown
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.screens.playbook.detail import EntryDetail
from callcoach_desktop.ui.screens.playbook.entry_list import EntryList
from callcoach_desktop.ui.screens.playbook.proposals import ProposalsCard, Suggestions
from callcoach_desktop.ui.screens.playbook.view_model import PlaybookViewModel
from callcoach_desktop.ui.screens.playbook.words import KINDS, kind_word
from callcoach_desktop.ui.sound.excerpts import Excerpts
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Page, Waiting
from callcoach_desktop.ui.widgets.search_field import SearchField

_FOLDER = "playbook/folder"
SUFFIX = ".playbook"


class PlaybookScreen(PageScreen):
    """Nothing yet, what the calls suggest for a start, or the entries."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    problem = Signal(str)
    did = Signal(str)  # what was done, which Undo takes back
    said = Signal(str)

    def __init__(self, model: PlaybookViewModel) -> None:
        super().__init__(tr("Playbook"), model)
        self.dialog: Any = None
        self.excerpts = Excerpts(self)
        self._wanted = ""  # the entry to show once it is read
        self.empty = EmptyState(
            "book-open", tr("What to say when it matters"),
            tr("Write down what to say when the price comes up, a competitor is named or the same question is asked "
               "again. After some calls your own best answers are proposed here, with how often they were heard to "
               "work."),
            (button(tr("New entry"), self.compose, "primary"), button(tr("Import a playbook…"), self.choose_file),
             button(tr("Import calls"), self.import_wanted.emit)),
        )  # fmt: skip
        self.page = self._make_page()
        self.start = self._make_start()
        for one in (Waiting(), self.empty, self.start, self.page):
            self.addWidget(one)
        model.loaded.connect(self.show_all)
        model.made.connect(self.show_entry)
        model.arrived.connect(self._show_arrival)
        model.histories.connect(self._show_history)
        for here, there in ((model.did, self.did), (model.said, self.said), (model.problem, self.problem),
                            (self.excerpts.problem, self.problem)):  # fmt: skip
            here.connect(there)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(QKeySequence.StandardKey.New), self, self.compose, context=context)

    def _make_page(self) -> Page:
        page = Page(tr("Playbook"))
        self._add_buttons(page)
        self.search = SearchField(tr("Search the playbook"))
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("Kind of situation"))
        self.kinds.addItem(tr("All"), "")
        for kind in KINDS:
            self.kinds.addItem(kind_word(kind), kind)
        self.list = EntryList()
        self.list.setMinimumHeight(px(220))
        listed = CardBox()
        listed.box.setContentsMargins(10, 12, 10, 8)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.search, 1)
        top.addWidget(self.kinds)
        listed.box.addLayout(top)
        listed.box.addWidget(self.list, 1)
        self.proposals = ProposalsCard()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(listed, 1)
        column.addWidget(self.proposals)
        self.detail = EntryDetail()
        page.column.addWidget(Columns([left, self.detail], (4, 6), 720), 1)
        self.search.searched.connect(lambda _: self._filter())
        self.search.down.connect(self.list.setFocus)
        self.search.left.connect(self.list.setFocus)
        self.kinds.activated.connect(lambda _: self._filter())
        self.list.chosen.connect(self._show_detail)
        self.list.deleted.connect(self.model.delete)
        self.list.edited.connect(self._edit)
        self.proposals.take.connect(self.model.take_proposal)
        self.proposals.decline.connect(self.model.decline)
        detail = self.detail
        detail.open_call.connect(self.open_call)
        detail.hear.connect(self._hear)
        detail.edit.connect(self._edit)
        detail.delete.connect(self.model.delete)
        detail.share.connect(lambda entry: self.share([entry]))
        detail.history.connect(lambda entry: self.model.read_history(entry.id))
        detail.choose.connect(self.model.choose)
        detail.was_read.connect(self.model.was_read)
        return page

    def _add_buttons(self, page: Page, *, shares: bool = True) -> None:
        page.buttons.addWidget(button(tr("Import…"), self.choose_file, describe=tr("Import a playbook")), 0,
                               Qt.AlignmentFlag.AlignTop)  # fmt: skip
        if shares:
            everything = button(tr("Share…"), self._share_all, describe=tr("Share the playbook"))
            page.buttons.addWidget(everything, 0, Qt.AlignmentFlag.AlignTop)
        page.buttons.addWidget(button(tr("New entry"), self.compose, "primary"), 0, Qt.AlignmentFlag.AlignTop)

    def _make_start(self) -> Page:
        page = Page(tr("Playbook"))
        self._add_buttons(page, shares=False)
        page.line.setText(tr("Nothing is in it yet. This is what your own calls suggest for a start."))
        self.suggestions = Suggestions()
        page.column.addWidget(self.suggestions, 1)
        self.suggestions.take.connect(self.model.take_proposal)
        self.suggestions.decline.connect(self.model.decline)
        self.suggestions.open_call.connect(self.open_call)
        return page

    # Content

    def show_all(self, shown: Shown) -> None:
        """Show what was read."""
        if not shown.entries:
            self.suggestions.show_proposals(shown.proposals)
            self.setCurrentWidget(self.start if shown.proposals else self.empty)
            return
        self.page.rebuild(shown.proposals, lambda: self.proposals.show_proposals(shown.proposals))
        self._filter()
        self.setCurrentWidget(self.page)

    def _filter(self) -> None:
        shown: Shown | None = self.model.shown
        if shown is None:
            return
        text, kind = self.search.text().strip(), str(self.kinds.currentData())
        found = self.model.chosen(text, kind)
        if self._wanted and any(e.id == self._wanted for e in shown.entries):
            wanted, self._wanted = self._wanted, ""
            if not any(e.id == wanted for e in found):  # it was asked for: the search makes room
                self.search.clear()
                self.kinds.setCurrentIndex(0)
                found = list(shown.entries)
            self.list.set_entries(found, wanted)
        else:
            self.list.set_entries(found)
        entries = tr("{n} entry|{n} entries", len(shown.entries))
        if len(found) < len(shown.entries):
            entries = tr("{n} of {entries}", n=len(found), entries=entries)
        met = tr("{n} objection was answered in your calls|{n} objections were answered in your calls", shown.met)
        self.page.line.setText(f"{entries} · {met}" if shown.met else entries)

    def _show_detail(self, entry: Entry | None) -> None:
        shown: Shown | None = self.model.shown
        if shown is not None:
            self.detail.show_entry(entry, shown, self._has_sound)

    def _has_sound(self, sha256: str) -> bool:
        files = self.model.files
        return files is not None and files.sound_of(sha256) is not None

    def _hear(self, sha256: str) -> None:
        files = self.model.files
        path = None if files is None else files.sound_of(sha256)
        if path is not None:
            self.excerpts.play_file(sha256, str(path))

    # What the frame and other screens ask for

    def show_entry(self, entry_id: str) -> None:
        """Go to an entry, also to one that is not read yet."""
        if self.model.shown is None or not self.list.show_entry(entry_id):
            self._wanted = entry_id
            self._filter()

    def focus_search(self) -> None:
        """Ctrl+F."""
        if self.currentWidget() is self.page:
            self.search.setFocus()
            self.search.selectAll()

    def compose(self, content: Content | None = None) -> None:
        """Write a new entry, with this in it already."""
        from callcoach_desktop.ui.screens.playbook.editor import NEW, EntryDialog

        self._open(EntryDialog(content if isinstance(content, Content) else NEW, None, self))

    def _edit(self, entry: Entry) -> None:
        from callcoach_desktop.ui.screens.playbook.editor import EntryDialog

        self._open(EntryDialog(entry.content, entry, self))

    def _open(self, dialog: Any) -> None:
        if hasattr(dialog, "kept"):
            dialog.kept.connect(self.model.keep)
            self.model.read_clips(lambda found: dialog.set_clips(found) if self.dialog is dialog else None)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def _show_history(self, entry_id: str, versions: Any) -> None:
        from callcoach_desktop.ui.screens.playbook.dialogs import HistoryDialog

        entry = next((e for e in self.model.chosen("", "") if e.id == entry_id), None)
        if entry is not None:
            dialog = HistoryDialog(entry, versions, self)
            dialog.restore.connect(lambda number: self.model.restore(entry_id, number))
            self._open(dialog)

    # Files

    def _share_all(self) -> None:
        shown: Shown | None = self.model.shown
        if shown is not None and shown.entries:
            self.share(list(shown.entries))

    def share(self, entries: list[Entry]) -> None:
        """Ask what goes into a file, then where to."""
        from callcoach_desktop.ui.screens.playbook.dialogs import ShareDialog

        dialog = ShareDialog(entries, str(window_settings().value("playbook/who", "")), self)
        dialog.chosen.connect(lambda sharing: self._share(entries, sharing))
        self._open(dialog)

    def _share(self, entries: list[Entry], sharing: Any) -> None:
        settings = window_settings()
        settings.setValue("playbook/who", sharing.who)
        name = (
            "playbook"
            if len(entries) != 1
            else "".join(c for c in entries[0].content.title if c.isalnum() or c in " -")
        )
        start = str(Path(str(settings.value(_FOLDER, ""))) / f"{name.strip() or 'playbook'}{SUFFIX}")
        kinds = f"{tr('CallCoach playbook')} (*{SUFFIX})"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Share the playbook"), start, kinds)
        if chosen:
            settings.setValue(_FOLDER, str(Path(chosen).parent))
            self.model.share([e.id for e in entries], Path(chosen), sharing)

    def choose_file(self) -> None:
        """Ask for a playbook file."""
        settings = window_settings()
        kinds = f"{tr('CallCoach playbook')} (*{SUFFIX})"
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Import a playbook"), str(settings.value(_FOLDER, "")), kinds)
        if chosen:
            settings.setValue(_FOLDER, str(Path(chosen).parent))
            self.look(Path(chosen))

    def look(self, path: Path) -> None:
        """Look into a file and show what it would bring."""
        self.model.look(path)

    def _show_arrival(self, arrival: Any) -> None:
        from callcoach_desktop.ui.screens.playbook.dialogs import ArrivalDialog

        dialog = ArrivalDialog(arrival, self)
        dialog.take.connect(lambda: self.model.take(arrival.path))
        self._open(dialog)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.detail.hold(seen=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.excerpts.stop()
        self.detail.hold(seen=False)
