"""Where each channel speaks: Silero voice activity, with edges set by energy.

Silero (MIT, shipped inside faster-whisper) decides in steps of 32 ms whether there is a voice and is hard to fool
with hum, ring tones or music; but its edges swing by 0.1 to 0.2 s. Energy in steps of 10 ms knows where sound
begins, but not whether it is a voice. So Silero finds the regions and energy moves their edges.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.speech.sound import RATE, Samples, Sound

VAD_STEP = 512  # samples: the window that Silero v6 was trained on at 16 kHz
VAD_CONTEXT = 64  # samples before each window that it also sees
HOP = 160  # samples: 10 ms, the grid of energy
BLOCK = VAD_STEP * 5 * 187  # samples read at once, about 30 s; a multiple of both grids
BANDS = 12  # energy bands between 200 Hz and 3800 Hz (telephone width), for telling leaked sound from own sound

ON, OFF = 0.5, 0.35  # Silero's own thresholds: speech begins above ON and ends below OFF
MIN_SILENCE = 0.10  # s: shorter holes are stop consonants, not pauses
MIN_SPEECH = 0.09  # s: shorter regions are clicks
EDGE_BEFORE, EDGE_AFTER = 0.30, 0.20  # s: how far energy may move an edge outwards and inwards
ABOVE_FLOOR = 8.0  # dB over the channel's noise floor that count as sound
BELOW_SPEECH = 32.0  # dB below the channel's speech level that count as silence whatever the floor is

Span = tuple[float, float]
Flags = NDArray[np.bool_]


@dataclass
class ChannelActivity:
    """What was heard on one channel. `voice` is Silero's probability per 32 ms, `level` dBFS per 10 ms,
    `bands` dBFS per 10 ms and band, shape (n, BANDS)."""

    voice: NDArray[np.float32]
    level: NDArray[np.float32]
    bands: NDArray[np.float16]


class Silero:
    """Silero over consecutive blocks of one channel: the recurrent state is carried from block to block. Called with
    samples, a multiple of VAD_STEP, it gives the probability of a voice for each step."""

    def __init__(self) -> None:
        from faster_whisper.vad import get_vad_model

        self._session: Any = get_vad_model().session
        self._h = np.zeros((1, 1, 128), dtype=np.float32)
        self._c = np.zeros((1, 1, 128), dtype=np.float32)
        self._tail = np.zeros(VAD_CONTEXT, dtype=np.float32)

    def __call__(self, block: Samples) -> NDArray[np.float32]:
        """The probabilities of a voice (0..1), one a step."""
        windows = block.reshape(-1, VAD_STEP)
        before = np.vstack([self._tail, windows[:-1, -VAD_CONTEXT:]])
        self._tail = windows[-1, -VAD_CONTEXT:].copy()
        out, self._h, self._c = self._session.run(
            None, {"input": np.hstack([before, windows]), "h": self._h, "c": self._c}
        )
        return np.asarray(out, dtype=np.float32).reshape(-1)


def _band_matrix() -> NDArray[np.float32]:
    """(BANDS, 161) matrix that sums the power of a 320-point spectrum into bands, equal on a log scale."""
    frequencies = np.fft.rfftfreq(2 * HOP, 1 / RATE)
    edges = np.geomspace(200, 3800, BANDS + 1)
    return np.stack([((frequencies >= low) & (frequencies < high)) for low, high in itertools.pairwise(edges)]).astype(
        np.float32
    )


def listen(
    sound: Sound,
    on_progress: Callable[[float], None] = lambda _seconds: None,
    check: Callable[[], None] = lambda: None,
) -> list[ChannelActivity]:
    """Run over the whole sound once, all channels together, in blocks of 30 s.

    `on_progress` gets the seconds heard; `check` may raise `Cancelled`. It keeps about 30 bytes per 10 ms and channel.
    """
    silero = [Silero() for _ in range(sound.channels)]
    window, matrix = np.hanning(2 * HOP).astype(np.float32), _band_matrix()
    voice: list[list[NDArray[np.float32]]] = [[] for _ in silero]
    level: list[list[NDArray[np.float32]]] = [[] for _ in silero]
    bands: list[list[NDArray[np.float16]]] = [[] for _ in silero]
    at, block_seconds = 0.0, BLOCK / RATE
    threads = ThreadPoolExecutor(max_workers=max(1, sound.channels), thread_name_prefix="listen")
    while at < sound.duration:
        check()
        block = sound.read(at, block_seconds)
        if len(block) == 0:
            break
        block = block.reshape(len(block), -1)
        padded = np.zeros((-(-len(block) // (VAD_STEP * 5)) * VAD_STEP * 5, block.shape[1]), dtype=np.float32)
        padded[: len(block)] = block

        def hear(channel: int, padded: Samples = padded) -> None:
            samples = np.ascontiguousarray(padded[:, channel])
            voice[channel].append(silero[channel](samples))
            frames = samples.reshape(-1, HOP)
            level[channel].append(_decibel(np.square(frames).mean(axis=1, dtype=np.float32)))
            if len(silero) > 1:  # bands are for telling leaked sound: with one channel nothing can leak
                pairs = np.hstack([frames, np.vstack([frames[1:], np.zeros((1, HOP), np.float32)])])
                spectrum = np.abs(np.fft.rfft(pairs * window, axis=1)).astype(np.float32)
                power = np.square(spectrum) / np.float32(HOP * HOP)
                bands[channel].append(_decibel(power @ matrix.T).astype(np.float16))

        list(threads.map(hear, range(len(silero))))  # onnxruntime and numpy's loops let go of the interpreter
        at += block_seconds
        on_progress(min(at, sound.duration))
    threads.shutdown()
    empty = np.zeros(0, np.float32)
    return [
        ChannelActivity(
            np.concatenate([*v, empty]), np.concatenate([*e, empty]), np.vstack([*b, np.zeros((0, BANDS), np.float16)])
        )
        for v, e, b in zip(voice, level, bands, strict=True)
    ]


def _decibel(power: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    return np.asarray(10 * np.log10(power + 1e-10), dtype=np.float32)  # the floor is -100 dBFS


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Index pairs [start, end) of the runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def voice_regions(voice: NDArray[np.float32]) -> list[Span]:
    """Speech regions in seconds by Silero with hysteresis, holes below MIN_SILENCE closed."""
    step = VAD_STEP / RATE
    # A run above OFF counts when it reaches ON somewhere: hysteresis without a loop over frames.
    spans = [(a * step, b * step) for a, b in _runs(voice >= OFF) if voice[a:b].max() >= ON]
    return [s for s in merge(spans, MIN_SILENCE) if s[1] - s[0] >= MIN_SPEECH]


def merge(spans: list[Span], gap: float) -> list[Span]:
    """Sorted spans with holes of at most `gap` seconds closed."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start - out[-1][1] <= gap:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def sound_threshold(activity: ChannelActivity, spans: list[Span]) -> float:
    """dBFS above which a 10 ms frame is sound: over the channel's floor, and within reach of its speech level."""
    level = activity.level
    speaking = np.zeros(len(level), dtype=bool)
    for start, end in spans:
        speaking[int(start * 100) : int(end * 100) + 1] = True
    speech = float(np.median(level[speaking])) if speaking.any() else -30.0
    # The 20th percentile of what is not speech is the floor: the rest of it may hold clicks, breath and edges.
    floor = float(np.percentile(level[~speaking], 20)) if (~speaking).any() else speech - 40
    return min(max(floor + ABOVE_FLOOR, speech - BELOW_SPEECH), speech - 6)


def speech_spans(activity: ChannelActivity) -> list[Span]:
    """Where the channel speaks, in seconds, edges on the 10 ms grid."""
    spans = voice_regions(activity.voice)
    if not spans:
        return []
    loud = activity.level > sound_threshold(activity, spans)
    # Two of three frames: a single loud frame is a click.
    loud = np.convolve(loud, np.ones(3), mode="same") >= 2
    out: list[Span] = []
    for start, end in spans:
        low, high = int(max(0.0, start - EDGE_BEFORE) * 100), int((start + EDGE_AFTER) * 100)
        begin = _outer_edge(loud[low:high], (int(start * 100) - low), first=True)
        low_end, high_end = int(max(0.0, end - EDGE_AFTER) * 100), int((end + EDGE_BEFORE) * 100)
        stop = _outer_edge(loud[low_end:high_end], int(end * 100) - low_end, first=False)
        first, last = (low + begin) / 100, (low_end + stop) / 100
        if last - first >= MIN_SPEECH:
            out.append((first, last))
    return merge(out, MIN_SILENCE)


def _outer_edge(loud: Flags, edge: int, *, first: bool) -> int:
    """Index of the edge of the sound that `edge` lies in or next to.

    Only sound that hangs together with the edge counts (holes up to 60 ms), so that a neighbour's sound or a
    click 0.2 s away does not pull the edge.
    """
    if not loud.any():
        return edge
    if first:
        inside = [(a, b) for a, b in _runs(loud) if b > edge or edge - b <= 6]
        return inside[0][0] if inside else edge
    inside = [(a, b) for a, b in _runs(loud) if a < edge or a - edge <= 6]
    return inside[-1][1] if inside else edge
