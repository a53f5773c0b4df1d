"""Search in what was said: newest call first, with the hits marked."""

from __future__ import annotations

import sqlite3
from typing import Literal

from callcoach_desktop.domain.calls import SearchHit
from callcoach_desktop.store.text import match_expression
from callcoach_desktop.store.utterances import stored_utterance

HIT_START = "\x02"
HIT_END = "\x03"
_PIECE = 256  # pages of the index that one piece of scrubbing writes
Order = Literal["newest", "relevance"]

_ORDERS: dict[Order, str] = {"newest": "f.rowid DESC", "relevance": "f.rank"}


def search(
    conn: sqlite3.Connection, text: str, limit: int = 50, *, order: Order = "newest", call_id: str | None = None
) -> list[SearchHit]:
    """Sentences with all words of `text`; the last word may be a beginning, "quoted words" must follow each other.

    No text is an error; one without a letter or digit finds nothing. Newest call first costs nothing (it is the order
    of the index); relevance (bm25) has to look at every hit.
    """
    expression = match_expression(text)
    if expression is None:
        return []
    within = "" if call_id is None else "AND u.call_id = ?"
    values = (HIT_START, HIT_END, expression, *(() if call_id is None else (call_id,)), limit)
    found = conn.execute(
        f"""
        SELECT u.call_id, COALESCE(o.title, c.title), COALESCE(o.started_at, c.started_at), u.id, u.speaker, u.start,
               highlight(utterances_fts, 0, ?, ?), u.timed, u.words
        FROM utterances_fts f CROSS JOIN utterances u ON u.key = f.rowid
        CROSS JOIN calls c ON c.id = u.call_id LEFT JOIN call_overrides o ON o.call_id = c.id
        WHERE utterances_fts MATCH ? AND c.binned_at IS NULL {within}
        ORDER BY {_ORDERS[order]} LIMIT ?
        """,  # noqa: S608 - our own words only
        values,
    )
    return [_hit(*row) for row in found]


def _hit(
    call: str, title: str, started_at: str, id_: str, speaker: str, start: float, snippet: str, timed: int, words: str
) -> SearchHit:
    second = start
    if timed:
        said = stored_utterance(id_, speaker, start, start, "", timed, words).words
        before = snippet.partition(HIT_START)[0]
        # A mark may stand inside a word, after a bracket or a quotation mark.
        at = len(before.split()) - (before != "" and not before[-1].isspace())
        if at < len(said) == len(snippet.split()):
            second = said[at].start
    return SearchHit(call, title, started_at, id_, speaker, start, snippet, second)


def scrub(conn: sqlite3.Connection, *, first: bool) -> bool:
    """Do a piece of taking deleted words out of the index; False when nothing is left to do.

    The index keeps the words of deleted rows until its segments are merged (FTS5's own secure-delete needs SQLite
    3.42); the pragma secure_delete overwrites what is then free. `first` begins: all segments are to become one.
    """
    before = conn.total_changes
    conn.execute(
        "INSERT INTO utterances_fts (utterances_fts, rank) VALUES ('merge', ?)", (-_PIECE if first else _PIECE,)
    )
    return conn.total_changes - before >= 2  # one is the command itself, as SQLite's documentation says
