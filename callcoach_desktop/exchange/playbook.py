"""A playbook as one file (`.playbook`) for other people: JSON for the program, Markdown for readers, sounds if wanted.

What a file says is believed no further than it can be checked (see `exchange.archive`); an entry whose words do not
have the fingerprint that the file gives for them was changed on its way, unless names were taken out of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.playbook import Content, Figures, content_from_json, content_to_json, mark_of
from callcoach_desktop.exchange.archive import Form, Reader, Writer
from callcoach_desktop.exchange.pretty import pretty
from callcoach_desktop.exchange.writers.plain import escape

SUFFIX = ".playbook"
ENTRIES, TEXT = "playbook.json", "playbook.md"
MOST_ENTRIES = 2000
_NAMED = re.compile(r"[^\x00-\x1f]{0,200}")
_MARK = re.compile(r"[0-9a-f]{64}")
_FORM = Form(
    format="callcoach-playbook",
    version=1,
    what="CallCoach playbook",
    again="Ask for it again, or export the playbook once more. Nothing was imported.",
    largest={ENTRIES: 16 << 20, TEXT: 16 << 20},
    needed=(ENTRIES,),
    numbered=re.compile(r"sound-[0-9a-f]{64}\.flac"),
    most=1000,
    largest_numbered=256 << 20,
)
_KINDS = {
    "objection": "When the customer objects", "competitor": "When a competitor comes up", "stage": "In a stage",
    "question": "When the customer asks",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """An entry on its way. `mark` is its fingerprint where it was written, `before` those of its earlier versions."""

    id: str
    content: Content
    mark: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handout:
    """What a file holds: who made it, when (ISO 8601), whether names were taken out. `sounds` are hashes."""

    who: str
    at: str
    entries: tuple[Carried, ...]
    redacted: bool = False
    sounds: frozenset[str] = frozenset()


def is_playbook(path: Path) -> bool:
    """Whether a file's name says that it is a playbook (it is not opened)."""
    return path.suffix.lower() == SUFFIX


def write_playbook(
    handout: Handout,
    target: IO[bytes],
    sounds: Mapping[str, Path],
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write the file; `sounds` are FLAC files by their hash. Raises KnownError `sound_missing`, OSError, Cancelled."""
    told = {
        "who": handout.who,
        "at": handout.at,
        "redacted": handout.redacted,
        "entries": [
            {"id": e.id, "mark": e.mark, "before": list(e.before), **content_to_json(e.content)}
            for e in handout.entries
        ],
    }
    with Writer(target, _FORM) as parts:
        parts.put(ENTRIES, pretty(told).encode("utf-8", "replace"))
        parts.put(TEXT, markdown(handout).encode("utf-8", "replace"))
        for name, path in sorted(sounds.items()):
            parts.put_sound(_sound_name(name), path, path.name, cancelled)


def read_playbook(path: Path) -> Handout:
    """Read and check everything but the sounds. Raises KnownError: none, damaged, changed, too big, too new."""
    with Reader(path, _FORM) as reader:
        told = reader.json(ENTRIES)
        sounds = frozenset(name[6:-5] for name in reader.files if name.startswith("sound-"))
    try:
        return _handout(told, sounds)
    except ValueError as error:
        raise _FORM.broken(path, str(error)) from error


def unpack_sounds(
    path: Path, wanted: Mapping[str, Path], cancelled: Callable[[], bool] = lambda: False
) -> None:  # fmt: skip
    """Write sounds, by their hash, to the given places and prove them. Raises KnownError, OSError, Cancelled."""
    with Reader(path, _FORM) as reader:
        for name, target in wanted.items():
            digest = hashlib.sha256()
            with target.open("wb") as out:
                for block in reader.blocks(_sound_name(name)):
                    digest.update(block)
                    out.write(block)
                    if cancelled():
                        raise Cancelled
            if digest.hexdigest() != name:
                raise _FORM.broken(path, "a sound is not the one that it says")


def _handout(told: Any, sounds: frozenset[str]) -> Handout:
    if not isinstance(told, dict) or not isinstance(told.get("entries"), list):
        raise ValueError("it has no entries")
    if len(told["entries"]) > MOST_ENTRIES:
        raise ValueError("it has too many entries")
    redacted = bool(told.get("redacted"))
    entries = tuple(_carried(one, redacted=redacted) for one in told["entries"])
    if len({entry.id for entry in entries}) != len(entries):
        raise ValueError("it has one entry twice")
    return Handout(_named(told.get("who")), _named(told.get("at")), entries, redacted, sounds)


def _carried(data: Any, *, redacted: bool) -> Carried:
    content = content_from_json(data)
    id_, mark, before = data.get("id"), data.get("mark"), data.get("before") or []
    if not isinstance(id_, str) or not id_.isalnum() or len(id_) > 64:
        raise ValueError("an entry has no id")
    marks = [mark, *before] if isinstance(before, list) else [None]
    if len(marks) > MOST_ENTRIES or not all(isinstance(one, str) and _MARK.fullmatch(one) for one in marks):
        raise ValueError("an entry's versions are none")
    if not redacted and mark_of(content) != mark:
        raise ValueError("the words of an entry were changed on the way")
    for example in content.examples:
        if example.sound and not _MARK.fullmatch(example.sound):
            raise ValueError("an example's sound is none")
    return Carried(id_, content, str(mark), tuple(before))


def _named(value: Any) -> str:
    return value if isinstance(value, str) and _NAMED.fullmatch(value) else ""


def _sound_name(sha256: str) -> str:
    return f"sound-{sha256}.flac"


def markdown(handout: Handout) -> str:
    """The entries as a document for people (CommonMark). What somebody wrote is escaped: it can set no marks."""
    by = f"From {escape(handout.who)}, {handout.at[:10]}." if handout.who else f"{handout.at[:10]}."
    lines = ["# Playbook", "", by, ""]
    for kind, heading in _KINDS.items():
        chosen = [entry.content for entry in handout.entries if entry.content.situation.kind == kind]
        lines += [f"## {heading}", ""] if chosen else []
        for content in chosen:
            lines += _entry(content)
    return "\n".join(lines).rstrip() + "\n"


def _entry(content: Content) -> list[str]:
    about = content.situation.about
    lines = [f"### {escape(content.title)}", ""]
    lines += [f"*{escape(about)}*", ""] if about else []
    lines += [*(f"> {escape(line)}" for line in content.say.splitlines()), ""]
    lines += [*(escape(line) for line in content.why.splitlines()), ""] if content.why else []
    if content.figures is not None:
        lines += [_numbers(content.figures), ""]
    for example in content.examples:
        where = ", ".join(escape(part) for part in (example.title, example.date[:10]) if part)
        lines.append(f"- “{escape(example.quote)}”" + (f" ({where})" if where else ""))
    return [*lines, ""] if content.examples else lines


def _numbers(figures: Figures) -> str:
    def told(hits: int, n: int, low: float, high: float) -> str:
        return f"{hits} of {n} ({100 * low:.0f} to {100 * high:.0f}%)"

    this, others = figures.this, figures.others
    words = f"{figures.measure.capitalize()}: {told(this.hits, this.n, this.low, this.high)}"
    if others.n:
        words += f"; otherwise {told(others.hits, others.n, others.low, others.high)}"
    return f"{words}. 95% intervals, {figures.day}; what goes together need not be a cause."


def cannot_read(path: Path) -> KnownError:
    """The error for a file of another kind."""
    return KnownError("no_playbook", f"“{path.name}” is no playbook.", f"Choose a file that ends in {SUFFIX}.")
