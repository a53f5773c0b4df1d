"""Interpolation to a device's rate: length, tone, streaming."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach_desktop.audio.resample import Resampler


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_a_tone_stays_the_tone(rate: int):
    source = np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000).astype(np.float32)[:, None]
    resampler = Resampler(16_000, rate, 1)
    out = np.concatenate([resampler.push(source[i : i + 333]) for i in range(0, len(source), 333)])[:, 0]
    assert len(out) == pytest.approx(rate, abs=rate / 16_000 * 13)
    wanted = np.sin(2 * np.pi * 1000 * np.arange(len(out)) / rate)
    middle = slice(rate // 10, -rate // 10)
    assert np.max(np.abs(out[middle] - wanted[middle])) < 0.005


def test_blocks_do_not_matter():
    noise = np.random.default_rng(0).standard_normal((4000, 2)).astype(np.float32)
    whole = Resampler(16_000, 48_000, 2).push(noise)
    cut = Resampler(16_000, 48_000, 2)
    pieces = np.concatenate([cut.push(noise[i : i + 101]) for i in range(0, 4000, 101)])
    assert np.allclose(whole, pieces, atol=1e-5)


def test_the_same_rate_is_untouched():
    noise = np.random.default_rng(0).standard_normal((100, 2)).astype(np.float32)
    assert np.array_equal(Resampler(16_000, 16_000, 2).push(noise), noise)


def test_a_lower_rate_is_refused():
    with pytest.raises(ValueError, match="lower"):
        Resampler(16_000, 8_000, 1)
