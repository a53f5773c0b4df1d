"""Reading stretches of a working copy."""

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.domain.errors import KnownError


@pytest.fixture
def copy(tmp_path):
    samples = (np.random.default_rng(3).uniform(-1, 1, (16000 * 30 + 7, 2)) * 30000).astype(np.int16)
    soundfile.write(tmp_path / "sound.flac", samples, 16000, subtype="PCM_16")
    with SoundReader(tmp_path / "sound.flac") as reader:
        yield reader, samples.astype(np.float32) / 32768


def test_what_it_tells(copy):
    reader, samples = copy
    assert (reader.rate, reader.channels, reader.frames) == (16000, 2, len(samples))
    assert reader.duration == len(samples) / 16000


@pytest.mark.parametrize(("start", "seconds"), [(0, 1), (12.345, 0.5), (29.9, 5), (3, 0), (29.5, 0.1), (0, 99), (7, 7)])
@pytest.mark.parametrize("channel", [None, 0, 1])
def test_stretches_in_any_order(copy, start, seconds, channel):
    reader, samples = copy
    wanted = samples[round(start * 16000) : round((start + seconds) * 16000)]
    wanted = wanted if channel is None else wanted[:, channel]
    assert np.array_equal(reader.read(start, seconds, channel), wanted)
    assert reader.read(0, 0.01).dtype == np.float32


def test_outside_there_is_nothing(copy):
    reader, samples = copy
    assert reader.read(31, 2).shape == (0, 2)
    assert reader.read(-5, 2, 0).shape == (0,)
    assert np.array_equal(reader.read(-1, 2), samples[:16000])


@pytest.mark.parametrize("content", [None, b"", b"not a sound"])
def test_an_unreadable_copy_gets_its_sentence(tmp_path, content):
    path = tmp_path / "sound.flac"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        SoundReader(path)
    assert caught.value.problem.code == "copy_unreadable"
