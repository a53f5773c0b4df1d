"""Recordings for tests, encoded here so that no binary file lies in the repository."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

Samples = NDArray[np.int16]

# suffix -> (container, codec, rate, channels at most)
KINDS = {
    "wav": ("wav", "pcm_s16le", 16000, 64),
    "flac": ("flac", "flac", 16000, 8),
    "mp3": ("mp3", "libmp3lame", 44100, 2),
    "m4a": ("ipod", "aac", 48000, 8),
    "ogg": ("ogg", "libopus", 48000, 8),
    "opus": ("opus", "libopus", 48000, 8),
    "webm": ("webm", "libopus", 48000, 8),
    "mp4": ("mp4", "aac", 44100, 8),
    "mkv": ("matroska", "pcm_s16le", 8000, 8),
    "aiff": ("aiff", "pcm_s16be", 22050, 8),
    "amr": ("amr", "libopencore_amrnb", 8000, 1),
}
LAYOUTS = {1: "mono", 2: "stereo", 4: "quad", 6: "5.1", 8: "7.1"}


def babble(seconds: float, rate: int, channels: int = 1, seed: int = 0) -> Samples:
    """Noise and tones that come and go like talk, other in every channel; shape (n, channels)."""
    n = round(seconds * rate)
    t = np.arange(n) / rate
    columns = []
    for channel in range(channels):
        rng = np.random.default_rng(seed * 100 + channel)
        on = np.repeat(rng.random(n // (rate // 4) + 1) > 0.4, rate // 4)[:n]
        voice = sum(np.sin(2 * np.pi * f * t + p) for f, p in rng.uniform((120, 0), (2500, 6), (4, 2)))
        columns.append((voice * 2500 + rng.normal(0, 500, n)) * on)
    return np.clip(np.stack(columns, axis=1), -32000, 32000).astype(np.int16)


def encode(
    path: Path,
    samples: NDArray | list[NDArray],
    *,
    kind: str | None = None,
    rate: int | None = None,
    tags: dict[str, str] | None = None,
    video: bool = False,
    late: float = 0.0,
    hole: tuple[float, float] | None = None,
) -> Path:
    """Write one track, or one for each array, as the suffix of `path` says. `late`: the sound begins so many seconds
    after the picture; `hole`: packets between these seconds are thrown away."""
    container, codec, usual, _ = KINDS[kind or path.suffix[1:]]
    rate = rate or usual
    tracks = [np.asarray(t).astype(np.int16) for t in (samples if isinstance(samples, list) else [samples])]
    with av.open(str(path), "w", format=container) as out:
        out.metadata.update(tags or {})
        if video:
            picture = out.add_stream("mpeg4", rate=5)
            picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
        streams = [out.add_stream(codec, rate=rate, layout=LAYOUTS[track.shape[1]]) for track in tracks]
        if video:
            for number in range(round((len(tracks[0]) / rate + late) * 5)):
                frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), number % 255, np.uint8))
                frame.pts, frame.time_base = number, Fraction(1, 5)
                out.mux(picture.encode(frame))
            out.mux(picture.encode(None))
        for stream, track in zip(streams, tracks, strict=True):
            for packet in _packets(stream, track, rate, late):
                seconds = float((packet.pts or 0) * packet.time_base)
                if hole is None or not hole[0] <= seconds < hole[1]:
                    out.mux(packet)
    return path


def _packets(stream, track: Samples, rate: int, late: float):
    offset = round(late * rate)
    for at in range(0, len(track), 1024):
        piece = np.ascontiguousarray(track[at : at + 1024])
        frame = AudioFrame.from_ndarray(piece.reshape(1, -1), format="s16", layout=LAYOUTS[track.shape[1]])
        frame.sample_rate, frame.pts, frame.time_base = rate, at + offset, Fraction(1, rate)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def wav(
    data: bytes, *, rate: int = 16000, channels: int = 1, bits: int = 16, kind: int = 1, claimed: int | None = None
) -> bytes:
    """A RIFF file with any header, also impossible ones. `claimed` is the length that the data chunk says it has."""
    block = channels * bits // 8 & 0xFFFF
    fmt = struct.pack("<HHIIHH", kind, channels, rate, rate * block & 0xFFFFFFFF, block, bits)
    length = len(data) if claimed is None else claimed
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", length) + data
    return b"RIFF" + struct.pack("<I", (length + 36) & 0xFFFFFFFF) + body


def make(folder: Path, kind: str, seconds: float = 6.0, channels: int = 2, seed: int = 0) -> Path:
    """A sound recording of `kind` (a key of KINDS)."""
    _, _, rate, most = KINDS[kind]
    channels = min(channels, most)
    return encode(folder / f"good.{kind}", babble(seconds, rate, channels, seed))


def patched(data: bytes, at: int, new: bytes) -> bytes:
    """`data` with bytes replaced in place."""
    out = io.BytesIO(data)
    out.seek(at)
    out.write(new)
    return out.getvalue()
