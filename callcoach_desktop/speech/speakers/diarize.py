"""One channel -> who speaks when: local voices, then people, then one curve of activity for each person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.speech.sound import RATE, Sound
from callcoach_desktop.speech.speakers.clusters import people
from callcoach_desktop.speech.speakers.segments import FRAME_S, FRAMES, LOCAL, WINDOW_S, Windows, local_voices
from callcoach_desktop.speech.speakers.voices import LEAST_S, Voice, voice_of

_ACTIVE = 0.5
_CLUSTERED_S = 1.0  # stretches this long decide who there is; shorter ones go to the nearest
_LISTEN_S = 3.0  # of one local voice at most: longer ones cost more and say little more


@dataclass(frozen=True, slots=True, eq=False)
class Diarization:
    """`activity` is (frames, people) in 0..1, FRAME_S seconds a frame, the person who speaks longest first; `centres`
    (people, 192) are their voices."""

    activity: NDArray[np.float32]
    centres: NDArray[np.float32]

    @property
    def people(self) -> int:
        """How many people speak."""
        return int(self.activity.shape[1])

    def between(self, start: float, end: float) -> NDArray[np.float32]:
        """How active each person is on average between two seconds, (people,)."""
        first = int(start / FRAME_S)
        last = max(int(np.ceil(end / FRAME_S)), first + 1)
        part = self.activity[first:last]
        if len(part) == 0:
            return np.zeros(self.people, dtype=np.float32)
        mean: NDArray[np.float32] = part.mean(axis=0)
        return mean


def diarize(
    sound: Sound,
    channel: int = 0,
    *,
    speakers: int | None = None,
    progress: Callable[[float], None] = lambda _: None,
    check: Callable[[], None] = lambda: None,
) -> Diarization:
    """Who speaks when in one channel; `speakers` sets their number. `check` may raise to stop."""
    windows = local_voices(sound, channel, progress=lambda s: progress(0.5 * s), check=check)
    frames = int(np.ceil(sound.duration / FRAME_S)) + 1
    where, voices, seconds = _heard(sound, channel, windows, progress, check)
    if not voices:
        return Diarization(np.zeros((frames, 0), dtype=np.float32), np.zeros((0, 192), dtype=np.float32))
    matrix = np.stack(voices)
    long = seconds >= min(_CLUSTERED_S, float(seconds.max()))
    apart = where[long, 0][:, np.newaxis] == where[long, 0][np.newaxis, :]
    np.fill_diagonal(apart, val=False)
    named = people(matrix[long], seconds[long], wanted=speakers, apart=apart)
    count = int(named.max()) + 1
    centres = np.stack([_mean(matrix[long][named == p], seconds[long][named == p]) for p in range(count)])
    likeness = np.full((len(windows.starts), LOCAL, count), -1.0, dtype=np.float32)
    likeness[where[:, 0], where[:, 1]] = matrix @ centres.T
    return Diarization(_joined(windows, likeness, frames), centres)


def _heard(
    sound: Sound, channel: int, windows: Windows, progress: Callable[[float], None], check: Callable[[], None]
) -> tuple[NDArray[np.int64], list[Voice], NDArray[np.float64]]:
    """(window, local voice) of each stretch with a voice in it, the voices, and how long each was heard alone."""
    where: list[tuple[int, int]] = []
    voices: list[Voice] = []
    seconds: list[float] = []
    # The frame of each sample of a window.
    frame_of = np.minimum((np.arange(round(WINDOW_S * RATE)) / (FRAME_S * RATE)).astype(np.int64), FRAMES - 1)
    for number, start in enumerate(windows.starts):
        check()
        active = windows.activity[number] > _ACTIVE
        alone = active & (active.sum(axis=1) == 1)[:, np.newaxis]
        for local in range(LOCAL):
            length = float(alone[:, local].sum()) * FRAME_S
            if length < LEAST_S:
                continue
            samples = sound.read(float(start), WINDOW_S, channel)
            own = samples[alone[frame_of[: len(samples)], local]][: round(_LISTEN_S * RATE)]
            if len(own) < LEAST_S * RATE:
                continue
            where.append((number, local))
            voices.append(voice_of(own))
            seconds.append(length)
        progress(0.5 * sound.duration + 0.5 * min(float(start) + WINDOW_S, sound.duration))
    return np.array(where, dtype=np.int64).reshape(-1, 2), voices, np.array(seconds)


def _joined(windows: Windows, likeness: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """The windows' local voices under the names of people, each frame the mean of the windows that saw it."""
    count = likeness.shape[2]
    total = np.zeros((frames + FRAMES, count), dtype=np.float32)
    seen = np.zeros(frames + FRAMES, dtype=np.float32)
    for number, start in enumerate(windows.starts):
        first = round(float(start) / FRAME_S)
        seen[first : first + FRAMES] += 1
        for local, person in _assigned(likeness[number]):
            total[first : first + FRAMES, person] += windows.activity[number, :, local]
    shared: NDArray[np.float32] = np.minimum(total[:frames] / np.maximum(seen[:frames], 1)[:, np.newaxis], 1.0)
    return shared


def _assigned(likeness: NDArray[np.float32]) -> list[tuple[int, int]]:
    """(local voice, person): the likest first, each person once while there are people left for the voices."""
    order = np.argsort(-likeness, axis=None)
    out: list[tuple[int, int]] = []
    locals_, persons = set[int](), set[int]()
    for flat in order:
        local, person = divmod(int(flat), likeness.shape[1])
        if likeness[local, person] <= -1.0 or local in locals_ or (person in persons):
            continue
        out.append((local, person))
        locals_.add(local)
        persons.add(person)
    # What the window split in two is still somebody's speech.
    out += [
        (local, int(np.argmax(likeness[local])))
        for local in range(len(likeness))
        if local not in locals_ and likeness[local].max() > -1.0
    ]
    return out


def _mean(voices: NDArray[np.float32], seconds: NDArray[np.float64]) -> NDArray[np.float32]:
    mean = (voices * seconds[:, np.newaxis]).sum(axis=0)
    centre: NDArray[np.float32] = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return centre
