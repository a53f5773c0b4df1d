"""Time left comes from what this machine was seen to do."""

import pytest

from callcoach_desktop.jobs.speed import Meter


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_unknown_until_the_first_batch():
    clock = Clock()
    meter = Meter(None, clock)
    assert meter.left(60.0) is None
    meter.start()
    clock.now += 10
    meter.add(40.0)
    assert meter.left(60.0) == pytest.approx(15.0)
    assert meter.learned() == pytest.approx(4.0)


def test_known_speed_answers_at_once_and_is_mended():
    clock = Clock()
    meter = Meter(8.0, clock)
    assert meter.left(80.0) == pytest.approx(10.0)
    meter.start()
    clock.now += 60
    meter.add(240.0)
    assert 10.0 < meter.left(80.0) < 20.0
    assert meter.learned() == pytest.approx(6.0)


def test_a_short_job_teaches_nothing():
    clock = Clock()
    meter = Meter(None, clock)
    meter.start()
    clock.now += 5
    meter.add(3.0)
    assert meter.learned() is None


def test_no_division_by_zero():
    meter = Meter(0.0, Clock())
    meter.start()
    meter.add(30.0)
    assert meter.left(10.0) is None
    assert meter.learned() is None
