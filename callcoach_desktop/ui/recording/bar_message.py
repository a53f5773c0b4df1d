"""The foot of the record bar: one thing at a time. A warning before a word about a device, that before a nudge.

Warnings and nudges are read from a metre away, in the middle of a call: they are as large as two lines allow.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording.live import Live
from callcoach_desktop.ui.widgets.basics import button, label, set_kind

LINES = 2
_AROUND = 56  # pixels at 100 %: the bar's edges and the sign
_FILLED = 0.9


class BarMessage(QWidget):
    """`says` is whether there is anything to show."""

    stop_wanted = Signal()
    go_on_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sign = QLabel()
        self.sign.setFixedSize(theme.px(16), theme.px(16))
        self.text = label("", "body", wrap=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.go_on = button(tr("Go on"), self.go_on_wanted.emit, "link")
        self.stop = button(tr("Stop"), self.stop_wanted.emit, "link", describe=tr("Stop the recording"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.px(6), 0)
        row.setSpacing(8)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        row.addWidget(self.stop)
        row.addWidget(self.go_on)
        self.says = False

    def show_live(self, live: Live, undo_s: float | None = None) -> None:
        """Choose what is said."""
        sign, kind, text = self._chosen(live, undo_s)
        self.says = bool(text)
        if self.text.text() != text:
            self.text.setText(text)
            self.text.setAccessibleName(text)
        set_kind(self.text, kind)
        far = bool(text) and text in {live.warning, live.nudge}
        self.text.setFont(self._font(text) if far else theme.font("body"))
        self.sign.setVisible(bool(sign))
        if sign:
            side = theme.px(20 if far else 16)
            size = QSize(side, side)
            self.sign.setFixedSize(side, max(side, self.text.fontMetrics().height()))  # beside the first line
            ratio = self.devicePixelRatioF()
            self.sign.setPixmap(theme.icon(sign, kind or "muted").pixmap(size, ratio))
        self.go_on.setVisible(live.phase == "stopping" or (live.quiet and live.phase == "recording"))
        self.stop.setVisible(live.quiet and live.phase == "recording")

    def _font(self, text: str) -> QFont:
        large = theme.font("title")
        room = self.window().width() - theme.px(_AROUND)
        # A line that is broken between words is not filled to its end.
        return large if QFontMetricsF(large).horizontalAdvance(text) <= _FILLED * LINES * room else theme.font("body")

    @staticmethod
    def _chosen(live: Live, undo_s: float | None) -> tuple[str, str, str]:
        """An icon, a kind of text, a sentence."""
        if live.phase == "starting":
            return "", "muted", tr("Opening the microphone…")
        if live.phase == "stopping":
            left = "" if undo_s is None else tr(" – saved in {seconds} s", seconds=max(0, math.ceil(undo_s)))
            return "", "", tr("Stopped") + left
        if live.phase == "saving":
            return "", "muted", tr("Saving…")
        if live.warning:
            return "triangle-alert", "warn", live.warning
        if live.quiet and live.phase == "recording":
            return "", "", tr("Nobody has spoken for a while. Is the call over?")
        if live.news:
            return "", "muted", live.news
        if live.phase == "paused":
            return "", "muted", tr("Paused: nothing is recorded")
        return "", "", live.nudge
