"""SubRip (.srt) files, with or without speakers."""

from __future__ import annotations

from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.exchange.cues import name_cues, timed_blocks, transcript_of


def parse_srt(text: str) -> Transcript:
    """The transcript of an SRT text; one without cues has no utterances. Sides are all `other`."""
    return transcript_of(name_cues(timed_blocks(text)))
