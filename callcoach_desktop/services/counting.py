"""Counting the calls of a library: the figures of each call are kept with it, until its analysis is another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from callcoach_desktop.coaching import behaviours as rules
from callcoach_desktop.coaching import counting, outliers
from callcoach_desktop.coaching.heard import Heard
from callcoach_desktop.domain.coaching import Answer, Behaviour
from callcoach_desktop.store import behaviours as kept
from callcoach_desktop.store import transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.database import Database

BATCH = 50  # calls counted for one transaction
_Counted = tuple[str, object, dict[str, float], list[Answer]]  # call, stamp of its analysis, figures, answers


class CallCounter:
    """Reads and writes the database: not for the UI's thread."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def heard(self, call_id: str) -> tuple[Heard | None, object]:
        """A call to be counted (None: it has no words or no analysis yet), and the stamp of its analysis."""
        words, computed, stamp = self._db.read(
            lambda conn: (
                transcripts.transcript(conn, call_id),
                transcripts.analysis(conn, call_id),
                kept.stamp(conn, call_id),
            )
        )
        return None if words is None or computed is None else Heard(words, computed), stamp

    def count(self, waiting: Sequence[str], own: Sequence[Behaviour], stop: Callable[[], bool]) -> int:
        """Count these calls, with the rep's own behaviours; `stop` is asked between batches. Returns how many were."""
        for at in range(0, len(waiting), BATCH):
            if stop():
                return at
            counted = [self._count(call, own) for call in waiting[at : at + BATCH]]

            def work(conn: Connection, counted: list[_Counted] = counted) -> None:
                for call, stamp, values, answers in counted:
                    if kept.stamp(conn, call) == stamp:  # else there is another analysis by now, which is counted next
                        kept.put_figures(conn, call, counting.VERSION, values, answers)

            self._db.write(work)
        return len(waiting)

    def _count(self, call_id: str, own: Sequence[Behaviour]) -> _Counted:
        heard, stamp = self.heard(call_id)
        if heard is None:
            return call_id, stamp, {}, []
        readings = counting.count_all(heard)
        readings |= {rules.figure_key(b): counting.read(heard, b.figure, b.stage, b.unit) for b in own}
        values = {name: reading.value for name, reading in readings.items() if reading.value is not None}
        for name in outliers.FIGURES:
            if name in values and (start := readings[name].start) is not None:
                values[name + outliers.AT] = start
        return call_id, stamp, values, counting.answers_of(heard, call_id)
