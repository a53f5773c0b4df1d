"""Recordings that were cut off, at the next start: brought in unless a person says later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.widgets.basics import Paragraph, button, label, set_kind
from callcoach_desktop.ui.widgets.words import day_and_time

WIDTH = 460


@dataclass(frozen=True)
class CutOff:
    """A recording that nobody stopped."""

    call: str
    title: str
    started_at: str  # ISO 8601, local


def when(started_at: str, now: datetime) -> str:
    """`14:03`, with the day when it was not today."""
    begun = datetime.fromisoformat(started_at)
    return f"{begun:%H:%M}" if begun.date() == now.date() else day_and_time(started_at)


class RecoveryDialog(QDialog):
    """`recovered` carries what became of each recording (`services.recording.Recovered`), one after the other."""

    recovered = Signal(object)

    def __init__(self, parent: QWidget, found: Sequence[CutOff], finish: Callable[[str], Any], now: datetime) -> None:
        super().__init__(parent)
        self._finish = finish
        self._waiting = list(found)
        self._when = {one.call: when(one.started_at, now) for one in found}
        self._signs: dict[str, QLabel] = {}
        self._words: dict[str, QLabel] = {}
        self.setWindowTitle(tr("Cut off"))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        heading = tr("A recording was cut off|{n} recordings were cut off", len(found))
        column.addWidget(label(heading, "title", bold=True))
        about = tr("What was recorded until then is safe. It is brought in now, and transcribed like any other call.")
        column.addWidget(Paragraph(about, theme.px(WIDTH), "body", "muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, one in enumerate(found):
            sign = QLabel()
            sign.setFixedSize(theme.px(18), theme.px(18))
            self._signs[one.call] = sign
            self._sign(one.call, "file-audio", "muted")
            title = label(one.title, bold=True)
            words = label(tr("Recording of {time}", time=self._when[one.call]), "small", "muted", wrap=True)
            self._words[one.call] = words
            texts = QVBoxLayout()
            texts.setSpacing(1)
            texts.addWidget(title)
            texts.addWidget(words)
            grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(texts, row, 1)
        column.addLayout(grid)
        self.later = button(tr("Later"), self.reject, "quiet")
        self.later.setToolTip(tr("You are asked again at the next start"))
        self.recover = button(tr("Recover"), self.start, "primary")
        self.recover.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch()
        foot.addWidget(self.later)
        foot.addWidget(self.recover)
        column.addSpacing(4)
        column.addLayout(foot)

    def start(self) -> None:
        """Bring them in, one after the other; a second press closes when all is done."""
        if not self._waiting:
            self.accept()
            return
        self.recover.setEnabled(False)
        self.later.setEnabled(False)
        one = self._waiting[0]
        self._words[one.call].setText(tr("Is being recovered…"))
        run_task(self, lambda: self._finish(one.call), self._done, self._failed)

    def reject(self) -> None:
        if self.later.isEnabled():
            super().reject()

    def _failed(self, error: BaseException) -> None:
        """It stays where it is, and is offered again at the next start."""
        if not isinstance(error, KnownError):
            raise error
        words = self._words[self._waiting.pop(0).call]
        words.setText(error.problem.sentence())
        set_kind(words, "warn")
        self._next()

    def _done(self, done: Any) -> None:
        one = self._waiting.pop(0)
        words = self._words[one.call]
        words.setText(sentence(done, self._when[one.call]))
        good = done.status == "recovered"
        set_kind(words, "muted" if good else "warn")
        self._sign(one.call, "circle-check" if good else "circle-alert", "good" if good else "warn")
        self.recovered.emit(done)
        self._next()

    def _next(self) -> None:
        if self._waiting:
            self.start()
            return
        self.later.hide()
        self.recover.setText(tr("Close"))
        self.recover.setAccessibleName(self.recover.text())
        self.recover.setEnabled(True)
        self.recover.setFocus()

    def _sign(self, call: str, name: str, color: str) -> None:
        size = theme.px(18)
        self._signs[call].setPixmap(theme.icon(name, color).pixmap(QSize(size, size), self.devicePixelRatioF()))


def sentence(done: Any, begun: str) -> str:
    """What became of a recording, as a person is told."""
    if done.status == "recovered":
        return tr(
            "A recording of {time} was cut off: recovered, {length}", time=begun, length=clock(done.audio_seconds)
        )
    if done.status == "running":
        return tr("The recording of {time} is still running in another process.", time=begun)
    if done.status == "empty":
        return tr("The recording of {time} was cut off before anything was heard.", time=begun)
    return str(done.error)
