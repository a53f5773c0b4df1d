"""The row between heading and table: chips to filter by, or what may be done with the chosen calls."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.actions import Act, CallActions
from callcoach_desktop.ui.screens.calls.columns import kind_name, state_name
from callcoach_desktop.ui.screens.calls.filtering import FACETS, Filter
from callcoach_desktop.ui.screens.calls.table import CallsTable
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel
from callcoach_desktop.ui.widgets.basics import button, label

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.ui.screens.calls.picker import Option, Picker

_LONGEST = 22  # letters of a value on a chip
_IN_MENU_ONLY = ("reanalyse", "again", "copy")


def facet_name(key: str) -> str:
    """What a facet is called."""
    if key == "type":
        return tr("Type")
    if key == "tag":
        return tr("Tag")
    return tr("Customer") if key == "customer" else tr("State")


def value_name(key: str, value: str) -> str:
    """A facet's value as people read it."""
    return state_name(value) if key == "state" else kind_name(value) if key == "type" else value


def describe(wanted: Filter) -> str:
    """The filter in words: `“price”, type Discovery`."""
    parts = [f"“{wanted.text}”"] if wanted.text else []
    parts += [f"{facet_name(key)} {value_name(key, value)}" for key, value in wanted.facets().items()]
    return ", ".join(parts)


class Bar(QWidget):
    """A row that never makes the window wider: what has no room is left out, the least needed first."""

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), super().minimumSizeHint().height())

    def parts(self) -> list[tuple[int, QWidget]]:
        """What is wanted now, with its rank; the highest rank is left out first, rank 0 never."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show what has room."""
        parts = self.parts()
        room = self.width() - self.row.spacing() * (len(parts) + 1)
        room -= sum(part.sizeHint().width() for _, part in parts)
        left_out: list[QWidget] = []
        for rank, part in sorted(parts, key=lambda one: -one[0]):
            if room < 0 and rank:
                left_out.append(part)
                room += part.sizeHint().width() + self.row.spacing()
        for _, part in parts:
            part.setVisible(part not in left_out)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class Chip(QPushButton):
    """One facet: its name, or its value when it is set."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.value: str | None = None
        self.setIconSize(QSize(theme.px(12), theme.px(12)))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the sign stands after the words
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font("small"))
        self.setCheckable(True)  # looks pressed while it filters
        self.show_value(None)

    def show_value(self, value: str | None) -> None:
        """Show that it is set, or not."""
        self.value = value
        name = facet_name(self.key)
        if value is None:
            self.setText(f"{name} ")
            self.setToolTip(tr("Show only calls of one {facet}", facet=name.lower()))
            self.setAccessibleName(tr("Filter by {facet}", facet=name.lower()))
        else:
            text = value_name(self.key, value)
            short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
            self.setText(f"{name}: {short} ".replace("&", "&&"))
            self.setToolTip(f"{name}: {text}")
            self.setAccessibleName(tr("Filter by {facet}: {value}", facet=name.lower(), value=text))
        self.setIcon(theme.icon("chevron-down", "text" if value else "muted"))
        self.setChecked(value is not None)


class FilterBar(Bar):
    """The chips, "Clear all", and the button for the columns."""

    clear_wanted = Signal()

    def __init__(self, view_model: CallsViewModel, table: CallsTable) -> None:
        super().__init__()
        self._view_model, self._table = view_model, table
        self.setAccessibleName(tr("Filters"))
        row = self.row
        row.setSpacing(8)
        self.chips = {key: Chip(key) for key in FACETS}
        for chip in self.chips.values():
            chip.clicked.connect(lambda _=False, chip=chip: self.choose(chip))
            row.addWidget(chip)
        self.clear = button(tr("Clear all"), self.clear_wanted.emit, "link")
        self.clear.setFont(theme.font("small"))
        row.addWidget(self.clear)
        row.addStretch()
        self.columns = button(tr("Columns"), self._columns, "quiet", "table", describe=tr("Choose columns"))
        self.columns.setFont(theme.font("small"))
        row.addWidget(self.columns)
        self.update_from(view_model.model.filter)

    def update_from(self, wanted: Filter) -> None:
        """Show the filter in force."""
        facets = wanted.facets()
        for key, chip in self.chips.items():
            if chip.value != facets.get(key):
                chip.show_value(facets.get(key))
        self._wants_clear = bool(facets)
        self.clear.setVisible(self._wants_clear)
        self.fit()

    def parts(self) -> list[tuple[int, QWidget]]:
        """Chips that filter stay; the button for the columns goes first, their heading has the same menu."""
        chips = [(0 if chip.value else 2, chip) for chip in self.chips.values()]
        return [*chips, *([(1, self.clear)] if self._wants_clear else []), (3, self.columns)]

    def choose(self, chip: Chip) -> Picker:
        """Ask for the value of a facet."""
        from callcoach_desktop.ui.screens.calls.picker import Picker

        chip.setChecked(chip.value is not None)  # a click turned it over
        name = facet_name(chip.key)
        reading = self._view_model.binned if self._view_model.model.bin_view else self._view_model.live
        options: list[Option] = [
            (value, value_name(chip.key, value), number) for value, number in reading.values[chip.key]
        ]
        made = Picker(self, name, options, none=tr("Any {facet}", facet=name.lower()))
        made.picked.connect(lambda value: self._view_model.set_facet(chip.key, value or None))
        made.open_at(chip.mapToGlobal(QPoint(0, chip.height() + 4)))
        return made

    def _columns(self) -> None:
        menu = self._table.build_columns_menu()
        place = self.columns.mapToGlobal(QPoint(self.columns.width(), self.columns.height() + 4))
        menu.popup(place - QPoint(menu.sizeHint().width(), 0))


class SelectionBar(Bar):
    """How many calls are chosen and what may be done with all of them; the rest is in the menu."""

    none_wanted = Signal()

    def __init__(self, actions: CallActions, before: QWidget) -> None:
        """`before` comes before the bar in the order of Tab."""
        super().__init__()
        self._actions, self._before = actions, before
        self.setAccessibleName(tr("Selected calls"))
        self._row = self.row
        self._row.setSpacing(4)
        self.count = label("", "body", bold=True)
        self._row.addWidget(self.count)
        self._row.addSpacing(8)
        self.buttons: dict[str, QPushButton] = {}
        self._made: tuple[Act, ...] = ()
        self.more = button(tr("More"), self._menu, "quiet", "ellipsis", describe=tr("More actions"))
        self.none = button(tr("Clear selection"), self.none_wanted.emit, "quiet", "x")
        for one in (self.more, self.none):
            one.setParent(self)  # without a parent, whoever shows it opens a window of its own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:  # from one of the buttons
            self.none_wanted.emit()
            return
        super().keyPressEvent(event)

    def show_count(self, number: int) -> None:
        """Show the actions for so many calls."""
        acts = self._actions.current()
        if acts != self._made:
            self._fill(acts)
        self.count.setText(tr("{n} selected|{n} selected", number))
        self.fit()

    def parts(self) -> list[tuple[int, QWidget]]:
        """All actions are behind "More" too."""
        ranks = {"customer": 6, "deal": 5, "export": 4, "type": 3, "tag": 2}
        acts = [(ranks.get(key, 1), made) for key, made in self.buttons.items()]
        return [(0, self.count), *acts, (0, self.more), (1, self.none)]

    def _fill(self, acts: tuple[Act, ...]) -> None:
        self._made = acts
        while self._row.count() > 2:
            widget = self._row.takeAt(2).widget()
            if widget is not None and widget not in (self.more, self.none):
                widget.hide()
                widget.deleteLater()
        self.buttons.clear()
        for act in acts:
            if not act.one and act.key not in _IN_MENU_ONLY:
                name = act.text()
                made = button(
                    name.rstrip("…"), lambda act=act: self._run(act.key), "danger" if act.danger else "quiet",
                    act.icon, describe=name.rstrip("…"),
                )  # fmt: skip
                made.setFont(theme.font("small"))
                if act.danger:
                    made.setIcon(theme.icon(act.icon, "warn"))
                made.setToolTip(f"{name.rstrip('…')} ({act.shown_key()})")
                self.buttons[act.key] = made
                self._row.addWidget(made)
        for one in (self.more, self.none):
            one.setFont(theme.font("small"))
        self._row.addWidget(self.more)
        self._row.addStretch()
        self._row.addWidget(self.none)
        for first, second in itertools.pairwise([self._before, *self.buttons.values(), self.more, self.none]):
            QWidget.setTabOrder(first, second)

    def _run(self, key: str) -> None:
        self._actions.run(key, _below(self.buttons[key]))

    def _menu(self) -> None:
        self._actions.menu().popup(_below(self.more))


def _below(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(QPoint(0, widget.height() + 4))
