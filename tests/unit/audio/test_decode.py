"""Good recordings of every kind: true times, the right channels, the date, notes, limits."""

from datetime import UTC, datetime

import numpy as np
import pytest

from callcoach_desktop.audio.decode import decode_to_copy
from callcoach_desktop.audio.peaks import Peaks
from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.domain.errors import Cancelled, KnownError


@pytest.fixture
def decode(tmp_path):
    folder = tmp_path / "call"
    folder.mkdir()

    def inner(path, **options):
        notes = []
        copy = decode_to_copy(path, folder, on_note=notes.append, **options)
        with SoundReader(folder / "sound.flac") as reader:
            assert (reader.rate, reader.channels, reader.frames) == (16000, copy.channels, copy.frames)
            sound = reader.read(0, reader.duration)
        assert len(sound) == copy.frames
        assert copy.info.duration == copy.frames / 16000
        return copy, sound, notes

    inner.folder = folder
    return inner


def rms(sound) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "m4a", "ogg", "opus", "webm", "mp4", "mkv", "aiff", "amr"])
def test_every_kind_keeps_its_length_and_sides(sounds, decode, tmp_path, kind):
    path = sounds.make(tmp_path, kind, 6.0, 2)
    copy, sound, notes = decode(path)
    assert copy.info.duration == pytest.approx(6.0, abs=0.03)
    assert copy.channels == copy.info.channels == (1 if kind == "amr" else 2)
    assert (copy.info.rate, notes, copy.identical) == (sounds.KINDS[kind][2], [], False)
    original = sounds.babble(6.0, sounds.KINDS[kind][2], copy.channels)
    for channel in range(copy.channels):
        for second in range(6):  # loud and quiet seconds are where they were
            before = rms(original[second * copy.info.rate : (second + 1) * copy.info.rate, channel]) / 32768
            after = rms(sound[second * 16000 : (second + 1) * 16000, channel])
            assert after == pytest.approx(before, rel=0.5, abs=0.01)  # AMR takes much of the noise away


def test_samples_of_a_16_khz_wav_are_kept_exactly(sounds, decode, tmp_path):
    samples = sounds.babble(3.21, 16000, 2)
    _, sound, _ = decode(sounds.encode(tmp_path / "a.wav", samples))
    assert np.array_equal(np.rint(sound * 32768).astype(np.int16), samples)


@pytest.mark.parametrize("name", ["late.mp4", "late.mkv"])
def test_sound_that_begins_after_the_picture_keeps_its_time(sounds, decode, tmp_path, name):
    rate = sounds.KINDS[name[-3:]][2]
    path = sounds.encode(tmp_path / name, sounds.babble(4.0, rate, 2), video=True, late=2.0)
    copy, sound, _ = decode(path)
    assert copy.info.duration == pytest.approx(6.0, abs=0.03)
    assert rms(sound[: 16000 * 2 - 1600]) < 1e-3
    assert rms(sound[16000 * 2 :]) > 0.01


@pytest.mark.parametrize("name", ["hole.webm", "hole.mp4", "hole.mkv", "hole.ogg"])
def test_lost_packets_are_silence_and_later_times_stay_true(sounds, decode, tmp_path, name):
    kind = name.split(".")[1]
    rate = sounds.KINDS[kind][2]
    tone = (np.sin(np.arange(6 * rate) * 2 * np.pi * 440 / rate) * 8000).astype(np.int16)
    tone[: rate * 5] //= 4
    copy, sound, _ = decode(sounds.encode(tmp_path / name, np.stack([tone, tone[::-1]], axis=1), hole=(2.0, 4.0)))
    assert copy.info.duration == pytest.approx(6.0, abs=0.03)
    assert rms(sound[int(2.2 * 16000) : int(3.7 * 16000)]) < 0.01
    assert rms(sound[int(5.1 * 16000) :, 0]) == pytest.approx(8000 / 32768 / 2**0.5, rel=0.1)
    assert rms(sound[int(4.3 * 16000) : int(4.9 * 16000), 0]) == pytest.approx(2000 / 32768 / 2**0.5, rel=0.1)


@pytest.mark.parametrize(
    ("kind", "gain"),
    [("wav", 1.0), ("flac", 0.25), ("wav", -1.0), ("wav", 0.01), ("mp3", 1.0), ("m4a", 1.0), ("webm", 1.0)],
)
def test_the_same_sound_on_both_sides_is_mono(sounds, decode, tmp_path, kind, gain):
    one = sounds.babble(5.0, sounds.KINDS[kind][2], 1)
    copy, sound, notes = decode(sounds.encode(tmp_path / f"a.{kind}", np.concatenate((one, one * gain), axis=1)))
    assert (copy.channels, copy.info.channels, copy.identical) == (1, 2, True)
    assert notes == ["Both channels carry the same sound; taken as a mono recording."]
    assert rms(sound) == pytest.approx(rms(one) / 32768, rel=0.1)  # the louder one
    assert Peaks.load(decode.folder / "peaks.npz").channels == 1


def test_a_few_quiet_words_on_one_side_keep_both(sounds, decode, tmp_path):
    both = np.repeat(sounds.babble(60.0, 16000, 1), 2, axis=1)
    both[16000 * 30 : 16000 * 31] = 0
    both[16000 * 30 : 16000 * 31, 1] = sounds.babble(1.0, 16000, 1, 7)[:, 0] // 20
    copy, _, notes = decode(sounds.encode(tmp_path / "a.wav", both))
    assert (copy.channels, copy.identical, notes) == (2, False, [])


@pytest.mark.parametrize(("side", "name"), [(0, "right"), (1, "left")])
def test_an_empty_channel_is_left_out(sounds, decode, tmp_path, side, name):
    samples = sounds.babble(3.0, 16000, 2)
    samples[:, 1 - side] = 2  # dither
    copy, sound, notes = decode(sounds.encode(tmp_path / "a.wav", samples))
    assert (copy.channels, copy.identical) == (1, False)
    assert notes == [f"The {name} channel is empty; taken as a mono recording."]
    assert np.array_equal(np.rint(sound[:, 0] * 32768).astype(np.int16), samples[:, side])


def test_silence_is_a_recording_with_a_note(sounds, decode, tmp_path):
    copy, _, notes = decode(sounds.encode(tmp_path / "a.wav", np.zeros((32000, 2), np.int16)))
    assert (copy.channels, notes) == (1, ["There is only silence in this recording."])


def test_two_voices_among_many_channels_stay_apart(sounds, decode, tmp_path):
    samples = sounds.babble(4.0, 16000, 4) * [0, 1, 0, 1]
    copy, sound, notes = decode(sounds.encode(tmp_path / "a.flac", samples))
    assert (copy.channels, copy.info.channels) == (2, 4)
    assert np.array_equal(np.rint(sound * 32768).astype(np.int16), samples[:, [1, 3]])
    assert notes == ["Two of 4 channels carry a voice each; those two are used."]


def test_surround_is_mixed_to_one(sounds, decode, tmp_path):
    samples = sounds.babble(4.0, 16000, 6) * [1, 1, 1, 0, 1, 1]
    copy, sound, _ = decode(sounds.encode(tmp_path / "a.flac", samples))
    assert (copy.channels, copy.info.channels) == (1, 6)
    mean = samples[:, [0, 1, 2, 4, 5]].mean(axis=1)
    assert np.abs(sound[:, 0] * 32768 - mean).max() <= 1


def test_two_mono_tracks_are_two_channels_and_other_tracks_are_left_out(sounds, decode, tmp_path):
    tracks = [sounds.babble(4.0, 8000, 1, 1), sounds.babble(3.0, 8000, 1, 2)]
    copy, sound, _ = decode(sounds.encode(tmp_path / "two.mkv", tracks))
    assert (copy.channels, copy.frames) == (2, 64000)
    assert rms(sound[:48000, 1]) > 0.01
    assert not sound[48100:, 1].any()
    copy, _, _ = decode(
        sounds.encode(tmp_path / "mixed.mkv", [sounds.babble(4.0, 8000, 2), sounds.babble(9.0, 8000, 1)])
    )
    assert (copy.channels, copy.frames) == (2, 64000)


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("a.m4a", {"creation_time": "2025-09-14T10:30:00Z"}),
        ("a.mp3", {"TDRC": "2025-09-14T10:30:00+00:00"}),
        ("a.mkv", {"creation_time": "2025-09-14T10:30:00Z"}),
    ],
)
def test_the_date_comes_from_the_metadata(sounds, decode, tmp_path, name, tags):
    rate = sounds.KINDS[name[2:]][2]
    copy, _, _ = decode(sounds.encode(tmp_path / name, sounds.babble(1.0, rate, 1), tags=tags))
    assert copy.info.recorded_at == datetime(2025, 9, 14, 10, 30, tzinfo=UTC)


def test_progress_grows_and_tells_the_total(sounds, decode, tmp_path):
    seen = []
    decode(sounds.make(tmp_path, "wav", 25.0), on_progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == [10.0, 20.0, 25.0]
    assert [total for _, total in seen] == [pytest.approx(25.0)] * 3


@pytest.mark.parametrize("asked", [0, 1, 3, 4])
def test_cancelled_work_leaves_nothing(sounds, tmp_path, asked):
    path = sounds.make(tmp_path, "wav", 25.0)
    folder = tmp_path / "call"
    folder.mkdir()
    calls = iter(range(1000))
    with pytest.raises(Cancelled):
        decode_to_copy(path, folder, cancelled=lambda: next(calls) >= asked)
    assert list(folder.iterdir()) == []


def refused(path, folder, **options) -> str:
    folder.mkdir(exist_ok=True)
    with pytest.raises(KnownError) as caught:
        decode_to_copy(path, folder, **options)
    assert list(folder.iterdir()) == []
    return caught.value.problem.code


def test_limits_and_full_disks(sounds, tmp_path):
    path = sounds.make(tmp_path, "flac", 25.0)
    folder = tmp_path / "call"
    assert refused(path, folder, longest_seconds=20.0) == "too_long"
    assert refused(sounds.make(tmp_path, "flac", 0.3), folder) == "too_short"
    path = sounds.make(tmp_path, "wav", 25.0)
    assert refused(path, folder, free=lambda _: 0) == "disk_full"


def test_a_folder_that_is_gone(sounds, tmp_path):
    with pytest.raises(KnownError) as caught:
        decode_to_copy(sounds.make(tmp_path, "wav", 2.0), tmp_path / "gone")
    assert caught.value.problem.code == "cannot_write"


def test_a_file_that_grows_while_it_is_read(sounds, tmp_path):
    path = sounds.make(tmp_path, "wav", 25.0)

    def grow(_done, _total):
        with path.open("ab") as file:
            file.write(bytes(100))

    assert refused(path, tmp_path / "call", on_progress=grow) == "changed"


def test_a_file_that_may_not_be_read(sounds, tmp_path, monkeypatch):
    path = sounds.make(tmp_path, "wav", 2.0)
    real = type(path).open

    def refuse(self, *args, **kwargs):
        if self == path:  # tests may run as root, whom no permission stops
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(type(path), "open", refuse)
    assert refused(path, tmp_path / "call") == "no_permission"


def test_a_copy_that_cannot_be_read_back_is_not_kept(sounds, tmp_path, monkeypatch):
    from callcoach_desktop.audio import copy as copy_module

    path = sounds.make(tmp_path, "wav", 3.0)
    real = copy_module.fsync_file

    def spoil(written):
        real(written)
        data = bytearray(written.read_bytes())
        data[len(data) // 2] ^= 0xFF
        written.write_bytes(data)

    monkeypatch.setattr(copy_module, "fsync_file", spoil)
    assert refused(path, tmp_path / "call") == "cannot_write"
