"""What is known of a sound file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """A sound file after it was decoded to its end. `recorded_at` is the date its metadata tells, if any."""

    duration: float  # seconds, counted from decoded frames, never from the header
    rate: int  # Hz of the source
    channels: int  # channels of the source
    codec: str
    container: str
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SoundCopy:
    """The working copy that decoding made: FLAC, 16 kHz, one or two channels, and the peaks beside it.

    `identical` is True when a two-channel file carried the same sound on both sides and was made mono.
    """

    info: SoundInfo
    channels: int
    rate: int
    frames: int
    identical: bool = False
