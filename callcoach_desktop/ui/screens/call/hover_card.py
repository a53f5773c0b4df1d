"""The card beside the pointer: what is under it on the map, in words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from callcoach_desktop.ui.theme import font


class HoverCard(QFrame):
    """Up to three texts: a heading, the words, and the reason. Lies over its parent and takes no mouse."""

    WIDTH = 340

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._head, self._words, self._why = QLabel(), QLabel(), QLabel()
        self._head.setFont(font("small", weight=font("small").weight().DemiBold))
        self._words.setFont(font("body"))
        self._why.setFont(font("small"))
        self._why.setProperty("kind", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 9, 12, 10)
        box.setSpacing(4)
        for label in (self._head, self._words, self._why):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            box.addWidget(label)
        self.hide()

    def show_at(self, point: QPoint, head: str, words: str, why: str) -> None:
        """Show the texts near a point of the parent, inside the parent."""
        self._head.setText(head)
        for label, text in ((self._words, words), (self._why, why)):
            label.setText(text)
            label.setVisible(bool(text))
        self.setFixedWidth(self.WIDTH)
        self.setFixedHeight(self.layout().heightForWidth(self.WIDTH))
        room = self.parentWidget().size()
        x = min(max(8, point.x() - 24), room.width() - self.WIDTH - 8)
        y = point.y() + 20
        if y + self.height() > room.height() - 8:
            y = max(8, point.y() - self.height() - 16)
        self.move(x, y)
        self.show()
        self.raise_()
