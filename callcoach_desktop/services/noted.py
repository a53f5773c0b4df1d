"""What a person wrote down beside the figures: reviews of calls, and how deals ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callcoach_desktop.domain.coaching import Deal, Outcome, Review
from callcoach_desktop.store import calls, deals, reviews
from callcoach_desktop.store.changes import Connection

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library


class Noted:
    """Reviews and outcomes of one library. Reads and writes the database: not for the UI's thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._db = library.db

    # Reviews

    def review(self, call_id: str) -> Review | None:
        """The rep's own view of a call."""
        return self._db.read(lambda conn: reviews.of_call(conn, call_id))

    def put_review(self, review: Review) -> None:
        """Keep it. Raises KnownError `no_such_call`."""

        def work(conn: Connection) -> None:
            calls.row(conn, review.call)
            reviews.put(conn, review)

        self._db.write(work)

    def remove_review(self, call_id: str) -> None:
        """Forget the rep's own view of a call."""
        self._db.write(lambda conn: reviews.remove(conn, call_id))

    def find_reviews(self, text: str = "") -> list[Review]:
        """Reviews with these words, newest first."""
        return self._db.read(lambda conn: reviews.find(conn, text))

    def intention_for(self, customer: str, before: str) -> Review | None:
        """What the rep wanted to do in the next call of this customer."""
        return self._db.read(lambda conn: reviews.last_intention(conn, customer, before))

    def intentions(self) -> dict[str, str]:
        """By customer, in small letters, what the rep wanted to do in the next call with them."""
        return self._db.read(reviews.intentions)

    # Deals

    def deals(self) -> list[Deal]:
        """All deals with their calls."""
        return self._db.read(deals.every)

    def enter_deal(self, name: str, outcome: Outcome, closed_on: str | None, amount: float | None) -> str:
        """The same, and only the deal's id."""
        return self._db.write(lambda conn: deals.set_outcome(conn, name, outcome, closed_on, amount))

    def set_deal(self, name: str, outcome: Outcome, closed_on: str | None = None, amount: float | None = None) -> Deal:
        """Set how a deal ended, by hand. Raises KnownError."""
        found = self.enter_deal(name, outcome, closed_on, amount)
        return next(deal for deal in self.deals() if deal.id == found)
