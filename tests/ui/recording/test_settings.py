import pytest
from PySide6.QtWidgets import QWidget

from callcoach_desktop.domain.recording import ICS_PATH, LIVE_WORDS, ON_MAINS, REQUIRED
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.recording import settings as module
from callcoach_desktop.ui.recording.preferences import BEEP, HIDE
from callcoach_desktop.ui.recording.settings import RecordingSettings


@pytest.fixture
def put():
    return []


@pytest.fixture
def settings(qtbot, put, monkeypatch):
    monkeypatch.setattr(module, "can_hide", lambda: True)
    parent = QWidget()
    qtbot.addWidget(parent)
    made = RecordingSettings(parent, lambda key, value: put.append((key, value)))
    yield made
    for row in made.rows:
        row.deleteLater()


def test_each_tick_is_kept_and_off_is_the_default_again(settings, put):
    for tick, key in ((settings.required, REQUIRED), (settings.beep, BEEP), (settings.on_mains, ON_MAINS)):
        tick.click()
        tick.click()
        assert put[-2:] == [(key, True), (key, None)]
    settings.show_values({})
    assert settings.hide.isChecked()
    settings.hide.click()
    assert put[-1] == (HIDE, False)


def test_showing_what_is_kept_keeps_nothing(settings, put):
    settings.show_values({REQUIRED: True, BEEP: True, HIDE: False, ON_MAINS: True, ICS_PATH: "/home/leonie/my.ics"})
    assert put == []
    assert settings.required.isChecked()
    assert not settings.hide.isChecked()
    assert settings.calendar.text() == "/home/leonie/my.ics"
    settings.forget.click()
    assert put == [(ICS_PATH, None)]


def test_the_calendar_is_chosen_and_the_size_of_the_bar(settings, put, monkeypatch):
    monkeypatch.setattr(module.QFileDialog, "getOpenFileName", lambda *_: ("/tmp/new.ics", ""))
    settings._choose()
    assert put == [(ICS_PATH, "/tmp/new.ics")]
    settings.size._buttons["small"].click()
    assert window_settings().value(module.SIZE) == "small"


class Words:
    def __init__(self, why):
        self.why, self.asked = why, 0

    def why_not(self):
        self.asked += 1
        return self.why


def test_who_switches_words_on_is_told_at_once_why_they_cannot_be(settings, put, qtbot):
    settings.attach(Words("This computer is too slow."))
    settings.live_words.click()
    assert put[-1] == (LIVE_WORDS, True)
    qtbot.waitUntil(lambda: settings.words_say.text() == "This computer is too slow.")
    assert not settings.words_say.isHidden()
    settings.live_words.click()
    assert settings.words_say.isHidden()
    fast = Words("")
    settings.attach(fast)
    settings.show_values({LIVE_WORDS: True})
    qtbot.waitUntil(lambda: fast.asked == 1)
    assert settings.words_say.isHidden()
