"""Behaviours that the rep built: kept, changed and removed, each as one step of Undo. Not for the UI's thread."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from callcoach_desktop.coaching import behaviours as rules
from callcoach_desktop.domain.coaching import Behaviour
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import behaviours as kept
from callcoach_desktop.store import calls, focuses, journal
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.journal import Change

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

_TRACKER = "tracker:"


class OwnBehaviours:
    """Those of one library. Safe for threads."""

    def __init__(self, library: Library) -> None:
        self._db = library.db

    def every(self) -> tuple[Behaviour, ...]:
        """All of them, oldest first."""
        return tuple(read(data) for data in self._db.read(kept.own))

    def save(self, behaviour: Behaviour, former: str = "") -> Behaviour:
        """Keep one, made by `coaching.behaviours.own` or `own_figure`, in the place of the one with the id `former`.

        What it counts may change with it; its id stays, so that a focus on it goes on. Raises KnownError `name_taken`,
        `no_such_behaviour`.
        """

        def work(conn: Connection) -> Behaviour:
            known = [read(data) for data in kept.own(conn)]
            made = replace(behaviour, id=former) if former else behaviour
            if former and all(one.id != former for one in known):
                raise _gone(former)
            others = [one for one in known if one.id != former]
            if any(made.name.casefold() == one.name.casefold() or made.id == one.id for one in others):
                what = f"There is a behaviour {made.name!r} already."
                raise KnownError("name_taken", what, "Give it another name.")
            journal.do(conn, "Edit behaviour" if former else "Add behaviour", [_change(conn, made)])
            return made

        return self._db.write(work)

    def remove(self, behaviour_id: str) -> None:
        """Forget one. Raises KnownError `no_such_behaviour`, `focus_running` while it is practised."""

        def work(conn: Connection) -> None:
            if kept.get_own(conn, None, behaviour_id) is None:
                raise _gone(behaviour_id)
            running = focuses.current(conn)
            if running is not None and running.behaviour == behaviour_id:
                raise KnownError("focus_running", "You are practising it.", "Finish the focus first.")
            journal.do(conn, "Remove behaviour", [Change(None, f"behaviour:{behaviour_id}", None)])

        self._db.write(work)


def read(data: dict[str, Any]) -> Behaviour:
    """A behaviour as it was kept."""
    return Behaviour(**{**data, "call_types": tuple(data["call_types"])})


def following_name(conn: Connection, former: str, name: str) -> list[Change]:
    """The changes that let behaviours follow a tracker that has another name now."""
    found = []
    for data in kept.own(conn):
        one = read(data)
        if one.figure.casefold() == (_TRACKER + former).casefold():
            about = rules.own(one.name, name, one.stage, one.unit, one.direction)
            found.append(_change(conn, replace(one, figure=about.figure, definition=about.definition)))
    return found


def _change(conn: Connection, behaviour: Behaviour) -> Change:
    earlier = kept.get_own(conn, None, behaviour.id)
    data = asdict(behaviour) | {"call_types": list(behaviour.call_types)}
    created_at = calls.now() if earlier is None else earlier["created_at"]
    return Change(None, f"behaviour:{behaviour.id}", {"data": data, "created_at": created_at})


def _gone(name: str) -> KnownError:
    return KnownError("no_such_behaviour", f"There is no behaviour {name!r} of your own.", "Look at the list again.")
