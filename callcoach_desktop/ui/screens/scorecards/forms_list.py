"""The forms at the left: name, state, how often they were filled in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from callcoach_desktop.domain.scorecards import KeptForm
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr


def state_words(one: KeptForm) -> str:
    """Whether a form can be filled in."""
    if one.archived:
        return tr("archived")
    if one.current is None:
        return tr("draft")
    return tr("version {n}", n=one.current.version) + (tr(", edited") if one.draft is not None else "")


class FormsList(QListWidget):
    """`chosen` carries the id of a form when a person chooses it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Forms"))
        self.setFont(theme.font())
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._quiet = False
        self._shown: tuple[KeptForm, ...] = ()
        self.currentItemChanged.connect(lambda now, _: self._say(now))

    def set_forms(self, forms: tuple[KeptForm, ...], chosen: str) -> None:
        """Show these, without a signal."""
        self._quiet = True
        if forms != self._shown:
            self._shown = forms
            self.clear()
            for one in forms:
                filled = tr("filled in {n} time|filled in {n} times", one.filled)
                item = QListWidgetItem(f"{one.shown.name}\n{state_words(one)} · {filled}")
                item.setData(Qt.ItemDataRole.UserRole, one.id)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.shown.name}, {state_words(one)}, {filled}")
                item.setSizeHint(QSize(0, theme.px(54)))
                self.addItem(item)
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == chosen:
                self.setCurrentRow(row)
        self._quiet = False

    def _say(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._quiet:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
