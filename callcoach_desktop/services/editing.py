"""What a person changes in calls: each method is one step that can be undone, also after a restart.

All methods may be called from any thread but the UI's. When one returns, the transcript in force, the lists, the
search and the analysis have followed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from callcoach_desktop.analysis.editing import difference, give_edit, join_edit
from callcoach_desktop.domain.editing import (
    FIRST_OF_A_PERSON,
    Author,
    Comment,
    CommentKind,
    Difference,
    Reaction,
    Step,
    UndoState,
)
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import SIDES, Side, Transcript
from callcoach_desktop.services import plans, wishes
from callcoach_desktop.services.following import NotReady, Ready, Walk, following
from callcoach_desktop.services.under_way import UnderWay
from callcoach_desktop.store import calls, deals, journal, listing, names, tags, transcripts, typed
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

ATTEMPTS = 3  # after which an analysis is made while the writer is held: others change the call all the time
Plan = Callable[[Connection], Sequence[Change]]


class Editor:
    """Changes the calls of one library, step by step."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._db = library.db
        self._under_way = UnderWay()

    # The transcript

    def edit_text(self, call_id: str, utterance_id: str, text: str) -> None:
        """Say what was said in an utterance; words that stay keep their times. An empty text takes the line away.

        Raises KnownError `no_such_call`, `no_such_line`.
        """
        self.edit_texts(call_id, [(utterance_id, text)])

    def edit_texts(self, call_id: str, lines: Sequence[tuple[str, str]]) -> None:
        """The same for several utterances (id, text) of one call, as one step. Raises KnownError."""
        self._step("Edit line", lambda conn: plans.texts(conn, call_id, lines))

    def split(self, call_id: str, utterance_id: str, word: int) -> None:
        """Let a new utterance begin at word number `word` (0 <= word < n). At 0 the utterance begins there already:
        what is kept is that a new paragraph does (`CallDetail.splits`). Raises KnownError `cannot_split`."""
        self._step("Split line", lambda conn: plans.split(conn, call_id, utterance_id, word))

    def join(self, call_id: str, utterance_id: str) -> None:
        """Make one utterance of this and the next one of the same voice. Raises KnownError."""

        def plan(conn: Connection) -> list[Change]:
            words = plans.words(conn, call_id)
            line = plans.line(words, utterance_id)
            own = [u for u in words.utterances if u.speaker == line.speaker]
            place = own.index(line) + 1
            if place == len(own):
                raise KnownError(
                    "nothing_to_join",
                    "This is the last line of this voice; there is none to join it with.",
                    "Choose an earlier line.",
                )
            return plans.new_edits(conn, call_id, [join_edit(line, own[place])])

        self._step("Join lines", plan)

    def give(self, call_id: str, utterance_ids: Sequence[str], speaker_id: str) -> None:
        """Say that another voice said these utterances. Raises KnownError."""

        def plan(conn: Connection) -> list[Change]:
            words = plans.words(conn, call_id)
            _known_speaker(words, speaker_id)
            lines = [plans.line(words, utterance) for utterance in dict.fromkeys(utterance_ids)]
            edits = [give_edit(line, speaker_id) for line in lines if line.speaker != speaker_id]
            return plans.new_edits(conn, call_id, edits)

        self._step("Move line" if len(utterance_ids) == 1 else "Move lines", plan)

    def merge_speakers(self, call_id: str, voice: str, into: str) -> None:
        """Say that two voices are one person: all that `voice` said is said by `into`. Raises KnownError."""

        def plan(conn: Connection) -> list[Change]:
            words = plans.words(conn, call_id)
            for speaker in (voice, into):
                _known_speaker(words, speaker)
            lines = [] if voice == into else [u for u in words.utterances if u.speaker == voice]
            return plans.new_edits(conn, call_id, [give_edit(line, into) for line in lines])

        self._step("Merge voices", plan)

    def clear_edits(self, call_id: str) -> None:
        """Go back to what the machine heard; names, sides and comments stay."""

        def plan(conn: Connection) -> list[Change]:
            calls.row(conn, call_id)
            return [Change(call_id, f"edit:{edit.id}", None) for edit in reversed(typed.edits(conn, call_id))]

        self._step("Discard edits", plan)

    def compare(self, call_id: str) -> list[Difference]:
        """Where the transcript in force differs from what the machine heard, by time. Raises KnownError."""
        heard, now = self._db.read(
            lambda conn: (plans.some(conn, call_id, transcripts.heard(conn, call_id)), plans.words(conn, call_id))
        )
        return list(difference(heard, now))

    def heard(self, call_id: str) -> Transcript:
        """What the machine heard, without a person's edits. Raises KnownError when there are no words."""
        return self._db.read(lambda conn: plans.some(conn, call_id, transcripts.heard(conn, call_id)))

    # People

    def name_speaker(self, call_id: str, speaker_id: str, name: str | None, *, always: bool = False) -> None:
        """Name a voice of this call; an empty name takes the person's name away again.

        With `always` it is also the rep's name in all calls where the rep has no other; the voice must be on the rep's
        side then (KnownError `not_the_rep`).
        """
        said = " ".join((name or "").split()) or None

        def plan(conn: Connection) -> list[Change]:
            words = plans.words(conn, call_id)
            _known_speaker(words, speaker_id)
            changes = [Change(call_id, f"name:{speaker_id}", said)]
            if always:
                if words.side_of(speaker_id) != "rep":
                    raise KnownError(
                        "not_the_rep",
                        "Only the rep has the same name in all calls.",
                        "Set the side of this voice first.",
                    )
                changes.append(Change(None, f"setting:{transcripts.REP_NAME}", said))
            return changes

        self._step("Name speaker", plan)

    def add_speaker(self, call_id: str, name: str, side: Side) -> str:
        """Add a voice that the machine did not tell apart; returns its id. Lines are given to it by `give`."""
        said = " ".join(name.split())
        _known_side(side)
        if not said:
            raise KnownError("no_name", "A speaker needs a name.", "Type one.")
        added = ""

        def plan(conn: Connection) -> list[Change]:
            nonlocal added
            taken = {speaker.id for speaker in plans.words(conn, call_id).speakers}
            added = next(i for n in range(1, len(taken) + 2) if (i := f"{FIRST_OF_A_PERSON}{n}") not in taken)
            return [Change(call_id, f"speaker:{added}", {"name": said, "side": side})]

        self._step("Add speaker", plan)
        return added

    def set_side(self, call_id: str, speaker_id: str, side: Side | None) -> None:
        """Say on which side a voice is; None takes that back. Raises KnownError."""
        if side is not None:
            _known_side(side)

        def plan(conn: Connection) -> list[Change]:
            _known_speaker(plans.words(conn, call_id), speaker_id)
            return [Change(call_id, f"side:{speaker_id}", side)]

        self._step("Set side", plan)

    def swap_sides(self, call_id: str) -> None:
        """Exchange rep and customer. With two channels the rep's channel changes, for its source folder too.

        Raises KnownError `nothing_to_swap` when nobody in the call is told apart.
        """
        self._step("Swap sides", lambda conn: wishes.swapped(conn, call_id))

    def known_names(self, call_id: str) -> list[str]:
        """Names that were used before, those of calls with this customer first: for completion while typing."""
        return self._db.read(lambda conn: names.known(conn, call_id))

    # Facts

    def set_field(self, ids: Sequence[str], field: str, value: str | None) -> None:
        """Keep a fact of calls: title, customer, deal, call_type, started_at or rep_channel; None takes it back.

        Raises KnownError for an unknown call or a date that is none, ValueError for another field.
        """
        value = wishes.checked(field, value)

        def plan(conn: Connection) -> list[Change]:
            return [change for call_id in _known(conn, ids) for change in wishes.field(conn, call_id, field, value)]

        self._step(wishes.LABELS[field], plan)

    def tag(self, ids: Sequence[str], add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Put tags on calls and take others off. A tag that exists in another case keeps its spelling."""
        more = [tag for tag in (" ".join(tag.split()) for tag in add) if tag]
        less = {" ".join(tag.split()).casefold() for tag in remove}

        def plan(conn: Connection) -> list[Change]:
            spelled = {tag.casefold(): tag for tag, _ in tags.all_tags(conn)}
            changes = []
            for call_id in _known(conn, ids):
                have = {tag.casefold(): tag for tag in tags.of_call(conn, call_id) if tag.casefold() not in less}
                for tag in more:
                    have.setdefault(tag.casefold(), spelled.setdefault(tag.casefold(), tag))
                changes.append(Change(call_id, "tags", sorted(have.values()) or None))
            return changes

        self._step("Remove tag" if less and not more else "Tag", plan)

    def all_tags(self) -> list[tuple[str, int]]:
        """All tags with the number of calls that have them, most used first."""
        return self._db.read(tags.all_tags)

    def all_types(self) -> list[str]:
        """The types that calls have."""
        return self._db.read(listing.types)

    def all_customers(self) -> list[str]:
        """The customers that calls have, those with most calls first."""
        return self._db.read(listing.customers)

    def all_deals(self) -> list[str]:
        """The names of the deals that a call may be about: open ones, newest first."""
        return self._db.read(deals.open_names)

    def bin(self, ids: Sequence[str]) -> None:
        """Hide calls everywhere; upkeep deletes them after thirty days. Calls that are in the bin stay there."""

        def plan(conn: Connection) -> list[Change]:
            moment = calls.now()
            return [
                Change(call_id, "binned", moment)
                for call_id in _known(conn, ids)
                if typed.value(conn, call_id, "binned") is None
            ]

        self._step("Delete call" if len(ids) == 1 else "Delete calls", plan)

    def restore(self, ids: Sequence[str]) -> None:
        """Take calls out of the bin."""
        self._step(
            "Restore call" if len(ids) == 1 else "Restore calls",
            lambda conn: [Change(call_id, "binned", None) for call_id in _known(conn, ids)],
        )

    def purge(self, ids: Sequence[str]) -> None:
        """Delete calls for good, with their sound, their words and their steps. This cannot be undone."""
        self._library.delete_calls(ids)

    # Comments

    def add_comment(
        self,
        call_id: str,
        start: float,
        end: float | None,
        text: str,
        kind: CommentKind = "comment",
        *,
        author: Author = "",
        reaction: Reaction = "",
    ) -> Comment:
        """Keep a note at a second of a call, or over a span. A bookmark may have no text, nor need a comment with a
        reaction one. Raises KnownError."""
        if end is not None and end < start:
            start, end = end, start
        if not (math.isfinite(start) and start >= 0 and (end is None or math.isfinite(end))):
            raise ValueError(f"not a span of a call: {start}..{end}")
        said = text.strip() if reaction else _note(text, kind)
        comment = Comment(new_id(), kind, start, end, said, calls.now(), author, reaction)

        def plan(conn: Connection) -> list[Change]:
            calls.row(conn, call_id)
            return [Change(call_id, f"comment:{comment.id}", typed.comment_value(comment))]

        self._step("Add comment" if kind == "comment" else "Add bookmark", plan)
        return comment

    def change_comment(self, call_id: str, comment_id: str, text: str) -> None:
        """Give a comment another text. Raises KnownError."""

        def plan(conn: Connection) -> list[Change]:
            comment = _comment(conn, call_id, comment_id)
            changed = replace(comment, text=text.strip() if comment.reaction else _note(text, comment.kind))
            return [Change(call_id, f"comment:{comment_id}", typed.comment_value(changed))]

        self._step("Edit comment", plan)

    def remove_comment(self, call_id: str, comment_id: str) -> None:
        """Take a comment or bookmark away. Raises KnownError."""

        def plan(conn: Connection) -> list[Change]:
            _comment(conn, call_id, comment_id)
            return [Change(call_id, f"comment:{comment_id}", None)]

        self._step("Delete comment", plan)

    # Undo

    def undo(self) -> Step | None:
        """Take the last step back and return it; None when there is none.

        A step of a long call is written a second or two after it was asked for, when its analysis is made: who asks to
        undo meanwhile means that step, not the one before.
        """
        self._under_way.settle()
        return self._walk(journal.undo)

    def redo(self) -> Step | None:
        """Do again what was undone last and return it; None when there is none."""
        self._under_way.settle()
        return self._walk(journal.redo)

    def undo_state(self) -> UndoState:
        """What `undo` and `redo` would do."""
        return self._db.read(journal.state)

    def _step(self, label: str, plan: Plan) -> None:
        self._walk(lambda conn: (None, journal.do(conn, label, plan(conn))))

    def _walk(self, work: Walk) -> Step | None:
        """Do the work in one transaction together with the analyses that follow from it, so that nobody ever sees the
        one without the other. Of many calls they follow one by one, and are marked as outdated meanwhile.

        An analysis of a long call takes seconds, in which others want to write. So the work is first done only to see
        its words and rolled back, the words are analysed, and then it is done for good, if its words are still those.
        """
        ready: dict[str, Ready] = {}
        with self._under_way.step():
            for attempt in range(ATTEMPTS):
                try:
                    last = attempt == ATTEMPTS - 1
                    step, later = self._db.write(partial(following, work=work, ready=ready, last=last))
                    break
                except NotReady as missing:
                    ready = {
                        call_id: Ready(words, missing.vocabulary, self._library.analyse(words, missing.vocabulary))
                        for call_id, words in missing.words.items()
                    }
        for call_id in later:
            self._library.store_analysis(call_id)
        return step


def _known(conn: Connection, ids: Sequence[str]) -> list[str]:
    for call_id in ids:
        if not calls.exists(conn, call_id):
            raise calls.no_such_call(call_id)
    return list(dict.fromkeys(ids))


def _known_speaker(words: Transcript, speaker_id: str) -> None:
    if all(speaker.id != speaker_id for speaker in words.speakers):
        raise KnownError("no_such_speaker", "This voice is not in the call.", "Choose one of its speakers, or add one.")


def _known_side(side: Side) -> None:
    if side not in SIDES:
        raise ValueError(f"no side: {side!r}")


def _comment(conn: Connection, call_id: str, comment_id: str) -> Comment:
    for comment in typed.comments(conn, call_id):
        if comment.id == comment_id:
            return comment
    raise KnownError("no_such_comment", "This comment is not there any more.", "Look at the call again.")


def _note(text: str, kind: CommentKind) -> str:
    text = text.strip()
    if not text and kind == "comment":
        raise KnownError("empty_comment", "A comment needs a text.", "Type one, or set a bookmark instead.")
    return text
