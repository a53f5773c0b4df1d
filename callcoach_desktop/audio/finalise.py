"""From parts and journal to one file: the rep left, the customer right, both on the same clock, proved.

The beep of consent is taken out (`audio.beep`). Each track's sound lies between gaps (`audio.clock`), which become
silence here. Sound that the line of its clock puts off by over 1 ms anywhere is resampled onto the recording's clock
(windowed sinc); other sound is copied as it is. Reading and writing go by blocks: memory does not grow with the call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcoach_desktop.audio.beep import Reader, WithoutBeeps
from callcoach_desktop.audio.clock import Stretch, lines
from callcoach_desktop.audio.journal import Entry, read_journal
from callcoach_desktop.audio.parts import TrackReader
from callcoach_desktop.audio.timeline import Timeline
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.system.files import fsync_file, make_private

Samples = NDArray[np.int16]
RATE = 16_000
BLOCK = 65_536  # frames
TRACKS = ("mic", "system")
_TAPS, _PHASES = 24, 1024
_EXACT = 0.001  # seconds that sound may be off without being resampled
OnProgress = Callable[[float, float], None]


@dataclass(frozen=True, slots=True)
class Finalised:
    """What was made: `silent` names tracks without a single sample other than zero, `happened` are the journal's marks,
    lost and found sources, pauses and sleep with `t` in seconds of the file."""

    path: Path
    seconds: float
    channels: int
    silent: tuple[str, ...]
    ppm: dict[str, float]
    start: Entry
    happened: tuple[Entry, ...]


def finalise(folder: Path, on_progress: OnProgress = lambda _done, _total: None) -> Finalised:
    """Write `recording.flac` into the folder, read it back and compare; what was there of it is written anew.

    Raises KnownError `nothing_recorded` when no track has a sample, `not_verified`; OSError.
    """
    entries = read_journal(folder)
    readers = {track: TrackReader(folder, track, entries) for track in TRACKS}
    readers = {track: reader for track, reader in readers.items() if reader.frames}
    if not readers:
        raise KnownError("nothing_recorded", "The recording has no sound at all.", "Nothing was lost: none came.")
    try:
        return _finalise(folder, entries, readers, on_progress)
    finally:
        for reader in readers.values():
            reader.close()


def stretches(track: str, frames: int, entries: Sequence[Entry]) -> list[Stretch]:
    """The track's sound between its gaps, as its journal tells; what was paused is cut out of the time."""
    timeline = Timeline(entries)
    own = [entry for entry in entries if entry.get("track") == track]
    jumps = [int(entry["n"]) for entry in own if entry["k"] == "gap"]
    others = {int(entry["n"]) for entry in own if entry.get("edge")}
    points = np.array([(float(e["n"]), float(e["t"])) for e in own if e["k"] == "clock"]).reshape(-1, 2)
    found = lines(frames, jumps, points, RATE, others)
    return [replace(s, offset=s.offset - timeline.removed_before(s.at(s.first))) for s in found]


def _finalise(
    folder: Path, entries: list[Entry], readers: dict[str, TrackReader], on_progress: OnProgress
) -> Finalised:
    placed = {track: stretches(track, reader.frames, entries) for track, reader in readers.items()}
    timeline = Timeline(entries)
    beeps = [timeline.at(float(entry["t"])) for entry in entries if entry["k"] == "beep"]
    tracks = {track: WithoutBeeps(reader, placed[track], beeps) for track, reader in readers.items()}
    total = max(_end(line) for line in placed.values())
    if timeline.end < total / RATE:
        total = max(1, round(timeline.end * RATE))
    path = folder / "recording.flac"
    written, heard = hashlib.sha256(), dict.fromkeys(readers, False)
    with soundfile.SoundFile(path, "w", RATE, len(readers), "PCM_16", format="FLAC") as file:
        make_private(path)
        for at in range(0, total, BLOCK):
            count = min(BLOCK, total - at)
            block = np.stack([_render(tracks[t], placed[t], at, count) for t in tracks], axis=1)
            for place, track in enumerate(tracks):
                heard[track] = heard[track] or bool(block[:, place].any())
            written.update(np.ascontiguousarray(block).tobytes())
            file.write(block)
            on_progress((at + count) / RATE, total / RATE)
    fsync_file(path)
    if _hash(path) != written.hexdigest():
        raise KnownError("not_verified", "The finished file is not what was recorded.", "The parts are kept.")
    main = {track: max(line, key=lambda s: s.end - s.first) for track, line in placed.items()}
    return Finalised(
        path,
        total / RATE,
        len(readers),
        tuple(track for track, sound in heard.items() if not sound),
        {track: round(stretch.ppm(RATE), 1) for track, stretch in main.items()},
        next((e for e in entries if e["k"] == "start"), {"k": "start"}),
        tuple(timeline.happened(entries)),
    )


def _end(line: list[Stretch]) -> int:
    last = line[-1]
    return max(1, round(last.at(last.end) * RATE))


def _render(reader: Reader, line: list[Stretch], at: int, count: int) -> Samples:
    """Frames `at` to `at + count` of the recording's clock."""
    out = np.zeros(count, dtype=np.int16)
    for stretch in line:
        low = max(at, round(stretch.at(stretch.first) * RATE))
        high = min(at + count, round(stretch.at(stretch.end) * RATE))
        if low < high:
            out[low - at : high - at] = _piece(reader, stretch, low, high)
    return out


def _piece(reader: Reader, stretch: Stretch, low: int, high: int) -> Samples:
    off = [abs(stretch.offset + n * (stretch.step - 1 / RATE)) for n in (stretch.first, stretch.end)]
    if max(off) <= _EXACT:
        return reader.read(low, high - low)
    places = (np.arange(low, high) / RATE - stretch.offset) / stretch.step
    whole = np.floor(places).astype(np.int64)
    phase = np.round((places - whole) * _PHASES).astype(np.int64)
    half = _TAPS // 2
    first = int(whole[0]) - half + 1
    source = reader.read(first, int(whole[-1]) - first + half + 2).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(source, _TAPS)
    made = np.einsum("nt,nt->n", windows[whole - int(whole[0])], _KERNELS[phase])
    rounded: Samples = np.clip(np.round(made), -32768, 32767).astype(np.int16)
    return rounded


def _kernels() -> NDArray[np.float32]:
    """Windowed-sinc kernels for `_PHASES` + 1 places between two samples."""
    half = _TAPS // 2
    distance = np.arange(_TAPS)[None, :] - (half - 1) - np.linspace(0, 1, _PHASES + 1)[:, None]
    kernel = np.sinc(distance) * (0.5 + 0.5 * np.cos(np.pi * np.clip(distance / half, -1, 1)))
    scaled: NDArray[np.float32] = (kernel / kernel.sum(axis=1, keepdims=True)).astype(np.float32)
    return scaled


_KERNELS = _kernels()


def _hash(path: Path) -> str:
    digest: Any = hashlib.sha256()
    with soundfile.SoundFile(path) as file:
        while len(block := file.read(BLOCK, dtype="int16", always_2d=True)):
            digest.update(np.ascontiguousarray(block).tobytes())
    return str(digest.hexdigest())
