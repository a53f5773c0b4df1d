"""How a voice sounds beside how it usually does in the same call: louder and higher, or softer (any language).

This is said of the voice, never of the person, and it is not mixed into the tone of the words: whether loudness and
pitch tell tone in sales calls can only be measured on real calls that people have labelled. Pace is in `wording`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.transcript import Side, Transcript, Utterance
from callcoach_desktop.domain.voicing import VoiceTrack

VoiceKind = Literal["raised", "lowered"]
KINDS: tuple[VoiceKind, ...] = ("raised", "lowered")
RAISED_DB = 6.0  # from normal to raised vocal effort (ISO 9921:2003, annex A: 60 and 66 dB at one metre)
RAISED_SEMITONES = 3.0  # a smaller difference hardly matters in speech ('t Hart 1981, J. Acoust. Soc. Am. 69)
BESIDE_DB = 2.0  # a voice that is raised in pitch is this much louder too: laughter and questions are only higher
SPREAD = 2.0  # times the voice's own spread: who is always lively is not raised all the time
LEAST_SECONDS, LEAST_MOMENTS = 1.0, 8  # of an utterance, and how often a voice is heard in it
LEAST_UTTERANCES = 8  # of a voice, to know how it usually is
_OCTAVE_DOWN, _OCTAVE_UP = -9.0, 12.0  # semitones from the voice's middle beyond which a pitch was misread


@dataclass(frozen=True, slots=True)
class Manner:
    """An utterance beside the same voice in the whole call: `level` in dB, `pitch` in semitones (the middle of its
    moments). `lively` puts both together, -1 to 1."""

    level: float
    pitch: float

    @property
    def lively(self) -> float:
        """Half of it at a raised voice's loudness or pitch, all of it at both."""
        return max(-1.0, min(1.0, (self.level / RAISED_DB + self.pitch / RAISED_SEMITONES) / 2))


@dataclass(frozen=True, slots=True)
class VoiceMark:
    """An utterance in which a voice is far from how it usually is."""

    kind: VoiceKind
    speaker: str
    side: Side
    start: float
    end: float
    text: str
    manner: Manner


def manners(transcript: Transcript, track: VoiceTrack) -> dict[str, Manner]:
    """By utterance; those that are too short or talked over, and voices that say too little, are left out. Of a sound
    with two channels only voices are told whose channel is known."""
    found: dict[str, Manner] = {}
    alone = _alone(transcript, track)
    for speaker in transcript.speakers:
        channel = 0 if track.channels == 1 else speaker.channel
        if channel is None or channel >= track.channels:
            continue
        said = [u for u in transcript.utterances if u.speaker == speaker.id and u.timed]
        usable = alone[channel] & np.isfinite(track.pitch[channel])
        found |= _of_voice(said, track, channel, usable)
    return found


def _of_voice(said: list[Utterance], track: VoiceTrack, channel: int, usable: NDArray[np.bool_]) -> dict[str, Manner]:
    spans = [(u, track.between(u.start, u.end)) for u in said]
    places = [(u, np.flatnonzero(usable[span]) + span.start) for u, span in spans]
    every = np.concatenate([place for _, place in places] or [np.zeros(0, np.int64)])
    if not len(every):
        return {}
    semitones = 12 * np.log2(track.pitch[channel])
    high, loud = float(np.median(semitones[every])), float(np.median(track.level[channel][every]))
    found = {}
    for u, place in places:
        pitches = semitones[place] - high
        pitches = pitches[(pitches > _OCTAVE_DOWN) & (pitches < _OCTAVE_UP)]
        if u.end - u.start >= LEAST_SECONDS and len(pitches) >= LEAST_MOMENTS:
            level = float(np.median(track.level[channel][place])) - loud
            found[u.id] = Manner(round(level, 1), round(float(np.median(pitches)), 1))
    return found if len(found) >= LEAST_UTTERANCES else {}


def _alone(transcript: Transcript, track: VoiceTrack) -> NDArray[np.bool_]:
    """(channels, moments): where at most one voice of a channel speaks."""
    channels = {s.id: 0 if track.channels == 1 else s.channel for s in transcript.speakers}
    count = np.zeros(track.level.shape, np.int16)
    for u in transcript.utterances:
        channel = channels.get(u.speaker)
        if u.timed and channel is not None and channel < track.channels:
            count[channel, track.between(u.start, u.end)] += 1
    return count <= 1


def voice_marks(transcript: Transcript, told: Mapping[str, Manner]) -> tuple[VoiceMark, ...]:
    """Where voices are raised or lowered, in order of time."""
    found: list[VoiceMark] = []
    for speaker in transcript.speakers:
        own = [(u, told[u.id]) for u in transcript.utterances if u.speaker == speaker.id and u.id in told]
        if not own:
            continue
        wide, high = (SPREAD * _spread([getattr(m, name) for _, m in own]) for name in ("level", "pitch"))
        for u, m in own:
            louder = m.level >= max(RAISED_DB, wide)
            higher = m.pitch >= max(RAISED_SEMITONES, high) and m.level >= BESIDE_DB
            if louder or higher:
                found.append(VoiceMark("raised", u.speaker, speaker.side, u.start, u.end, u.text, m))
            elif m.level <= -max(RAISED_DB, wide):
                found.append(VoiceMark("lowered", u.speaker, speaker.side, u.start, u.end, u.text, m))
    return tuple(sorted(found, key=lambda mark: (mark.start, mark.end)))


def _spread(values: list[float]) -> float:
    """Half of the values lie within .67 of it around their middle (the standard deviation of a bell)."""
    some = np.array(values)
    return 1.4826 * float(np.median(np.abs(some - np.median(some))))
