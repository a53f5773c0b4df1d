"""Our own transcripts as JSON: the shape of `domain.codec`, and that of `callcoach show --json`."""

from __future__ import annotations

import json
import math
import unicodedata
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
_CHANNELS = 64  # more than any recorder has
_LAST_SECOND = 7 * 24 * 3600.0  # no call is longer; a greater time is milliseconds taken for seconds


class _WrongEntryError(ValueError):
    """An entry that cannot be; its text goes into the sentence for the person."""


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
    except KeyError as error:
        raise _not_ours(name, f"an entry has no “{error.args[0]}”") from error
    except _WrongEntryError as error:
        raise _not_ours(name, f"an entry is wrong ({error})") from error
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _not_ours(name, "an entry is of a kind that it cannot be") from error


def _transcript(data: dict[str, Any]) -> Transcript:
    utterances = sorted((_utterance(u, i) for i, u in enumerate(data["utterances"], 1)), key=lambda u: (u.start, u.end))
    listed = [_speaker(s) for s in data.get("speakers") or []]
    named = {s.id: s for s in listed}
    if len(named) != len(listed):
        raise _WrongEntryError("two speakers with one id")
    for utterance in utterances:  # a speaker who says something is one, listed or not
        named.setdefault(utterance.speaker, Speaker(utterance.speaker, utterance.speaker, "other"))
    ids = [u.id for u in utterances]
    if len(set(ids)) != len(ids):
        raise _WrongEntryError("two utterances with one id")
    last = max((u.end for u in utterances), default=0.0)
    duration = max(_time(data.get("duration") or 0.0), last)
    language = str(data.get("language") or "") or guess_language(u.text for u in utterances)
    return Transcript(duration, language, tuple(named.values()), tuple(utterances))


def _speaker(data: dict[str, Any]) -> Speaker:
    side = data.get("side", data.get("role", "other"))
    if side not in get_args(Side):
        raise _WrongEntryError("a side that is none of rep, customer and other")
    channel = data.get("channel")
    if channel not in (None, *range(_CHANNELS)):
        raise _WrongEntryError("a channel that no recording has")
    known = _text(data["id"])
    return Speaker(known, _text(data.get("name") or known), side, None if channel is None else int(channel))


def _utterance(data: dict[str, Any], number: int) -> Utterance:
    start, end = _time(data["start"]), _time(data["end"])
    if end < start:
        raise _WrongEntryError(f"an end before its start, at {start:g} s")
    return Utterance(
        id=_text(data.get("id") or f"u{number}"),
        speaker=_text(data["speaker"]),
        start=start,
        end=end,
        text=_text(data["text"]),
        words=tuple(map(_word, data.get("words") or [])),
        timed=bool(data.get("timed", True)),
    )


def _word(data: dict[str, Any] | list[Any]) -> Word:
    if isinstance(data, list):
        text, start, end, probability = data
    else:
        text, start, end, probability = data["text"], data["start"], data["end"], data.get("probability", 1.0)
    begin, last, sure = _time(start), _time(end), float(probability)
    if last < begin or not math.isfinite(sure):
        raise _WrongEntryError(f"a word that cannot be, at {begin:g} s")
    return Word(_text(text), begin, last, min(max(sure, 0.0), 1.0))


def _time(value: Any) -> float:
    seconds = math.nan if isinstance(value, bool) else float(value)
    if not math.isfinite(seconds) or not 0 <= seconds <= _LAST_SECOND:
        raise _WrongEntryError(f"a time that no call has: {str(value)[:20]}")
    return seconds


def _text(value: Any) -> str:
    """A text without what no text holds: controls, and halves of characters, which cannot be stored. Numbers may stand
    for ids."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _WrongEntryError("a text that is none")
    return "".join(c for c in str(value) if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})


def _not_ours(name: str, why: str) -> KnownError:
    return KnownError(
        "not_transcript",
        f"“{name}” is not a transcript that can be read here: {why}.",
        "Export the transcript as WebVTT (.vtt) or SRT (.srt) and import that.",
    )
