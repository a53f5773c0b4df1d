"""The rep's own view of a call, before the figures."""

from __future__ import annotations

import sqlite3

from callcoach_desktop.domain.coaching import Review
from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean, fold

_COLUMNS = "call_id, feeling, keep_at, keep, change_at, change, intention, created_at"


def put(conn: sqlite3.Connection, review: Review) -> None:
    """Keep a review in the place of an earlier one of the call."""
    conn.execute(
        f"INSERT OR REPLACE INTO reviews ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own words only
        (
            review.call, review.feeling, review.keep_at, clean(review.keep), review.change_at, clean(review.change),
            clean(review.intention), review.created_at or now(),
        ),
    )  # fmt: skip
    touch(conn, call=review.call)


def remove(conn: sqlite3.Connection, call_id: str) -> None:
    """Forget the review of a call."""
    conn.execute("DELETE FROM reviews WHERE call_id = ?", (call_id,))
    touch(conn, call=call_id)


def of_call(conn: sqlite3.Connection, call_id: str) -> Review | None:
    """The review of a call."""
    found = conn.execute(f"SELECT {_COLUMNS} FROM reviews WHERE call_id = ?", (call_id,)).fetchone()  # noqa: S608 - our own words only
    return None if found is None else Review(*found)


def find(conn: sqlite3.Connection, text: str = "", limit: int = 100) -> list[Review]:
    """Reviews in which all words of `text` occur (case and accents aside), newest first."""
    words = fold(clean(text)).split()
    found = conn.execute(f"SELECT {_COLUMNS} FROM reviews ORDER BY created_at DESC, call_id")  # noqa: S608 - our own words only
    kept = []
    for row in found:
        review = Review(*row)
        said = fold(f"{review.keep} {review.change} {review.intention}")
        if all(word in said for word in words):
            kept.append(review)
        if len(kept) == limit:
            break
    return kept


def last_intention(conn: sqlite3.Connection, customer: str, before: str) -> Review | None:
    """The newest review with an intention among the customer's calls before this date and time."""
    columns = ", ".join(f"r.{column.strip()}" for column in _COLUMNS.split(","))
    found = conn.execute(
        f"SELECT {columns} FROM reviews r JOIN calls c ON c.id = r.call_id "  # noqa: S608 - our own words only
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE r.intention <> '' AND c.binned_at IS NULL "
        "AND COALESCE(o.customer, c.customer) = ? COLLATE NOCASE AND COALESCE(o.started_at, c.started_at) < ? "
        "ORDER BY c.ordinal DESC LIMIT 1",
        (clean(customer), before),
    ).fetchone()
    return None if found is None else Review(*found)


def intentions(conn: sqlite3.Connection) -> dict[str, str]:
    """The newest intention for each customer, who is written in small letters."""
    found = conn.execute(
        "SELECT COALESCE(o.customer, c.customer) AS customer, r.intention FROM reviews r "
        "JOIN calls c ON c.id = r.call_id LEFT JOIN call_overrides o ON o.call_id = c.id "
        "WHERE c.binned_at IS NULL AND COALESCE(o.customer, c.customer, '') <> '' AND r.intention <> '' "
        "ORDER BY c.ordinal"
    )
    return {str(customer).casefold(): str(words) for customer, words in found}
