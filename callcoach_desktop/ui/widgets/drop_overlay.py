"""Drop files anywhere on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr

OURS = "application/x-callcoach-"
"""How the formats begin that only this program drags."""


def dropped_paths(data: QMimeData) -> list[Path]:
    """The local files and folders of a drag, in their order; none of a drag that began in this program."""
    if any(one.startswith(OURS) for one in data.formats()):
        return []
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropOverlay(QWidget):
    """Covers the window while files hang over it and says what letting go will do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = ""
        self.hide()

    def invite(self, number: int) -> None:
        """Show it for `number` files or folders."""
        self._text = tr("Drop to import|Drop to import {n} items", number)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.setAccessibleName(self._text)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = theme.mix(tokens.background, tokens.background, 1)
        veil.setAlphaF(0.94)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(20, 20, -20, -20)
        pen = QPen(tokens.rep, 2, Qt.PenStyle.DashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(frame, 14, 14)
        middle = frame.center()
        theme.paint_icon(painter, "import", QRectF(middle.x() - 20, middle.y() - 56, 40, 40), tokens.rep)
        painter.setPen(tokens.text)
        painter.setFont(theme.font("title", weight=QFont.Weight.DemiBold))
        line = QRectF(frame.left(), middle.y(), frame.width(), theme.px(32))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.setPen(tokens.muted)
        painter.setFont(theme.font("body"))
        painter.drawText(
            line.translated(0, theme.px(30)),
            Qt.AlignmentFlag.AlignCenter,
            tr("Recordings, videos and transcripts stay on this computer"),
        )


class TakesDrops:
    """A window onto which files can be dropped: it has an `overlay`, and its `import_paths` takes them."""

    overlay: DropOverlay

    def import_paths(self, paths: list[Path]) -> None:
        """Take files in."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = dropped_paths(event.mimeData())
        if paths:
            self.overlay.invite(len(paths))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.overlay.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.import_paths(paths)
