"""Stretches of several calls as one sound file, a pause between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from callcoach_desktop.audio.clip import FORMATS, unreadable
from callcoach_desktop.audio.resample import Samples
from callcoach_desktop.domain.errors import Cancelled, KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE_S = 0.8
_BLOCK_S = 10
_HALF = 16  # source samples on each side of what is made from them
_FADE_S = 0.005  # no click where a stretch begins or ends in the middle of a sound


@dataclass(frozen=True, slots=True)
class Part:
    """Seconds `start`..`end` of a sound file."""

    source: Path
    start: float
    end: float


def write_joined(
    parts: Sequence[Part], target: Path, kind: str, cancelled: Callable[[], bool] = lambda: False
) -> list[float]:
    """Write the parts one after the other; returns the second at which each begins.

    The file has the highest rate and the most channels (two at most) of the sources, 16 bits; a source of one channel
    is heard on both. `kind` is ".wav" or ".flac". Raises KnownError `empty_clip`, `copy_unreadable`, Cancelled, OSError
    when the target cannot be written.
    """
    infos = [_info(part.source) for part in parts]
    rate = max(info.samplerate for info in infos)
    channels = min(2, max(info.channels for info in infos))
    starts: list[float] = []
    frames = 0
    try:
        out = soundfile.SoundFile(str(target), "w", rate, channels, "PCM_16", format=FORMATS[kind])
    except soundfile.LibsndfileError as error:
        raise OSError(str(error)) from error
    with out:
        for number, part in enumerate(parts):
            if number:
                frames += _write(out, np.zeros((round(PAUSE_S * rate), channels), dtype=np.float32))
            starts.append(frames / rate)
            wanted = 0
            for block in _blocks(part, rate, channels):
                if cancelled():
                    raise Cancelled
                wanted += _write(out, block)
            if not wanted:
                raise KnownError("empty_clip", "There is no sound in one of these clips.", "Take it out of the list.")
            frames += wanted
    return starts


def _info(source: Path) -> soundfile._SoundFileInfo:
    try:
        return soundfile.info(str(source))
    except (OSError, soundfile.LibsndfileError) as error:
        raise unreadable(source) from error


def _write(out: soundfile.SoundFile, block: Samples) -> int:
    try:
        out.write(block)
    except soundfile.LibsndfileError as error:
        raise OSError(str(error)) from error
    return len(block)


def _blocks(part: Part, rate: int, channels: int) -> Iterator[Samples]:
    """The samples of a part at `rate`, shape (n, channels), exactly as many as its seconds have."""
    try:
        file = soundfile.SoundFile(str(part.source), "r")
    except (OSError, soundfile.LibsndfileError) as error:
        raise unreadable(part.source) from error
    with file:
        first = min(max(round(part.start * file.samplerate), 0), file.frames)
        last = min(max(round(part.end * file.samplerate), 0), file.frames)
        shared = math.gcd(rate, file.samplerate)
        up, down = rate // shared, file.samplerate // shared
        total = round((last - first) * rate / file.samplerate)
        # Borders of blocks are where a source sample and an output sample fall together, so the blocks fit exactly.
        step = max(1, _BLOCK_S * file.samplerate // down) * down
        given = 0
        for start in range(first, last, step):
            end = min(start + step, last)
            found = _resampled(file, part, (start, end), (first, last), (up, down))[: total - given]
            wide = found[:, :channels] if file.channels >= channels else np.repeat(found[:, :1], channels, axis=1)
            yield _faded(np.ascontiguousarray(wide), given, total, round(_FADE_S * rate))
            given += len(wide)


def _resampled(
    file: soundfile.SoundFile, part: Part, block: tuple[int, int], whole: tuple[int, int], ratio: tuple[int, int]
) -> Samples:
    """The samples of a block at `up` / `down` (1 or more) times its rate. The filter sees what lies around the block;
    beyond the part there is silence."""
    (start, end), (up, down) = block, ratio
    around = 0 if up == down else _HALF
    before, after = max(whole[0], start - around), min(whole[1], end + around)
    try:
        file.seek(before)
        found: Samples = file.read(after - before, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise unreadable(part.source) from error
    if up == down:
        return found
    room = ((around - (start - before), around - (after - end)), (0, 0))
    return _upsampled(np.pad(found, room), end - start, up, down)


def _upsampled(padded: Samples, frames: int, up: int, down: int) -> Samples:
    """`frames` samples at `up` / `down` times their rate; `padded` has `_HALF` more on both sides.

    Windowed sinc, a filter for each of the `up` places between two samples: as good as `audio.resample`, which works
    while sound comes in, and a hundred times as fast.
    """
    count = -(-frames * up // down)
    made = np.zeros((count, padded.shape[1]), dtype=np.float32)
    taps = np.arange(-_HALF + 1, _HALF + 1)
    for phase in range(min(up, count)):
        base, rest = divmod(phase * down, up)
        distance = taps - rest / up
        kernel = np.sinc(distance) * (0.5 + 0.5 * np.cos(np.pi * np.clip(distance / _HALF, -1, 1)))
        kernel = (kernel / kernel.sum()).astype(np.float32)
        places = len(made[phase::up])
        for channel in range(padded.shape[1]):
            windows = np.lib.stride_tricks.sliding_window_view(padded[:, channel], 2 * _HALF)
            made[phase::up, channel] = windows[base + 1 :: down][:places] @ kernel
    return made


def _faded(block: Samples, at: int, total: int, fade: int) -> Samples:
    fade = min(fade, total // 2)
    if fade <= 0 or (at >= fade and at + len(block) <= total - fade):
        return block
    place = np.arange(at, at + len(block), dtype=np.float32)
    gain = np.minimum(1.0, np.minimum((place + 1) / fade, (total - place) / fade)).astype(np.float32)
    return block * gain[:, np.newaxis]
