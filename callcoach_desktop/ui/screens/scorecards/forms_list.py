"""The forms at the left: name, state, how often they were filled in."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from callcoach_desktop.domain.scorecards import KeptForm
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr

_ABOUT = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


def state_words(one: KeptForm) -> str:
    """Whether a form can be filled in."""
    if one.archived:
        return tr("archived")
    if one.current is None:
        return tr("draft")
    return tr("version {n}", n=one.current.version) + (tr(", edited") if one.draft is not None else "")


def filled_words(one: KeptForm) -> str:
    """How often a form was filled in."""
    return tr("{n} answer in|{n} answers in", one.filled) if one.filled else tr("no answers yet")


class _Rows(QStyledItemDelegate):
    """The name, and below it what is to be said of the form."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(theme.px(140), theme.px(56))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tokens = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(option.rect, tokens.selection if chosen else tokens.hover if hovered else tokens.surface)
        if chosen and self._view.hasFocus():
            painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), tokens.accent)
        inside = option.rect.adjusted(theme.px(14), theme.px(8), -theme.px(10), -theme.px(8))
        half = inside.height() // 2
        strong = theme.font("body", weight=QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)
        small = theme.font("small")
        for top, text, font, color in (
            (inside.top(), str(index.data()), strong, tokens.text),
            (inside.top() + half, str(index.data(_ABOUT)), small, tokens.muted),
        ):
            painter.setFont(font)
            painter.setPen(color)
            cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            place = QRect(inside.left(), top, inside.width(), half)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()


class FormsList(QListWidget):
    """`chosen` carries the id of a form when a person chooses it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Forms"))
        self.setMouseTracking(True)
        self.setItemDelegate(_Rows(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._quiet = False
        self._shown: tuple[KeptForm, ...] = ()
        self.currentItemChanged.connect(lambda now, _: self._say(now))
        theme.theme_signals().changed.connect(self.scheduleDelayedItemsLayout)

    def set_forms(self, forms: tuple[KeptForm, ...], chosen: str) -> None:
        """Show these, without a signal."""
        self._quiet = True
        if forms != self._shown:
            self._shown = forms
            self.clear()
            for one in forms:
                item = QListWidgetItem(one.shown.name)
                about = f"{state_words(one)} · {filled_words(one)}"
                item.setData(Qt.ItemDataRole.UserRole, one.id)
                item.setData(_ABOUT, about)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.shown.name}, {about}")
                item.setToolTip(f"{one.shown.name}\n{about}")
                self.addItem(item)
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == chosen:
                self.setCurrentRow(row)
        self._quiet = False

    def about(self, row: int) -> str:
        """What stands below a name."""
        return str(self.item(row).data(_ABOUT))

    def _say(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._quiet:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
