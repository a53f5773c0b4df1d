"""Packages on their way in: what one says becomes a call as if its sound and its words had been imported here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.judging import NAMED, Judgement
from callcoach_desktop.exchange import write_own
from callcoach_desktop.exchange.package import Package, is_package, read_package, unpack_sound
from callcoach_desktop.jobs import filled
from callcoach_desktop.jobs.originals import RESERVE, disk_full, told
from callcoach_desktop.jobs.wishes import Wish
from callcoach_desktop.store import calls, clips, journal, judgements, packaged, typed
from callcoach_desktop.system.disk import free_bytes
from callcoach_desktop.system.files import fsync_file, make_private

_WORDS = Path("transcript.json")
MOSTLY = 0.5  # the share of the shorter one that two verdicts on one moment have in common
_CHANNEL = {"left": 0, "right": 1}
ONLY_CLIPS = "Only its clips have sound: whoever sent this call left the rest of it out."


def opened(path: Path) -> Package | None:
    """What a package says; None for a file of another kind. Raises KnownError for a bad one."""
    return read_package(path) if is_package(path) else None


def known(conn: Any, package: Package) -> str | None:
    """The call here that a package is about: of the same recording, or the one that it, or itself, came from."""
    found = calls.by_hash(conn, package.sha256) if package.sha256 is not None else None
    return found or (packaged.of_origin(conn, package.call) if package.call is not None else None)


def wish_of(wish: Wish, package: Package) -> Wish:
    """The wish with what a package settles: its words go with its sound, its language is known, nothing is linked."""
    options = replace(wish.options, link=False, language=None, rep_channel=None)
    return replace(wish, transcript=_WORDS if package.sound else None, options=options)


def stage(package: Package, path: Path, staging: Path, cancelled: Callable[[], bool]) -> str:
    """Put sound and words into the staging folder; returns the name of what counts as the original.

    Raises KnownError (disk full, damaged) or Cancelled.
    """
    with told(path):
        size = path.stat().st_size
    room = free_bytes(staging)
    if room < size + RESERVE:
        raise disk_full(size + RESERVE - room)
    name = "original.flac" if package.sound else "original.json"
    with told(staging):
        write_own(package.transcript, staging / (_WORDS.name if package.sound else name))
        if package.sound:
            unpack_sound(path, staging / name, cancelled)
            make_private(staging / name)
            fsync_file(staging / name)
    return name


def named(new: calls.NewCall, package: Package) -> calls.NewCall:
    """The call with the title, the date and the kind that the package tells."""
    begun = _moment(package.facts["started_at"]) or new.started_at
    return replace(
        new,
        title=package.facts["title"] or new.title,
        started_at=begun,
        source="sound+transcript" if package.sound else "transcript",
        folder=f"calls/{begun[:4]}/{new.id}",
    )


def merge(conn: Any, call: str, package: Package) -> tuple[int, int]:
    """Add the comments, the verdicts and the scorecards of a package to the call that it is about, each once; returns
    how many comments and verdicts were new, and how many answers to scorecards.

    One step that can be undone. A comment that both sides have stays as it is here: it may have been changed since. Of
    two verdicts on one moment the later one holds, whoever gave it.
    """
    known = {comment.id for comment in typed.comments(conn, call)}
    new = [comment for comment in package.comments if comment.id not in known]
    changes = [journal.Change(call, f"comment:{c.id}", typed.comment_value(c)) for c in new]
    changes += _verdicts(call, judgements.of_call(conn, call), package.judgements)
    label = "Take in comments" if changes else "Take in scorecards"
    sheets = filled.changes(conn, call, package.scorecards)
    if changes or sheets:
        journal.do(conn, label, [*changes, *sheets])
    comments = sum(change.value is not None for change in changes)
    return comments, sum(change.value is not None and change.call is not None for change in sheets)


def _verdicts(call: str, here: Sequence[Judgement], theirs: Sequence[Judgement]) -> list[journal.Change]:
    """The changes that bring the other side's verdicts in, those that are newer; what they are about instead goes."""
    changes: list[journal.Change] = []
    for judgement in theirs:
        same = [one for one in here if one.id == judgement.id or _of_one_moment(one, judgement)]
        if any(one.created_at >= judgement.created_at for one in same):
            continue
        changes += [journal.Change(call, f"judgement:{one.id}", None) for one in same if one.id != judgement.id]
        changes.append(journal.Change(call, f"judgement:{judgement.id}", judgements.value_of(judgement)))
    return changes


def _of_one_moment(one: Judgement, other: Judgement) -> bool:
    """Whether two verdicts are about the same moment: of a kind, on mostly the same words."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    if one.kind != other.kind or shared <= MOSTLY * min(one.end - one.start, other.end - other.start):
        return False
    names = {one.guess.casefold(), one.type.casefold()} & {other.guess.casefold(), other.type.casefold()}
    return one.kind not in NAMED or bool(names - {""})


def keep(conn: Any, call: str, package: Package, said: ImportOptions) -> None:
    """Write what a person once typed about the call; what was said with this import goes before it."""
    facts = package.facts
    if package.call is not None:
        packaged.set_origin(conn, call, package.call)
    typed_here = {"customer": said.customer, "deal": said.deal, "call_type": said.call_type, "started_at": said.date}
    for field in ("customer", "deal", "call_type"):
        if typed_here[field] is None and facts[field] is not None:
            typed.put(conn, call, f"field:{field}", facts[field])
    begun = _moment(facts["started_at"])
    if said.date is None and begun is not None:
        typed.put(conn, call, "field:started_at", begun)
    if package.sound and facts["rep_channel"] is not None:
        typed.put(conn, call, "field:rep_channel", facts["rep_channel"])
        for speaker in package.transcript.speakers:
            by_channel = "rep" if speaker.channel == _CHANNEL[facts["rep_channel"]] else "customer"
            if speaker.channel is not None and speaker.side != by_channel:
                typed.put(conn, call, f"side:{speaker.id}", speaker.side)
    if package.tags:
        typed.put(conn, call, "tags", sorted({tag.strip() for tag in package.tags if tag.strip()}))
    for comment in package.comments:
        typed.put(conn, call, f"comment:{comment.id}", typed.comment_value(comment))
    for judgement in package.judgements:
        typed.put(conn, call, f"judgement:{judgement.id}", judgements.value_of(judgement))
    for clip in package.clips:
        typed.put(conn, call, f"clip:{clip.id}", clips.clip_value(clip))
    for change in filled.changes(conn, call, package.scorecards):
        typed.put(conn, change.call, change.key, change.value)
    if package.sound and package.only_clips:
        calls.add_notes(conn, call, (ONLY_CLIPS,))
    for position, edit in enumerate(package.edits, 1):
        typed.put(conn, call, f"edit:{edit.id}", typed.edit_value(edit, position))


def _moment(text: str | None) -> str | None:
    """A date of the package as rows keep it; None when it is none that can be."""
    try:
        moment = datetime.fromisoformat(text or "")
        if moment.tzinfo is not None:
            moment = moment.astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="seconds")
