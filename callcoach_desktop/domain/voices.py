"""What a voice sounds like, as numbers: near each other for one person, and useless for anything but comparing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Voiceprint:
    """The voice of one speaker of a call. `numbers` are 192, of length 1 together; `seconds` is how much of the
    speaker was listened to for it."""

    speaker: str
    seconds: float
    numbers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """The rep's own voice as the library knows it: `enrolled` by the rep, or learned from `calls` calls."""

    origin: Literal["enrolled", "calls"]
    seconds: float
    calls: int
    since: str
    """When it was enrolled or last learned, ISO 8601."""


@dataclass(frozen=True, slots=True)
class VoiceState:
    """Everything that is known of the rep's voice; `learning` is whether calls may teach it."""

    own: tuple[OwnVoice, ...]
    learning: bool
    calls_with_voices: int
