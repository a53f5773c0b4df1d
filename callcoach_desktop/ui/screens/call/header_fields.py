"""Text in the head of the call that becomes a field when it is clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.theme import Role, current, theme_signals
from callcoach_desktop.ui.widgets.suggesting import Suggestions

_PAD = 5

Offer = Callable[[Callable[[list[str]], None]], None]
"""Asks for words that were used before and hands them on when they are there."""


class FieldText(QAbstractButton):
    """The text while it is only read; its ground lights up where it can be changed."""

    def __init__(self, role: Role, *, bold: bool, muted: bool) -> None:
        super().__init__()
        self._role, self._bold, self._muted = role, bold, muted
        self.placeholder = ""
        self.whole = False  # never cut off
        self.short = ""  # what is shown where the text has no room ...
        self.shortened = False  # ... which who lays it out has to say
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme_signals().changed.connect(self.update)

    def _face(self) -> QFont:
        return face(self._role, QFont.Weight.Bold if self._bold else QFont.Weight.Normal)

    def _shown(self) -> str:
        return (self.short if self.shortened and self.short else self.text()) or self.placeholder

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._face())
        return QSize(round(metrics.horizontalAdvance(self._shown())) + 2 * _PAD + 2,
                     round(metrics.height()) + 4)  # fmt: skip

    def minimumSizeHint(self) -> QSize:
        if self.whole:
            return self.sizeHint()
        metrics = QFontMetricsF(self._face())
        least = min(self.sizeHint().width(), round(metrics.averageCharWidth() * 7) + 2 * _PAD)
        return QSize(least, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme = current()
        if self.isEnabled() and (self.underMouse() or self.hasFocus()):
            painter.setPen(QPen(theme.accent if self.hasFocus() else theme.line, 1))
            painter.setBrush(theme.surface)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        font = self._face()
        painter.setFont(font)
        painter.setPen(theme.muted if self._muted or not self.text() else theme.text)
        room = QRectF(self.rect()).adjusted(_PAD, 0, -_PAD, 0)
        text = QFontMetricsF(font).elidedText(self._shown(), Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)


class EditableText(QWidget):
    """A text, and a field in its place after a click or Enter. Enter keeps, Esc leaves, another place keeps too."""

    changed = Signal(str)

    def __init__(
        self,
        name: str,
        role: Role = "body",
        *,
        placeholder: str = "",
        bold: bool = False,
        muted: bool = False,
        offer: Offer | None = None,
        listed: bool = False,
        completes: bool = False,
    ) -> None:
        """`listed`: several words with commas between. `completes`: the beginning of the only word that begins so
        stands for it."""
        super().__init__()
        self._name, self._offer = name, offer
        self._listed, self._completes = listed, completes
        self._suggestions: Suggestions | None = None
        self._value = ""
        self.shown = FieldText(role, bold=bold, muted=muted)
        self.shown.placeholder = placeholder
        self.shown.clicked.connect(self.edit)
        self.field: QLineEdit | None = None  # made when it is first wanted
        self._role: Role = role
        self._bold = bold
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.shown)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_value("")

    def text(self) -> str:
        """What is shown."""
        return self.shown.text()

    def set_value(self, value: str, shown: str | None = None, tip: str = "", *, short: str = "") -> None:
        """Show a value, perhaps in other words than it is edited in, and in `short` ones where there is no room; an
        open field stays as it is."""
        self._value = value
        text = value if shown is None else shown
        self.shown.short = short
        self.shown.setText(text)
        self.shown.setAccessibleName(f"{self._name}: {text}" if text else tr("{name}: none", name=self._name))
        change = tr("{name}: click to change", name=self._name) if self.isEnabled() else ""
        self.shown.setToolTip("\n".join(one for one in (text, tip or change) if one))
        self.shown.updateGeometry()

    def shorten(self, *, on: bool) -> None:
        """Show the short words, or the whole text."""
        if on != self.shown.shortened:
            self.shown.shortened = on
            self.shown.updateGeometry()
            self.shown.update()

    def keep_whole(self) -> None:
        """A short text is never cut off for a long one beside it."""
        self.shown.whole = True

    def edit(self) -> None:
        """Open the field."""
        if not self.isEnabled():
            return
        if self.field is None:
            self.field = self._make()
        self.field.setText(self._value)
        self.field.setMinimumWidth(max(150, min(460, self.shown.width() + 40)))
        self.field.setMaximumHeight(max(self.shown.height() + 4, 28))
        self.shown.hide()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()
        if self._offer is not None:
            self._offer(self._offered)

    def _make(self) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(self._name)
        field.setFont(face(self._role, QFont.Weight.Bold if self._bold else QFont.Weight.Normal))
        field.setStyleSheet("padding: 0 4px;")
        field.setPlaceholderText(self._name)
        field.editingFinished.connect(self._done)
        field.installEventFilter(self)
        self._suggestions = Suggestions(field, listed=self._listed)
        self._row.addWidget(field)
        return field

    def _offered(self, words: list[str]) -> None:
        if self._suggestions is not None:
            self._suggestions.offer(words)

    def _known(self, text: str) -> str:
        """The word that was meant: as it was written before, not in a second way of writing it."""
        if self._suggestions is None or self._listed or not text or text.casefold() == self._value.casefold():
            return text
        words = self._suggestions.words
        same = [word for word in words if word.casefold() == text.casefold()]
        if not same and self._completes:
            same = [word for word in words if word.casefold().startswith(text.casefold())]
        return same[0] if len(same) == 1 else text

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if self.field is not None:
                self.field.setText(self._value)
            self._close()
            return True
        return False

    def _close(self) -> None:
        if self.field is not None and self.field.isVisible():
            held = self.field.hasFocus()
            if self._suggestions is not None:
                self._suggestions.popup().hide()
            self.field.hide()
            self.shown.show()
            if held:
                self.shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self) -> None:
        if self.field is None or not self.field.isVisible():
            return
        text = self._known(" ".join(self.field.text().split()))
        self._close()
        if text != self._value:
            self.set_value(text)
            self.changed.emit(text)
