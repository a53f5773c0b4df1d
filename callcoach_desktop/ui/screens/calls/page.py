"""How the Calls screen is laid out: heading, bar, and the card that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.columns import BIN_DAYS
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, card, label
from callcoach_desktop.ui.widgets.empty_state import DropFrame, EmptyState

if TYPE_CHECKING:
    from callcoach_desktop.ui.screens.calls.view import CallsScreen


class Page:
    """Builds the widgets of a screen and holds those that change."""

    def __init__(self, screen: CallsScreen) -> None:
        self._screen = screen
        page = QVBoxLayout(screen)
        page.setContentsMargins(24, 20, 24, 24)
        page.setSpacing(12)
        page.addLayout(self._head())
        if screen.jobs_panel is not None:
            page.addWidget(screen.jobs_panel)
        self.bar = QStackedWidget()
        self.bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        page.addWidget(self.bar)  # before it is filled, as the stack is: each is dressed once then
        self.bar.addWidget(screen.filters)
        self.bar.addWidget(screen.selection)
        page.addWidget(self._progress_line())
        self.stack = QStackedWidget()
        page.addWidget(self.stack, 1)
        self._cards()

    def _head(self) -> QHBoxLayout:
        screen = self._screen
        head = QHBoxLayout()
        head.setSpacing(8)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        self.title = label(tr("Calls"), "title", bold=True)
        titles.addWidget(self.title)
        self.subtitle = ElidedLabel("", "body", "muted")
        titles.addWidget(self.subtitle)
        head.addLayout(titles, 5)
        self.import_button = button(tr("Import"), lambda: screen.import_requested.emit([]), "primary", "import")
        self.back = button(tr("Back to all calls"), lambda: screen.show_bin(False), "", "arrow-left")
        for one in (screen.views, screen.search, self.import_button, self.back):
            head.addWidget(one, 4 if one is screen.search else 0, Qt.AlignmentFlag.AlignBottom)
        return head

    def _progress_line(self) -> QWidget:
        self.progress = QWidget()
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(0, 0, 0, 0)
        self.progress_text = label("", "small", "muted")
        row.addWidget(self.progress_text)
        self.stop = button(tr("Stop"), self._screen.view_model.doing.stop, "link", describe=tr("Stop analysing again"))
        row.addWidget(self.stop)
        row.addStretch()
        self.progress.hide()
        return self.progress

    def _cards(self) -> None:
        screen = self._screen
        self.loading = label(tr("Opening the library…"), "body", "muted", wrap=True)
        self.loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_files = button(tr("Choose files…"), lambda: screen.import_requested.emit([]), "primary")
        self.empty = EmptyState(
            "audio-lines",
            tr("Drop your first call here"),
            tr(
                "A recording, a video, or a transcript from Zoom, Teams or Meet. CallCoach turns it into a map of who "
                "talked when, with every question marked. Nothing leaves this computer."
            ),
            (
                self.choose_files,
                button(tr("Choose a folder…"), screen.folder_requested.emit),
                button(
                    tr("Try a sample call"),
                    screen.sample_requested.emit,
                    "link",
                    describe=tr("Import the sample call that comes with CallCoach"),
                ),
            ),
        )
        self.clear = button(tr("Clear the filter"), screen.clear_filters)
        self.nothing = EmptyState("search", tr("Nothing found"), "", (self.clear,))
        self.empty_bin = EmptyState(
            "trash-2",
            tr("The bin is empty"),
            tr("A call that you delete waits here for {days} days. Until then you can put it back.", days=BIN_DAYS),
        )
        self.trouble = EmptyState("triangle-alert", tr("The library could not be opened"), "")
        self.loading_card, self.nothing_card, self.bin_card, self.trouble_card = card(), card(), card(), card()
        self.empty_card = DropFrame()
        for holder, inner in (
            (self.loading_card, self.loading),
            (self.empty_card, self.empty),
            (self.nothing_card, self.nothing),
            (self.bin_card, self.empty_bin),
            (self.trouble_card, self.trouble),
        ):
            self.stack.addWidget(holder)
            QVBoxLayout(holder).addWidget(inner)
        self.results = QWidget()
        self.stack.addWidget(self.results)
        results = QVBoxLayout(self.results)
        results.setContentsMargins(0, 0, 0, 0)
        results.setSpacing(16)
        self.table_card = card()
        results.addWidget(self.table_card, 1)
        inside = QVBoxLayout(self.table_card)
        inside.setContentsMargins(1, 5, 1, 6)  # the heading's corners are square
        inside.addWidget(screen.table)
        results.addWidget(screen.hits, 2)

    def show_tools(self, on: bool, in_bin: bool) -> None:
        """Search and filters, where there is something to find; the bin explains itself."""
        screen = self._screen
        for one in (screen.search, screen.views):
            one.setVisible(on)
        self.import_button.setVisible(on and not in_bin)
        self.bar.setVisible(on and self.stack.currentWidget() not in (self.bin_card, self.empty_card))
        self.back.setVisible(in_bin)
        self.title.setText(tr("Bin") if in_bin else tr("Calls"))

    def show_loading(self, text: str = "") -> None:
        """What is being done before the list can be shown; without a text the library is just opened."""
        self.loading.setText(text or tr("Opening the library…"))
        self.stack.setCurrentWidget(self.loading_card)
        self.show_tools(False, False)

    def show_trouble(self, text: str) -> None:
        """The library did not open."""
        self.trouble.text.setText(text)
        self.stack.setCurrentWidget(self.trouble_card)
        self.show_tools(False, False)

    def show_progress(self, done: int, of: int) -> None:
        """How far a long work is; (0, 0) at its end."""
        self.progress.setVisible(of > 1)
        self.progress_text.setText(tr("Analysing again: {done} of {of}", done=f"{done:,}", of=f"{of:,}"))

    def says(self, total: int, shown: int) -> str:
        """The line under the heading."""
        view_model = self._screen.view_model
        if not view_model.is_loaded:
            return ""
        calls = tr("{n} call|{n} calls", total)
        if view_model.model.bin_view:
            return tr("{calls} · deleted for good {days} days after they came here", calls=calls, days=BIN_DAYS)
        if not total:
            return tr("Everything stays on this computer")
        if view_model.model.filter.text or view_model.model.filter.facets():
            by_name = tr("{shown} of {calls}", shown=f"{shown:,}", calls=calls)
            if not self._screen.hits.isVisibleTo(self._screen):
                return by_name
            said = tr("{n} sentence|{n} sentences", len(view_model.hits))
            if not shown:
                return tr("No call by that name · {sentences}", sentences=said)
            return tr("{calls} by name · {sentences}", calls=by_name, sentences=said)
        hours = view_model.live.hours
        if hours * 60 < 0.5:  # the first recording is being read: how long it is comes with its words
            return tr("{calls} · everything stays on this computer", calls=calls)
        if hours >= 1:
            long = tr("{hours} hours", hours=f"{hours:,.0f}" if hours >= 10 else f"{hours:.1f}")
        else:
            long = tr("{n} minute|{n} minutes", round(hours * 60))
        return tr("{calls} · {long} · everything stays on this computer", calls=calls, long=long)
