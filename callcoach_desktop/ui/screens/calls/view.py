"""The Calls screen: every call, what was said in them, and the imports that run."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.actions import CallActions
from callcoach_desktop.ui.screens.calls.delegate import row_height
from callcoach_desktop.ui.screens.calls.filter_bar import FilterBar, SelectionBar, describe
from callcoach_desktop.ui.screens.calls.filtering import Filter
from callcoach_desktop.ui.screens.calls.hits import HitsPanel
from callcoach_desktop.ui.screens.calls.model import OWN_DRAG
from callcoach_desktop.ui.screens.calls.page import Page
from callcoach_desktop.ui.screens.calls.table import CallsTable
from callcoach_desktop.ui.screens.calls.view_model import HITS, CallsViewModel
from callcoach_desktop.ui.screens.calls.views_menu import ViewsButton
from callcoach_desktop.ui.widgets.search_field import SearchField

_MAX = 16_777_215  # Qt's "no limit"
_ROWS_ABOVE_HITS = 4
_REST_MS = 25  # from the last key to the look-up of sentences, which takes a few milliseconds on another thread
_CHOSEN_MS = 40  # after the choice rests, the originals are looked up for a drag


class CallsScreen(QWidget):
    """Signals: open a call at a second (-1 = its start), ask for an import (paths, or an empty list = ask the
    person), ask for a folder or for the sample call, ask for an export or another transcription (ids), calls put into
    the bin (ids); `deleted` where there is no bin."""

    open_call = Signal(str, float)
    import_requested = Signal(list)
    folder_requested = Signal()
    sample_requested = Signal()
    export_requested = Signal(list)
    again_requested = Signal(list)
    binned = Signal(list)
    deleted = Signal(list)

    def __init__(
        self, view_model: CallsViewModel, jobs_panel: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.view_model = view_model
        model = view_model.model
        self.search = SearchField(tr("Search titles and what was said"), rest_ms=_REST_MS)
        self.table = CallsTable(model)
        self.hits = HitsPanel()
        self.jobs_panel = jobs_panel
        self.actions_of_chosen = CallActions(view_model, self.table, self)
        self.views = ViewsButton(view_model)
        self.filters = FilterBar(view_model, self.table)
        self.selection = SelectionBar(self.actions_of_chosen, self.filters.columns)
        self.page = Page(self)
        self.subtitle, self.empty, self.nothing = self.page.subtitle, self.page.empty, self.page.nothing
        self.trouble = self.page.trouble
        self.stack, self.import_button = self.page.stack, self.page.import_button
        self._chosen = QTimer(self)
        self._chosen.setSingleShot(True)
        self._chosen.setInterval(_CHOSEN_MS)
        self._chosen.timeout.connect(lambda: view_model.find_originals(self.table.chosen()))
        self.setAcceptDrops(True)
        self._dress()
        theme.theme_signals().changed.connect(self._dress)
        self._order_tabs()
        self._connect()
        self._arrange()

    def _dress(self) -> None:
        self.search.setMinimumWidth(theme.px(150))
        self.search.setMaximumWidth(theme.px(320))

    def _order_tabs(self) -> None:
        filters = self.filters
        order = [
            self.views, self.search, self.import_button, *filters.chips.values(), filters.clear, filters.columns,
            self.table, self.hits.list,
        ]  # fmt: skip
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    def _connect(self) -> None:
        view_model, table, actions = self.view_model, self.table, self.actions_of_chosen
        # The rows follow every key; what was said is looked up when the typing rests.
        self.search.textChanged.connect(lambda text: view_model.filter_text(text.strip()))
        self.search.searched.connect(view_model.search)
        self.search.down.connect(self._into_list)
        self.search.entered.connect(self._open_first)
        self.search.left.connect(table.setFocus)
        self.search.installEventFilter(self)
        table.menu_of, table.run_key = actions.menu, actions.run_key
        table.opened.connect(lambda call_id: self.open_call.emit(call_id, -1.0))
        table.delete_wanted.connect(actions.delete)
        table.chosen_changed.connect(self._chosen_changed)
        table.above.connect(self.focus_search)
        table.beneath.connect(self._into_hits)
        actions.open_wanted.connect(lambda call_id: self.open_call.emit(call_id, -1.0))
        actions.export_requested.connect(self.export_requested)
        actions.again_requested.connect(self.again_requested)
        actions.binned.connect(self.binned)
        actions.deleted.connect(self.deleted)
        self.hits.open_hit.connect(self.open_call)
        self.hits.list.above.connect(self._above_hits)
        self.selection.none_wanted.connect(self._choose_none)
        self.filters.clear_wanted.connect(self.clear_filters)
        self.views.wanted.connect(self._show_view)
        self.views.bin_wanted.connect(lambda: self.show_bin(True))
        view_model.model.modelReset.connect(self._arrange)
        view_model.loaded.connect(self._arrange)
        view_model.hits_changed.connect(self._hits_changed)
        view_model.filter_changed.connect(self._filter_changed)
        view_model.saved_changed.connect(self.views.refresh)
        view_model.doing.progress.connect(self.page.show_progress)

    # what others ask of it

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def take_focus(self) -> None:
        """The focus goes to what one would use first here: the list, or the buttons of the invitation."""
        card = self.stack.currentWidget()
        if card is self.page.results:
            (self.table if self.table.isVisibleTo(self) else self.hits.list).setFocus()
        elif card is self.page.empty_card:
            self.page.choose_files.setFocus()
        else:
            self.setFocus()  # nothing to choose from yet: without this the window would mark its first button

    def chosen(self) -> list[str]:
        """The ids of the chosen calls, for the window's menus."""
        return self.table.chosen()

    def show_bin(self, on: bool = True) -> None:
        """The bin, or all calls."""
        self.search.clear()
        self.search.flush()
        self.view_model.set_filter(Filter())
        self.view_model.show_bin(on)

    def clear_filters(self) -> None:
        """Show everything of this view."""
        self.search.clear()
        self.search.flush()
        self.view_model.set_filter(Filter())

    def save(self, settings: QSettings) -> None:
        """Remember sorting and columns."""
        self.table.save(settings)

    def restore(self, settings: QSettings) -> None:
        """Bring back what `save` remembered."""
        self.table.restore(settings)

    def is_upgrading(self) -> None:
        """The library is of an older version of the program: opening it takes its time."""
        self.page.show_loading(
            tr("Bringing your library up to date. A backup is made first, so a large one takes a minute.")
        )

    def is_restoring(self) -> None:
        """A backup is being put back."""
        self.page.show_loading(tr("Restoring the backup. The library as it is now is backed up first."))

    def cannot_open(self, what: str, do: str) -> None:
        """The library did not open: say why and what to do."""
        self.page.show_trouble(f"{what} {do}".strip())

    # inside

    def _show_view(self, wanted: Filter) -> None:
        self.view_model.show_bin(False)
        self.search.setText(wanted.text)
        self.view_model.set_filter(wanted)
        self.search.flush()

    def _into_list(self) -> None:
        if not self.table.isVisible():
            self._into_hits()
            return
        if not self.table.currentIndex().isValid() and self.view_model.model.rowCount():
            self.table.setCurrentIndex(self.view_model.model.index(0, 0))
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _into_hits(self) -> None:
        if self.hits.isVisible():
            self.hits.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _above_hits(self) -> None:
        rows = self.view_model.model.rowCount()
        if self.table.isVisible() and rows:
            self.table.setCurrentIndex(self.view_model.model.index(rows - 1, 0))
            self.table.setFocus(Qt.FocusReason.BacktabFocusReason)
        else:
            self.focus_search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in the search field move through the sentences found, so that the typing can go on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.hits.isVisible():
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
            if event.key() in steps:
                self.hits.step(steps[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _open_first(self) -> None:
        if not self.search.text().strip():
            self._into_list()
        elif self.view_model.hits:
            self.hits.open_current()
        elif self.view_model.model.rowCount():
            self.open_call.emit(self.view_model.model.row(0).id, -1.0)

    def _choose_none(self) -> None:
        self.table.clearSelection()
        self.table.setFocus()

    def _chosen_changed(self) -> None:
        number = self.table.chosen_count()
        many = number > (0 if self.view_model.model.bin_view else 1)
        if many:
            self.selection.show_count(number)
        self.page.bar.setCurrentWidget(self.selection if many else self.filters)
        if number and not self.view_model.model.bin_view:
            self._chosen.start()

    def _hits_changed(self) -> None:
        self.hits.show_hits(self.view_model.hits, HITS)
        self._arrange()

    def _filter_changed(self) -> None:
        self.filters.update_from(self.view_model.model.filter)
        self.views.refresh()
        self.table.scrollToTop()
        self._arrange()
        self._chosen_changed()

    def _arrange(self) -> None:
        view_model, model = self.view_model, self.view_model.model
        wanted, in_bin = model.filter, model.bin_view
        total, shown = model.total(), model.rowCount()
        hits = bool(view_model.hits) and bool(wanted.text)
        filtering = wanted != Filter()
        looking = not shown and not hits and view_model.is_looking
        self.page.table_card.setVisible(shown > 0 or not filtering or looking)
        self.hits.setVisible(hits)
        self.subtitle.setText(self.page.says(total, shown))
        room = theme.px(36) + min(shown, _ROWS_ABOVE_HITS) * row_height() + 12
        self.page.table_card.setMaximumHeight(room if hits else _MAX)
        self.page.table_card.setMinimumHeight(room if hits and shown else 0)
        page = self.page
        if not view_model.is_loaded:
            card: QWidget = page.loading_card
        elif looking and self.stack.currentWidget() in (page.results, page.nothing_card):
            card = self.stack.currentWidget()  # "Nothing found" would flash up between two keys
        elif filtering and not shown and not hits:
            page.nothing.text.setText(self._nothing(wanted))
            card = page.nothing_card
        elif not total:
            card = page.bin_card if in_bin else page.empty_card
        else:
            card = page.results
        moved = card is not self.stack.currentWidget()
        self.stack.setCurrentWidget(card)
        page.show_tools(card is not page.empty_card or bool(view_model.binned.entries), in_bin)
        if moved and not self.search.hasFocus() and not self._is_filtering_by_key():
            self.take_focus()

    def _is_filtering_by_key(self) -> bool:
        focus = self.window().focusWidget() if self.isVisible() else None
        return focus is not None and focus is not self.table and self.isAncestorOf(focus)

    def _nothing(self, wanted: Filter) -> str:
        if not wanted.facets():
            if self.view_model.model.bin_view:
                return tr("No title, customer or tag has “{words}”.", words=wanted.text)
            return tr("No title, customer, tag or sentence has “{words}”.", words=wanted.text)
        return tr("No call passes this filter: {filter}.", filter=describe(wanted))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A drag that began in this list ends here; any other goes on to the window, which imports it."""
        if event.mimeData().hasFormat(OWN_DRAG):
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
        else:
            event.ignore()
