"""Spoiled recordings through the real decode child: a sound copy of what could be read, or a sentence. No crash."""

from __future__ import annotations

import os
import random
import struct
from pathlib import Path

import numpy as np
import pytest

from callcoach_desktop.audio.peaks import Peaks
from callcoach_desktop.audio.sound import SoundReader

KINDS = ("wav", "flac", "mp3", "m4a", "ogg", "opus", "webm", "mp4")
REFUSALS = {"damaged", "not_sound", "too_short", "unknown_codec", "no_sound_track", "protected"}


@pytest.fixture
def judge(child, tmp_path):
    """Decode a file in the child and check all that must hold whatever the file is; returns the answer."""

    def inner(path: Path, expected: set[str] | None = None) -> dict:
        folder = tmp_path / "call"
        folder.mkdir()
        answer = child.ask(path, folder)
        assert child.process.poll() is None
        if answer["type"] == "decoded":
            copy = answer["copy"]
            with SoundReader(folder / "sound.flac") as reader:
                assert (reader.rate, reader.channels, reader.frames) == (16000, copy["channels"], copy["frames"])
                assert reader.read(0, 1.0).shape[1] == copy["channels"]
            assert copy["frames"] == pytest.approx(copy["info"]["duration"] * 16000)
            assert copy["channels"] in {1, 2}
            assert copy["frames"] >= 8000
            peaks = Peaks.load(folder / "peaks.npz")
            assert (peaks.channels, peaks.duration) == (copy["channels"], copy["frames"] / 16000)
            assert sorted(p.name for p in folder.iterdir()) == ["peaks.npz", "sound.flac", "voice.npz"]
            outcome = "decoded"
        else:
            problem = answer["problem"]
            assert answer["type"] == "failed"
            assert path.name in problem["what"]
            assert problem["what"].endswith(".")
            assert problem["do"].endswith(".")
            assert list(folder.iterdir()) == []
            outcome = problem["code"]
        assert outcome in (expected or {"decoded", *REFUSALS}), answer
        return answer

    return inner


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_at_a_random_place(judge, good, tmp_path, kind, seed):
    data = good(kind)
    keep = random.Random(f"{kind}{seed}").randrange(1, len(data))
    answer = judge(write(tmp_path, f"cut.{kind}", data[:keep]))
    if answer["type"] == "decoded":
        assert answer["copy"]["info"]["duration"] <= 6.1
    elif kind not in {"m4a", "mp4"}:  # those two keep their table of contents at the end
        assert keep < 0.2 * len(data)


@pytest.mark.parametrize("flips", [1, 20, 400])
@pytest.mark.parametrize("kind", KINDS)
def test_bits_flipped_anywhere(judge, good, tmp_path, kind, flips):
    data = bytearray(good(kind))
    rng = random.Random(f"{kind}{flips}")
    for _ in range(flips):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    answer = judge(write(tmp_path, f"flipped.{kind}", bytes(data)))
    if answer["type"] == "decoded":
        assert answer["copy"]["info"]["duration"] <= 7.1


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", KINDS)
def test_header_overwritten(judge, good, tmp_path, kind, seed):
    data = bytearray(good(kind))
    rng = random.Random(f"{kind}{seed}")
    start = data.find(b"moov") if kind in {"m4a", "mp4"} else 0
    for _ in range(12):
        data[start + rng.randrange(min(256, len(data) - start))] = rng.choice([0, 0xFF, rng.randrange(256)])
    judge(write(tmp_path, f"header.{kind}", bytes(data)))


@pytest.mark.parametrize("kind", KINDS)
def test_random_bytes(judge, tmp_path, kind):
    judge(write(tmp_path, f"noise.{kind}", random.Random(kind).randbytes(300_000)), REFUSALS)


@pytest.mark.parametrize("kind", KINDS)
def test_zeros(judge, tmp_path, kind):
    judge(write(tmp_path, f"zeros.{kind}", bytes(100_000)), REFUSALS)


@pytest.mark.parametrize("kind", KINDS)
def test_no_bytes(judge, tmp_path, kind):
    judge(write(tmp_path, f"empty.{kind}", b""), {"empty_file"})


@pytest.mark.parametrize(
    ("kind", "suffix"), [("wav", "mp3"), ("mp3", "wav"), ("m4a", "flac"), ("flac", "m4a"), ("webm", "txt"), ("ogg", "")]
)
def test_a_wrong_suffix_does_not_matter(judge, good, tmp_path, kind, suffix):
    answer = judge(write(tmp_path, f"call.{suffix}", good(kind)), {"decoded"})
    assert answer["copy"]["info"]["duration"] == pytest.approx(6.0, abs=0.05)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("text.wav", b"Dear team, the recording is in the other folder.\n" * 200),
        ("text.mp3", b"Dear team, the recording is in the other folder.\n" * 200),
        ("page.m4a", b"<!DOCTYPE html><html><body>Please sign in</body></html>" * 50),
        ("list.wav", b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"),
        ("list.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"),
        ("script.wav", b"ffconcat version 1.0\nfile /etc/hostname\n"),
        ("session.sdp", b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"),
        ("dash.mp4", b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'),
        ("picture.mp3", b"\x89PNG\r\n\x1a\n" + bytes(2000)),
        ("letter.m4a", b"%PDF-1.7\n" + bytes(3000)),
        ("archive.ogg", b"PK\x03\x04" + bytes(3000)),
        ("program.wav", b"\x7fELF" + bytes(3000)),
    ],
)
def test_other_things_with_a_sound_name(judge, tmp_path, name, data):
    judge(write(tmp_path, name, data), {"not_sound", "no_sound_track"})


def headers(sounds) -> dict[str, tuple[bytes, set[str]]]:
    second = (np.sin(np.arange(32000) / 9) * 8000).astype("<i2").tobytes()
    floats = np.sin(np.arange(32000) / 9).astype("<f4")
    odd = floats.copy()
    odd[5000:9000], odd[12000], odd[13000] = np.nan, np.inf, 1e30
    no_sound = {"damaged", "too_short"}
    wav = sounds.wav
    return {
        "no samples": (wav(b""), no_sound),
        "0.2 s": (wav(second[:6400]), {"too_short"}),
        "0 Hz": (wav(second, rate=0), no_sound),
        "1 Hz": (wav(second, rate=1), no_sound),
        "4 GHz": (wav(second, rate=0xFFFFFFFF), no_sound),
        "0 channels": (wav(second, channels=0), no_sound),
        "64 channels": (wav(second * 32, channels=64), {"decoded"}),
        "65535 channels": (wav(second, channels=65535), no_sound),
        "0 bits": (wav(second, bits=0), {"decoded", *REFUSALS}),
        "255 bits": (wav(second, bits=255), {"decoded", *REFUSALS}),
        "unknown codec": (wav(second, kind=0x7777), REFUSALS),
        "claims 4 GB": (wav(second, claimed=0xFFFFFFF0), {"decoded"}),
        "claims nothing": (wav(second, claimed=0), {"decoded"}),
        "claims -1": (wav(second, claimed=0xFFFFFFFF), {"decoded"}),
        "NaN and infinity": (wav(odd.tobytes(), kind=3, bits=32), {"decoded"}),
        "all NaN": (wav((floats * np.nan).tobytes(), kind=3, bits=32), {"decoded"}),
        "huge fmt": (sounds.patched(wav(second), 16, struct.pack("<I", 0xFFFFFFFF)), no_sound),
        "huge list": (
            wav(second).replace(b"data", b"LIST" + struct.pack("<I", 0xFFFFFFF0) + b"INFOdata"),
            {"decoded", *REFUSALS},
        ),
    }


HEADER_NAMES = [
    "no samples", "0.2 s", "0 Hz", "1 Hz", "4 GHz", "0 channels", "64 channels", "65535 channels", "0 bits", "255 bits",
    "unknown codec", "claims 4 GB", "claims nothing", "claims -1", "NaN and infinity", "all NaN", "huge fmt",
    "huge list",
]  # fmt: skip


@pytest.mark.parametrize("name", HEADER_NAMES)
def test_wav_headers(judge, sounds, tmp_path, name):
    data, expected = headers(sounds)[name]
    answer = judge(write(tmp_path, "header.wav", data), expected)
    if name.startswith("claims"):
        assert answer["copy"]["info"]["duration"] == pytest.approx(2.0, abs=0.01)
    if name == "NaN and infinity":
        with SoundReader(tmp_path / "call" / "sound.flac") as reader:
            sound = reader.read(0, 2, channel=0)
        assert not sound[5100:8900].any()
        assert np.abs(sound[:4900]).max() > 0.9


def test_the_list_of_headers_is_whole(sounds):
    assert list(headers(sounds)) == HEADER_NAMES


@pytest.mark.parametrize("claimed", [0, 1, 2**36 - 1])
def test_flac_with_a_wrong_length(judge, good, sounds, tmp_path, claimed):
    # STREAMINFO: 36 bits of frames from bit 172 on. 0 is what a killed recorder leaves: libsndfile says 2^63 - 1 then
    data = good("flac")
    first = data[21] & 0xF0 | claimed >> 32
    data = sounds.patched(data, 21, bytes([first]) + struct.pack(">I", claimed & 0xFFFFFFFF))
    answer = judge(write(tmp_path, "claims.flac", data), {"decoded"})
    assert answer["copy"]["info"]["duration"] == pytest.approx(6.0, abs=0.01)
    if claimed > 10:
        assert any("header" in note for note in answer["notes"])


@pytest.mark.parametrize("kind", ["m4a", "mp4"])
@pytest.mark.parametrize("box", [b"moov", b"trak", b"mdat", b"stsz", b"stts", b"stco"])
def test_mp4_boxes_with_a_wrong_size(judge, good, sounds, tmp_path, kind, box):
    data = good(kind)
    at = data.find(box)
    assert at > 0
    judge(write(tmp_path, f"box.{kind}", sounds.patched(data, at - 4, b"\xff\xff\xff\xf0")))


@pytest.mark.parametrize("tag", [b"drms", b"enca"])
def test_protected(judge, good, tmp_path, tag):
    data = good("m4a").replace(b"mp4a", tag)
    answer = judge(write(tmp_path, "song.m4p", data), {"protected"})
    assert "DRM" in answer["problem"]["what"]


def test_id3_that_claims_a_quarter_gigabyte(judge, good, tmp_path):
    data = b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + good("mp3")
    judge(write(tmp_path, "tag.mp3", data))


def test_a_film_without_sound(judge, good, sounds, tmp_path):
    path = tmp_path / "silent film.mp4"
    import av

    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 32
        for _ in range(10):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))))
        out.mux(stream.encode(None))
    judge(path, {"no_sound_track"})


@pytest.mark.parametrize(
    "name", ["http:x.wav", "%03d.wav", "-y.wav", "two\nlines.wav", "naïve 録音 🎙.wav", "a'\"b.wav"]
)
def test_names_that_could_be_taken_for_something_else(judge, good, tmp_path, name):
    judge(write(tmp_path, name, good("wav")), {"decoded"})


def test_folder_missing_file_pipe_and_loop(child, tmp_path):
    folder = tmp_path / "call"
    folder.mkdir()
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "loop.wav").symlink_to(tmp_path / "loop.wav")
    for name, code in [
        ("call", "not_a_file"), ("gone.wav", "missing"), ("pipe.wav", "not_a_file"), ("loop.wav", "cannot_read"),
    ]:  # fmt: skip
        answer = child.ask(tmp_path / name, folder)
        assert answer["problem"]["code"] == code
        assert name in answer["problem"]["what"]


def test_thirteen_hours_are_refused_at_once(judge, sounds, tmp_path):
    path = tmp_path / "long.wav"
    seconds = 13 * 3600
    path.write_bytes(sounds.wav(b"", rate=8000, bits=8, claimed=seconds * 8000))
    os.truncate(path, seconds * 8000 + 44)  # a sparse file: takes no room
    answer = judge(path, {"too_long"})
    assert "12 hours" in answer["problem"]["what"]


def test_a_header_that_claims_thirteen_hours_is_not_believed(judge, sounds, good, tmp_path):
    data = sounds.wav(good("wav")[44:200_000], rate=8000, bits=8, claimed=13 * 3600 * 8000)
    answer = judge(write(tmp_path, "liar.wav", data), {"decoded"})
    assert answer["copy"]["info"]["duration"] == pytest.approx(25.0, abs=0.1)
