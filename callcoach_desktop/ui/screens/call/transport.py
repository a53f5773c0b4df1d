"""The foot of the call screen: play, speed, jumps from place to place, what is heard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.sound.player import SPEEDS
from callcoach_desktop.ui.theme import font, icon, px

SIDES = ("rep", "customer")
_LEVELS = 6
_NAME_ROOM = 74  # pixels for a name beside its speaker


class Transport(QFrame):
    """Controls of the player; knows nothing of it."""

    toggled = Signal()
    step = Signal(float)
    question = Signal(int)
    turn = Signal(int)
    comment_step = Signal(int)
    comment_here = Signal()
    speed = Signal(float)
    skip_toggled = Signal(bool)
    mute_toggled = Signal(str, bool)
    loop_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAccessibleName(tr("Player"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 5, 12, 5)
        self._row.setSpacing(2)
        self._build_play()
        turns = self._pair(tr("Turn"), tr("Turn before (Shift+T)"), tr("Next turn (T)"), self.turn)
        questions = self._pair(tr("Question"), tr("Question before (Shift+Q or ,)"), tr("Next question (Q or .)"),
                               self.question)  # fmt: skip
        comments = self._pair(tr("Comment"), tr("Comment before (Shift+C)"), tr("Next comment (C)"), self.comment_step)
        self.before_turn, self._turn_word, self.after_turn = turns
        self.before, self._question_word, self.after = questions
        self.before_comment, self._comment_word, self.after_comment = comments
        self._turns, self._questions, self._comments = turns, questions, comments
        self._counts = {"questions": 0, "comments": 0}
        self.here = self._button("message-square", tr("Comment here (M)"), self.comment_here.emit)
        self._row.addWidget(self.here)
        self._row.addStretch(1)
        self.note = QLabel()
        self.note.setProperty("kind", "muted")
        self._row.addWidget(self.note)
        self._row.addSpacing(8)
        self._build_switches()
        self._names = {"rep": "", "customer": ""}
        self._fit()

    def _build_play(self) -> None:
        row = self._row
        self.back = self._button("rewind", tr("Back 5 seconds (J or left; with Shift 15)"),
                                 lambda: self.step.emit(-5.0))  # fmt: skip
        self.play = self._button("play", tr("Play (Space or K)"), self.toggled.emit)
        self.play.setIconSize(QSize(px(20), px(20)))
        self.ahead = self._button("fast-forward", tr("On 5 seconds (L or right; with Shift 15)"),
                                  lambda: self.step.emit(5.0))  # fmt: skip
        self.time = QLabel("0:00 / 0:00")
        self.time.setFont(font("body"))
        self.time.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.time.setAccessibleName(tr("Position"))
        self.speeds = QComboBox()
        self.speeds.setAccessibleName(tr("Speed"))
        self.speeds.setToolTip(tr("Speed, pitch kept ([ slower, ] faster)"))
        for value in SPEEDS:
            self.speeds.addItem(f"{value:g}×", value)
        self.speeds.setCurrentIndex(SPEEDS.index(1.0))
        self.speeds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.speeds.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.speeds.activated.connect(lambda i: self.speed.emit(float(self.speeds.itemData(i))))
        for widget in (self.back, self.play, self.ahead):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.time)
        row.addSpacing(12)
        row.addWidget(self.speeds)

    def _build_switches(self) -> None:
        self.loop = self._switch("repeat", tr("Loop"), tr("Loop the selection, or the turn that is heard (X)"))
        self.loop.clicked.connect(self.loop_toggled)
        self.skip = self._switch("skip-forward", tr("Skip silence"),
                                 tr("Jump over silences of more than a second (S)"))  # fmt: skip
        self.skip.clicked.connect(self.skip_toggled)
        self.mutes: dict[str, QToolButton] = {}
        for side in SIDES:
            button = self._switch("volume-2", "", "")
            button.clicked.connect(lambda on, s=side: self.mute_toggled.emit(s, on))
            self.mutes[side] = button

    def _pair(self, word: str, before: str, after: str, asked: Signal) -> tuple[QToolButton, QLabel, QToolButton]:
        """Back, a word, ahead."""
        left = self._button("chevron-left", before, lambda: asked.emit(-1))
        label = QLabel(word)
        label.setProperty("kind", "muted")
        label.setFont(font("small"))
        ahead = self._button("chevron-right", after, lambda: asked.emit(1))
        self._row.addSpacing(8)
        for widget in (left, label, ahead):
            self._row.addWidget(widget)
        return left, label, ahead

    def _button(self, name: str, text: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setIconSize(QSize(px(16), px(16)))
        button.setToolTip(text)
        button.setAccessibleName(text.split(" (", maxsplit=1)[0])
        button.clicked.connect(lambda _=False: act())
        return button

    def _switch(self, name: str, word: str, hint: str) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setIcon(icon(name))
        if word:  # the mutes change their drawing instead
            button.toggled.connect(lambda on: button.setIcon(icon(name, "accent" if on else "text")))
        button.setIconSize(QSize(px(16), px(16)))
        button.setText(f" {word}")  # the style sets icon and text close together
        button.setFont(font("small"))
        button.setToolTip(hint)
        button.setAccessibleName(word)
        self._row.addWidget(button)
        return button

    # What is shown

    def set_playing(self, *, playing: bool) -> None:
        """Show the button that fits."""
        self.play.setIcon(icon("pause" if playing else "play"))
        word = tr("Pause") if playing else tr("Play")
        self.play.setAccessibleName(word)
        self.play.setToolTip(word + tr(" (Space or K)"))

    def set_opening(self, opening: bool) -> None:
        """Say that the sound device takes its time; a sentence that is there for another reason stays."""
        words = tr("Opening sound…")
        if opening:
            self.note.setText(words)
        elif self.note.text() == words:
            self.note.setText("")

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
        self._counts["questions"] = count
        self._fit()

    def set_comments(self, count: int) -> None:
        """Offer the way to comments when there are some."""
        self._counts["comments"] = count
        self._fit()

    def set_skipping(self, skipping: bool) -> None:
        """Show whether silence is skipped."""
        self.skip.setChecked(skipping)

    def set_looping(self, looping: bool) -> None:
        """Show whether something is looped."""
        self.loop.setChecked(looping)

    def set_voices(self, names: dict[str, str], mutable: tuple[str, ...]) -> None:
        """The names of the sides, and which of them can be muted; those that cannot say why."""
        self._names = {side: names.get(side, "") for side in SIDES}
        for side, button in self.mutes.items():
            name = self._names[side]
            button.setVisible(bool(name))
            button.setEnabled(side in mutable)
            self._tell_mute(side)
        self._fit()

    def set_muted(self, side: str, muted: bool) -> None:
        """Show whether a side is muted."""
        if side in self.mutes:
            self.mutes[side].setChecked(muted)
            self._tell_mute(side)

    def _tell_mute(self, side: str) -> None:
        button, name = self.mutes[side], self._names[side]
        muted = button.isChecked()
        button.setIcon(icon("volume-x" if muted else "volume-2", "muted" if muted else "text"))
        button.setAccessibleName(tr("Mute {name}", name=name))
        if not button.isEnabled():
            words = tr("All voices of this call are on one channel, so none can be muted alone.")
            button.setAccessibleDescription(words)
        else:
            words = tr("{name} is muted; click to hear again", name=name) if muted else tr("Mute {name}", name=name)
            button.setAccessibleDescription("")
        button.setToolTip(words)

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What there is room for: first the words go, then what keys do as well; never play, time, speed, mutes."""
        for level in range(_LEVELS):
            self._show(level)
            self._row.invalidate()
            if self._row.minimumSize().width() <= self.width():
                break

    def _show(self, level: int) -> None:
        words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if level < 1 else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in (self.loop, self.skip):
            button.setToolButtonStyle(words)
        for side, button in self.mutes.items():
            metrics = QFontMetricsF(button.font())
            name = self._names[side]
            room = px(_NAME_ROOM) * (1.0 if level < 1 else 0.8)
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) if level < 2 else name[:1]
            button.setText(" " + short)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for widget in self._turns:
            widget.setVisible(level < 3)
        for widget in self._questions:
            widget.setVisible(self._counts["questions"] > 0 and level < 5)
        for widget in self._comments:
            widget.setVisible(self._counts["comments"] > 0 and level < 4)
        for widget in (self.back, self.ahead):
            widget.setVisible(level < 5)
        self.note.setVisible(level < 4)

    def sizeHint(self) -> QSize:
        return QSize(px(900), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), super().minimumSizeHint().height())
