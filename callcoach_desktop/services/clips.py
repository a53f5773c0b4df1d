"""Clips of one library: cut, named, collected in lists.

Each change is one step that can be undone, also after a restart. What is said in a clip is read from the transcript in
force each time. A clip of a call in the bin is not shown, and keeps its places in lists for when the call comes back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from callcoach_desktop.domain.clips import BEST, Clip, ClipList, Said, ShownClip
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import calls, clips, journal, transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

__all__ = ["BEST", "Clip", "ClipList", "Clips", "Said", "ShownClip"]

LEAST_S = 0.2  # a clip is at least as long
_NAME_LETTERS = 60
_SENTENCE = 3  # words of one that makes a name
Plan = Callable[[Connection], Sequence[Change]]


class Clips:
    """The clips of one library. All methods may be called from any thread but the UI's.

    All of them raise KnownError `no_such_clip`, `no_such_list`, `no_such_call` for what is not there (any more).
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._db = library.db

    # Reading

    def lists(self) -> tuple[ClipList, ...]:
        """All lists in their order; `BEST` is the first and always there."""
        return tuple(self._db.read(clips.lists))

    def shown(self, list_id: str | None = None) -> tuple[ShownClip, ...]:
        """The clips of a list in its order, or (None) all, newest first, with what is said in them."""

        def work(conn: Connection) -> list[ShownClip]:
            if list_id is not None:
                _list(conn, list_id)
            return _with_words(conn, clips.shown(conn, list_id=list_id))

        return tuple(self._db.read(work))

    def count(self) -> int:
        """How many clips there are, those of calls in the bin aside."""
        return len(self._db.read(clips.shown))

    def of_call(self, call_id: str) -> tuple[ShownClip, ...]:
        """The clips of a call by their seconds."""
        return tuple(self._db.read(lambda conn: _with_words(conn, clips.shown(conn, call_id=call_id))))

    def clip(self, clip_id: str) -> ShownClip:
        """A clip, also one of a call in the bin."""
        return self._db.read(lambda conn: _with_words(conn, [_shown(conn, clip_id)])[0])

    def resolve(self, name: str) -> str:
        """The id of a clip from an id or its unique beginning. Raises KnownError."""
        found = self._db.read(lambda conn: clips.starting_with(conn, name)) if name else []
        if len(found) == 1 or name in found:
            return name if name in found else found[0]
        if not found:
            raise _no_such_clip(name)
        raise KnownError("clip_unclear", f"{len(found)} clips begin with {name!r}.", "Give more of the id.")

    def list_named(self, name: str) -> ClipList:
        """A list by its id or its name, case aside. Raises KnownError `no_such_list`, `list_unclear`."""
        every = self.lists()
        found = [one for one in every if one.id == name] or [
            one for one in every if one.name.casefold() == name.strip().casefold()
        ]
        if not found:
            names = ", ".join(f"“{one.name}”" for one in every)
            raise KnownError("no_such_list", f"There is no list {name!r}.", f"There are {names}.")
        if len(found) > 1:
            raise KnownError("list_unclear", f"{len(found)} lists are called {name!r}.", "Give the id of one.")
        return found[0]

    def sound(self, clip_id: str) -> tuple[str, float] | None:
        """The working copy of the clip's call and its length in seconds; None for a call without sound."""

        def work(conn: Connection) -> tuple[str, float] | None:
            shown = _shown(conn, clip_id)
            if not shown.sound:
                return None
            return str(self._library.folder / calls.folder(conn, shown.clip.call) / "sound.flac"), shown.duration

        return self._db.read(work)

    def suggestion(self, call_id: str, start: float, end: float) -> str:
        """The name that `cut` gives when none is said: the first words, "" where nothing is said."""
        return self._db.read(lambda conn: _first_words(conn, Clip("", call_id, min(start, end), max(start, end), "")))

    # Clips

    def cut(
        self, call_id: str, start: float, end: float, name: str = "", note: str = "", lists: Sequence[str] = (BEST,)
    ) -> Clip:
        """Make a clip of seconds `start`..`end` and put it at the end of these lists.

        Without a name it gets the first words that are said there. Raises KnownError `empty_clip` for a span in which
        there is nothing of the call, ValueError for seconds that are none.
        """
        made = Clip(new_id(), call_id, 0.0, 0.0, "", note.strip(), calls.now())

        def plan(conn: Connection) -> list[Change]:
            nonlocal made
            row = calls.row(conn, call_id)
            first, last = _span(start, end, row.duration)
            made = replace(made, start=first, end=last)
            made = replace(made, name=_one_line(name) or _first_words(conn, made) or row.title)
            every = [_list(conn, one).id for one in dict.fromkeys(lists)]
            changes = [Change(call_id, f"clip:{made.id}", clips.clip_value(made))]
            return changes + [_order(one, [*clips.list_of(conn, one), made.id]) for one in every]

        self._step("Cut clip", plan)
        return made

    def rename(self, clip_id: str, name: str) -> None:
        """Give a clip another name. Raises KnownError `no_name` for an empty one."""
        said = _name(name, "A clip needs a name.")
        self._change("Rename clip", clip_id, lambda clip: replace(clip, name=said))

    def set_note(self, clip_id: str, note: str) -> None:
        """Say something else of it; an empty note takes it away."""
        self._change("Edit note of clip", clip_id, lambda clip: replace(clip, note=note.strip()))

    def trim(self, clip_id: str, start: float, end: float) -> None:
        """Let it begin and end elsewhere in its call. Raises KnownError `empty_clip`, ValueError as `cut` does."""

        def plan(conn: Connection) -> list[Change]:
            shown = _shown(conn, clip_id)
            first, last = _span(start, end, shown.duration)
            return [_put(replace(shown.clip, start=first, end=last))]

        self._step("Trim clip", plan)

    def remove(self, clip_ids: Sequence[str]) -> None:
        """Take clips away, out of all their lists; the calls stay as they are."""

        def plan(conn: Connection) -> list[Change]:
            gone = {one: _shown(conn, one) for one in dict.fromkeys(clip_ids)}
            touched = [one.id for one in clips.lists(conn) if any(one.id in shown.lists for shown in gone.values())]
            # The places first: a step is taken back in the opposite order, and they need the clip to be there.
            changes = [_order(one, [c for c in clips.list_of(conn, one) if c not in gone]) for one in touched]
            return changes + [Change(shown.clip.call, f"clip:{one}", None) for one, shown in gone.items()]

        self._step("Remove clip" if len(clip_ids) == 1 else "Remove clips", plan)

    def _change(self, label: str, clip_id: str, change: Callable[[Clip], Clip]) -> None:
        self._step(label, lambda conn: [_put(change(_shown(conn, clip_id).clip))])

    # Lists

    def add_list(self, name: str) -> ClipList:
        """Begin a list. Raises KnownError `no_name`, `list_exists`."""
        made = ClipList(new_id(), _name(name, "A list needs a name."))

        def plan(conn: Connection) -> list[Change]:
            _free(conn, made.name, made.id)
            value = {"name": made.name, "place": len(clips.lists(conn)), "created_at": calls.now()}
            return [Change(None, f"clip_list:{made.id}", value)]

        self._step("Add list", plan)
        return made

    def rename_list(self, list_id: str, name: str) -> None:
        """Give a list another name. Raises KnownError `no_name`, `list_exists`, `list_stays` for `BEST`."""
        said = _name(name, "A list needs a name.")

        def plan(conn: Connection) -> list[Change]:
            _own_list(conn, list_id)
            _free(conn, said, list_id)
            value = clips.get_list(conn, None, list_id) or {}
            return [Change(None, f"clip_list:{list_id}", {**value, "name": said})]

        self._step("Rename list", plan)

    def remove_list(self, list_id: str) -> None:
        """Take a list away; its clips stay. Raises KnownError `list_stays` for `BEST`."""

        def plan(conn: Connection) -> list[Change]:
            _own_list(conn, list_id)
            return [_order(list_id, []), Change(None, f"clip_list:{list_id}", None)]

        self._step("Remove list", plan)

    def put_in(self, list_id: str, clip_ids: Sequence[str]) -> None:
        """Put clips at the end of a list; those that are in it stay where they are."""

        def plan(conn: Connection) -> list[Change]:
            _list(conn, list_id)
            now = clips.list_of(conn, list_id)
            new = [_shown(conn, one).clip.id for one in dict.fromkeys(clip_ids) if one not in now]
            return [_order(list_id, [*now, *new])]

        self._step("Add to list", plan)

    def take_out(self, list_id: str, clip_ids: Sequence[str]) -> None:
        """Take clips out of a list; they stay in the library and in other lists."""

        def plan(conn: Connection) -> list[Change]:
            _list(conn, list_id)
            return [_order(list_id, [one for one in clips.list_of(conn, list_id) if one not in clip_ids])]

        self._step("Take out of list", plan)

    def move(self, list_id: str, clip_id: str, place: int) -> None:
        """Move a clip to place 0 .. n-1 among the clips that the list shows."""

        def plan(conn: Connection) -> list[Change]:
            _list(conn, list_id)
            every = clips.list_of(conn, list_id)
            if clip_id not in every:
                raise _no_such_clip(clip_id)
            seen = [shown.clip.id for shown in clips.shown(conn, list_id=list_id) if shown.clip.id != clip_id]
            seen.insert(min(max(place, 0), len(seen)), clip_id)
            # Those of calls in the bin keep their places.
            order = iter(seen)
            hidden = {one for one in every if one not in seen}
            return [_order(list_id, [one if one in hidden else next(order) for one in every])]

        self._step("Reorder list", plan)

    def _step(self, label: str, plan: Plan) -> None:
        self._db.write(lambda conn: journal.do(conn, label, plan(conn)))


def _with_words(conn: Connection, found: Sequence[ShownClip]) -> list[ShownClip]:
    names: dict[str, dict[str, str]] = {}
    made = []
    for shown in found:
        call = shown.clip.call
        if call not in names:
            names[call] = transcripts.names(conn, call)
        made.append(replace(shown, said=clips.said(conn, shown.clip, names[call])))
    return made


def _shown(conn: Connection, clip_id: str) -> ShownClip:
    found = clips.one(conn, clip_id)
    if found is None:
        raise _no_such_clip(clip_id)
    return found


def _list(conn: Connection, list_id: str) -> ClipList:
    for one in clips.lists(conn):
        if one.id == list_id:
            return one
    raise KnownError("no_such_list", "This list is not there any more.", "Choose another list.")


def _own_list(conn: Connection, list_id: str) -> None:
    if _list(conn, list_id).id == BEST:
        raise KnownError("list_stays", "“My best moments” is always there.", "Make another list beside it.")


def _free(conn: Connection, name: str, list_id: str) -> None:
    if any(one.name.casefold() == name.casefold() and one.id != list_id for one in clips.lists(conn)):
        raise KnownError("list_exists", f"There is a list “{name}” already.", "Choose another name.")


def _put(clip: Clip) -> Change:
    return Change(clip.call, f"clip:{clip.id}", clips.clip_value(clip))


def _order(list_id: str, clip_ids: Sequence[str]) -> Change:
    return Change(None, f"clip_order:{list_id}", list(clip_ids) or None)


def _span(start: float, end: float, duration: float) -> tuple[float, float]:
    if not (math.isfinite(start) and math.isfinite(end)):
        raise ValueError(f"not a span of a call: {start}..{end}")
    start, end = max(0.0, min(start, end)), max(start, end)
    if duration > 0:
        end = min(end, duration)
    if end - start < LEAST_S:
        raise KnownError("empty_clip", "This stretch is too short for a clip.", "Select a longer one.")
    return start, end


def _first_words(conn: Connection, clip: Clip) -> str:
    said = " ".join(one.text for one in clips.said(conn, clip, {}))
    if said[:1].islower():  # cut in the middle of a sentence: the next one says more
        rest = re.split(r"[.?!]\s+", said, maxsplit=1)[-1]
        said = rest if len(rest.split()) >= _SENTENCE else said
    if len(said) <= _NAME_LETTERS:
        return said
    return said[:_NAME_LETTERS].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(text: str, needed: str) -> str:
    said = _one_line(text)
    if not said:
        raise KnownError("no_name", needed, "Type one.")
    return said


def _no_such_clip(name: str) -> KnownError:
    return KnownError(
        "no_such_clip", f"There is no clip {name!r} in this library.", "`callcoach clips list` shows all."
    )
