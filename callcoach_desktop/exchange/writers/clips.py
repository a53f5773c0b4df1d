"""Clips as files beside their sound: subtitles whose seconds begin with the clip, and a list of them as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.domain.naming import KnownNames
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, is_placeholder
from callcoach_desktop.exchange.redacting import NAME, redactor
from callcoach_desktop.exchange.writers.subtitles import srt_of, vtt_of
from callcoach_desktop.exchange.writers.tables import guarded

COLUMNS = ("number", "name", "call", "title", "customer", "type", "date", "start", "end", "seconds", "said", "note")
_KINDS = {"srt": srt_of, "vtt": vtt_of}


def subtitles(placed: Sequence[tuple[ShownClip, float]], kind: str, language: str = "und") -> str:
    """What is said in clips as "srt" or "vtt"; each clip begins at its second of the file."""
    speakers: dict[str, Speaker] = {}
    utterances: list[Utterance] = []
    for number, (shown, at) in enumerate(placed):
        ids = _voices(shown)
        for said in shown.said:
            voice = ids[said.speaker]
            speakers.setdefault(voice, Speaker(voice, said.name, "other"))
            start = at + max(said.start - shown.clip.start, 0.0)
            end = at + min(max(said.end - shown.clip.start, 0.0), shown.clip.length)
            utterances.append(Utterance(f"{number}.{len(utterances)}", voice, start, max(start, end), said.text))
    duration = max((at + shown.clip.length for shown, at in placed), default=0.0)
    utterances.sort(key=lambda u: u.start)
    return _KINDS[kind](Transcript(duration, language, tuple(speakers.values()), tuple(utterances)))


def _voices(shown: ShownClip) -> dict[str, str]:
    """Voice of the call -> voice of the file: the same name in two clips is one, two of one name in a call are two."""
    ids: dict[str, str] = {}
    for said in shown.said:
        if said.speaker not in ids:
            same = sum(1 for other in ids.values() if other.split("\0")[0] == said.name)
            ids[said.speaker] = f"{said.name}\0{same}"
    return ids


def redacted(shown: ShownClip, names: Iterable[str | None], known: KnownNames, language: str = "") -> ShownClip:
    """A clip without names (`exchange.redacting`) and without the call's title; `names` are those of its call."""
    texts = [shown.clip.name, shown.clip.note, *(one.text for one in shown.said)]
    out = redactor(texts, names, (), known, language=language)
    voices: dict[str, str] = {}
    for said in shown.said:
        voices.setdefault(said.speaker, said.name if is_placeholder(said.name) else f"Speaker {len(voices) + 1}")
    clip = replace(shown.clip, name=out.text(shown.clip.name), note=out.text(shown.clip.note))
    words = tuple(replace(one, name=voices[one.speaker], text=out.text(one.text)) for one in shown.said)
    customer = NAME if shown.customer else None
    return replace(shown, clip=clip, title="", customer=customer, said=words)


def rows(clips: Sequence[ShownClip]) -> list[dict[str, Any]]:
    """The clips as plain values by the names of `COLUMNS`; seconds are those of the call."""
    return [
        {
            "number": number,
            "name": shown.clip.name,
            "call": shown.clip.call,
            "title": shown.title,
            "customer": shown.customer or "",
            "type": shown.call_type or "",
            "date": shown.date,
            "start": round(shown.clip.start, 3),
            "end": round(shown.clip.end, 3),
            "seconds": round(shown.clip.length, 3),
            "said": spoken(shown),
            "note": shown.clip.note,
        }
        for number, shown in enumerate(clips, 1)
    ]


def spoken(shown: ShownClip) -> str:
    """What is said, each voice with its name: `Rep: ... Customer: ...`."""
    return " ".join(f"{said.name}: {said.text}" for said in shown.said)


def table(clips: Sequence[ShownClip]) -> str:
    """A list of clips as CSV, in the form of the table of a call: CR LF, a byte order mark, no formulas."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows(clips):
        writer.writerow(guarded(str(row[name])) for name in COLUMNS)
    return out.getvalue()
