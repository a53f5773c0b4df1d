"""The rep's own voice on the settings page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.voices import OwnVoice, VoiceState
from callcoach_desktop.ui.voices import settings as module
from callcoach_desktop.ui.voices.settings import VoiceSettings

NOTHING = VoiceState((), learning=True, calls_with_voices=0)


class FakeVoice:
    def __init__(self) -> None:
        self.now = NOTHING
        self.enrolled: list[Path] = []
        self.refuse = False

    def state(self) -> VoiceState:
        return self.now

    def enrol(self, path: Path) -> VoiceState:
        self.enrolled.append(path)
        if self.refuse:
            raise KnownError("several_voices", "More than one voice was heard.", "Record yourself alone.")
        self.now = VoiceState((OwnVoice("enrolled", 28.4, 0, "2026-01-05T10:00:00"),), True, 0)
        return self.now

    def forget(self) -> VoiceState:
        self.now = VoiceState((), learning=False, calls_with_voices=0)
        return self.now

    def set_learning(self, learning: bool) -> VoiceState:
        self.now = VoiceState(self.now.own, learning, 0)
        return self.now

    def cancel(self) -> None:
        pass


class FakeRecordings:
    def __init__(self, path: Path) -> None:
        self.path = path

    def choices(self) -> tuple[str | None, str | None]:
        return "mic", "speakers"

    def test(self, mic: str | None, system: str | None, seconds: float) -> object:
        assert (mic, system, seconds) == ("mic", "none", 30.0)
        self.path.write_bytes(b"sound")
        return type("Test", (), {"path": str(self.path)})()


@pytest.fixture
def shown(qtbot, tmp_path):
    page = QWidget()
    qtbot.addWidget(page)
    made = VoiceSettings(page)
    column = QVBoxLayout(page)
    for row in made.rows:
        column.addWidget(row)
    voice = FakeVoice()
    made.attach(voice, FakeRecordings(tmp_path / "test.wav"))
    qtbot.waitUntil(made.record.isEnabled)
    yield made, voice
    made.detach()


def test_half_a_minute_teaches_the_voice_and_its_sound_goes(qtbot, shown, tmp_path):
    made, voice = shown
    assert not made.forget.isEnabled()
    made.record.click()
    assert "30 s" in made.status.text()
    qtbot.waitUntil(lambda: "28 s" in made.status.text())
    assert voice.enrolled == [tmp_path / "test.wav"]
    assert not voice.enrolled[0].exists()
    made.forget.click()
    qtbot.waitUntil(lambda: not made.learning.isChecked())
    assert made.status.text() == "Not known yet"


def test_a_refused_file_says_why_and_leaves_what_was_known(qtbot, shown, monkeypatch):
    made, voice = shown
    voice.refuse = True
    monkeypatch.setattr(module.QFileDialog, "getOpenFileName", lambda *_: ("/calls/two.wav", ""))
    said = []
    made.problem.connect(said.append)
    made.choose.click()
    qtbot.waitUntil(lambda: bool(said) and made.choose.isEnabled())
    assert said == ["More than one voice was heard. Record yourself alone."]
    assert made.status.text() == "Not known yet"


def test_learning_can_be_switched_off(qtbot, shown):
    made, voice = shown
    assert made.learning.isChecked()
    made.learning.click()
    qtbot.waitUntil(made.learning.isEnabled)
    assert voice.now.learning is False
    assert not made.learning.isChecked()


def test_without_a_library_nothing_can_be_pressed(shown):
    made, _ = shown
    made.detach()
    assert not any(one.isEnabled() for one in (made.record, made.choose, made.forget, made.learning))
