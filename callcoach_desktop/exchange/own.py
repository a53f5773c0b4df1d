"""Our own transcripts as JSON: the shape of `domain.codec`, and that of `callcoach show --json`."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, get_args

from callcoach_desktop.domain.codec import transcript_to_json
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Side, Speaker, Transcript, Utterance, Word
from callcoach_desktop.exchange.language import guess_language
from callcoach_desktop.exchange.pretty import pretty
from callcoach_desktop.system.files import write_atomic

FORMAT = "callcoach-transcript"
VERSION = 1
_LAST_SECOND = 7 * 24 * 3600.0  # no call is longer; a greater time is milliseconds taken for seconds


def write_own(transcript: Transcript, path: Path) -> None:
    """Write a transcript so that `read_own` gives the same one (times to the millisecond). Raises OSError."""
    data = {"format": FORMAT, "version": VERSION, **transcript_to_json(transcript)}
    write_atomic(path, pretty(data).encode())


def parse_own(text: str, name: str) -> Transcript:
    """The transcript of a JSON text; sides are kept as written. `name` is the file's, for the sentence.

    Raises `KnownError` when it is not JSON, not one of our shapes, from a newer version, or holds times that cannot be.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_ours(name, "it is not complete JSON") from error
    if not isinstance(data, dict):
        raise _not_ours(name, "it is a list or a single value")
    if data.get("format", FORMAT) != FORMAT or "utterances" not in data:
        raise _not_ours(name, "it has no utterances")
    version = data.get("version", VERSION)
    if isinstance(version, int) and version > VERSION:
        raise KnownError(
            "newer_transcript",
            f"“{name}” was written by a newer version of this program.",
            "Update the program, then import the file again.",
        )
    try:
        return _transcript(data)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _not_ours(name, f"an entry is missing or wrong ({error})") from error


def _transcript(data: dict[str, Any]) -> Transcript:
    utterances = sorted((_utterance(u, i) for i, u in enumerate(data["utterances"], 1)), key=lambda u: (u.start, u.end))
    named = {s.id: s for s in map(_speaker, data.get("speakers", []))}
    for utterance in utterances:  # a speaker who says something is one, listed or not
        named.setdefault(utterance.speaker, Speaker(utterance.speaker, utterance.speaker, "other"))
    ids = [u.id for u in utterances]
    if len(set(ids)) != len(ids):
        raise ValueError("two utterances with one id")
    last = max((u.end for u in utterances), default=0.0)
    duration = max(_time(data.get("duration") or 0.0), last)
    language = str(data.get("language") or "") or guess_language(u.text for u in utterances)
    return Transcript(duration, language, tuple(named.values()), tuple(utterances))


def _speaker(data: dict[str, Any]) -> Speaker:
    side = data.get("side", data.get("role", "other"))
    if side not in get_args(Side):
        raise ValueError(f"side {side!r}")
    channel = data.get("channel")
    return Speaker(
        str(data["id"]), str(data.get("name") or data["id"]), side, None if channel is None else int(channel)
    )


def _utterance(data: dict[str, Any], number: int) -> Utterance:
    start, end = _time(data["start"]), _time(data["end"])
    if end < start:
        raise ValueError(f"an end before its start, at {start:g} s")
    return Utterance(
        id=str(data.get("id") or f"u{number}"),
        speaker=str(data["speaker"]),
        start=start,
        end=end,
        text=str(data["text"]),
        words=tuple(map(_word, data.get("words") or [])),
        timed=bool(data.get("timed", True)),
    )


def _word(data: dict[str, Any] | list[Any]) -> Word:
    if isinstance(data, list):
        text, start, end, probability = data
    else:
        text, start, end, probability = data["text"], data["start"], data["end"], data.get("probability", 1.0)
    return Word(str(text), _time(start), _time(end), min(max(float(probability), 0.0), 1.0))


def _time(value: Any) -> float:
    seconds = float(value)
    if not math.isfinite(seconds) or not 0 <= seconds <= _LAST_SECOND:
        raise ValueError(f"time {value!r}")
    return seconds


def _not_ours(name: str, why: str) -> KnownError:
    return KnownError(
        "not_transcript",
        f"“{name}” is not a transcript that can be read here: {why}.",
        "Export the transcript as WebVTT (.vtt) or SRT (.srt) and import that.",
    )
