"""A call as one file (`.callcoach`) for another library: its words, names, comments and sound, each with its hash.

A zip with a fixed set of members; nothing else is read from it, and no name of it ever becomes a path. The same call
always gives the same bytes, so that importing it twice is noticed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Literal, get_args

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.clips import Clip
from callcoach_desktop.domain.codec import transcript_to_json
from callcoach_desktop.domain.editing import Author, Comment, Edit, EditKind, Reaction
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.judging import OUTCOMES, TYPES, Judgement, Verdict
from callcoach_desktop.domain.naming import KnownNames
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.exchange.archive import Form, Reader, Writer
from callcoach_desktop.exchange.filled import Filled, from_data, to_data
from callcoach_desktop.exchange.own import FORMAT as TRANSCRIPT_FORMAT
from callcoach_desktop.exchange.own import VERSION as TRANSCRIPT_VERSION
from callcoach_desktop.exchange.own import parse_own
from callcoach_desktop.exchange.pretty import pretty
from callcoach_desktop.exchange.redacting import redactor

SUFFIX = ".callcoach"
CALL, SHOW, TRANSCRIPT, HEARD, EDITS, COMMENTS, JUDGEMENTS, CLIPS, FIGURES, SCORECARDS, SOUND = (
    "call.json", "show.json", "transcript.json", "heard.json", "edits.json", "comments.json", "judgements.json",
    "clips.json", "figures.json", "scorecards.json", "sound.flac",
)  # fmt: skip
_LARGEST = {
    CALL: 1 << 20, SHOW: 256 << 20, TRANSCRIPT: 64 << 20, HEARD: 64 << 20, EDITS: 16 << 20,
    COMMENTS: 16 << 20, JUDGEMENTS: 16 << 20, CLIPS: 4 << 20, FIGURES: 1 << 20, SCORECARDS: 16 << 20,
    SOUND: 8 << 30,
}  # fmt: skip
_FORM = Form(
    format="callcoach-package",
    version=1,
    what="CallCoach package",
    again="Ask for it again, or export the call once more. Nothing was imported.",
    largest=_LARGEST,
    needed=(CALL, TRANSCRIPT),
)
Sound = Literal["all", "clips", "none"]
_FACTS = ("title", "customer", "deal", "call_type", "started_at", "language", "model", "rep_channel")


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says about its call. `sound` tells whether it holds sound; `facts` are texts or None.

    `transcript` is what the machine heard, and `edits` are what a person corrected in it; without edits it is the
    transcript in force.
    """

    facts: dict[str, str | None]
    tags: tuple[str, ...]
    sha256: str | None  # of the original that the call was made from
    transcript: Transcript
    edits: tuple[Edit, ...]
    comments: tuple[Comment, ...]
    sound: bool
    call: str | None = None  # its id where it was recorded
    clips: tuple[Clip, ...] = ()
    figures: Mapping[str, float] | None = None  # for coaching, by `coaching.counting.key`; None: it brings none
    counted_by: int = 0  # the version of the rules that they were counted by
    only_clips: bool = False  # its sound is silent outside of its clips
    judgements: tuple[Judgement, ...] = ()  # a person's verdicts on its moments
    scorecards: tuple[Filled, ...] = ()  # forms with what either side handed in, where that was chosen


@dataclass(frozen=True, slots=True)
class Packing:
    """What of a call goes into its package. `redacted` takes the names and the sound out (`exchange.redacting` says
    which names), with `competitors` those of competitors as well; `scorecards` adds what was handed in.

    Voices name people as surely as words do: there is no package with sound and without names. Sound of `clips` alone
    keeps its seconds: everything between the clips is silence.
    """

    sound: Sound = "all"
    redacted: bool = False
    scorecards: bool = False
    competitors: bool = False


WHOLE = Packing()


def is_package(path: Path) -> bool:
    """Whether a file's name says that it is a package (it is not opened)."""
    return path.suffix.lower() == SUFFIX


def write_package(
    detail: CallDetail,
    shown: dict[str, Any],
    target: IO[bytes],
    cancelled: Callable[[], bool] = lambda: False,
    *,
    heard: Transcript | None = None,
    edits: Sequence[Edit] = (),
    packing: Packing = WHOLE,
    origin: str | None = None,
    clips: Sequence[Clip] = (),
    figures: tuple[int, Mapping[str, float]] | None = None,
    sound: Path | None = None,
    judgements: Sequence[Judgement] = (),
    scorecards: Sequence[Filled] = (),
    names: Sequence[str] = (),
    known: KnownNames | None = None,
) -> None:
    """Write the package of a call; `shown` is what `show --json` prints of it, `heard` what the `edits` correct.

    `origin` is the call's id in the library where it was recorded (the call's own when None), `figures` those for
    coaching with the version of their rules, `sound` what goes in instead of the call's own sound,
    `judgements` a person's verdicts on its moments, `scorecards` the forms that were filled in for it, `names` further
    ones of this call and `known` those of the whole library, for a redacted package.

    Raises KnownError `no_words`, `sound_missing`; OSError; Cancelled.
    """
    row = detail.row
    if detail.transcript is None or not detail.transcript.utterances:
        raise KnownError("no_words", f"“{row.title}” has no words yet.", "Wait until it is transcribed.")
    facts = {
        "title": row.title, "customer": row.customer, "deal": row.deal, "call_type": row.call_type,
        "started_at": row.started_at, "language": row.language, "model": row.model,
        "rep_channel": detail.rep_channel, "tags": list(row.tags), "sha256": detail.extra.get("sha256"),
        "call": origin or row.id, "sound": packing.sound,
    }  # fmt: skip
    texts: dict[str, Any] = {CALL: facts, SHOW: shown, TRANSCRIPT: _own(detail.transcript)}
    texts[COMMENTS] = [asdict(c) for c in detail.comments]
    if heard is not None and edits:
        texts |= {HEARD: _own(heard), EDITS: [asdict(e) for e in edits]}
    if judgements:
        texts[JUDGEMENTS] = [asdict(j) for j in judgements]
    if clips:
        texts[CLIPS] = [asdict(c) for c in clips]
    if figures is not None:
        texts[FIGURES] = {"version": figures[0], "values": dict(figures[1])}
    if scorecards:
        texts[SCORECARDS] = to_data(scorecards)
    if packing.redacted:
        texts = _redacted(texts, detail, names, known or KnownNames(), packing)
    with Writer(target, _FORM) as parts:
        for name, value in texts.items():
            parts.put(name, pretty(value).encode("utf-8", "replace"))
        chosen = sound or (Path(detail.sound) if detail.sound is not None else None)
        if chosen is not None and packing.sound != "none" and not packing.redacted:
            parts.put_sound(SOUND, chosen, row.title, cancelled)


def read_package(path: Path) -> Package:
    """Read and check everything but the sound. Raises KnownError: a file that is none, is damaged, was changed, is
    too big, or comes from a newer version."""
    with Reader(path, _FORM) as reader:
        told = reader.json(CALL)
        facts, tags, sha256 = _facts(told, path)
        call = told.get("call")
        transcript = _words(reader.text(TRANSCRIPT), path)
        comments = _comments(reader.json(COMMENTS), path) if COMMENTS in reader.files else ()
        edits: tuple[Edit, ...] = ()
        if HEARD in reader.files and EDITS in reader.files:
            transcript = _words(reader.text(HEARD), path)
            edits = _edits(reader.json(EDITS), path)
        if not transcript.utterances:
            raise broken(path, "it has no words")
        clips = _clips(reader.json(CLIPS), path) if CLIPS in reader.files else ()
        version, figures = _figures(reader.json(FIGURES), path) if FIGURES in reader.files else (0, None)
        judged = _judgements(reader.json(JUDGEMENTS), path) if JUDGEMENTS in reader.files else ()
        filled = _scorecards(reader.json(SCORECARDS), path) if SCORECARDS in reader.files else ()
        only_clips = told.get("sound") == "clips"
        reader.prove(SOUND)  # it is proved when it is unpacked
        return Package(
            facts, tags, sha256, transcript, edits, comments, SOUND in reader.files, _id(call), clips, figures, version,
            only_clips, judged, filled,
        )  # fmt: skip


def unpack_sound(path: Path, target: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write the sound of a package to `target` and prove it. Raises KnownError, OSError, Cancelled."""
    with Reader(path, _FORM) as reader, target.open("wb") as out:
        for block in reader.blocks(SOUND):
            out.write(block)
            if cancelled():
                raise Cancelled


def _words(text: str, path: Path) -> Transcript:
    try:
        return parse_own(text, path.name)
    except KnownError as error:
        if error.problem.code != "not_transcript":
            raise
        raise broken(path, "its words are damaged") from error


def _facts(data: Any, path: Path) -> tuple[dict[str, str | None], tuple[str, ...], str | None]:
    if not isinstance(data, dict):
        raise broken(path, "the facts of the call are missing")
    facts: dict[str, str | None] = {}
    for key in _FACTS:
        value = data.get(key)
        if value is not None and (not isinstance(value, str) or len(value) > 1000):
            raise broken(path, f"{key} is not a text")
        facts[key] = value or None
    if facts["rep_channel"] not in {None, "left", "right"}:
        raise broken(path, "the rep's channel is none")
    tags = data.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) and len(tag) <= 200 for tag in tags):
        raise broken(path, "its tags are not texts")
    sha256 = data.get("sha256")
    return facts, tuple(tags), sha256 if isinstance(sha256, str) and len(sha256) == 64 else None


def _id(call: Any) -> str | None:
    return call if isinstance(call, str) and call.isalnum() and len(call) <= 64 else None


def _comments(data: Any, path: Path) -> tuple[Comment, ...]:
    try:
        made = [
            Comment(
                str(c["id"]), c["kind"], float(c["start"]), None if c["end"] is None else float(c["end"]),
                str(c["text"]), str(c["created_at"]), c.get("author", ""), c.get("reaction", ""),
            )
            for c in data
        ]  # fmt: skip
        if any(c.author not in get_args(Author) or c.reaction not in get_args(Reaction) for c in made):
            raise ValueError("nobody writes comments like that")
        if any(c.kind not in {"comment", "bookmark"} or not 0 <= c.start < 1e6 for c in made):
            raise ValueError("a comment that cannot be")
        made = [c if c.end is None or c.start <= c.end < 1e6 else replace(c, end=None) for c in made]
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise broken(path, "a comment is incomplete") from error
    return tuple(made)


def _clips(data: Any, path: Path) -> tuple[Clip, ...]:
    try:
        made = [
            Clip(
                str(c["id"]), "", float(c["start"]), float(c["end"]), str(c["name"])[:500], str(c["note"]),
                str(c["created_at"]),
            )
            for c in data
        ]  # fmt: skip
        if any(not c.id.isalnum() or not 0 <= c.start < c.end < 1e6 for c in made):
            raise ValueError("a clip that cannot be")
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise broken(path, "a clip is incomplete") from error
    return tuple(made)


def _judgements(data: Any, path: Path) -> tuple[Judgement, ...]:
    try:
        made = [
            Judgement(
                str(j["id"]), j["verdict"], j["kind"], str(j["guess"])[:200], str(j["type"])[:200], str(j["speaker"]),
                float(j["start"]), float(j["end"]), str(j["quote"]), str(j["created_at"]),
                str(j.get("outcome") or ""),
            )
            for j in data
        ]  # fmt: skip
        known = {"", *OUTCOMES}
        if any(j.verdict not in get_args(Verdict) or j.kind not in TYPES or j.outcome not in known for j in made):
            raise ValueError("nobody judges like that")
        if any(not j.id.isalnum() or not 0 <= j.start <= j.end < 1e6 for j in made):
            raise ValueError("a verdict that cannot be")
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise broken(path, "a verdict on a moment is incomplete") from error
    return tuple(made)


def _scorecards(data: Any, path: Path) -> tuple[Filled, ...]:
    try:
        return from_data(data)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, KnownError) as error:
        raise broken(path, "a scorecard is incomplete") from error


def _figures(data: Any, path: Path) -> tuple[int, dict[str, float]]:
    try:
        values = {str(name): float(value) for name, value in data["values"].items()}
        if not all(map(math.isfinite, values.values())):
            raise ValueError("a figure that is no number")
        return int(data["version"]), values
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise broken(path, "its figures are incomplete") from error


def _edits(data: Any, path: Path) -> tuple[Edit, ...]:
    try:
        made = [
            Edit(
                str(e["id"]), e["kind"], str(e["speaker"]), float(e["start"]), float(e["end"]),
                str(e.get("text") or ""), str(e.get("to") or ""),
            )
            for e in data
        ]  # fmt: skip
        if any(e.kind not in get_args(EditKind) or not 0 <= e.start <= e.end < 1e6 for e in made):
            raise ValueError("an edit that cannot be")
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise broken(path, "an edit is incomplete") from error
    return tuple(made)


def _redacted(
    texts: dict[str, Any], detail: CallDetail, names: Sequence[str], known: KnownNames, packing: Packing
) -> dict[str, Any]:
    """The members without names; title, tags, customer and deal go, and what tells which recording it was."""
    speakers = detail.transcript.speakers if detail.transcript is not None else ()
    people = [s.name for s in speakers if s.name]
    own = [detail.row.customer, detail.row.deal, *names]
    language = detail.row.language or ""
    redact = redactor(texts, own, people, known, language=language, competitors=packing.competitors)
    made = {name: redact(value) for name, value in texts.items()}
    gone: dict[str, Any] = {
        "customer": None,
        "deal": None,
        "sha256": None,
        "tags": [],
        "title": f"Call of {detail.row.started_at[:10]}",
    }
    made[CALL] = {**made[CALL], **gone, "call": texts[CALL]["call"]}
    made[SHOW] = {**made[SHOW], **{key: value for key, value in gone.items() if key in made[SHOW]}}
    return made


def _own(transcript: Transcript) -> dict[str, Any]:
    return {"format": TRANSCRIPT_FORMAT, "version": TRANSCRIPT_VERSION, **transcript_to_json(transcript)}


def broken(path: Path, why: str) -> KnownError:
    """The error for a package that cannot be taken."""
    return _FORM.broken(path, why)
