"""The Calls screen: every call, what was said in them, and the imports that run."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcoach_desktop.ui.screens.calls.delegate import ROW_HEIGHT
from callcoach_desktop.ui.screens.calls.hits import HitsPanel
from callcoach_desktop.ui.screens.calls.table import CallsTable
from callcoach_desktop.ui.screens.calls.view_model import HITS, CallsViewModel
from callcoach_desktop.ui.widgets.basics import button, card, label
from callcoach_desktop.ui.widgets.empty_state import DropFrame, EmptyState
from callcoach_desktop.ui.widgets.search_field import SearchField
from callcoach_desktop.ui.widgets.words import counted

_MAX = 16_777_215  # Qt's "no limit"
_ROWS_ABOVE_HITS = 4


class CallsScreen(QWidget):
    """Signals: open a call at a second (-1 = its start), ask for an import (paths, or an empty list = ask the
    person), ask for a folder, calls taken out of the list (ids)."""

    open_call = Signal(str, float)
    import_requested = Signal(list)
    folder_requested = Signal()
    deleted = Signal(list)

    def __init__(self, view_model: CallsViewModel, jobs_panel: QWidget | None = None) -> None:
        super().__init__()
        self.view_model = view_model
        model = view_model.model
        self.search = SearchField("Search titles and what was said")
        self.search.setFixedWidth(320)
        self.table = CallsTable(model)
        self.hits = HitsPanel()
        self.jobs_panel = jobs_panel
        self._build(jobs_panel)
        QWidget.setTabOrder(self.search, self.table)
        QWidget.setTabOrder(self.table, self.hits.list)

        self.search.searched.connect(view_model.search)
        self.search.down.connect(self._into_list)
        self.search.entered.connect(self._open_first)
        self.search.left.connect(self.table.setFocus)
        self.table.opened.connect(lambda call_id: self.open_call.emit(call_id, -1.0))
        self.table.delete_wanted.connect(self._delete)
        self.table.swap_wanted.connect(view_model.swap_sides)
        self.hits.open_hit.connect(self.open_call)
        model.modelReset.connect(self._arrange)
        view_model.loaded.connect(self._arrange)
        view_model.hits_changed.connect(self._hits_changed)
        self._arrange()

    def _build(self, jobs_panel: QWidget | None) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 20, 24, 24)
        page.setSpacing(16)
        head = QHBoxLayout()
        head.setSpacing(8)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(label("Calls", "title", bold=True))
        self.subtitle = label("", "body", "muted")
        titles.addWidget(self.subtitle)
        head.addLayout(titles)
        head.addStretch()
        head.addWidget(self.search, 0, Qt.AlignmentFlag.AlignBottom)
        self.import_button = button("Import", lambda: self.import_requested.emit([]), "primary", "import")
        head.addWidget(self.import_button, 0, Qt.AlignmentFlag.AlignBottom)
        page.addLayout(head)
        if jobs_panel is not None:
            page.addWidget(jobs_panel)

        self.loading = label("Opening the library…", "body", "muted")
        self.loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty = EmptyState(
            "audio-lines",
            "Drop your first call here",
            "A recording, a video, or a transcript from Zoom, Teams or Meet. CallCoach turns it into a map of who "
            "talked when, with every question marked. Nothing leaves this computer.",
            (
                button("Choose files…", lambda: self.import_requested.emit([]), "primary"),
                button("Choose a folder…", self.folder_requested.emit),
            ),
        )
        self.nothing = EmptyState("search", "Nothing found", "")
        self.table_card = card()
        inside = QVBoxLayout(self.table_card)
        inside.setContentsMargins(1, 1, 1, 6)
        inside.addWidget(self.table)
        self.results = QWidget()
        results = QVBoxLayout(self.results)
        results.setContentsMargins(0, 0, 0, 0)
        results.setSpacing(16)
        results.addWidget(self.table_card, 1)
        results.addWidget(self.hits, 2)
        self.stack = QStackedWidget()
        empty_card = DropFrame()
        QVBoxLayout(empty_card).addWidget(self.empty)
        nothing_card = card()
        QVBoxLayout(nothing_card).addWidget(self.nothing)
        self._empty_card, self._nothing_card = empty_card, nothing_card
        self.trouble = EmptyState("triangle-alert", "", "")
        self._trouble_card = card()
        QVBoxLayout(self._trouble_card).addWidget(self.trouble)
        loading_card = card()
        QVBoxLayout(loading_card).addWidget(self.loading)
        self._loading_card = loading_card
        for one in (loading_card, empty_card, nothing_card, self._trouble_card, self.results):
            self.stack.addWidget(one)
        page.addWidget(self.stack, 1)

    # what others ask of it

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def save(self, settings: QSettings) -> None:
        """Remember sorting and column widths."""
        self.table.save(settings)

    def restore(self, settings: QSettings) -> None:
        """Bring back what `save` remembered."""
        self.table.restore(settings)

    def cannot_open(self, what: str, do: str) -> None:
        """The library did not open: say why and what to do."""
        self.trouble.title.setText("The library could not be opened")
        self.trouble.text.setText(f"{what} {do}".strip())
        self.stack.setCurrentWidget(self._trouble_card)
        self.import_button.hide()
        self.search.hide()

    # inside

    def _into_list(self) -> None:
        target = self.table if self.table.isVisible() else self.hits.list
        if target is self.table and not self.table.currentIndex().isValid() and self.view_model.model.rowCount():
            self.table.setCurrentIndex(self.view_model.model.index(0, 0))
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _open_first(self) -> None:
        if not self.search.text().strip():
            self._into_list()
        elif self.view_model.hits:
            self.hits.open_current()
        elif self.view_model.model.rowCount():
            self.open_call.emit(self.view_model.model.row(0).id, -1.0)

    def _delete(self, ids: list[str]) -> None:
        row = self.table.currentIndex().row()
        self.view_model.delete(ids)
        left = self.view_model.model.rowCount()
        if left:
            self.table.setCurrentIndex(self.view_model.model.index(max(0, min(row, left - 1)), 0))
        self.deleted.emit(ids)

    def _hits_changed(self) -> None:
        self.hits.show_hits(self.view_model.hits, HITS)
        self._arrange()

    def _arrange(self) -> None:
        model, searching = self.view_model.model, bool(self.view_model.text)
        total, shown = model.total(), model.rowCount()
        hits = bool(self.view_model.hits) and searching
        self.subtitle.setText(self._says(total, shown, searching))
        self.table_card.setVisible(shown > 0 or not searching)
        self.hits.setVisible(hits)
        room = 36 + min(shown, _ROWS_ABOVE_HITS) * ROW_HEIGHT + 8
        self.table_card.setMaximumHeight(room if hits else _MAX)
        if not self.view_model.is_loaded:
            page: QWidget = self._loading_card
        elif searching and not shown and not hits:
            self.nothing.text.setText(f"No title, customer or sentence has “{self.view_model.text}”.")
            page = self._nothing_card
        elif not total:
            page = self._empty_card
        else:
            page = self.results
        moved = page is not self.stack.currentWidget()
        self.stack.setCurrentWidget(page)
        if moved and page is self.results and not self.search.hasFocus():
            (self.table if shown else self.hits.list).setFocus()
        self.import_button.setVisible(page is not self._empty_card)
        self.search.setVisible(page is not self._empty_card)

    def _says(self, total: int, shown: int, searching: bool) -> str:
        if not self.view_model.is_loaded:
            return ""
        if not total:
            return "Everything stays on this computer"
        if searching:
            return f"{shown:,} of {counted(total, 'call')}"
        hours = sum(row.duration for row in self.view_model.model.rows()) / 3600
        long = (
            f"{hours:,.0f} hours"
            if hours >= 10
            else f"{hours:.1f} hours"
            if hours >= 1
            else f"{hours * 60:.0f} minutes"
        )
        return f"{counted(total, 'call')} · {long} · everything stays on this computer"
