"""The icon in the system tray, where there is one: what runs, how far it is, and a quiet word when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr

if TYPE_CHECKING:
    from callcoach_desktop.ui.desktop_notes import DesktopNotes

_SIZE = 64
_STEPS = 20
"""The ring is drawn anew at most this often from nothing to all."""
_SHOWN_MS = 8_000


def ring(share: float | None) -> QPixmap:
    """Our sign, within a ring that is `share` (0..1) full; no ring for None. Readable on light and dark panels."""
    tokens = theme.current()
    made = QPixmap(_SIZE, _SIZE)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.rep)
    painter.drawEllipse(QPointF(_SIZE / 2, _SIZE / 2), _SIZE / 2 - 1, _SIZE / 2 - 1)
    inside = QRectF(0, 0, _SIZE, _SIZE).adjusted(16, 16, -16, -16)
    theme.paint_icon(painter, "audio-lines", inside, QColor("white") if not tokens.dark else tokens.background)
    if share is not None:
        edge = QRectF(4, 4, _SIZE - 8, _SIZE - 8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.mix(tokens.background, tokens.rep, 0.5), 6))
        painter.drawEllipse(edge)
        pen = QPen(tokens.customer, 6)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(edge, 90 * 16, -round(360 * 16 * share))
    painter.end()
    return made


def recording_sign(*, paused: bool) -> QPixmap:
    """A dot while a call is recorded, two bars while that is paused."""
    tokens = theme.current()
    made = ring(None)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.surface)
    painter.drawEllipse(QPointF(_SIZE - 18, _SIZE - 18), 18, 18)
    painter.setBrush(tokens.muted if paused else tokens.record)
    if paused:
        for x in (_SIZE - 26, _SIZE - 16):
            painter.drawRect(QRectF(x, _SIZE - 28, 6, 20))
    else:
        painter.drawEllipse(QPointF(_SIZE - 18, _SIZE - 18), 14, 14)
    painter.end()
    return made


class Tray(QObject):
    """Signals say what a person chose in its menu. Without a tray on this desktop nothing is shown."""

    open_wanted = Signal()
    record_wanted = Signal()
    import_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        parent: QObject,
        *,
        available: Callable[[], bool] | None = None,
        notes: Callable[[], DesktopNotes | None] = lambda: None,
    ) -> None:
        """`notes` is asked with the first word for what shows notifications where the desktop takes them from us, also
        without a tray."""
        super().__init__(parent)
        self._make_notes: Callable[[], DesktopNotes | None] | None = notes
        self._notes: DesktopNotes | None = None
        self._available = available or QSystemTrayIcon.isSystemTrayAvailable
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._step = -2
        self._records: tuple[bool, bool] | None = None
        self._clicked: Callable[[], object] | None = None

    @property
    def icon(self) -> QSystemTrayIcon | None:
        """The icon, None where there is no tray."""
        return self._icon

    def start(self) -> None:
        """Appear, where that is possible."""
        if self._icon is not None or not self._available():
            return
        self._menu = QMenu()
        self.says = self._menu.addAction(tr("Nothing is being imported"))
        self.says.setEnabled(False)
        self._menu.addSeparator()
        self._menu.addAction(tr("Open CallCoach"), self.open_wanted.emit)
        self.record = self._menu.addAction(tr("Record a call…"), self.record_wanted.emit)
        self._menu.addAction(tr("Import…"), self.import_wanted.emit)
        self._menu.addSeparator()
        self._menu.addAction(tr("Quit"), self.quit_wanted.emit)
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self._message_clicked)
        self._step = -2
        self.show_progress(None, "")
        self._icon.show()

    def show_progress(self, share: float | None, words: str) -> None:
        """Show how far the work is (0..1, None: nothing runs or it is not known) and say it in the menu."""
        if self._icon is None or self._records:
            return
        text = words or tr("Nothing is being imported")
        if self.says.text() != text:
            self.says.setText(text)
            self._icon.setToolTip(f"CallCoach\n{words}" if words else "CallCoach")
        step = -1 if share is None else int(share * _STEPS)
        if step != self._step:
            self._step = step
            self._icon.setIcon(QIcon(ring(None if step < 0 else step / _STEPS)))

    def show_recording(self, words: str, *, paused: bool = False) -> None:
        """Say that a call is recorded, and how it is; "" when none is."""
        if self._icon is None or (not words and not self._records):
            return
        self.record.setText(tr("Stop recording") if words else tr("Record a call…"))
        if words:
            self.says.setText(words)
            self._icon.setToolTip(f"CallCoach\n{words}")
            if self._records != (True, paused):
                self._icon.setIcon(QIcon(recording_sign(paused=paused)))
            self._records = (True, paused)
        else:
            self._records = None
            self._step = -2
            self.show_progress(None, "")

    def notify(self, text: str, more: str, clicked: Callable[[], object]) -> None:
        """A quiet word on the desktop; `clicked` when a person clicks it."""
        if self._make_notes is not None:
            self._notes, self._make_notes = self._make_notes(), None
        if self._notes is not None:

            def come() -> None:
                self.open_wanted.emit()
                clicked()

            self._notes.notify(text, more, come, lambda: self._notify_by_icon(text, more, clicked))
        else:
            self._notify_by_icon(text, more, clicked)

    def _notify_by_icon(self, text: str, more: str, clicked: Callable[[], object]) -> None:
        if self._icon is None:
            return
        self._clicked = clicked
        self._icon.showMessage("CallCoach", f"{text}\n{more}" if more else text, self._icon.icon(), _SHOWN_MS)

    def stop(self) -> None:
        """Go away."""
        if self._notes is not None:
            self._notes.stop()
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_wanted.emit()

    def _message_clicked(self) -> None:
        clicked, self._clicked = self._clicked, None
        self.open_wanted.emit()
        if clicked is not None:
            clicked()
