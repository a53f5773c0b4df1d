"""The stretcher: length, pitch, exactness, streaming."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach_desktop.audio.stretch import Stretcher

RATE = 16_000


def _through(samples: np.ndarray, speed: float, block: int = 1600, channels: int = 1) -> np.ndarray:
    stretcher = Stretcher(RATE, channels)
    stretcher.speed = speed
    out = []
    for at in range(0, len(samples), block):
        stretcher.push(samples[at : at + block])
        out.append(stretcher.pull())
    out.append(stretcher.finish())
    return np.concatenate(out)


def _pitch(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=2**19))
    return float(np.argmax(spectrum)) * RATE / 2**19


@pytest.mark.parametrize("speed", [0.75, 0.9, 1.25, 1.5, 1.75, 2.0])
@pytest.mark.parametrize("tone", [82.0, 220.0, 1000.0])
def test_length_follows_speed_and_pitch_stays(speed: float, tone: float):
    sine = np.sin(2 * np.pi * tone * np.arange(RATE * 4) / RATE).astype(np.float32)
    out = _through(sine, speed)[:, 0]
    assert len(out) / len(sine) == pytest.approx(1 / speed, rel=0.01)
    assert _pitch(out[RATE // 4 : -RATE // 4]) == pytest.approx(tone, rel=0.01)
    # No holes and no doubled amplitude: the loudness of the middle is that of the source.
    middle = out[RATE // 4 : -RATE // 4]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(0.5), rel=0.05)


def test_speed_one_is_bit_exact():
    noise = np.random.default_rng(3).standard_normal((RATE, 2)).astype(np.float32)
    out = _through(noise, 1.0, block=777, channels=2)
    assert np.array_equal(out, noise)


@pytest.mark.parametrize("block", [1, 37, 320, 5000])
def test_block_size_does_not_matter(block: int):
    noise = np.random.default_rng(1).standard_normal(4000).astype(np.float32)
    whole, cut = _through(noise, 1.5, block=4000), _through(noise, 1.5, block=block)
    assert np.array_equal(whole, cut)


def test_speed_changes_without_a_click():
    sine = np.sin(2 * np.pi * 200 * np.arange(RATE * 3) / RATE).astype(np.float32)
    stretcher = Stretcher(RATE, 1)
    out = []
    for at, speed in enumerate((1.0, 1.5, 1.0, 0.75, 1.0, 2.0)):
        stretcher.speed = speed
        stretcher.push(sine[at * RATE // 2 : (at + 1) * RATE // 2])
        out.append(stretcher.pull())
    joined = np.concatenate(out)[:, 0]
    steepest = 2 * np.pi * 200 / RATE
    assert np.max(np.abs(np.diff(joined))) < steepest * 1.5


def test_a_speed_out_of_range_is_refused():
    with pytest.raises(ValueError, match="outside"):
        Stretcher(RATE, 1).speed = 4.0


def test_nothing_in_nothing_out():
    assert len(_through(np.zeros(0, dtype=np.float32), 1.5)) == 0
