"""The user's trackers: kept, tried on calls, and laid over the calls that there are.

Each change is one step of Undo. Calls follow in the background (`fill`): only what trackers find is looked for anew, so
that an hour of talk takes a fraction of a second and not a whole analysis. Not for the UI's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.vocabulary import TRACKER_SIDES, Tracker, fingerprint
from callcoach_desktop.services import own_behaviours
from callcoach_desktop.store import behaviours, calls, journal, settings, transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.journal import Change

if TYPE_CHECKING:
    from callcoach_desktop.domain.analysis import Analysis
    from callcoach_desktop.services.library import Library

LEAST_EXAMPLE = 3  # words: of less no meaning can be told
_BATCH = 5  # calls after which `fill` rests
MOST_TRIED = 60  # calls that a tracker is tried on, the newest
_KEY = f"setting:{settings.TRACKERS}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A moment that a tracker would find."""

    call: str
    title: str
    started_at: str
    who: str  # the name of the voice
    moment: Moment


class Trackers:
    """Safe for threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._db = library.db

    def every(self) -> tuple[Tracker, ...]:
        """All trackers, in the order in which they were made."""
        return self._db.read(settings.vocabulary).trackers

    def save(self, tracker: Tracker, former: str = "") -> Tracker:
        """Keep a tracker, in the place of the one called `former` when that is named; behaviours that count it follow
        a new name. Returns it as it was kept.

        Raises KnownError `tracker_unclear`, `name_taken`, `no_such_tracker`.
        """
        made = tidy(tracker)

        def work(conn: Connection) -> None:
            known = settings.vocabulary(conn).trackers
            names = [t.name.casefold() for t in known]
            if former and former.casefold() not in names:
                raise _gone(former)
            if made.name.casefold() in names and made.name.casefold() != former.casefold():
                raise KnownError("name_taken", f"There is a tracker {made.name!r} already.", "Give it another name.")
            if former:
                trackers = tuple(made if t.name.casefold() == former.casefold() else t for t in known)
            else:
                trackers = (*known, made)
            changes = [_kept(trackers)]
            if former and former != made.name:
                changes += own_behaviours.following_name(conn, former, made.name)
            journal.do(conn, "Edit tracker" if former else "Add tracker", changes)

        self._db.write(work)
        return made

    def remove(self, name: str) -> None:
        """Forget a tracker. Raises KnownError `no_such_tracker`."""

        def work(conn: Connection) -> None:
            known = settings.vocabulary(conn).trackers
            left = tuple(t for t in known if t.name.casefold() != name.casefold())
            if len(left) == len(known):
                raise _gone(name)
            journal.do(conn, "Remove tracker", [_kept(left)])

        self._db.write(work)

    def try_on(
        self,
        tracker: Tracker,
        found: Callable[[Sequence[Hit], int, int], object],
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Look for a tracker in the newest calls without keeping anything: `found` gets the hits of each call, how many
        calls were looked through, and how many there are to look through. Raises KnownError `tracker_unclear`."""
        wanted = (tidy(replace(tracker, name=tracker.name or "?")),)
        newest = self._db.read(lambda conn: transcripts.newest(conn, MOST_TRIED))
        for number, call_id in enumerate(newest, start=1):
            if stop():
                return
            row, words = self._db.read(
                lambda conn, call=call_id: (calls.row(conn, call), transcripts.transcript(conn, call))  # type: ignore[misc]
            )
            moments = [] if words is None else self._library.track(words, wanted)
            names = {} if words is None else {s.id: s.name for s in words.speakers}
            hits = [Hit(call_id, row.title, row.started_at, names.get(m.speaker, ""), m) for m in moments]
            found(hits, number, len(newest))

    def fill(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Bring all calls up to the trackers that there are; returns how many were. `stop` is asked between batches."""
        done = 0
        trackers = self.every()
        for call_id in self._db.read(lambda conn: transcripts.untracked(conn, fingerprint(trackers))):
            self._bring_up(call_id, trackers)
            done += 1
            if done % _BATCH == 0 and stop():
                break
        return done

    def _bring_up(self, call_id: str, trackers: Sequence[Tracker]) -> None:
        """Look through one call. When its words, or its analysis, changed meanwhile, it is found again later."""
        words, seen, stamp = self._db.read(
            lambda conn: (
                transcripts.transcript(conn, call_id),
                transcripts.seen_by_analysis(conn, call_id),
                behaviours.stamp(conn, call_id),
            )
        )
        if words is None:
            return
        found = self._library.track(words, trackers)
        from callcoach_desktop.analysis.tracking.finder import with_trackers

        machine = self._db.read(lambda conn: transcripts.machine_analysis(conn, call_id))
        made: Analysis | None = None if machine is None else with_trackers(machine, found, trackers)

        def work(conn: Connection) -> None:
            same = transcripts.seen_by_analysis(conn, call_id) == seen and behaviours.stamp(conn, call_id) == stamp
            if made is not None and same:
                transcripts.set_analysis(conn, call_id, made)

        self._db.write(work)


def tidy(tracker: Tracker) -> Tracker:
    """The tracker without empty lines, doubles and loose spaces. Raises KnownError `tracker_unclear`."""
    name = " ".join(tracker.name.split())
    phrases, examples, unlike = (_lines(texts) for texts in (tracker.phrases, tracker.examples, tracker.unlike))
    if not name:
        raise _unclear("It has no name.", "Give it one, such as “Agenda”.")
    if not phrases and not examples:
        raise _unclear("It has nothing to look for.", "Write a phrase, or an example of what is said.")
    if tracker.side not in TRACKER_SIDES:
        raise _unclear(f"There is no side {tracker.side!r}.", f"The sides are {', '.join(TRACKER_SIDES)}.")
    for example in examples:
        if len(example.split()) < LEAST_EXAMPLE:
            raise _unclear(
                f"The example “{example}” is too short to mean something.",
                "Write a whole sentence as somebody would say it, or make it a phrase.",
            )
    return Tracker(name, phrases, examples, tracker.side, unlike)


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for text in texts:
        line = " ".join(text.split())
        if any(letter.isalnum() for letter in line):
            kept.setdefault(line.casefold(), line)
    return tuple(kept.values())


def _kept(trackers: Sequence[Tracker]) -> Change:
    return Change(None, _KEY, settings.trackers_value(trackers))


def _unclear(what: str, do: str) -> KnownError:
    return KnownError("tracker_unclear", what, do)


def _gone(name: str) -> KnownError:
    return KnownError("no_such_tracker", f"There is no tracker {name!r} any more.", "Look at the list again.")
