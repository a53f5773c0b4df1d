"""One sound track as even blocks of 16 kHz samples whose place is their time.

Decoders leave out what they cannot decode, and containers jump: a track that starts later than the picture, lost
packets, a recorder that was paused. Such gaps are filled with silence, so that second 600 of the copy is second
600 of the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from callcoach_desktop.audio.probe import Probe, audio_track, open_sound
from callcoach_desktop.domain.errors import KnownError

RATE = 16_000  # Hz, what Whisper, Silero and the pitch models take
GAP_SECONDS = 0.1  # shorter gaps are jitter of time stamps (WebM rounds to 1 ms, some recorders to 20 ms)
BACK_SECONDS = 1.0  # a jump back by more: a recording that was joined from parts; go on where we are
LONGEST_GAP = 3600.0  # longer jumps are broken time stamps, not a pause in a call
LONGEST_GAP_UNCLAIMED = 600.0  # the same where the container does not say how long it is
_DEMUX_RETRIES = 8  # how often a container that cannot be read on is asked for its next packet

Block = NDArray[np.int16]


class SoundStream:
    """Decodes one audio track of a file. Iterate `blocks()` once, to its end; then the counters are complete.

    `layout_channels` is known after the first block; `bad_packets` could not be decoded; `filled_seconds` were put
    in as silence.
    """

    def __init__(self, source: Path, probe: Probe, track: int) -> None:
        self._source = source
        self._probe = probe
        self._track = track
        self.channels = 0
        self.good_packets = 0
        self.bad_packets = 0
        self.filled_seconds = 0.0
        self._resampler: AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None
        self._layout = ""
        self._clock = 0.0  # seconds of the call that were given to the resampler
        self._base: float | None = None  # the time stamp that is second 0
        self._frames = 0  # frames handed out so far, those that wait included
        self._waiting: list[Block] = []
        self._waiting_frames = 0

    def blocks(self, frames: int) -> Iterator[Block]:
        """Blocks of shape (frames, channels), the last one shorter. Raises `KnownError` if the file cannot be read."""
        with open_sound(self._source) as container:
            stream = audio_track(container, self._track, self._source)
            if container.start_time is not None and len(container.streams) > 1:
                # With a picture beside it the sound's time is the picture's: a late track begins with silence.
                self._base = container.start_time / 1_000_000
            for frame in self._decoded(container, stream):
                yield from self._take(frame, frames)
        self._flush()
        while self._waiting_frames:
            yield self._cut(min(frames, self._waiting_frames))

    def _decoded(self, container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
        """Every frame that can be decoded; damaged packets are counted and left out."""
        packets = container.demux(stream)
        retries = _DEMUX_RETRIES
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.error.FFmpegError:
                # The rest may still be readable (Matroska finds its next cluster); else this comes again at once.
                self.bad_packets += 1
                retries -= 1
                if retries <= 0:
                    return
                packets = container.demux(stream)
                continue
            try:
                frames = packet.decode()
            except (av.error.FFmpegError, ValueError, MemoryError):
                self.bad_packets += 1
                continue
            if frames:
                self.good_packets += 1
            yield from frames

    def _take(self, frame: AudioFrame, size: int) -> Iterator[Block]:
        rate = frame.sample_rate
        if not frame.samples or rate <= 0:
            return
        self._place(frame)
        if self._probe.codec.startswith("pcm_f"):
            frame = _without_nan(frame)
        self._clock += frame.samples / rate
        try:
            self._resample(frame)
        except (av.error.FFmpegError, ValueError, MemoryError):
            # A damaged frame of a form that cannot be; what is missing is filled when the next good one is placed.
            self.bad_packets += 1
            self._resampler = None
            self._shape = None
        while self._waiting_frames >= size:
            yield self._cut(size)

    def _resample(self, frame: AudioFrame) -> None:
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or shape != self._shape:
            self._flush()
            self._resampler = self._start(frame)
            self._shape = shape
        frame.pts = None  # places are counted here; the resampler must not fill or drop by itself
        for piece in self._resampler.resample(frame):
            self._add(_samples(piece, self.channels))

    def _start(self, frame: AudioFrame) -> AudioResampler:
        if not self._layout:
            self.channels = frame.layout.nb_channels
            self._layout = frame.layout.name
        # A later change of channels inside a track (broadcast does it) is mixed to the channels of its beginning.
        layout = None if frame.layout.name == self._layout else self._layout
        return AudioResampler(format="s16", layout=layout, rate=RATE)

    def _place(self, frame: AudioFrame) -> None:
        """Fill the gap between what was given so far and where this frame says it belongs."""
        if frame.pts is None or frame.time_base is None:
            return
        stamp = float(frame.pts * frame.time_base)
        if self._base is None:
            self._base = stamp
        gap = stamp - self._base - self._clock
        claimed = self._probe.claimed_seconds
        longest = LONGEST_GAP_UNCLAIMED if claimed is None else min(LONGEST_GAP, claimed + 1.0 - self._clock)
        if GAP_SECONDS < gap <= longest:
            self._flush()
            missing = round((stamp - self._base) * RATE) - self._frames
            if not self.channels:
                self.channels = frame.layout.nb_channels
                self._layout = frame.layout.name
            if missing > 0:
                self._add(np.zeros((missing, self.channels), np.int16))
            self._clock = stamp - self._base
            self.filled_seconds += gap
        elif gap > longest or gap < -BACK_SECONDS:
            self._base = stamp - self._clock

    def _flush(self) -> None:
        if self._resampler is not None:
            for piece in self._resampler.resample(None):
                self._add(_samples(piece, self.channels))
        self._resampler = None

    def _add(self, block: Block) -> None:
        if len(block):
            self._waiting.append(block)
            self._waiting_frames += len(block)
            self._frames += len(block)

    def _cut(self, size: int) -> Block:
        whole = self._waiting[0] if len(self._waiting) == 1 else np.concatenate(self._waiting)
        rest = whole[size:]
        self._waiting = [rest] if len(rest) else []
        self._waiting_frames = len(rest)
        return whole[:size]


def joined(streams: list[SoundStream], frames: int) -> Iterator[Block]:
    """Several mono tracks side by side as channels; a shorter track is filled up with silence."""
    if len(streams) == 1:
        yield from streams[0].blocks(frames)
        return
    sources = [stream.blocks(frames) for stream in streams]
    while True:
        parts = [next(source, np.zeros((0, 1), np.int16)) for source in sources]
        longest = max(len(part) for part in parts)
        if not longest:
            return
        block = np.zeros((longest, len(parts)), np.int16)
        for column, part in enumerate(parts):
            block[: len(part), column] = part[:, 0]
        yield block


def _samples(frame: AudioFrame, channels: int) -> Block:
    """A frame of packed 16-bit samples as shape (n, channels)."""
    return frame.to_ndarray().astype(np.int16, copy=False).reshape(-1, channels)


def _without_nan(frame: AudioFrame) -> AudioFrame:
    """The frame with NaN and infinity as silence: a resampler would smear them, as clicks, over their neighbours."""
    samples = frame.to_ndarray()
    if np.isfinite(samples).all():
        return frame
    silenced = np.where(np.isfinite(samples), samples, 0).astype(np.float64)
    kind = "dblp" if frame.format.is_planar else "dbl"
    clean = AudioFrame.from_ndarray(silenced, format=kind, layout=frame.layout.name)
    clean.sample_rate = frame.sample_rate
    return clean


def cannot_decode(source: Path) -> KnownError:
    """The sentence for a file with less than half a second of sound in it."""
    return KnownError(
        "too_short",
        f"“{source.name}” holds less than half a second of sound.",
        "Check that the recording was finished, or get it again from where it came from.",
    )
