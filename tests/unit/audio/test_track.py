"""A track whose source goes, comes back, or is there and gives nothing; the sound system is made up."""

from pathlib import Path

import numpy as np
import pytest

from callcoach_desktop.audio.devices import Device
from callcoach_desktop.audio.finalise import stretches
from callcoach_desktop.audio.journal import Journal, read_journal
from callcoach_desktop.audio.live import LiveTrack
from callcoach_desktop.audio.parts import TrackReader
from callcoach_desktop.audio.track import Track
from callcoach_desktop.domain.errors import KnownError

RATE = 16_000
TICK = 0.1
HEADSET, LAPTOP, CAMERA = Device("1", "Headset", "mic"), Device("2", "Laptop", "mic"), Device("3", "Camera", "mic")


class Stream:
    """Gives its device's number as samples, `ppm` too slowly."""

    def __init__(self, system, device, on_block):
        self.system, self.device, self.on_block = system, device, on_block
        self.closed = False

    @property
    def alive(self):
        return self.device in self.system.there

    def tick(self):
        if not self.closed and self.alive and self.device not in self.system.dumb:
            self.on_block(self.system.now, np.full(round(TICK * RATE), int(self.device.key), np.int16).tobytes())

    def close(self):
        self.closed = True


class Sounds:
    """In the place of `audio.devices.Devices`, with a clock. `listed` is what is told, `there` what can be opened."""

    patience = 0.1

    def __init__(self, *devices):
        self.listed, self.there, self.dumb = list(devices), list(devices), set()
        self.now, self.streams = 100.0, []

    def list(self):
        return list(self.listed)

    def open(self, key, on_block):
        device = next((one for one in self.there if one.key == key), None)
        if device is None:
            raise KnownError("source_gone", "It is gone.", "Plug it in.")
        self.streams.append(Stream(self, device, on_block))
        return self.streams[-1]

    @property
    def open_streams(self):
        return [stream.device for stream in self.streams if not stream.closed]


class Recording:
    """A track of `system`, run tick by tick."""

    def __init__(self, system: Sounds, folder: Path):
        self.system, self.folder = system, folder
        self.journal = Journal(folder)
        place = folder, self.journal, system.now, lambda: system.now
        self.track = Track("mic", system.listed[0], system, place, LiveTrack())
        self.track.open()

    def run(self, seconds: float) -> list[tuple[str, str]]:
        """What was told meanwhile, each with the device that is recorded then."""
        told = []
        for _ in range(round(seconds / TICK)):
            for stream in self.system.streams:
                stream.tick()
            self.system.now += TICK
            self.track.drain()
            news = self.track.watch()
            if news:
                told.append((news, self.track.device.name))
        return told

    def end(self) -> None:
        self.track.close()
        self.track.finish()
        self.journal.close()

    def line(self):
        return stretches("mic", self.track.parts.frames, read_journal(self.folder))


@pytest.fixture
def recording(tmp_path):
    return Recording(Sounds(HEADSET, LAPTOP, CAMERA), tmp_path)


def unplug(system, device):
    system.listed.remove(device)
    system.there.remove(device)


def plug(system, device):
    system.listed.append(device)
    system.there.append(device)


def test_the_chosen_source_is_recorded_again_without_a_hole(recording):
    system = recording.system
    assert recording.run(2.0) == []
    unplug(system, HEADSET)
    assert recording.run(2.0) == [("lost", "Headset"), ("back", "Laptop")]
    plug(system, HEADSET)
    assert recording.run(3.0) == [("returned", "Headset")]
    assert system.open_streams == [HEADSET]
    assert recording.run(2.0) == []
    recording.end()
    gaps = [entry for entry in read_journal(recording.folder) if entry["k"] == "gap"]
    assert [entry["edge"] for entry in gaps] == [True, True]
    assert abs(gaps[1]["seconds"]) < 0.01
    line = recording.line()
    assert len(line) == 3  # each source has a clock of its own
    assert line[-1].at(line[-1].end) == pytest.approx(9.0, abs=0.05)


def test_its_number_may_be_another_when_it_is_plugged_in_again(recording):
    system = recording.system
    recording.run(1.0)
    unplug(system, HEADSET)
    recording.run(2.0)
    again = Device("7", "Headset", "mic")
    plug(system, again)
    assert recording.run(3.0) == [("returned", "Headset")]
    assert system.open_streams == [again]


def test_a_source_that_is_listed_and_gone_is_passed_over(recording):
    system = recording.system
    recording.run(1.0)
    for device in (HEADSET, LAPTOP):  # PortAudio's list is that of its start
        system.there.remove(device)
    assert recording.run(2.0) == [("lost", "Headset"), ("back", "Camera")]


def test_a_source_that_opens_and_gives_nothing_is_passed_over(recording):
    system = recording.system
    recording.run(1.0)
    unplug(system, HEADSET)
    system.dumb.add(LAPTOP)
    assert recording.run(5.0) == [("lost", "Headset"), ("back", "Camera")]
    assert system.open_streams == [CAMERA]


def test_the_one_in_its_place_is_recorded_until_the_chosen_one_gives_sound(recording):
    system = recording.system
    recording.run(1.0)
    unplug(system, HEADSET)
    recording.run(2.0)
    system.dumb.add(HEADSET)
    plug(system, HEADSET)
    assert recording.run(6.0) == []
    assert system.open_streams == [LAPTOP]  # and it is not held open for ever
    system.dumb.clear()
    assert recording.run(15.0) == [("returned", "Headset")]


def test_while_a_call_is_paused_the_chosen_source_comes_back_too(recording):
    system = recording.system
    recording.run(1.0)
    unplug(system, HEADSET)
    recording.run(2.0)
    recording.track.pause(system.now)
    plug(system, HEADSET)
    assert recording.run(3.0) == [("returned", "Headset")]
    frames = recording.track.parts.frames
    recording.track.resume(system.now)
    recording.run(2.0)
    assert recording.track.parts.frames - frames == pytest.approx(2.0 * RATE, abs=TICK * RATE)


def test_the_live_figures_follow_every_change(recording):
    system = recording.system
    recording.run(1.0)
    unplug(system, HEADSET)
    recording.run(2.0)
    plug(system, HEADSET)
    recording.run(3.0)
    recording.track._meter.advance()
    assert recording.track._meter.seconds == pytest.approx(6.0, abs=0.25)


def test_a_pause_begins_and_ends_in_the_middle_of_a_block(recording):
    track, system = recording.track, recording.system
    recording.run(1.0)
    begun = system.now
    block = np.arange(RATE, dtype=np.int16)
    track.pause(begun + 0.25)
    track._blocks.append((begun, block.tobytes()))
    track.drain()
    assert track.parts.frames == RATE + RATE // 4
    track.resume(begun + 1.5)
    track._blocks.append((begun + 1.0, block.tobytes()))
    track.drain()
    assert track.parts.frames == RATE + RATE // 4 + RATE // 2
    recording.end()
    reader = TrackReader(recording.folder, "mic", read_journal(recording.folder))
    assert np.array_equal(reader.read(RATE, RATE // 4), block[: RATE // 4])
    assert np.array_equal(reader.read(RATE + RATE // 4, RATE // 2), block[RATE // 2 :])
    reader.close()
