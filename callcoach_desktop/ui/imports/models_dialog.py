"""All speech models: size, speed on this machine, accuracy; get, take from a folder, remove, measure, choose."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.model_dialog import ModelDialog
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.widgets.basics import button, label, line, set_kind
from callcoach_desktop.ui.widgets.words import size

HALF_HOUR = 1800.0
GOOD_SPEED = 4.0
"""Seconds of speech a second of work: half an hour of talk in under eight minutes."""


def accuracy_of(name: str) -> tuple[str, str]:
    """What is known of a model's word errors, and where that comes from; two empty texts when nothing is."""
    # The cards of tiny.en and small name 8.44 % and 3.43 % on test-clean (listings of both repeat them); the card of
    # distil-large-v3.5 compares the large ones.
    card = tr("LibriSpeech test-clean, says the publisher's model card")
    distil = tr("short clips of other kinds than it was trained on, says the card of distil-large-v3.5")
    return {
        "base": (tr("{percent} % wrong words", percent="7.6"), tr("our 22 scripted calls, spoken by machine voices")),
        "tiny.en": (tr("{percent} % wrong words", percent="8.4"), card),
        "small": (tr("{percent} % wrong words", percent="3.4"), card),
        "large-v3-turbo": (tr("{percent} % wrong words", percent="7.3"), distil),
        "distil-large-v3": (tr("{percent} % wrong words", percent="7.5"), distil),
    }.get(name, ("", ""))


def duration_words(speed: float | None) -> str:
    """How long half an hour of talk takes at a speed (seconds of speech a second)."""
    if not speed:
        return tr("speed not measured")
    minutes = max(1, round(HALF_HOUR / speed / 60))
    return tr("30 minutes of talk take about {n} minute here|30 minutes of talk take about {n} minutes here", minutes)


class ModelsDialog(QDialog):
    """Reads the models and what was measured; every change is made in the background."""

    def __init__(self, parent: QWidget, models: Any, settings: Any) -> None:
        """`models` are the window's `ModelServices`, `settings` the library's."""
        super().__init__(parent)
        self._models, self._settings = models, settings
        self._stop = threading.Event()
        self.measuring = ""
        self.setWindowTitle(tr("Speech models"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Speech models"), "title", bold=True))
        self.advice = label("", "body", "muted", wrap=True)
        column.addWidget(self.advice)
        page = QWidget()
        page.setObjectName("plain")
        self.rows = QVBoxLayout(page)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.rows.setSpacing(10)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(scroll, 1)
        self.said = label("", "small", "warn", wrap=True)
        self.said.hide()
        column.addWidget(self.said)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 8, 0)  # under the buttons of the rows, which leave room for a scroll bar
        foot.addStretch()
        foot.addWidget(button(tr("Close"), self.accept))
        column.addLayout(foot)
        room = parent.size()
        self.resize(min(theme.px(760), room.width() - 40), min(theme.px(620), room.height() - 40))
        self.finished.connect(lambda _: self._stop.set())
        self.reload()

    def reload(self) -> None:
        """Read what is there."""
        settings, models = self._settings, self._models

        def work() -> tuple[Sequence[Any], dict[str, float | None], str | None]:
            states = models.states()
            return states, {s.name: settings.setting(f"speed.{s.name}") for s in states}, settings.setting("model")

        run_task(self, work, lambda read: self._show(*read), self._tell)

    def _show(self, states: Sequence[Any], speeds: dict[str, float | None], chosen: str | None) -> None:
        while self.rows.count():
            widget = self.rows.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        for number, state in enumerate(states):
            if number:
                self.rows.addWidget(line())
            in_force = state.name == chosen if chosen else state.default
            self.rows.addWidget(self._row(state, speeds[state.name], in_force=in_force))
        self.rows.addStretch()
        self.advice.setText(self._advises(states, speeds))

    @staticmethod
    def _advises(states: Sequence[Any], speeds: dict[str, float | None]) -> str:
        measured = [(state, speeds[state.name]) for state in states if state.state == "ready" and speeds[state.name]]
        if not measured:
            return tr("Measure a model that is here: it takes ten seconds and says how long your calls will take.")
        # The largest that still keeps up well; where none does, the quickest.
        fast = [state for state, speed in measured if speed >= GOOD_SPEED]
        best = max(fast, key=lambda s: s.bytes) if fast else max(measured, key=lambda pair: pair[1])[0]
        return tr("For this computer: {model}; {time}.", model=best.title, time=duration_words(speeds[best.name]))

    def _row(self, state: Any, speed: float | None, *, in_force: bool) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        title = state.title + (tr(" · in use") if in_force else "")
        grid.addWidget(label(title, bold=True), 0, 0)
        languages = tr("100 languages") if state.languages == "many" else tr("English only")
        place = {"ready": tr("on this computer"), "broken": tr("damaged")}.get(state.state, "")
        facts = " · ".join(part for part in (size(state.bytes), languages, place) if part)
        grid.addWidget(label(facts, "small", "warn" if state.state == "broken" else "muted"), 1, 0)
        if state.state == "ready":  # only what is here can be measured here
            words = duration_words(speed)
            grid.addWidget(label(f"{words[:1].upper()}{words[1:]}", "small", "muted"), 2, 0)
        accuracy, source = accuracy_of(state.name)
        if source:
            words = tr("{accuracy} in {source}", accuracy=accuracy, source=source)
            grid.addWidget(label(words, "small", "muted", wrap=True), 3, 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for one in self._buttons(state, in_force=in_force):
            buttons.addWidget(one)
        grid.addLayout(buttons, 0, 1, 2, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        return made

    def _buttons(self, state: Any, *, in_force: bool) -> list[QWidget]:
        named = {"name": state.title}
        if state.state != "ready":
            return [button(tr("Get…"), lambda: self._get(state), describe=tr("Get {name}", **named))]
        if self.measuring == state.name:
            return [button(tr("Stop"), self._stop.set, describe=tr("Stop measuring {name}", **named))]
        made: list[QWidget] = []
        measure = button(tr("Measure"), lambda: self._measure(state.name), describe=tr("Measure {name}", **named))
        measure.setEnabled(not self.measuring)
        made.append(measure)
        if not in_force:
            made.append(button(tr("Use"), lambda: self._use(state), describe=tr("Use {name}", **named)))
            removes = tr("Remove {name}", **named)
            made.append(button(tr("Remove"), lambda: self._remove(state.name), "danger", describe=removes))
        return made

    def _get(self, state: Any) -> None:
        dialog = ModelDialog(self, self._models.get, state.name, state.bytes, state.problem or "", heading=state.title)
        dialog.finished.connect(lambda _: (dialog.deleteLater(), self.reload()))
        dialog.open()

    def _use(self, state: Any) -> None:
        value = None if state.default else state.name
        run_task(self, lambda: self._settings.set_setting("model", value), lambda _: self.reload(), self._tell)

    def _remove(self, name: str) -> None:
        run_task(self, lambda: self._models.remove(name), lambda _: self.reload(), self._tell)

    def _measure(self, name: str) -> None:
        settings, models, stop = self._settings, self._models, self._stop
        stop.clear()
        self.measuring = name
        self._say(tr("Measuring: about ten seconds…"), "muted")

        def work() -> None:
            speed = models.calibrate(name, device=settings.setting("device") or "auto", cancelled=stop.is_set)
            settings.set_setting(f"speed.{name}", round(speed, 3))

        run_task(self, work, lambda _: self._measured(), self._tell)
        self.reload()

    def _measured(self) -> None:
        self.measuring = ""
        self.said.hide()
        self.reload()

    def _say(self, text: str, kind: str) -> None:
        self.said.setText(text)
        set_kind(self.said, kind)
        self.said.show()

    def _tell(self, error: BaseException) -> None:
        self.measuring = ""
        self.reload()
        if isinstance(error, Cancelled):
            self.said.hide()
        elif isinstance(error, KnownError):
            self._say(error.problem.sentence(), "warn")
        else:
            raise error
