"""What a person's word about the text of a call means for what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from callcoach_desktop.analysis.editing import apply, join_edit, merged, split_edit, text_edits
from callcoach_desktop.domain.editing import Edit
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Transcript, Utterance
from callcoach_desktop.store import calls, transcripts, typed
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.journal import Change


def words(conn: Connection, call_id: str) -> Transcript:
    """The transcript in force. Raises KnownError `no_such_call`, `no_words`."""
    return some(conn, call_id, transcripts.transcript(conn, call_id))


def some(conn: Connection, call_id: str, found: Transcript | None) -> Transcript:
    """`found`, or the KnownError that says why there is none."""
    if found is None:
        calls.row(conn, call_id)  # raises, when there is no such call
        raise KnownError("no_words", "There are no words in this call yet.", "Wait until it is transcribed.")
    return found


def line(transcript: Transcript, utterance_id: str) -> Utterance:
    """An utterance by its id. Raises KnownError `no_such_line`."""
    for utterance in transcript.utterances:
        if utterance.id == utterance_id:
            return utterance
    raise KnownError("no_such_line", "This line is not in the transcript any more.", "Look at the call again.")


def new_edits(conn: Connection, call_id: str, edits: Sequence[Edit]) -> list[Change]:
    """The changes that keep edits; one without an id gets one."""
    position = typed.next_position(conn, call_id)
    return [
        Change(call_id, f"edit:{edit.id or new_id()}", typed.edit_value(edit, position + number))
        for number, edit in enumerate(edits)
    ]


def texts(conn: Connection, call_id: str, lines: Sequence[tuple[str, str]]) -> list[Change]:
    """The changes that give utterances other texts: each is laid over what the ones before it made."""
    now = words(conn, call_id)
    earlier = list(typed.edits(conn, call_id))
    stored = {edit.id for edit in earlier}
    made: list[Edit] = []
    gone: list[str] = []
    for utterance_id, text in lines:
        edit = text_edits(line(now, utterance_id), text)
        if edit is None:
            continue
        edit, replaced = merged(now, earlier, edit)
        edit = replace(edit, id=new_id())
        gone += [other for other in replaced if other in stored]
        made = [*[one for one in made if one.id not in replaced], edit]
        earlier = [*[one for one in earlier if one.id not in replaced], edit]
        now = apply(now, [edit])
    return [*[Change(call_id, f"edit:{other}", None) for other in gone], *new_edits(conn, call_id, made)]


def split(conn: Connection, call_id: str, utterance_id: str, word: int) -> list[Change]:
    """The changes that let an utterance begin at word number `word`; at 0 there is a pause before it already, and what
    is kept is that a person wants a new line there. Raises KnownError `cannot_split`."""
    transcript = words(conn, call_id)
    chosen = line(transcript, utterance_id)
    edit = split_edit(chosen, word)
    if word == 0:
        own = [u for u in transcript.utterances if u.speaker == chosen.speaker]
        place = own.index(chosen)
        if place > 0:
            pause = join_edit(own[place - 1], chosen)
            middle = (pause.start + pause.end) / 2
            edit = replace(pause, kind="split", start=middle, end=middle)
    if edit is None:
        raise KnownError(
            "cannot_split", "A line can only be split between two of its words.", "Choose a word inside it."
        )
    return new_edits(conn, call_id, [edit])
