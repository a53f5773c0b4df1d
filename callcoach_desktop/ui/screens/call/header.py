"""The head of the call screen: way back, title, meta line, who talked how much, swapping sides."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.scene import CallScene, TalkBar
from callcoach_desktop.ui.theme import current, font, icon, theme_signals


class TalkShareBar(QWidget):
    """Two names with their parts, and a bar to scale under them; the customer's end is hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._talk: TalkBar | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme_signals().changed.connect(self.update)

    def set_talk(self, talk: TalkBar | None) -> None:
        """Show these parts; hidden without two sides."""
        self._talk = talk
        self.setVisible(talk is not None)
        if talk is not None:
            left = round(talk.share * 100)
            words = f"{talk.left} talked {left}% of the time, {talk.right} {100 - left}%"
            self.setAccessibleName(words)
            self.setToolTip(f"{words}.\nTalk time of one side out of both; talking at once counts for both.")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 34)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._talk is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme, talk, width = current(), self._talk, self.width()
        percent = round(talk.share * 100)
        small = face("small")
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        room = width / 2 - 44
        base = 4 + metrics.ascent()
        painter.setPen(theme.side_text("rep"))
        painter.drawText(QPointF(0, base), f"{_elide(metrics, talk.left, room)} {percent}%")
        text = f"{100 - percent}% {_elide(metrics, talk.right, room)}"
        painter.setPen(theme.side_text("customer"))
        painter.drawText(QPointF(width - metrics.horizontalAdvance(text), base), text)
        bar = QRectF(0, 24, width, 8)
        path = QPainterPath()
        path.addRoundedRect(bar, 4, 4)
        painter.setClipPath(path)
        split = width * talk.share
        painter.fillRect(QRectF(0, 24, split, 8), theme.rep)
        painter.fillRect(QRectF(split, 24, width - split, 8), theme.customer)
        painter.fillRect(QRectF(split - 1, 24, 2, 8), theme.background)


def _elide(metrics: QFontMetricsF, text: str, room: float) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


class Header(QWidget):
    """Signals what is asked for; shows what it is told."""

    back = Signal()
    swap = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back_button = QToolButton()
        self.back_button.setIcon(icon("arrow-left", "muted"))
        self.back_button.setIconSize(QSize(18, 18))
        self.back_button.setToolTip("Back to all calls (Esc)")
        self.back_button.setAccessibleName("Back to all calls")
        self.back_button.clicked.connect(self.back)
        self.title = QLabel()
        self.title.setFont(font("title", weight=font("title").weight().Bold))
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.meta = QLabel()
        self.meta.setProperty("kind", "muted")
        for label in (self.title, self.meta):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.talk = TalkShareBar()
        self.swap_button = QPushButton("Swap sides")
        self.swap_button.setIcon(icon("arrow-left-right", "muted"))
        self.swap_button.clicked.connect(self.swap)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.title)
        texts.addWidget(self.meta)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 3)
        row.addWidget(self.talk, 1, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.swap_button, 0, Qt.AlignmentFlag.AlignBottom)

    def clear(self) -> None:
        """No call is shown."""
        self.title.setText("")
        self.meta.setText("")
        self.swap_button.hide()

    def set_scene(self, scene: CallScene) -> None:
        """Show a call's head."""
        self.title.setText(scene.title)
        self.title.setToolTip(scene.title)
        self.meta.setText(scene.meta)
        self.meta.setToolTip(scene.meta)
        self.talk.set_talk(scene.talk)
        self.swap_button.setVisible(scene.swappable)
        guessed = "Which channel is the rep was guessed. " if scene.guessed else ""
        self.swap_button.setToolTip(f"{guessed}Take the other channel as the rep's; press again to undo.")
        self.swap_button.setAccessibleName("Swap rep and customer")
