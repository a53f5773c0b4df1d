"""How long a calibration may take."""

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services import models


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


class SlowChild:
    """A child that is planned at once and gets one batch of `seconds` done after each ten seconds."""

    clock = None
    seconds = 0.0

    def __init__(self, name):
        assert name == "transcribe"
        self.stopped = False

    def ask(self, kind, request, heard, enough):
        heard({"type": "planned"})
        while not enough():
            self.clock.now += 10.0
            if self.seconds:
                heard({"type": "batch", "seconds": self.seconds})

    def stop(self):
        self.stopped = True


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(models, "time", made)
    monkeypatch.setattr(SlowChild, "clock", made)
    monkeypatch.setattr(models, "ensure_model", lambda name: f"/models/{name}")
    monkeypatch.setattr("callcoach_desktop.jobs.child.Child", SlowChild)
    return made


def test_speed_is_speech_by_time(clock, monkeypatch):
    monkeypatch.setattr(SlowChild, "seconds", 45.0)
    assert models.calibrate("base") == pytest.approx(4.5)
    assert clock.now == 120.0  # past ten seconds, not on and on


def test_a_machine_that_gets_nowhere_is_given_up_in_words(clock):
    with pytest.raises(KnownError) as caught:
        models.calibrate("base")
    assert caught.value.problem.code == "calibration_slow"
    assert "busy" in caught.value.problem.what
    assert clock.now - 100.0 <= models.LONGEST_S + 10.0
