"""What comes of a sound server: one block at each `fetch`, by itself when nobody fetches, without a hole between."""

from __future__ import annotations

import threading
import time

import pytest

from callcoach_desktop.audio.pulse import RATE, Pulse
from callcoach_desktop.domain.errors import KnownError

LIMIT = 30.0  # seconds


@pytest.fixture
def pulse(sounds):
    connection = Pulse()
    yield connection
    connection.close()


def until(condition, meanwhile=lambda: None):
    pause, end = threading.Event(), time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end
        pause.wait(0.02)
        meanwhile()


def seconds(blocks):
    return sum(len(data) for _, data in blocks) / 2 / RATE


def steady(blocks):
    """Whether each block of the last second begins where the one before it ended."""
    first = len(blocks)
    while first and seconds(blocks[first:]) < 1.0:
        first -= 1
    offsets = [when - seconds(blocks[first:number]) for number, (when, _) in enumerate(blocks) if number >= first]
    return first > 0 and max(offsets) - min(offsets) < 0.05


def test_blocks_follow_one_another_and_bear_the_time_at_which_they_were_heard(pulse):
    blocks = []
    stream = pulse.open("room.monitor", lambda when, data: blocks.append((when, data)))
    until(lambda: steady(blocks), pulse.fetch)  # a server that has just begun takes a second or two
    asked = time.monotonic()
    until(lambda: blocks[-1][0] > asked, pulse.fetch)
    stream.close()
    when, data = blocks[-1]
    assert when + seconds([(when, data)]) <= time.monotonic() + 0.25


def test_sound_is_handed_over_when_nobody_asks_for_it(pulse):
    blocks = []
    stream = pulse.open("room.monitor", lambda when, data: blocks.append((when, data)))
    until(lambda: seconds(blocks) >= 1.0)
    stream.close()
    had = len(blocks)
    pulse.fetch()
    assert len(blocks) == had


def test_what_came_before_the_end_is_handed_over(pulse):
    blocks = []
    stream = pulse.open("room.monitor", lambda when, data: blocks.append((when, data)))
    until(lambda: blocks, pulse.fetch)
    threading.Event().wait(0.3)  # so that something lies there; no more is asked than that some does
    had = len(blocks)
    stream.close()
    assert len(blocks) > had


def test_a_source_that_goes_leaves_what_it_gave(pulse, sounds):
    sounds.plug("headset", "Headset")
    blocks = []
    stream = pulse.open("headset.monitor", lambda when, data: blocks.append((when, data)))
    until(lambda: blocks, pulse.fetch)
    sounds.unplug("headset")
    until(lambda: not stream.alive, pulse.fetch)
    stream.close()
    assert seconds(blocks) > 0
    with pytest.raises(KnownError, match=r"headset\.monitor"):
        pulse.open("headset.monitor", lambda when, data: blocks.append((when, data)))


def test_a_closed_connection_is_dead_and_may_be_closed_again(pulse):
    stream = pulse.open("room.monitor", lambda when, data: None)
    pulse.close()
    pulse.close()
    pulse.fetch()
    stream.close()
    assert not pulse.alive
    assert not stream.alive
