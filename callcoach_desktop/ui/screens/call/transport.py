"""The foot of the call screen: play, steps, speed, questions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from callcoach_desktop.ui.screens.call.player import SPEEDS
from callcoach_desktop.ui.screens.call.wording import clock
from callcoach_desktop.ui.theme import font, icon


class Transport(QFrame):
    """Controls of the player; knows nothing of it."""

    toggled = Signal()
    step = Signal(float)
    question = Signal(int)
    speed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAccessibleName("Player")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 12, 5)
        row.setSpacing(4)
        self.back = self._button("rewind", "Back 5 seconds (J or left; with Shift 15)", lambda: self.step.emit(-5.0))
        self.play = self._button("play", "Play (Space or K)", self.toggled.emit)
        self.play.setIconSize(QSize(20, 20))
        self.ahead = self._button(
            "fast-forward", "On 5 seconds (L or right; with Shift 15)", lambda: self.step.emit(5.0)
        )
        self.time = QLabel("0:00 / 0:00")
        self.time.setFont(font("body"))
        self.time.setAccessibleName("Position")
        self.before = self._button("chevron-left", "Previous question (Shift+Q or ,)", lambda: self.question.emit(-1))
        self.after = self._button("chevron-right", "Next question (Q or .)", lambda: self.question.emit(1))
        questions = QLabel("Questions")
        questions.setProperty("kind", "muted")
        self.speeds = QComboBox()
        self.speeds.setAccessibleName("Speed")
        self.speeds.setToolTip("Speed, pitch kept ([ slower, ] faster)")
        for value in SPEEDS:
            self.speeds.addItem(f"{value:g}×", value)
        self.speeds.setCurrentIndex(SPEEDS.index(1.0))
        self.speeds.activated.connect(lambda i: self.speed.emit(float(self.speeds.itemData(i))))
        self.note = QLabel()
        self.note.setProperty("kind", "muted")
        self._questions = (self.before, questions, self.after)
        for widget in (self.back, self.play, self.ahead):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.time)
        row.addSpacing(16)
        row.addWidget(self.speeds)
        row.addSpacing(16)
        for widget in self._questions:
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.note)

    def _button(self, name: str, text: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(text)
        button.setAccessibleName(text.split(" (", maxsplit=1)[0])
        button.clicked.connect(act)
        return button

    def set_playing(self, *, playing: bool) -> None:
        """Show the button that fits."""
        self.play.setIcon(icon("pause" if playing else "play"))
        self.play.setAccessibleName("Pause" if playing else "Play")
        self.play.setToolTip(("Pause" if playing else "Play") + " (Space or K)")

    def set_time(self, second: float, duration: float) -> None:
        """Show where the player is."""
        text = f"{clock(second)} / {clock(duration)}"
        if text != self.time.text():
            self.time.setText(text)

    def set_speed(self, speed: float) -> None:
        """Show the speed."""
        if speed in SPEEDS:
            self.speeds.setCurrentIndex(SPEEDS.index(speed))

    def set_questions(self, count: int) -> None:
        """Offer the way to questions when there are some."""
        for widget in self._questions:
            widget.setVisible(count > 0)
