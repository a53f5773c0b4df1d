"""What may be done with the chosen calls: one list of actions, from which menu, keys and the selection bar are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.columns import BIN_DAYS, kind_name, summary_line
from callcoach_desktop.ui.screens.calls.table import CallsTable
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel
from callcoach_desktop.ui.widgets.question import ask

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import CallRow

TYPES = ("discovery", "demo", "negotiation", "renewal", "check-in")
"""Offered before a library has types of its own."""


@dataclass(frozen=True)
class Act:
    """An action: its key, its icon, what it says, and whether it is about one call only. `line` begins a new group."""

    key: str
    shortcut: str
    icon: str
    text: Callable[[], str]
    do: Callable[[list[str]], object]
    one: bool = False
    line: bool = False
    danger: bool = False

    def shown_key(self) -> str:
        """Its key as this system writes it."""
        return QKeySequence(self.shortcut).toString(QKeySequence.SequenceFormat.NativeText)


class CallActions(QObject):
    """Signals carry ids; `open_wanted` one id."""

    open_wanted = Signal(str)
    export_requested = Signal(list)
    again_requested = Signal(list)
    binned = Signal(list)
    deleted = Signal(list)

    def __init__(self, view_model: CallsViewModel, table: CallsTable, parent: QObject) -> None:
        super().__init__(parent)
        self._at: QPoint | None = None
        self._model, self._table = view_model.model, table
        self._view_model, self._doing = view_model, view_model.doing
        self.acts: tuple[Act, ...] = (
            Act("open", "Return", "phone-call", lambda: tr("Open"), lambda ids: self.open_wanted.emit(ids[0]), True),
            Act("rename", "F2", "pencil", lambda: tr("Rename"), lambda _: table.rename(), True),
            Act("tag", "T", "tag", lambda: tr("Tag…"), self.tag, line=True),
            Act("type", "Y", "list", lambda: tr("Set type…"), self.set_type),
            Act("customer", "C", "user", lambda: tr("Set customer…"), self.set_customer),
            Act("deal", "D", "diamond", lambda: tr("Set deal…"), self.set_deal),
            Act("copy", "Ctrl+C", "copy", lambda: tr("Copy summary line"), self.copy, line=True),
            Act("export", "Ctrl+E", "file-down", lambda: tr("Export…"), self.export_requested.emit),
            Act(
                "swap", "S", "arrow-left-right", lambda: tr("Swap rep and customer"),
                lambda ids: self._doing.swap_sides(ids[0]), True, line=True,
            ),
            Act("reanalyse", "A", "rotate-cw", lambda: tr("Analyse again"), self._doing.reanalyse),
            Act("again", "R", "audio-lines", lambda: tr("Transcribe again…"), self.again_requested.emit),
            Act("delete", "Del", "trash-2", lambda: tr("Delete"), self.delete, line=True, danger=True),
        )  # fmt: skip
        self.bin_acts: tuple[Act, ...] = (
            Act("restore", "R", "undo-2", lambda: tr("Put back"), self.restore),
            Act("copy", "Ctrl+C", "copy", lambda: tr("Copy summary line"), self.copy),
            Act(
                "purge", "Shift+Del", "trash-2", lambda: tr("Delete for good…"), self.purge, line=True, danger=True
            ),
        )  # fmt: skip

    def current(self) -> tuple[Act, ...]:
        """The actions of the view that is shown."""
        if self._model.bin_view:
            return self.bin_acts
        return self.acts if self._doing.has_bin else tuple(one for one in self.acts if one.key != "tag")

    def help(self) -> list[tuple[str, str]]:
        """Keys and what they do, for the page of keys."""
        keys = [(act.shortcut, act.text().rstrip("…")) for act in self.acts]
        return [*keys, *((act.shortcut, f"{tr('Bin')}: {act.text().rstrip('…')}") for act in self.bin_acts)]

    def enabled(self, act: Act, ids: Sequence[str]) -> bool:
        """Whether it can be done with these calls."""
        if not ids or (act.one and len(ids) != 1):
            return False
        rows = self._rows(ids) if len(ids) <= 1 else []
        if act.key == "swap":
            return bool(rows) and rows[0].state == "ready" and rows[0].talk_ratio is not None
        return True

    def run(self, key: str, at: QPoint | None = None) -> bool:
        """Do an action with the chosen calls; False when it cannot be done. What it asks is asked at the place `at`,
        by itself below the row in hand."""
        ids = self._table.chosen()
        for act in self.current():
            if act.key == key and self.enabled(act, ids):
                self._at = at
                try:
                    act.do(ids)
                finally:
                    self._at = None
                return True
        return False

    def run_key(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; False when it stands for nothing here."""
        if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            pressed = QKeyCombination(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, Qt.Key(event.key()))
        else:
            pressed = event.keyCombination()
        wanted = QKeySequence(pressed)
        if event.key() == Qt.Key.Key_Enter:
            wanted = QKeySequence(Qt.Key.Key_Return)
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            wanted = QKeySequence(Qt.Key.Key_Delete)  # a laptop's Delete
        return any(QKeySequence(act.shortcut) == wanted and self.run(act.key) for act in self.current())

    def menu(self) -> QMenu:
        """The menu of the chosen calls; every action shows its key."""
        ids = self._table.chosen()
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in self.current():
            if act.line:
                menu.addSeparator()
            text = act.text()
            if act.danger and len(ids) > 1:
                text = f"{text} ({tr('{n} call|{n} calls', len(ids))})"
            action = menu.addAction(theme.icon(act.icon, "warn" if act.danger else "muted"), "")
            action.setText(f"{text}\t{act.shown_key()}")
            action.setEnabled(self.enabled(act, ids))
            action.triggered.connect(lambda _=False, act=act: act.do(ids))
        return menu

    # the actions

    def tag(self, ids: list[str]) -> None:
        """Ask for tags."""
        from callcoach_desktop.ui.screens.calls.picker import TagPicker

        had: dict[str, int] = {}
        for row in self._rows(ids):
            for tag in row.tags:
                had[tag] = had.get(tag, 0) + 1
        title = tr("Tags of {n} call|Tags of {n} calls", len(ids))
        popup = TagPicker(self._table, title, self._view_model.live.values["tag"], had, len(ids))
        popup.applied.connect(lambda add, gone: self._doing.tag(ids, add, gone))
        popup.open_at(self._place())

    def set_type(self, ids: list[str]) -> None:
        """Ask for a type."""
        known = dict(self._view_model.live.values["type"])
        options = [(value, kind_name(value), number) for value, number in known.items()]
        options += [(value, kind_name(value), -1) for value in TYPES if value not in known]
        self._ask(ids, "call_type", tr("Type of {n} call|Type of {n} calls", len(ids)), options)

    def set_customer(self, ids: list[str]) -> None:
        """Ask for a customer."""
        options = [(name, name, number) for name, number in self._view_model.live.values["customer"]]
        self._ask(ids, "customer", tr("Customer of {n} call|Customer of {n} calls", len(ids)), options)

    def set_deal(self, ids: list[str]) -> None:
        """Ask for a deal."""
        options = [(name, name, number) for name, number in self._view_model.live.deals]
        self._ask(ids, "deal", tr("Deal of {n} call|Deal of {n} calls", len(ids)), options)

    def _ask(self, ids: list[str], field: str, title: str, options: list[tuple[str, str, int]]) -> None:
        from callcoach_desktop.ui.screens.calls.picker import pick

        pick(
            self._table, title, options, self._place(),
            lambda value: self._doing.set_field(ids, field, value),
            new=tr("Use “{text}”"),
        )  # fmt: skip

    def copy(self, ids: list[str]) -> None:
        """Put a line about each call on the clipboard."""
        QGuiApplication.clipboard().setText("\n".join(summary_line(row) for row in self._rows(ids)))

    def delete(self, ids: list[str]) -> None:
        """Into the bin; without one, out of sight until the time for Undo is over."""
        row = self._table.first_chosen()
        if self._doing.has_bin:
            self._doing.bin(ids)
            self.binned.emit(ids)
        else:
            self._doing.hide(ids)
            self.deleted.emit(ids)
        self._stay(row)

    def restore(self, ids: list[str]) -> None:
        """Out of the bin."""
        row = self._table.first_chosen()
        self._doing.restore(ids)
        self._stay(row)

    def purge(self, ids: list[str]) -> None:
        """Ask, then delete for good."""
        rows = self._rows(ids)
        what = f"“{rows[0].title}”" if len(rows) == 1 else tr("{n} call|{n} calls", len(ids))
        about = tr(
            "The recording, its words and your comments are removed from this computer now, not after {days} days. "
            "This cannot be undone.",
            days=BIN_DAYS,
        )
        row = self._table.first_chosen()
        self.asking = ask(
            self._table.window(), tr("Delete for good"), tr("Delete {what} for good?", what=what), about,
            yes=tr("Delete for good"), no=tr("Keep in the bin"), agreed=lambda: self._purge(ids, row),
        )  # fmt: skip

    def _purge(self, ids: list[str], row: int) -> None:
        self._doing.purge(ids)
        self._stay(row)

    # inside

    def _rows(self, ids: Sequence[str]) -> list[CallRow]:
        wanted = set(ids)
        return [row for row in self._model.shown() if row.id in wanted]

    def _stay(self, row: int) -> None:
        self._table.setFocus()  # the button that was pressed is gone, and the next in the row would have the keys
        left = self._model.rowCount()
        if left:
            self._table.setCurrentIndex(self._model.index(max(0, min(row, left - 1)), 0))

    def _place(self) -> QPoint:
        if self._at is not None:
            return self._at
        spot: QRect = self._table.visualRect(self._table.currentIndex())
        if not self._table.viewport().rect().intersects(spot):
            spot = self._table.viewport().rect().adjusted(0, 0, 0, -self._table.viewport().height() + 40)
        return self._table.viewport().mapToGlobal(QPoint(theme.px(24), spot.bottom()))
