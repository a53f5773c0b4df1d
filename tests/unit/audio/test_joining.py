"""Stretches of several files as one: as long as they are, in their pitch, without clicks."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.joining import PAUSE_S, Part, write_joined
from callcoach_desktop.domain.errors import Cancelled, KnownError


def sine(path, rate, hz, seconds=30.0, channels=1):
    at = np.arange(round(seconds * rate)) / rate
    wave = (0.5 * np.sin(2 * np.pi * hz * at)).astype(np.float32)
    soundfile.write(path, np.repeat(wave[:, np.newaxis], channels, axis=1), rate, subtype="PCM_16")
    return path


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100])
def test_a_lower_rate_keeps_its_pitch_its_level_and_its_length(tmp_path, rate):
    low, high = sine(tmp_path / "low.wav", rate, 440.0), sine(tmp_path / "high.wav", 48000, 880.0, channels=2)
    made = tmp_path / "made.flac"
    starts = write_joined([Part(low, 2.0, 27.3), Part(high, 1.0, 2.0)], made, ".flac")
    sound, got = soundfile.read(made, always_2d=True)
    assert got == 48000
    assert sound.shape[1] == 2
    assert abs(len(sound) - (25.3 + PAUSE_S + 1.0) * 48000) <= 48000 / rate  # to a sample of the source
    assert starts == pytest.approx([0.0, 25.3 + PAUSE_S], abs=1e-3)
    piece = sound[48000 : 25 * 48000, 0]  # the seams of blocks lie in it
    at = np.arange(len(piece)) / 48000 + 3.0
    wanted = 0.5 * np.sin(2 * np.pi * 440.0 * at)
    assert np.abs(piece - wanted).max() < 2e-3
    assert np.array_equal(sound[:, 0][: 20 * 48000], sound[:, 1][: 20 * 48000])


def test_a_part_that_ends_with_its_file_is_whole(tmp_path):
    source = sine(tmp_path / "a.wav", 16000, 300.0, seconds=2.0)
    other = sine(tmp_path / "b.wav", 48000, 300.0, seconds=2.0)
    write_joined([Part(source, 1.5, 99.0), Part(other, 0.0, 0.5)], tmp_path / "m.wav", ".wav")
    assert soundfile.info(tmp_path / "m.wav").frames == round((0.5 + PAUSE_S + 0.5) * 48000)


def test_what_cannot_be_joined_is_said(tmp_path):
    source = sine(tmp_path / "a.wav", 16000, 300.0, seconds=2.0)
    for part, code in ((Part(source, 5.0, 6.0), "empty_clip"), (Part(tmp_path / "x.wav", 0, 1), "copy_unreadable")):
        with pytest.raises(KnownError) as error:
            write_joined([part], tmp_path / "m.wav", ".wav")
        assert error.value.problem.code == code
    with pytest.raises(Cancelled):
        write_joined([Part(source, 0.0, 1.0)], tmp_path / "m.wav", ".wav", lambda: True)
    with pytest.raises(OSError, match=r"\S"):
        write_joined([Part(source, 0.0, 1.0)], tmp_path / "gone" / "m.wav", ".wav")
