"""How loud and how high: measured on voices of known pitch, kept in a file, measured again when the file is gone."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.voicing import VOICING_NAME, VoiceMeter, load_voicing, voicing_of
from callcoach_desktop.domain.errors import Cancelled, KnownError

RATE = 16000


def voice(hz: float, seconds: float, loud: float = 0.3) -> np.ndarray:
    """A buzz with the falling harmonics of a voice, between -1 and 1."""
    t = np.arange(round(seconds * RATE)) / RATE
    some = sum(np.sin(2 * np.pi * hz * k * t + k) / k for k in range(1, int(3500 / hz)))
    return loud * some / np.abs(some).max()


def track_of(*channels: np.ndarray, block: int = 12_345):
    samples = np.round(np.stack(channels, axis=1) * 32767).astype(np.int16)
    meter = VoiceMeter(len(channels))
    for at in range(0, len(samples), block):
        meter.add(samples[at : at + block])
    return meter.track()


@pytest.mark.parametrize("hz", [75, 98, 132, 187, 251, 340, 420])
def test_the_pitch_of_a_voice_is_told_within_a_third_of_a_semitone(hz: float) -> None:
    pitch = track_of(voice(hz, 2)).pitch[0]
    assert np.isfinite(pitch).mean() > 0.95
    assert np.abs(12 * np.log2(pitch[np.isfinite(pitch)] / hz)).max() < 0.34


def test_levels_differ_as_the_voices_do_and_lie_at_their_seconds() -> None:
    track = track_of(np.concatenate([voice(120, 2), 0.25 * voice(120, 2)]))
    loud, soft = (float(np.median(track.level[0, track.between(*span)])) for span in ((0.2, 1.8), (2.2, 3.8)))
    assert loud - soft == pytest.approx(12.04, abs=0.6)
    assert track.between(2.0, 4.0).start * track.step + track.first == pytest.approx(2.0, abs=track.step)


def test_no_voice_is_heard_in_silence_and_noise() -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, 3 * RATE)
    track = track_of(np.zeros(3 * RATE), np.clip(noise, -1, 1))
    assert not np.isfinite(track.pitch[0]).any()
    assert np.isfinite(track.pitch[1]).mean() < 0.05


def test_blocks_of_any_size_give_the_same() -> None:
    sound = voice(150, 3)
    whole, cut = track_of(sound, block=10**9), track_of(sound, block=317)
    assert np.array_equal(whole.level, cut.level)
    assert np.array_equal(whole.pitch, cut.pitch, equal_nan=True)


def test_a_sound_shorter_than_a_moment_has_none() -> None:
    assert track_of(np.zeros(100)).level.shape == (1, 0)


def test_it_is_measured_once_and_kept_beside_the_sound(tmp_path) -> None:
    sound = tmp_path / "sound.flac"
    soundfile.write(sound, np.stack([voice(100, 2), voice(200, 2)], axis=1), RATE)
    first = voicing_of(sound)
    assert [round(float(np.nanmedian(p))) for p in first.pitch] == pytest.approx([100, 200], abs=2)
    kept = load_voicing(tmp_path / VOICING_NAME)
    assert kept is not None
    assert np.array_equal(kept.pitch, first.pitch, equal_nan=True)
    sound.unlink()  # what is kept needs no sound
    assert voicing_of(sound).channels == 2


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04cut off"])
def test_a_damaged_file_is_measured_again(tmp_path, content: bytes) -> None:
    sound = tmp_path / "sound.flac"
    soundfile.write(sound, voice(100, 1), RATE)
    (tmp_path / VOICING_NAME).write_bytes(content)
    assert load_voicing(tmp_path / VOICING_NAME) is None
    assert voicing_of(sound).channels == 1
    assert load_voicing(tmp_path / VOICING_NAME) is not None


def test_it_can_be_stopped_and_says_when_there_is_no_sound(tmp_path) -> None:
    sound = tmp_path / "sound.flac"
    with pytest.raises(KnownError):
        voicing_of(sound)
    soundfile.write(sound, voice(100, 1), RATE)

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        voicing_of(sound, stop)
    assert not (tmp_path / VOICING_NAME).exists()
