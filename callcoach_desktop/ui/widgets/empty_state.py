"""What a screen says while it has nothing to show: what will be here and what to do now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.widgets.basics import Paragraph, label


class Picture(QWidget):
    """An icon in a soft disc."""

    def __init__(self, icon_name: str, size: int = 64) -> None:
        super().__init__()
        self._icon = icon_name
        self.setFixedSize(QSize(size, size))
        theme.theme_signals().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.rep_soft)
        painter.drawEllipse(self.rect())
        inset = self.width() * 0.29
        theme.paint_icon(painter, self._icon, QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), tokens.rep)


class DropFrame(QWidget):
    """A surface with a dashed edge: things may be dropped here."""

    def __init__(self) -> None:
        super().__init__()
        theme.theme_signals().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.mix(tokens.muted, tokens.surface, 0.45), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(tokens.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)


class EmptyState(QWidget):
    """A picture, a sentence, what to do, and the buttons that do it."""

    def __init__(self, icon_name: str, title: str, text: str, buttons: tuple[QPushButton, ...] = ()) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch(2)
        column.addWidget(Picture(icon_name), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        self.title = label(title, "title", bold=True)
        self.text = Paragraph(text, theme.px(460), "body", "muted")
        for one in (self.title, self.text):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self.text, 0, Qt.AlignmentFlag.AlignHCenter)
        if buttons:
            column.addSpacing(20)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addStretch()
            for one in buttons:
                row.addWidget(one)
            row.addStretch()
            column.addLayout(row)
        column.addStretch(3)
        self.setAccessibleName(f"{title} {text}")
