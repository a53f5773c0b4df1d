"""Calls as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.exchange.writers.report import comment_words, speaker_names, words_of

COLUMNS = ("start", "end", "speaker", "side", "stage", "text", "questions", "moments", "comments")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(detail: CallDetail) -> str:
    """One row an utterance (RFC 4180, lines end in CR LF), times in seconds with a point, lists joined by "; ".

    The text begins with a byte order mark, by which Excel knows UTF-8. A cell that a spreadsheet would take for a
    formula gets an apostrophe before it. Raises KnownError `no_words`.
    """
    transcript = words_of(detail)
    names, computed = speaker_names(transcript), detail.analysis
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for u in transcript.utterances:
        moments = [
            m
            for m in (computed.moments if computed else ())
            if m.speaker == u.speaker and u.start <= m.start and (m.start < u.end or m.start == u.start)
        ]
        middle = (u.start + u.end) / 2
        stages = [s.name for s in (computed.stages if computed else ()) if s.start <= middle < s.end]
        comments = [comment_words(c) for c in detail.comments if u.timed and u.start <= c.start < u.end]
        table.writerow(
            guarded(cell)
            for cell in (
                f"{u.start:.3f}" if u.timed else "",
                f"{u.end:.3f}" if u.timed else "",
                names[u.speaker],
                transcript.side_of(u.speaker),
                stages[0] if stages else "",
                " ".join(u.text.split()),
                "; ".join(m.type for m in moments if m.kind == "question"),
                "; ".join(f"{m.kind}: {m.type}" if m.type else m.kind for m in moments if m.kind != "question"),
                "; ".join(comments),
            )
        )
    return out.getvalue()


def guarded(cell: str) -> str:
    """The cell, so that no spreadsheet calculates what somebody said."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
