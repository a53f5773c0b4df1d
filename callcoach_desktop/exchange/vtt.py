"""WebVTT as Zoom, Teams and Meet write it.

Our own lenient reader and not webvtt-py: that one stops with an error at a missing header, at a missing blank line
and at times out of order, all of which real exports have, and it keeps only the first voice of a cue.
"""

from __future__ import annotations

import html
import re

from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.exchange.cues import Block, Cue, name_cues, plain, spread, timed_blocks, transcript_of

WHOLE_CUES = "CallCoach: one cue is one utterance"
"""Our own files say so in a note before the first cue; what a person split then stays split when it is read."""
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+(?P<name>[^>]+)>", re.IGNORECASE)
_LANGUAGE = re.compile(r"^\s*language\s*:\s*(?P<code>[a-zA-Z]{2,3})\b", re.IGNORECASE | re.MULTILINE)


def parse_vtt(text: str) -> Transcript:
    """The transcript of a WebVTT text; one without cues has no utterances. Sides are all `other`."""
    header = text.split("-->", 1)[0]
    language = _LANGUAGE.search(header)
    blocks = list(timed_blocks(text))
    voiced = any(_VOICE.search(line) for block in blocks for line in block.lines)
    cues = [cue for block in blocks for cue in _voices(block)] if voiced else name_cues(blocks)
    return transcript_of(cues, language["code"].lower() if language else "", join=WHOLE_CUES not in header)


def _voices(block: Block) -> list[Cue]:
    """The cues of a block with `<v Name>` tags: each tag's words are that person's."""
    raw = "\n".join(block.lines)
    said: list[tuple[str | None, str]] = []
    at, name = 0, None
    for match in _VOICE.finditer(raw):
        said.append((name, plain(raw[at : match.start()])))
        name = " ".join(html.unescape(match["name"]).split()) or None
        at = match.end()
    said.append((name, plain(raw[at:])))
    return spread(block.start, block.end, said)
