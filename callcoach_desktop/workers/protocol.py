"""The words that a child and its parent exchange: JSON lines, versioned, one message a line.

Requests go to the child's standard input, answers come from its guarded standard output (`workers.guard`).
The shapes are plain dictionaries with a `type`; this module checks that a line is one of them, so that a broken
child is a `ProtocolError` in the parent and not a KeyError somewhere behind it.
"""

from __future__ import annotations

import json
from typing import Any

from callcoach_desktop.domain.errors import Problem

VERSION = 1
Message = dict[str, Any]

# type -> the keys that it must carry besides "v" and "type"
REQUESTS: dict[str, frozenset[str]] = {
    "decode": frozenset({"id", "source", "folder"}),
    "transcribe": frozenset({"id", "sound", "model", "language", "hotwords", "device", "plan", "done"}),
    "enrol": frozenset({"id", "sound"}),
    "analyse": frozenset({"id", "transcript", "vocabulary"}),
    "track": frozenset({"id", "transcript", "trackers"}),
    "devices": frozenset({"id"}),
    "record": frozenset({"id", "folder", "mic", "system", "facts"}),  # mic, system: a name, null for the default
    "stop": frozenset({"id"}),  # with `undo_s`: not before so many seconds, and `go_on` takes it back
    "go_on": frozenset({"id"}),
    "pause": frozenset({"id"}),
    "resume": frozenset({"id"}),
    "mark": frozenset({"id", "text"}),
    "beep": frozenset({"id"}),  # a beep is being played
    "test": frozenset({"id", "folder", "mic", "system", "seconds"}),
    "meter": frozenset({"id"}),
    "listen": frozenset({"id", "mic", "system"}),  # keys of sources, null for none
    "finalise": frozenset({"id", "folder"}),
    "follow": frozenset({"id", "folder", "model", "language", "hotwords", "device"}),  # language null: found out
    "cancel": frozenset({"id"}),
    "quit": frozenset(),
}
# Work that is asked for -> the answer that it ends with, besides "failed" and "cancelled"; None: only those end it
FINAL: dict[str, str | None] = {
    "decode": "decoded",
    "transcribe": "transcribed",
    "enrol": "enrolled",
    "analyse": "analysed",
    "track": "tracked",
    "devices": "sources",
    "record": "recorded",
    "test": "tested",
    "meter": None,
    "finalise": "finalised",
    "follow": None,
}
ANSWERS: dict[str, frozenset[str]] = {
    "ready": frozenset(),
    "loading": frozenset({"id"}),
    "progress": frozenset({"id", "done", "total"}),  # seconds; total null when unknown
    "decoded": frozenset({"id", "copy"}),
    "planned": frozenset({"id", "plan", "batches", "speech_seconds", "language"}),
    "batch": frozenset({"id", "index", "seconds", "words"}),
    "transcribed": frozenset({"id", "transcript", "notes"}),
    "enrolled": frozenset({"id", "voice"}),
    "analysed": frozenset({"id", "analysis"}),
    "tracked": frozenset({"id", "moments"}),
    "sources": frozenset({"id", "devices"}),
    "heard": frozenset({"id", "mic_db", "system_db"}),  # ten times a second while `meter` runs
    "recording": frozenset({"id", "tracks"}),
    "level": frozenset({"id", "t", "mic_db", "system_db", "rep_share"}),  # once a second
    "lost": frozenset({"id", "track", "t", "device"}),
    "back": frozenset({"id", "track", "t", "device"}),
    "returned": frozenset({"id", "track", "t", "device"}),  # the chosen source, instead of one in its place
    "paused": frozenset({"id", "t"}),
    "resumed": frozenset({"id", "t"}),
    "marked": frozenset({"id", "t", "text"}),
    "low_disk": frozenset({"id", "t", "hours_left"}),
    "quiet": frozenset({"id", "t", "seconds"}),
    "stopping": frozenset({"id", "t", "undo_s"}),
    "recorded": frozenset({"id", "seconds", "why"}),
    "tested": frozenset({"id", "path", "levels", "warnings"}),
    "finalised": frozenset({"id", "path", "seconds", "channels", "silent", "start", "happened"}),
    "said": frozenset({"id", "side", "start", "end", "text", "asked"}),  # asked: when its last question ends, or null
    "failed": frozenset({"id", "problem"}),
    "cancelled": frozenset({"id"}),
}


class ProtocolError(Exception):
    """A line that is not a message of this version."""


def encode(kind: str, **fields: Any) -> str:
    """One line, without its line end. Raises ProtocolError when keys are missing (a bug on our side)."""
    required = REQUESTS.get(kind, ANSWERS.get(kind))
    if required is None or required - fields.keys():
        raise ProtocolError(f"not a message: {kind} with {sorted(fields)}")
    return json.dumps(
        {"v": VERSION, "type": kind, **fields}, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def decode(line: str, allowed: dict[str, frozenset[str]]) -> Message:
    """The message of one line; `allowed` is REQUESTS or ANSWERS. Raises ProtocolError."""
    try:
        message = json.loads(line)
    except ValueError as error:
        raise ProtocolError(f"not JSON: {line[:80]!r}") from error
    if not isinstance(message, dict) or message.get("v") != VERSION:
        raise ProtocolError(f"not version {VERSION}: {line[:80]!r}")
    required = allowed.get(str(message.get("type")))
    if required is None or required - message.keys():
        raise ProtocolError(f"unknown or incomplete message: {line[:80]!r}")
    return message


def problem_to_json(problem: Problem) -> dict[str, str]:
    """A problem as the `failed` message carries it."""
    return {"code": problem.code, "what": problem.what, "do": problem.do}


def problem_from_json(data: dict[str, str]) -> Problem:
    """The inverse of `problem_to_json`; raises KeyError on malformed data."""
    return Problem(data["code"], data["what"], data["do"])
