"""The record bar: a small window of its own that floats over the call. It never makes a sound and never takes the
keyboard from the call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.recording.bar_message import BarMessage
from callcoach_desktop.ui.recording.bar_picture import Dot, ShareLine, Sides
from callcoach_desktop.ui.recording.glance import Glance
from callcoach_desktop.ui.recording.hiding import hide_from_share, see_through
from callcoach_desktop.ui.recording.live import Live
from callcoach_desktop.ui.recording.words_strip import WordsStrip
from callcoach_desktop.ui.widgets.basics import ElidedLabel, label, line, tool
from callcoach_desktop.ui.widgets.words import percent

if TYPE_CHECKING:
    from callcoach_desktop.domain.playbook import Entry  # not for the start

LARGE, SMALL = 432, 392
"""Widths at 100 %."""
_EDGE = 12  # room for the shadow
_PLACE, SIZE = "record/place", "record/size"


class RecordBar(QWidget):
    """Signals say what a person asks for; `show_live` shows what is."""

    mark_wanted = Signal()
    pause_wanted = Signal()
    stop_wanted = Signal()
    go_on_wanted = Signal()
    window_wanted = Signal()

    def __init__(self) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags)
        self._edge = _EDGE if see_through() else 0
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, on=bool(self._edge))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setWindowTitle(tr("Recording"))
        self.live = Live()
        self.small = str(window_settings().value(SIZE, "large")) == "small"
        self._grab: QPoint | None = None
        self._hides = False
        self._build()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # its keys work, and no button looks chosen, before Tab
        self.setFocus()
        self._fit()
        theme.theme_signals().changed.connect(self._fit)

    def _build(self) -> None:
        self.dot = Dot()
        self.time = QLabel("0:00")
        self.time.setTextFormat(Qt.TextFormat.PlainText)
        self.share_line = ShareLine()
        self.mark = tool("flag", tr("Mark this moment (M)"), self.mark_wanted.emit, "text")
        self.pause = tool("pause", tr("Pause (P)"), self.pause_wanted.emit, "text")
        self.stop = tool("square", tr("Stop (S)"), self.stop_wanted.emit, "record")
        self.book = tool("book-open", tr("Playbook (B)"), self.toggle_glance, "text")
        self.book.hide()
        self.size_button = tool("minimize-2", tr("Smaller"), self.toggle_size)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.dot)
        head.addSpacing(8)
        head.addWidget(self.time)
        head.addSpacing(10)
        head.addWidget(self.share_line, 1)
        self._push = QWidget()
        head.addWidget(self._push, 1)
        head.addSpacing(4)
        for one in (self.book, self.mark, self.pause, self.stop, self.size_button):
            head.addWidget(one)
        self.sides = Sides()
        self.figures = ElidedLabel("", "small", "muted")
        self.intention = label("", "small", wrap=True)
        self.words = WordsStrip()
        self.glance = Glance()
        self.glance.resized.connect(self._fit_height)
        self.rule = line()
        self.message = BarMessage()
        self.message.stop_wanted.connect(self.stop_wanted)
        self.message.go_on_wanted.connect(self.go_on_wanted)
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.sides)
        column.addWidget(self.figures)
        column.addWidget(self.intention)
        column.addWidget(self.words)
        column.addWidget(self.glance)
        column.addWidget(self.rule)
        column.addWidget(self.message)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """The entries of the playbook that can be glanced at, the likeliest first."""
        self.glance.set_entries(entries)
        self.book.setVisible(bool(entries))

    def show_intention(self, words: str) -> None:
        """What the rep wanted to do in the next call with this customer, "" for nothing."""
        text = tr("Your intention: {words}", words=words) if words else ""
        if text != self.intention.text():
            self.intention.setText(text)
            self._fit_height()

    def toggle_glance(self) -> None:
        """Open or close the card of the playbook."""
        self.glance.toggle()

    # what is shown

    def show_live(self, live: Live, undo_s: float | None = None) -> None:
        """Show a picture of the recording; `undo_s` are the seconds for which a stop can still be taken back."""
        before, self.live = self.live, live
        text = clock(live.seconds)
        if len(text) != len(self.time.text()):
            self.time.setText(text)
            self._fit_time()
        self.time.setText(text)
        for one in (self.dot, self.sides, self.share_line):
            one.show_live(live)
        running = live.phase in {"recording", "paused"}
        for one in (self.mark, self.pause, self.stop):
            one.setEnabled(running)
        if live.phase != before.phase:
            paused = live.phase == "paused"
            text = tr("Go on (P)") if paused else tr("Pause (P)")
            self.pause.setIcon(theme.icon("play" if paused else "pause"))
            self.pause.setToolTip(text)
            self.pause.setAccessibleName(text)
        self.figures.setText(figures(live))
        self.message.show_live(live, undo_s)
        self.setAccessibleName(live.spoken)
        self.setAccessibleDescription(self.figures.text())
        self._fit_height()
        self.update()

    def show_words(self, said: Sequence[Any]) -> None:
        """Show the last utterances (`services.live_words.Said`); `show_live` makes room for them."""
        self.words.show_words(said)

    def toggle_size(self) -> None:
        """Between the two sizes; the next recording begins with this one."""
        self.set_small(on=not self.small)
        window_settings().setValue(SIZE, "small" if self.small else "large")

    def set_small(self, *, on: bool) -> None:
        """The small bar, or the large one; the corner that is nearest to the screen's edge stays."""
        right, bottom = self.geometry().right(), self.geometry().bottom()
        self.small = on
        self._fit()
        if self.isVisible():
            screen = self.screen().availableGeometry()
            x = right - self.width() + 1 if right > screen.center().x() else self.x()
            y = bottom - self.height() + 1 if bottom > screen.center().y() else self.y()
            self.move(x, y)

    def set_hidden_from_share(self, *, on: bool) -> bool:
        """Keep the bar out of a shared screen where the system can; returns whether it does."""
        self._hides = on
        return hide_from_share(self, on=on) if self.isVisible() else True

    # its place

    def appear(self) -> None:
        """At the place where it was last, else in the corner at the bottom right; the call keeps the keyboard."""
        kept = window_settings().value(_PLACE)
        self._fit()
        screens = [one.availableGeometry() for one in QGuiApplication.screens()]
        if isinstance(kept, QPoint) and any(one.contains(kept + QPoint(_EDGE * 3, _EDGE * 3)) for one in screens):
            self.move(kept)
        else:
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.move(screen.right() - self.width() - 12, screen.bottom() - self.height() - 12)
        self.show()
        self.raise_()
        if self._hides:
            hide_from_share(self, on=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            handle = self.windowHandle()
            if handle is None or not handle.startSystemMove():
                self._grab = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is not None:
            self.move(event.globalPosition().toPoint() - self._grab)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grab = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.window_wanted.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self.isVisible():
            window_settings().setValue(_PLACE, self.pos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.glance.press(event.key()):
            return
        acts = {Qt.Key.Key_M: self.mark, Qt.Key.Key_P: self.pause, Qt.Key.Key_S: self.stop, Qt.Key.Key_B: self.book}
        one: QToolButton | None = acts.get(event.key())
        if one is not None and one.isEnabled() and not one.isHidden():
            one.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._fit)

    # inside

    def _fit(self) -> None:
        self.time.setFont(theme.font("title" if self.small else "far"))
        bold = self.time.font()
        bold.setBold(True)
        self.time.setFont(bold)
        self._fit_time()
        self.dot.setFixedSize(theme.px(14), theme.px(14))
        icon = theme.px(15 if self.small else 18)
        for one in (self.book, self.mark, self.pause, self.stop, self.size_button):
            one.setIconSize(QSize(icon, icon))
        name = tr("Larger") if self.small else tr("Smaller")
        self.size_button.setIcon(theme.icon("maximize-2" if self.small else "minimize-2", "muted"))
        self.size_button.setToolTip(name)
        self.size_button.setAccessibleName(name)
        self.share_line.setVisible(self.small)
        self._push.setVisible(not self.small)
        side, top = theme.px(16), theme.px(8 if self.small else 12)
        self.layout().setContentsMargins(
            self._edge + side, self._edge + top, self._edge + theme.px(10), self._edge + top
        )
        self.setFixedWidth(theme.px(SMALL if self.small else LARGE) + 2 * self._edge)
        self._fit_height()

    def _fit_time(self) -> None:
        """Room for the longest time of this many figures, so that nothing beside it moves with every second."""
        text = max("00:00", "0" * len(self.time.text()), key=len)
        self.time.setMinimumWidth(self.time.fontMetrics().horizontalAdvance(text) + 2)

    def _fit_height(self) -> None:
        self.sides.setVisible(not self.small)
        self.figures.setVisible(not self.small and bool(self.figures.text()))
        self.words.setVisible(not self.small and self.words.says)
        self.intention.setVisible(not self.small and bool(self.intention.text()))
        self.glance.setVisible(self.glance.is_open)
        says = self.message.says
        self.message.setVisible(says)
        self.rule.setVisible(says and not self.small)
        self.layout().activate()
        width = self.width()
        need = self.layout().totalHeightForWidth(width) if self.layout().hasHeightForWidth() else 0
        need = max(need, self.layout().totalMinimumSize().height())
        if need != self.height():
            bottom, low = self.geometry().bottom(), False
            if self.isVisible():
                low = bottom > self.screen().availableGeometry().center().y()
            self.setFixedHeight(need)
            if low:  # it grows upwards where it stands at the foot of the screen
                self.move(self.x(), bottom - need + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._edge:  # round corners all the same
            shape = QPainterPath()
            shape.addRoundedRect(QRectF(self.rect()), theme.px(12), theme.px(12))
            self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.current()
        body = QRectF(self.rect()).adjusted(self._edge, self._edge, -self._edge, -self._edge)
        round_ = float(theme.px(12))
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(self._edge, 0, -2):
            painter.setBrush(QColor(0, 0, 0, 7 if not tokens.dark else 20))
            painter.drawRoundedRect(body.adjusted(-step, -step + 3, step, step), round_ + step, round_ + step)
        painter.setBrush(tokens.surface)
        edge = tokens.warn if self.live.warning and self.live.phase in {"recording", "paused"} else tokens.line
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), round_, round_)


def figures(live: Live) -> str:
    """The quiet line under the sides; "" before anything is known."""
    parts = []
    if live.share_5min is not None:
        parts.append(tr("last 5 min {share}", share=percent(live.share_5min)))
    if live.monologue >= 10:
        parts.append(tr("this stretch {time}", time=clock(live.monologue)))
    if live.patience is not None:  # negative where the answers begin before the customer has ended
        wait = round(live.patience, 1)
        parts.append(tr("you wait {seconds} s", seconds=f"{wait:.1f}") if wait > 0 else tr("you do not wait"))
    if live.interruptions:
        parts.append(tr("{n} interruption|{n} interruptions", live.interruptions))
    return " · ".join(parts)
