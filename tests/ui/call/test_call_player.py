"""The player: its clock without a device, and what a device is fed."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from callcoach_desktop.ui.sound.player import NO_DEVICE, Feeder, Player, mix

RATE = 16_000


class FakeDevice:
    """Plays as fast as it is fed, 100 ms at a time."""

    def __init__(self, rate: int = RATE, channels: int = 2) -> None:
        self.rate, self.channels = rate, channels
        self.written: list[np.ndarray] = []
        self.starts = 0
        self.lost = False

    def start(self) -> None:
        self.starts += 1
        self.written = []

    def free_frames(self) -> int:
        return self.rate // 10

    def write(self, frames: np.ndarray) -> None:
        self.written.append(np.array(frames))

    def played_s(self) -> float:
        return sum(len(w) for w in self.written) / self.rate

    def stop(self) -> None:
        pass

    def broken(self) -> bool:
        return self.lost


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sound's thread may be late on a laden machine; what is played is looked at to its end."""
    monkeypatch.setattr("callcoach_desktop.ui.sound.player._LATE_S", 120.0)


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Two seconds: 200 Hz left, silence right."""
    samples = np.zeros((RATE * 2, 2), dtype=np.float32)
    samples[:, 0] = 0.5 * np.sin(2 * np.pi * 200 * np.arange(RATE * 2) / RATE)
    path = tmp_path / "tone.flac"
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return path


@pytest.fixture
def player(qtbot: QtBot, request: pytest.FixtureRequest):
    """A player on a machine without a sound device."""
    made = Player(open_device=lambda rate: None)
    yield made
    made.close()


def _looked(player: Player) -> tuple[float, tuple[float, float]]:
    """The position, and between which moments it was asked for: a laden machine may let time pass in between."""
    before = time.perf_counter()
    at = player.position()
    return at, (before, time.perf_counter())


def test_without_a_device_the_clock_runs_and_says_so_once(player: Player, qtbot: QtBot, tone: Path):
    player.set_source(str(tone), 2.0)
    said: list[str] = []
    player.silent.connect(said.append)
    with qtbot.waitSignal(player.silent, timeout=3000):
        player.play()
    before, first = _looked(player)
    qtbot.waitUntil(lambda: player.position() > before + 0.1, timeout=3000)
    now, last = _looked(player)
    assert last[0] - first[1] - 0.001 <= now - before <= last[1] - first[0] + 0.001
    assert said == [NO_DEVICE]


def test_the_clock_ends_at_the_end_and_starts_again(player: Player, qtbot: QtBot):
    player.set_source(None, 30.0)
    player.seek(29.8)
    with qtbot.waitSignal(player.playing_changed):
        player.play()
    qtbot.waitUntil(lambda: not player.playing)
    assert player.position() == pytest.approx(30.0)
    player.play()
    assert player.position() < 29.0
    assert player.playing


def test_speed_counts_in_the_clock(player: Player, qtbot: QtBot):
    player.set_source(None, 60.0)
    player.set_speed(2.0)
    player.play()
    before, first = _looked(player)
    qtbot.waitUntil(lambda: player.position() > before + 0.3, timeout=3000)
    now, last = _looked(player)
    assert 2 * (last[0] - first[1]) - 0.001 <= now - before <= 2 * (last[1] - first[0]) + 0.001


def test_speed_steps_stop_at_the_ends(player: Player):
    player.set_source(None, 60.0)
    for _ in range(9):
        player.step_speed(1)
    assert player.speed == 2.0
    for _ in range(9):
        player.step_speed(-1)
    assert player.speed == 0.75


def test_a_seek_stays_inside_the_call(player: Player):
    player.set_source(None, 10.0)
    player.seek(99.0)
    assert player.position() == 10.0
    player.seek(-5.0)
    assert player.position() == 0.0


def test_the_device_is_fed_the_sound_from_where_it_plays(qtbot: QtBot, tone: Path):
    device = FakeDevice()
    player = Player(open_device=lambda rate: device)
    player.set_source(str(tone), 2.0)
    player.seek(1.5)
    with qtbot.waitSignal(player.playing_changed, timeout=3000):
        player.play()
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    heard = np.concatenate(device.written)
    assert len(heard) == pytest.approx(0.5 * RATE, abs=2)
    # The left side leans to the left ear and is heard in both.
    assert np.max(np.abs(heard[:, 0])) == pytest.approx(0.4, abs=0.01)
    assert np.max(np.abs(heard[:, 1])) == pytest.approx(0.225, abs=0.01)
    player.close()


@pytest.mark.parametrize(("rate", "channels", "speed"), [(48_000, 2, 1.5), (44_100, 1, 0.75)])
def test_another_rate_and_speed(qtbot: QtBot, tone: Path, rate: int, channels: int, speed: float):
    device = FakeDevice(rate, channels)
    player = Player(open_device=lambda _: device)
    player.set_source(str(tone), 2.0)
    player.set_speed(speed)
    player.play()
    qtbot.waitUntil(lambda: not player.playing, timeout=8000)
    heard = np.concatenate(device.written)
    assert heard.shape[1] == channels
    assert len(heard) == pytest.approx(2.0 / speed * rate, rel=0.02)
    spectrum = np.abs(np.fft.rfft(heard[:, 0]))
    assert np.argmax(spectrum) * rate / len(heard) == pytest.approx(200, abs=3)
    player.close()


def test_sound_that_comes_late_is_not_cut_off(qtbot: QtBot, tone: Path):
    device = FakeDevice()
    player = Player(open_device=lambda rate: device)
    player.set_source(str(tone), 2.0)
    held, go_on = threading.Event(), threading.Event()
    write = device.write

    def slowly(frames: np.ndarray) -> None:
        if len(device.written) == 10:
            held.set()
            assert go_on.wait(120)
        write(frames)

    device.write = slowly
    player.play()
    qtbot.waitUntil(lambda: held.is_set() and player._played() > 2.0)  # the clock is past the end
    assert player.playing
    go_on.set()
    qtbot.waitUntil(lambda: not player.playing)
    assert len(np.concatenate(device.written)) == pytest.approx(2.0 * RATE, abs=2)
    player.close()


def test_a_device_that_goes_away_leaves_the_clock_running(qtbot: QtBot, tone: Path):
    device = FakeDevice()
    device.free_frames = lambda: 10
    player = Player(open_device=lambda rate: device)
    player.set_source(str(tone), 2.0)
    player.play()
    qtbot.waitUntil(lambda: bool(device.written), timeout=3000)
    with qtbot.waitSignal(player.silent, timeout=3000) as said:
        device.lost = True
    assert "went away" in said.args[0]
    assert player.playing
    player.close()


def test_a_missing_file_is_a_sentence(qtbot: QtBot, tmp_path: Path):
    feeder = Feeder(lambda rate: FakeDevice())
    with qtbot.waitSignal(feeder.silent) as said:
        feeder.open(str(tmp_path / "gone.flac"))
    assert "cannot be read" in said.args[0]


def test_an_unclosed_player_takes_its_thread_with_it(qtbot: QtBot, tone: Path):
    player = Player(open_device=lambda rate: None)
    player.set_source(str(tone), 2.0)
    with qtbot.waitSignal(player.silent, timeout=3000):
        player.play()
    thread = player._thread
    player.deleteLater()
    qtbot.waitUntil(thread.isFinished, timeout=3000)


def test_mono_is_heard_on_both_sides():
    out = mix(np.ones((4, 1), dtype=np.float32), (1.0, 1.0), 2)
    assert out.shape == (4, 2)
    assert np.all(out == 1.0)


def test_the_real_probe_keeps_the_log_clean(qtbot: QtBot, tone: Path):
    player = Player()
    player.set_source(str(tone), 2.0)
    player.play()
    qtbot.waitUntil(lambda: player.position() > 0.2, timeout=8000)
    player.close()


# Loops, silences, mutes


@pytest.fixture
def counting(tmp_path: Path) -> Path:
    """Six seconds, each as loud as its number says, on the left; half of that on the right."""
    seconds = np.repeat(np.arange(1, 7, dtype=np.float32) / 10, RATE)
    path = tmp_path / "counting.flac"
    soundfile.write(path, np.stack((seconds, seconds / 2), axis=1), RATE, subtype="PCM_16")
    return path


SPEECH = np.array([(0.0, 1.0), (4.0, 6.0)])


def test_a_span_is_played_and_then_it_stops(qtbot: QtBot, counting: Path):
    device = FakeDevice()
    player = Player(open_device=lambda rate: device)
    player.set_source(str(counting), 6.0)
    player.play_span(2.0, 3.0)
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    assert player.position() == pytest.approx(3.0, abs=0.05)
    assert len(np.concatenate(device.written)) == pytest.approx(RATE, abs=20)
    player.close()


def test_a_loop_is_heard_again_and_again(qtbot: QtBot, counting: Path):
    device = FakeDevice()
    player = Player(open_device=lambda rate: device)
    player.set_source(str(counting), 6.0)
    player.set_loop(1.0, 2.0)
    assert player.position() == 1.0
    player.play()
    qtbot.waitUntil(lambda: device.played_s() > 3.5, timeout=8000)
    assert player.playing
    assert 1.0 <= player.position() <= 2.0
    loud = np.concatenate(device.written)[:, 0]
    assert np.median(loud) == pytest.approx(0.2 * (0.8 + 0.225), abs=0.01)
    assert np.max(loud) < 0.25
    player.set_loop(None, None)
    qtbot.waitUntil(lambda: player.position() > 2.2, timeout=8000)
    player.close()


def test_skipping_silence_jumps_and_keeps_a_little(qtbot: QtBot, counting: Path):
    device = FakeDevice()
    player = Player(open_device=lambda rate: device)
    player.set_source(str(counting), 6.0)
    player.set_talk(SPEECH, {})
    player.set_skip_silence(True)
    seen: list[float] = []
    player.moved.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: not player.playing, timeout=8000)
    assert len(np.concatenate(device.written)) == pytest.approx(3.2 * RATE, abs=30)
    assert not any(1.2 < second < 3.8 for second in seen)
    assert player.position() == pytest.approx(6.0, abs=0.02)
    player.close()


def test_skipping_can_be_switched_while_playing(player: Player, qtbot: QtBot):
    player.set_source(None, 60.0)
    player.set_talk(np.array([(0.0, 1.0), (50.0, 60.0)]), {})
    player.seek(10.0)
    player.play()
    with qtbot.waitSignal(player.skip_changed):
        player.set_skip_silence(True)
    assert player.position() >= 49.8
    player.set_skip_silence(False)
    assert player.position() >= 49.8


def test_a_muted_side_is_not_heard(qtbot: QtBot, counting: Path):
    device = FakeDevice()
    player = Player(open_device=lambda rate: device)
    player.set_source(str(counting), 6.0)
    player.set_talk(SPEECH, {"rep": 0, "customer": 1})
    assert set(player.mutable) == {"rep", "customer"}
    with qtbot.waitSignal(player.muted_changed) as told:
        player.set_muted("rep", True)
    assert told.args == ["rep", True]
    player.play_span(5.0, 5.5)
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    loud = np.concatenate(device.written)
    assert np.max(loud[:, 0]) == pytest.approx(0.3 * 0.45, abs=0.01)
    assert np.max(loud[:, 1]) == pytest.approx(0.3 * 0.8, abs=0.01)
    player.set_source(None, 0.0)
    assert not player.muted
    player.close()


def test_one_channel_cannot_be_muted(player: Player):
    player.set_source(None, 10.0)
    player.set_talk(SPEECH, {})
    player.set_muted("rep", True)
    assert player.mutable == ()
    assert not player.muted


def test_the_head_waits_for_a_slow_device_and_says_so(qtbot: QtBot, counting: Path):
    gate = threading.Event()
    device = FakeDevice()

    def slow(rate: int) -> FakeDevice:
        gate.wait(120)
        return device

    player = Player(open_device=slow)
    player.set_source(str(counting), 6.0)
    with qtbot.waitSignal(player.opening, timeout=3000) as told:
        player.play()
    assert told.args == [True]
    assert player.position() == 0.0
    with qtbot.waitSignal(player.opening, timeout=3000) as told:
        gate.set()
    assert told.args == [False]
    qtbot.waitUntil(lambda: player.position() > 0.05, timeout=3000)
    player.close()


def test_the_device_is_opened_before_it_is_needed(qtbot: QtBot, counting: Path):
    opened: list[int] = []

    def open_device(rate: int) -> FakeDevice:
        opened.append(rate)
        return FakeDevice()

    player = Player(open_device=open_device)
    player.set_source(str(counting), 6.0)
    qtbot.waitUntil(lambda: opened == [RATE], timeout=5000)
    player.play()
    qtbot.waitUntil(lambda: player.position() > 0.05, timeout=3000)
    assert opened == [RATE]
    player.close()
