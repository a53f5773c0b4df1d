"""A call as the library keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from callcoach_desktop.domain.analysis import Analysis  # a list of calls, and the start, need not make its classes
    from callcoach_desktop.domain.editing import Comment
    from callcoach_desktop.domain.transcript import Transcript

CallState = Literal["queued", "working", "ready", "failed"]
RepChannel = Literal["left", "right"]
Source = Literal["sound", "transcript", "sound+transcript", "recording"]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person said about the files of one import; None where nothing was said."""

    rep_name: str | None = None
    rep_channel: RepChannel | None = None
    speakers: int | None = None
    call_type: str | None = None
    date: str | None = None  # ISO 8601
    customer: str | None = None
    deal: str | None = None
    language: str | None = None  # ISO 639-1; None = detect
    model: str | None = None  # a name of resources/models.toml; None = the default
    link: bool = False  # True: the original stays where it is and is only linked


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as a list shows it. Human-typed values have already been laid over the computed ones."""

    id: str
    title: str
    customer: str | None
    deal: str | None
    call_type: str | None
    started_at: str  # ISO 8601, local time
    duration: float  # seconds
    language: str | None
    model: str | None
    source: Source
    state: CallState
    talk_ratio: float | None = None  # 0..1
    questions: int | None = None  # asked by the rep
    error: str | None = None  # a sentence, when state is failed
    tags: tuple[str, ...] = ()  # sorted
    binned_at: str | None = None  # ISO 8601, UTC: when it was put into the bin

    @property
    def recording(self) -> bool:
        """Whether its sound is still being recorded, or was cut off and is not brought in yet."""
        return self.source == "recording" and self.state == "working" and not self.duration


@dataclass(frozen=True, slots=True)
class CallDetail:
    """All of one call. `transcript` and `analysis` are None until there are words; `sound` is the path of the
    16 kHz working copy and `peaks` that of its peaks, None for a transcript without sound."""

    row: CallRow
    transcript: Transcript | None
    analysis: Analysis | None
    sound: str | None
    peaks: str | None
    rep_channel: RepChannel | None
    rep_channel_from: Literal["said", "remembered", "guessed"] | None
    comments: tuple[Comment, ...] = ()  # sorted by start
    splits: tuple[tuple[str, float], ...] = ()  # (voice, second) where a person wants a new line to begin
    edited: bool = False  # a person's edits are in the transcript
    notes: tuple[str, ...] = ()  # sentences such as "Both channels carry the same sound; taken as mono."
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A sentence that was found, its second, and the second of the first word that was searched for (the same where
    words have no times). `snippet` carries the hit between \\x02 and \\x03 characters."""

    call: str
    title: str
    started_at: str
    utterance: str
    speaker: str
    start: float
    snippet: str
    second: float


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What a write touched, so that open screens can tell whether to read again."""

    calls: frozenset[str] = frozenset()
    jobs: frozenset[str] = frozenset()
    settings: bool = False
    journal: bool = False  # what Undo and Redo would do has changed
    kept: bool = False  # clips, forms or what was filled in: nothing that a figure depends on
    all: bool = False  # another process wrote: everything may have changed

    def __or__(self, other: ChangeSet) -> ChangeSet:
        """Both changes as one."""
        return ChangeSet(
            self.calls | other.calls,
            self.jobs | other.jobs,
            self.settings or other.settings,
            self.journal or other.journal,
            self.kept or other.kept,
            self.all or other.all,
        )
