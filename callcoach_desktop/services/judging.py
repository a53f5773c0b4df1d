"""What a person says of a moment: it is right, it is of another type, it is none, or one was missed.

Each method is one step that can be undone, also after a restart. When it returns, the call's moments, figures, summary,
lists and exports have followed, without the words being analysed anew. Verdicts hold for every later analysis of the
call; see `analysis.judged` for how they find their moments again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from callcoach_desktop.domain.analysis import Moment, MomentKind
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.judging import NAMED, OUTCOMES, TYPES, Judgement, Verdict
from callcoach_desktop.services import plans
from callcoach_desktop.store import calls, journal, judgements, transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

__all__ = ["NAMED", "OUTCOMES", "TYPES", "Judge"]

Plan = Callable[[Connection], Sequence[Change]]


class Judge:
    """Keeps a person's verdicts on the moments of one library. All methods may be called from any thread but the UI's.

    A `moment_id` is that of a moment of the call as it is shown. All of them raise KnownError `no_such_call`,
    `no_such_moment`.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._db = library.db

    def confirm(self, call_id: str, moment_id: str) -> None:
        """Say that a moment is right as it is; does nothing for one that was judged."""

        def plan(conn: Connection) -> list[Change]:
            moment = _moment(conn, call_id, moment_id)
            return [] if _earlier(conn, call_id, moment) else [_verdict(call_id, moment, "right", moment.type)]

        self._step("Confirm moment", plan)

    def change(self, call_id: str, moment_id: str, type: str) -> None:  # noqa: A002 - the word of the file formats
        """Say that a moment is of another type. Raises KnownError `no_such_type`."""

        def plan(conn: Connection) -> list[Change]:
            moment = _moment(conn, call_id, moment_id)
            right = _type(moment.kind, type)
            earlier = _earlier(conn, call_id, moment)
            if earlier is None:
                return [_verdict(call_id, moment, "right" if right == moment.type else "changed", right)]
            verdict: Verdict = earlier.verdict
            if verdict != "added":
                verdict = "right" if right == earlier.guess else "changed"
            return [_verdict(call_id, moment, verdict, right, earlier)]

        self._step("Change moment", plan)

    def settle(self, call_id: str, moment_id: str, outcome: str) -> None:
        """Say how the objection ended that a response is to: one of `OUTCOMES`. Raises KnownError `no_such_outcome`,
        also for a moment that is no response."""

        def plan(conn: Connection) -> list[Change]:
            moment = _moment(conn, call_id, moment_id)
            if outcome not in OUTCOMES or moment.kind != "objection_response":
                raise KnownError(
                    "no_such_outcome",
                    f"{outcome!r} is no end of a {moment.kind.replace('_', ' ')}.",
                    f"Say it of a response to an objection: {', '.join(OUTCOMES)}.",
                )
            earlier = _earlier(conn, call_id, moment)
            same = outcome == moment.detail.get("outcome")
            verdict: Verdict = earlier.verdict if earlier is not None else "right" if same else "changed"
            if verdict == "right" and not same:
                verdict = "changed"
            return [_verdict(call_id, moment, verdict, moment.type, earlier, outcome)]

        self._step("Change outcome", plan)

    def remove(self, call_id: str, moment_id: str) -> None:
        """Say that there is no such moment. One that the person added is only taken back."""

        def plan(conn: Connection) -> list[Change]:
            moment = _moment(conn, call_id, moment_id)
            earlier = _earlier(conn, call_id, moment)
            if earlier is not None and earlier.verdict == "added":
                return [Change(call_id, f"judgement:{earlier.id}", None)]
            return [_verdict(call_id, moment, "wrong", moment.type, earlier)]

        self._step("Remove moment", plan)

    def add(
        self,
        call_id: str,
        kind: MomentKind,
        type: str,  # noqa: A002
        start: float,
        end: float,
        speaker: str,
        quote: str = "",
    ) -> str:
        """Mark what the program missed, in seconds `start`..`end`; returns the moment's id.

        Without a `quote` it is what the speaker says there. Raises KnownError `no_such_type`, `no_such_speaker`,
        `empty_moment`; ValueError for seconds that are none.
        """
        start, end = min(start, end), max(start, end)
        if not (math.isfinite(start) and math.isfinite(end) and start >= 0):
            raise ValueError(f"not a span of a call: {start}..{end}")
        right = _type(kind, type)
        added = ""

        def plan(conn: Connection) -> list[Change]:
            nonlocal added
            words = plans.words(conn, call_id)
            if all(s.id != speaker for s in words.speakers):
                raise KnownError("no_such_speaker", "This voice is not in the call.", "Choose one of its speakers.")
            from callcoach_desktop.analysis.judged import words_between  # numpy: not for who only confirms

            said = " ".join((quote or words_between(words, speaker, start, end)).split())
            if not said:
                raise KnownError("empty_moment", "Nothing was said in this stretch.", "Select some words.")
            moment = Moment("", kind, right, speaker, start, end, said, 1.0, "")
            made = _verdict(call_id, moment, "added", right)
            added = made.key.partition(":")[2]
            return [made]

        self._step("Add moment", plan)
        computed = self._db.read(lambda conn: transcripts.analysis(conn, call_id))
        found = computed.moments if computed is not None else ()
        return next((m.id for m in found if m.detail.get("judgement") == added), f"judged-{added}")

    def withdraw(self, call_id: str, moment_id: str) -> None:
        """Take a verdict back, by the moment or by the verdict's own id: what the program says is in force again."""

        def plan(conn: Connection) -> list[Change]:
            every = judgements.of_call(conn, call_id)
            if any(one.id == moment_id for one in every):
                return [Change(call_id, f"judgement:{moment_id}", None)]
            earlier = _earlier(conn, call_id, _moment(conn, call_id, moment_id))
            return [] if earlier is None else [Change(call_id, f"judgement:{earlier.id}", None)]

        self._step("Withdraw verdict", plan)

    # Reading

    def judgements(self, call_id: str) -> tuple[Judgement, ...]:
        """All verdicts on a call, oldest first; those with verdict `wrong` are moments that are not shown any more."""
        return self._db.read(lambda conn: judgements.of_call(conn, call_id))

    def record(self) -> dict[str, tuple[int, int]]:
        """Kind -> (how often the program was right, verdicts), of the last 200 verdicts of each kind.

        Changed, removed and added moments are ones where it was not right. Only what a person judged counts.
        """
        return self._db.read(judgements.record)

    def sentence(self, kind: MomentKind) -> str | None:
        """The same for a kind in words; None before there is a verdict."""
        right, every = self.record().get(kind, (0, 0))
        if not every:
            return None
        things = kind.replace("_", " ")
        share = f"{right / every:.0%}"
        return f"The app was right in {share} of the last {every} {things}{'s' if every > 1 else ''} that you judged."

    def _step(self, label: str, plan: Plan) -> None:
        self._db.write(lambda conn: journal.do(conn, label, plan(conn)))


def _moment(conn: Connection, call_id: str, moment_id: str) -> Moment:
    computed = transcripts.analysis(conn, call_id)
    for moment in computed.moments if computed is not None else ():
        if moment.id == moment_id:
            return moment
    calls.row(conn, call_id)  # raises, when there is no such call
    raise KnownError("no_such_moment", "This moment is not in the call any more.", "Look at the call again.")


def _earlier(conn: Connection, call_id: str, moment: Moment) -> Judgement | None:
    """The verdict that a moment carries."""
    known = moment.detail.get("judgement")
    return next((one for one in judgements.of_call(conn, call_id) if one.id == known), None)


def _type(kind: MomentKind, said: str) -> str:
    """The type as it is kept. Raises KnownError `no_such_type`."""
    said = " ".join(said.split())
    if kind in NAMED:
        if said:
            return said
    elif said in TYPES[kind] or (not said and not TYPES[kind]):
        return said
    known: Sequence[str] = TYPES[kind]
    raise KnownError(
        "no_such_type",
        f"{said!r} is no type of {kind.replace('_', ' ')}.",
        f"Use {', '.join(known)}." if known else "Give its name." if kind in NAMED else "Leave the type away.",
    )


def _verdict(
    call_id: str, moment: Moment, verdict: Verdict, type_: str, earlier: Judgement | None = None, outcome: str = ""
) -> Change:
    """The change that keeps a verdict, in the place of an earlier one on the same moment."""
    guess = earlier.guess if earlier is not None else "" if verdict == "added" else moment.type
    made = Judgement(
        id=new_id() if earlier is None else earlier.id,
        verdict=verdict,
        kind=moment.kind,
        guess=guess,
        type=type_,
        speaker=moment.speaker,
        start=moment.start,
        end=moment.end,
        quote=moment.quote,
        created_at=calls.now(),
        outcome=outcome or (earlier.outcome if earlier is not None and verdict != "wrong" else ""),
    )
    return Change(call_id, f"judgement:{made.id}", judgements.value_of(made))
