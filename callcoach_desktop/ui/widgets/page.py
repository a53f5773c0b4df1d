"""A page of cards under a heading, which scrolls where the window is too low for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, px, theme_signals
from callcoach_desktop.ui.widgets.basics import button, label

WAIT_MS = 400


class Page(QScrollArea):
    """Heading, a line under it, buttons at its right; `column` takes the cards."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shown: object = None
        inside = QWidget()
        inside.setObjectName("plain")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(24, 18, 24, 18)
        self.column.setSpacing(12)
        self.heading = label(name, "title", bold=True, wrap=True)
        self.line = label("", "body", "muted", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(self.line)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addLayout(words, 1)
        head.addLayout(self.buttons)
        self.column.addLayout(head)
        self.setWidget(inside)

    def rebuild(self, shown: object, fill: Callable[[], object]) -> None:
        """Fill the cards anew when `shown` is not what they show already, and stay at the place: a focus that is
        deleted would move on, and scroll there."""
        if shown == self._shown:
            return
        self._shown = shown
        focus, bar = self.focusWidget(), self.verticalScrollBar()
        at = bar.value()
        if focus is not None and focus is not self and self.isAncestorOf(focus):
            self.setFocus()
        fill()
        QTimer.singleShot(0, self, lambda: bar.setValue(at))


class CardBox(QFrame):
    """A card with a heading; `box` takes what is in it."""

    def __init__(self, heading: str = "") -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(18, 14, 18, 14)
        self.box.setSpacing(8)
        self.heading: QLabel | None = None
        if heading:
            self.heading = label(heading, "body", bold=True)
            self.box.addWidget(self.heading)

    def clear(self) -> None:
        """Take everything but the heading out."""
        while self.box.count() > (1 if self.heading is not None else 0):
            drop(self.box.takeAt(self.box.count() - 1))


def drop(item: object) -> None:
    """Let go of what was in a layout, with all below it."""
    widget = item.widget() if hasattr(item, "widget") else None
    if widget is not None:
        widget.hide()
        widget.deleteLater()
        return
    inner = item.layout() if hasattr(item, "layout") else None
    if inner is not None:
        while inner.count():
            drop(inner.takeAt(0))
        inner.deleteLater()


class Waiting(QWidget):
    """What is seen before anything was read; it only says so when that takes long."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label(tr("Counting what is in your calls…"), "body", "muted")
        self.words.hide()
        box = QVBoxLayout(self)
        box.addWidget(self.words, 0, Qt.AlignmentFlag.AlignCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.words.show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self.words.hide()


class Quote(QFrame):
    """Words of a call on the rep's soft ground."""

    def __init__(self, words: str, who: str = "") -> None:
        super().__init__()
        theme_signals().changed.connect(self.update)
        self.words = label(words, wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 9, 12, 9)
        box.setSpacing(3)
        box.addWidget(self.words)
        if who:
            box.addWidget(label(who, "small", "muted", wrap=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current().rep_soft)
        painter.drawRoundedRect(self.rect(), 7, 7)


class Line(QWidget):
    """A row of a list: a title, what is to say of it, a button at its right."""

    def __init__(
        self, title: str, about: str, action: str = "", act: Callable[[], object] | None = None, *,
        icon_name: str = "", kind: str = "muted", describe: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        words = QVBoxLayout()
        words.setSpacing(1)
        self.title = label(title, wrap=True)
        self.about = label(about, "small", kind, wrap=True)
        words.addWidget(self.title)
        if about:
            words.addWidget(self.about)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 3, 0, 3)
        self.row.setSpacing(10)
        self.row.addLayout(words, 1)
        self.button = None
        if action and act is not None:
            self.button = button(action, act, "", icon_name, describe=describe or f"{action}: {title}")
            self.row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)


class Columns(QWidget):
    """Cards side by side; below one another where there are less than `least` pixels (at 100 % text) for them."""

    def __init__(self, cards: list[QWidget], stretch: tuple[int, ...], least: int) -> None:
        super().__init__()
        self._least = least
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        for one, part in zip(cards, stretch, strict=True):
            self._box.addWidget(one, part)
        theme_signals().changed.connect(self._arrange)

    def minimumSizeHint(self) -> QSize:
        # Side by side the cards may need more than there is: the width must be able to shrink to where they stack.
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        side = self.width() >= px(self._least)
        wanted = QHBoxLayout.Direction.LeftToRight if side else QHBoxLayout.Direction.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
