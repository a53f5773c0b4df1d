"""Peaks against the samples themselves, at every zoom; damaged files; the cost of three hours."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcoach_desktop.audio.peaks import PeakMeter, Peaks
from callcoach_desktop.domain.errors import KnownError

RATE = 16000


def saved(path, samples, block=RATE, channels=(0, 1)) -> Peaks:
    meter = PeakMeter(RATE, samples.shape[1])
    for at in range(0, len(samples), block):
        meter.add(samples[at : at + block])
    meter.save(path, channels)
    return Peaks.load(path)


@pytest.fixture(scope="module")
def noise():
    rng = np.random.default_rng(5)
    n = RATE * 90 + 77
    loud = np.repeat(rng.integers(1, 30000, n // 500 + 1), 500)[:n]
    return (rng.uniform(-1, 1, (n, 2)) * loud[:, None]).astype(np.int16)


@pytest.fixture(scope="module")
def noise_peaks(noise, tmp_path_factory):
    return saved(tmp_path_factory.mktemp("peaks") / "p.npz", noise, block=12345)


@settings(max_examples=150, deadline=None)
@given(
    start=st.floats(-20, 100), length=st.floats(0.001, 130), bins=st.integers(1, 1500), channel=st.sampled_from([0, 1])
)
def test_no_peak_is_lost_at_any_zoom_and_none_invented(noise, noise_peaks, start, length, bins, channel):
    low, high = noise_peaks.envelope(channel, start, start + length, bins)
    assert low.shape == high.shape == (bins,)
    assert low.dtype == np.float32
    step = length / bins
    slack = max(0.02, step)  # a stretch may show what lies in the finer stretches at its edges
    for i in range(0, bins, max(1, bins // 40)):
        a, b = start + i * step, start + (i + 1) * step
        inside = noise[max(0, round(a * RATE)) : max(0, round(b * RATE)), channel]
        around = noise[max(0, round((a - slack) * RATE)) : max(0, round((b + slack) * RATE)), channel]
        if len(inside):
            assert high[i] >= inside.max() / 32768 - 1e-6 or inside.max() < 0
            assert low[i] <= inside.min() / 32768 + 1e-6 or inside.min() > 0
        assert high[i] <= max(around.max(initial=0), 0) / 32768 + 1e-6
        assert low[i] >= min(around.min(initial=0), 0) / 32768 - 1e-6


def test_blocks_of_any_size_give_the_same_peaks(noise, tmp_path):
    one, other = saved(tmp_path / "a.npz", noise, 160000), saved(tmp_path / "b.npz", noise, 1001)
    for a, b in zip(one.envelope(1, 0, 91, 9100), other.envelope(1, 0, 91, 9100), strict=True):
        assert np.array_equal(a, b)


def test_duration_channels_and_a_chosen_channel(noise, tmp_path):
    both = saved(tmp_path / "a.npz", noise)
    right = saved(tmp_path / "b.npz", noise, channels=(1,))
    assert (both.channels, right.channels) == (2, 1)
    assert both.duration == right.duration == len(noise) / RATE
    assert np.array_equal(both.envelope(1, 0, 90, 100)[1], right.envelope(0, 0, 90, 100)[1])


def test_no_sound_at_all(tmp_path):
    peaks = saved(tmp_path / "a.npz", np.zeros((0, 1), np.int16), channels=(0,))
    low, high = peaks.envelope(0, 0, 1, 10)
    assert peaks.duration == 0
    assert not low.any()
    assert not high.any()


def test_three_hours_draw_at_once(tmp_path):
    path = tmp_path / "p.npz"
    meter = PeakMeter(RATE, 2)
    block = np.random.default_rng(1).integers(-20000, 20000, (RATE * 60, 2)).astype(np.int16)
    for _ in range(180):
        meter.add(block)
    meter.save(path, (0, 1))
    peaks = Peaks.load(path)
    peaks.envelope(0, 0, 1, 10)  # the finest level is read once
    for start, end in [(0, 10800), (100, 4000), (5000, 5600), (7000, 7060), (9000, 9005)]:
        peaks.envelope(0, start, end, 1800)
        times = []
        for _ in range(15):
            before = time.perf_counter()
            peaks.envelope(1, start, end, 1800)
            times.append(time.perf_counter() - before)
        assert min(times) < 0.002


@pytest.mark.parametrize("spoil", [lambda d: b"", lambda d: d[: len(d) // 2], lambda d: b"x" * 500, None])
def test_a_damaged_file_gets_its_sentence(noise, tmp_path, spoil):
    path = tmp_path / "p.npz"
    if spoil is not None:
        saved(path, noise[:RATE])
        path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(KnownError) as caught:
        Peaks.load(path)
    assert caught.value.problem.code == "peaks_unreadable"
