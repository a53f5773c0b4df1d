"""Work that survives a restart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

JobKind = Literal["import", "transcribe", "analyse"]
JobState = Literal["queued", "running", "paused", "done", "failed", "cancelled"]
JobStep = Literal["waiting", "reading", "listening", "transcribing", "analysing", "finished"]


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the queue. `done_seconds` of `total_seconds` of speech are transcribed (0 of 0 before it is known);
    `seconds_left` is an estimate from this machine's measured speed, None when unknown."""

    id: str
    kind: JobKind
    call: str | None
    path: str  # what the person dropped
    title: str
    state: JobState
    step: JobStep
    position: float  # order in the queue, lowest first
    done_seconds: float
    total_seconds: float
    seconds_left: float | None
    error: str | None  # a sentence
    created_at: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of one file: the object that `import --json` prints."""

    path: str
    call: str | None
    status: Literal["done", "duplicate", "failed"]
    error: str | None
    audio_seconds: float
    seconds: float
    note: str | None = None  # a sentence about what happened besides
