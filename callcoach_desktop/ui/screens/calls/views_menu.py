"""The menu left of the search field: all calls, the saved filters, the bin."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.filter_bar import describe
from callcoach_desktop.ui.screens.calls.filtering import Filter
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel
from callcoach_desktop.ui.widgets.basics import menu_heading
from callcoach_desktop.ui.widgets.name_dialog import NameDialog, ask_name


class ViewsButton(QPushButton):
    """Says which view is on. `wanted` carries the filter of a view that was picked."""

    wanted = Signal(object)
    bin_wanted = Signal()

    def __init__(self, view_model: CallsViewModel) -> None:
        super().__init__()
        self._view_model = view_model
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setIcon(theme.icon("chevron-down", "muted"))
        self.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.setToolTip(tr("All calls, saved filters, bin"))
        self.clicked.connect(self.open_menu)
        self.refresh()

    def current(self) -> str:
        """The name of the saved filter in force; empty when there is none."""
        now = self._view_model.model.filter
        if self._view_model.model.bin_view or now == Filter():
            return ""
        return next((str(one["name"]) for one in self._view_model.saved if Filter.from_setting(one) == now), "")

    def refresh(self) -> None:
        """Show the view in force."""
        name = self.current() or (tr("Bin") if self._view_model.model.bin_view else tr("All calls"))
        self.setText(f"{name} ".replace("&", "&&"))
        self.setAccessibleName(tr("View: {name}", name=name))

    def open_menu(self) -> QMenu:
        """Show what there is."""
        menu = self.build_menu()
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        return menu

    def build_menu(self) -> QMenu:
        """All calls, the saved filters with their counts, what may be done with them, the bin."""
        view_model = self._view_model
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the button's own is turned round for its sign
        in_bin, current = view_model.model.bin_view, self.current()

        def add(name: str, number: int | None, on: bool) -> QAction:
            text = name.replace("&", "&&") + ("" if number is None else f"\t{number:,}")
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(on)
            return action

        everything = add(tr("All calls"), len(view_model.live.entries), not in_bin and not current)
        everything.triggered.connect(lambda: self.wanted.emit(Filter()))
        if view_model.saved:
            menu_heading(menu, tr("Saved filters"))
        for one in view_model.saved:
            name = str(one["name"])
            action = add(name, view_model.counts.get(name), name == current)
            action.triggered.connect(lambda _=False, one=one: self.wanted.emit(Filter.from_setting(one)))
        menu.addSeparator()
        if view_model.doing.has_bin:
            binned = add(tr("Bin"), len(view_model.binned.entries), in_bin)
            binned.triggered.connect(self.bin_wanted)
            menu.addSeparator()
        save = menu.addAction(tr("Save this filter…"), self.save)
        save.setEnabled(not in_bin and view_model.model.filter != Filter() and not current)
        if current:
            menu.addAction(tr("Rename “{name}”…", name=current), lambda: self.rename(current))
            menu.addAction(tr("Delete “{name}”", name=current), lambda: view_model.delete_filter(current))
        return menu

    def save(self) -> NameDialog:
        """Ask for a name and keep the filter in force."""
        now = self._view_model.model.filter
        return self._ask(tr("Save this filter"), describe(now), lambda name: self._view_model.save_filter(name, now))

    def rename(self, name: str) -> NameDialog:
        """Ask for another name."""
        return self._ask(tr("Rename filter"), name, lambda new: self._view_model.rename_filter(name, new))

    def _ask(self, title: str, text: str, done: Callable[[str], object]) -> NameDialog:
        return ask_name(self.window(), title, tr("It stands in this menu under its name."), done, text=text)
