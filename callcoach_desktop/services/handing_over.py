"""A 1-on-1 as one page to hand over. Without sound, without the room for the person and without names unless chosen."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.one_on_ones import Agreement, Item, OneOnOne, Person
from callcoach_desktop.domain.scorecards import SENTENCE
from callcoach_desktop.domain.times import clock
from callcoach_desktop.exchange.handout import Agreed, Handout, Looked, to_html
from callcoach_desktop.exchange.writers.report import comment_words
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.placing import safe_name, write_new
from callcoach_desktop.services.speaking import Hiding, others_names
from callcoach_desktop.store import typed
from callcoach_desktop.store.one_on_ones import About

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.one_on_ones import OneOnOnes

RATINGS = ("badly", "not well", "so-so", "well", "very well")
_STATES = {"open": "open", "kept": "kept", "partly": "partly kept", "dropped": "let go"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes onto the page beyond what always does. `names`: those of customers stay."""

    person: bool = False
    names: bool = False
    sound: bool = False


class HandingOver:
    """Makes the page. All methods run on worker threads."""

    def __init__(self, library: Library, sessions: OneOnOnes) -> None:
        self._library = library
        self._sessions = sessions

    def file_name(self, session: OneOnOne, suffix: str) -> str:
        """A safe name for the file: its day and title. `suffix` has its dot."""
        return safe_name(session.title, session.held_on) + suffix

    def html(self, session_id: str, choice: Choice) -> str:
        """The page. Raises KnownError `no_such_one_on_one`."""
        return to_html(self.page(session_id, choice))

    def write_html(self, session_id: str, choice: Choice, path: Path, *, overwrite: bool = False) -> Path:
        """The page as a file. Raises KnownError, `file_exists` without `overwrite` among them."""
        return write_new(path, self.html(session_id, choice).encode(), overwrite=overwrite)

    def page(self, session_id: str, choice: Choice) -> Handout:
        """What stands on the page. Raises KnownError `no_such_one_on_one`."""
        session = self._sessions.one(session_id)
        hiding = Hiding([] if choice.names else self._library.db.read(others_names))
        about = self._sessions.calls_of(session)
        agreed = {a.id: a for one in self._sessions.every() for a in one.agreements}
        names = {b.id: b.name for b in self._sessions.behaviours()}
        looked = [self._looked(item, about, agreed, hiding, choice) for item in session.items]
        when = f"{'Held' if session.state == 'held' else 'Planned'} on {_day(session.held_on)}"
        if session.rating is not None:
            when += f" · the rep's own view of the time before: {RATINGS[session.rating - 1]}"
        return Handout(
            title=session.title,
            when=when,
            agreed=tuple(_agreed(one, names, hiding) for one in session.agreements),
            looked=tuple(looked),
            notes=hiding.text(session.notes),
            person=_person(session.person, hiding) if choice.person else (),
            sentence=SENTENCE,
        )

    def _looked(
        self, item: Item, about: dict[str, About], agreed: dict[str, Agreement], hiding: Hiding, choice: Choice
    ) -> Looked:
        call = about.get(item.call or "")
        where = ""
        if call is not None:
            # On a page of many calls each customer is another one to all others: without `names` none is named.
            where = f"{hiding.text(call.title)}, {_day(call.date)}"
            where += f", {clock(item.start)}" if item.start is not None else ""
        back = agreed.get(item.about) if item.kind == "agreement" else None
        figure = f"Agreed before: {_STATES[back.state]}." if back is not None else item.figure
        return Looked(
            title=hiding.text(item.title),
            where=where,
            question=hiding.text(item.question),
            quote=hiding.text(item.quote),
            figure=hiding.text(figure),
            own_view=f"Own view: {RATINGS[item.rating - 1]}." if item.rating is not None else "",
            said=hiding.text(item.said),
            comments=self._comments(item, hiding),
            sound=self._sound(item) if choice.sound and call is not None and call.sound else None,
        )

    def _comments(self, item: Item, hiding: Hiding) -> tuple[str, ...]:
        call, start, end = item.call, item.start, item.end
        if call is None or start is None or end is None:
            return ()
        found = self._library.db.read(lambda conn: typed.comments(conn, call))
        # Only what was said in a 1-on-1: a comment without an author is a note to oneself.
        return tuple(
            f"{clock(one.start)} {hiding.text(comment_words(one))}"
            for one in found
            if one.author and start - 0.5 <= one.start <= end + 0.5
        )

    def _sound(self, item: Item) -> bytes | None:
        if item.call is None or item.start is None or item.end is None:
            return None
        try:
            with tempfile.TemporaryDirectory(prefix="callcoach-handout-") as folder:
                path = Path(folder) / "moment.flac"
                return Exporter(self._library).clip(item.call, item.start, item.end, path).read_bytes()
        except KnownError:  # the sound went away: the words stay
            return None


def _agreed(one: Agreement, names: dict[str, str], hiding: Hiding) -> Agreed:
    parts = [names.get(one.behaviour or "", ""), f"until {_day(one.due)}" if one.due else ""]
    parts.append({"focus": "becomes the focus", "intervention": "is looked back at"}.get(one.becomes, ""))
    parts.append("" if one.state == "open" else _STATES[one.state])
    return Agreed(hiding.text(one.action), " · ".join(part for part in parts if part))


def _person(person: Person, hiding: Hiding) -> tuple[tuple[str, str], ...]:
    said = (("Goals", person.goals), ("Mindset", person.mindset), ("What the manager can do", person.help))
    return tuple((name, hiding.text(text)) for name, text in said if text.strip())


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%B} {day.year}"
