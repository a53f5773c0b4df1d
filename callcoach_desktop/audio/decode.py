"""Any sound file to a verified working copy: 16 kHz FLAC with one or two channels, its peaks, and how its voices are.

Streaming: memory does not grow with the length but for the peaks (1.4 MB an hour and channel) and the voices (.2 MB).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.audio.channels import ChannelMeter, mix_of
from callcoach_desktop.audio.copy import (
    PART,
    PEAKS_NAME,
    SOUND_NAME,
    CopyWriter,
    replace_synced,
    to_mono,
    writing_problem,
)
from callcoach_desktop.audio.peaks import PeakMeter
from callcoach_desktop.audio.probe import Probe, check_file, damaged, probe
from callcoach_desktop.audio.stream import RATE, SoundStream, cannot_decode, joined
from callcoach_desktop.audio.voicing import VOICING_NAME, VoiceMeter
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.sound import SoundCopy, SoundInfo
from callcoach_desktop.system.disk import free_bytes

LONGEST_SECONDS = 12 * 3600.0
SHORTEST_SECONDS = 0.5
_BLOCK_SECONDS = 10
_LEAST_BYTES_A_SECOND = 250  # 2 kbit/s, half of the leanest speech codec: a header that claims more is not believed
_MOST_BAD_PART = 0.5  # more damaged packets than this among all: what was decoded is noise, not the call

OnProgress = Callable[[float, float | None], None]
Mix = tuple[tuple[int, ...], ...]


class _Parts(NamedTuple):
    """What is written while a file is decoded, until all of it gets its names."""

    sound: Path
    peaks: Path
    voicing: Path


def _quiet(_done: float, _total: float | None) -> None:
    """Progress that nobody watches."""


def _silent(_note: str) -> None:
    """Notes that nobody reads."""


def _never() -> bool:
    """Work that nobody stops."""
    return False


def decode_to_copy(
    source: Path,
    folder: Path,
    *,
    on_progress: OnProgress = _quiet,
    cancelled: Callable[[], bool] = _never,
    on_note: Callable[[str], None] = _silent,
    longest_seconds: float = LONGEST_SECONDS,
    free: Callable[[Path], int] = free_bytes,
) -> SoundCopy:
    """Decode `source` into `folder`/sound.flac, peaks.npz and voice.npz, all complete and synced when this returns.

    `on_progress(done, total)` in seconds of sound (`total` None when the file does not say); `on_note` gets sentences
    about what was left out or changed; `cancelled` is asked about ten times a second of work.

    Raises `KnownError` for anything that is not a readable recording of 0.5 s to `longest_seconds`, and for a disk
    that is full or cannot be written; `Cancelled` when stopped. Then none of them is left behind.
    """
    found = probe(source)
    claimed = found.claimed_seconds or 0.0
    if claimed > longest_seconds and found.size >= claimed * _LEAST_BYTES_A_SECOND:
        raise _too_long(source, longest_seconds)
    before = _stamp(source)
    mix: Mix | None = None
    if found.channels > 2:
        mix = _survey(source, found, cancelled, longest_seconds)
        on_note(_mix_note(mix, found.channels))
    parts = _Parts(*(folder / (name + PART) for name in (SOUND_NAME, PEAKS_NAME, VOICING_NAME)))
    try:
        copy = _decode(source, found, mix, parts, on_progress, cancelled, on_note, longest_seconds, free)
        if _stamp(source) != before:
            raise KnownError(
                "changed",
                f"“{source.name}” changed while it was read.",
                "Wait until the recording or the download is finished, then import it again.",
            )
        replace_synced(
            [
                (parts.voicing, folder / VOICING_NAME),
                (parts.peaks, folder / PEAKS_NAME),
                (parts.sound, folder / SOUND_NAME),
            ]
        )
    except OSError as error:
        raise writing_problem(folder, error, free) from error
    finally:
        for leftover in parts:
            leftover.unlink(missing_ok=True)
    return copy


def _decode(
    source: Path,
    found: Probe,
    mix: Mix | None,
    parts: _Parts,
    on_progress: OnProgress,
    cancelled: Callable[[], bool],
    on_note: Callable[[str], None],
    longest: float,
    free: Callable[[Path], int],
) -> SoundCopy:
    streams = [SoundStream(source, found, track) for track in found.tracks]
    writer: CopyWriter | None = None
    meter = ChannelMeter(RATE, 1)
    peaks, voices = PeakMeter(RATE, 1), VoiceMeter(1)
    part = parts.sound
    try:
        for block in _watched(source, streams, cancelled, longest):
            if mix is not None:
                block = _mixed(block, mix)
            elif block.shape[1] > 2:  # the header said two at most
                block = block[:, :2]
            if writer is None:
                channels = block.shape[1]
                writer = CopyWriter(part, RATE, channels, free=free)
                meter, peaks, voices = ChannelMeter(RATE, channels), PeakMeter(RATE, channels), VoiceMeter(channels)
            writer.write(block)
            meter.add(block)
            peaks.add(block)
            voices.add(block)
            on_progress(writer.frames / RATE, found.claimed_seconds)
        if writer is None or writer.frames < SHORTEST_SECONDS * RATE:
            raise cannot_decode(source) if writer is not None else damaged(source)
        _judge(source, found, streams, writer.frames / RATE, on_note)
        keep, identical = _kept(meter, on_note)
        writer.finish(cancelled)
    except BaseException:
        if writer is not None:
            writer.abandon()
        raise
    if len(keep) < writer.channels:
        mono = to_mono(part, part.with_suffix(".mono" + PART), RATE, keep[0], cancelled=cancelled, free=free)
        try:
            mono.finish(cancelled)
        except BaseException:
            mono.abandon()
            raise
        mono.path.replace(part)
    peaks.save(parts.peaks, keep)
    voices.save(parts.voicing, keep)
    info = SoundInfo(
        duration=writer.frames / RATE,
        rate=found.rate,
        channels=found.channels,
        codec=found.codec,
        container=found.container,
        recorded_at=found.recorded_at,
    )
    return SoundCopy(info=info, channels=len(keep), rate=RATE, frames=writer.frames, identical=identical)


def _watched(
    source: Path, streams: list[SoundStream], cancelled: Callable[[], bool], longest: float
) -> Iterator[NDArray[np.int16]]:
    """The blocks of a file, stopped on request and when there is too much."""
    frames = 0
    for block in joined(streams, _BLOCK_SECONDS * RATE):
        if cancelled():
            raise Cancelled
        frames += len(block)
        if frames > longest * RATE:
            raise _too_long(source, longest)
        yield block


def _survey(source: Path, found: Probe, cancelled: Callable[[], bool], longest: float) -> Mix:
    """Decode once only to see which of many channels carry voices."""
    meter: ChannelMeter | None = None
    streams = [SoundStream(source, found, track) for track in found.tracks]
    for block in _watched(source, streams, cancelled, longest):
        meter = meter or ChannelMeter(RATE, block.shape[1])
        meter.add(block)
    if meter is None:
        raise damaged(source)
    return mix_of(meter)


def _mixed(block: NDArray[np.int16], mix: Mix) -> NDArray[np.int16]:
    columns = [
        block[:, parts[0]] if len(parts) == 1 else np.rint(block[:, list(parts)].mean(axis=1)).astype(np.int16)
        for parts in mix
    ]
    return np.stack(columns, axis=1)


def _judge(
    source: Path, found: Probe, streams: list[SoundStream], seconds: float, on_note: Callable[[str], None]
) -> None:
    """Refuse what is mostly damage; tell about what is partly damaged or cut off."""
    bad, good = sum(s.bad_packets for s in streams), sum(s.good_packets for s in streams)
    if bad > _MOST_BAD_PART * (bad + good):
        raise damaged(source)
    if bad:
        on_note(f"Parts of “{source.name}” are damaged and could not be read; silence stands in their place.")
    claimed = found.claimed_seconds
    if claimed is not None and found.exact_duration and seconds < claimed - max(1.0, 0.01 * claimed):
        if claimed <= LONGEST_SECONDS:
            on_note(f"The recording is cut off: {clock(seconds)} of {clock(claimed)} could be read.")
        else:
            on_note(f"The file's header is wrong about its length; {clock(seconds)} could be read.")


def _kept(meter: ChannelMeter, on_note: Callable[[str], None]) -> tuple[tuple[int, ...], bool]:
    """The channels that the copy keeps, and whether there were two of the same."""
    active = meter.active()
    if not active:
        on_note("There is only silence in this recording.")
    if meter.channels == 1:
        return (0,), False
    if not active:
        return (0,), True
    if len(active) == 1:
        on_note(f"The {('left', 'right')[1 - active[0]]} channel is empty; taken as a mono recording.")
        return active, False
    if meter.same(0, 1):
        on_note("Both channels carry the same sound; taken as a mono recording.")
        return (meter.louder(0, 1),), True
    return (0, 1), False


def _mix_note(mix: Mix, channels: int) -> str:
    if len(mix) == 2:
        return f"Two of {channels} channels carry a voice each; those two are used."
    if len(mix[0]) == 1:
        return f"One of {channels} channels carries sound; taken as a mono recording."
    return f"The {channels} channels were mixed to one."


def clock(seconds: float) -> str:
    """Seconds as people write them: 4:05, 1:02:03."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _stamp(source: Path) -> tuple[int, int]:
    check_file(source)
    status = source.stat()
    return status.st_size, status.st_mtime_ns


def _too_long(source: Path, longest: float) -> KnownError:
    return KnownError(
        "too_long",
        f"“{source.name}” is longer than {longest / 3600:g} hours.",
        "Cut it into the single calls that it holds and import those.",
    )
