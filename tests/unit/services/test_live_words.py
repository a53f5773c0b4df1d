"""When a call can be written along."""

import pytest

from callcoach_desktop.domain.recording import LIVE_WORDS, ON_MAINS
from callcoach_desktop.jobs.speed import setting_key
from callcoach_desktop.services import live_words
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.live_words import LEAST_SPEED, LiveWords


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def words(library, monkeypatch, tmp_path):
    monkeypatch.setattr(live_words, "ensure_model", lambda name: tmp_path)
    monkeypatch.setattr(live_words, "on_battery", lambda: False)
    return LiveWords(library)


def test_it_is_off_until_it_is_asked_for(library, words):
    assert not words.wanted
    library.set_setting(LIVE_WORDS, True)
    assert words.wanted


def test_it_needs_a_machine_whose_speed_is_known_and_enough(library, words):
    assert "not known yet" in words.why_not()
    library.set_setting(setting_key("base"), LEAST_SPEED - 0.5)
    assert "3.5 seconds of speech a second with base" in words.why_not()
    library.set_setting(setting_key("base"), LEAST_SPEED + 1)
    assert words.why_not() == ""


def test_on_battery_it_waits_where_transcription_waits(library, words, monkeypatch):
    library.set_setting(setting_key("base"), 20.0)
    monkeypatch.setattr(live_words, "on_battery", lambda: True)
    assert words.why_not() == ""
    library.set_setting(ON_MAINS, True)
    assert "battery" in words.why_not().lower()


def test_a_missing_model_is_told(library, home):
    assert "base" in LiveWords(library).why_not()
    assert "base" in LiveWords(library).follow("nosuchcall01", None, lambda _: None, lambda: True)
