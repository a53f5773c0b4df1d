"""What two people look at together: a 1-on-1 as slides, without private notes and without names of other customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from callcoach_desktop.domain.coaching import Point, Progress
from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.one_on_ones import Agreement, Item, OneOnOne, Person
from callcoach_desktop.domain.scorecards import Answer, Round, Subject
from callcoach_desktop.services.speaking import Hiding, others_names
from callcoach_desktop.store import typed

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.one_on_ones import OneOnOnes
    from callcoach_desktop.services.scorecards import Scorecards

SlideKind = Literal["opening", "person", "item", "scores", "agreements"]


@dataclass(frozen=True, slots=True)
class Slide:
    """`item` is as it may be shown: without its private note, without other customers' names. `where` says which call
    it is about. `comments` are those within its seconds, by their time. `agreement` is the one that came back.
    `hidden` is True where what was said is not shown as it was written: then it is not to be written over. `round` is a
    form that was filled in for the session, as the rep may see it: the manager's answers after the rep's own.
    """

    kind: SlideKind
    item: Item | None = None
    where: str = ""
    sound: bool = False
    comments: tuple[Comment, ...] = ()
    agreement: Agreement | None = None
    hidden: bool = False
    round: Round | None = None


@dataclass(frozen=True, slots=True)
class Deck:
    """A whole session to show. `progress` is the focus for its chart, its calls named as they may be; `session` is the
    session as it may be shown."""

    session: OneOnOne
    slides: tuple[Slide, ...]
    progress: Progress | None


def deck(
    sessions: OneOnOnes, library: Library, session_id: str, today: date, scorecards: Scorecards | None = None
) -> Deck:
    """The slides of a session. Not for the UI's thread. Raises KnownError `no_such_one_on_one`."""
    session = sessions.one(session_id)
    hiding = Hiding(library.db.read(others_names))
    about = sessions.calls_of(session)
    agreed = {a.id: a for one in sessions.every() for a in one.agreements}
    slides = [Slide("opening")]
    if session.show_person:
        person = session.person
        texts = (person.goals, person.mindset, person.help)
        slides.append(Slide("person", hidden=any(hiding.text(text) != text for text in texts)))
    for item in session.items:
        shown = shared_item(item, hiding)
        call = about.get(item.call or "")
        if call is None:
            agreement = agreed.get(item.about) if item.kind == "agreement" else None
            slides.append(Slide("item", shown, agreement=agreement, hidden=shown.said != item.said))
            continue
        where = " · ".join(part for part in (hiding.text(call.title, call.id), _day(call.date)) if part)
        slides.append(Slide("item", shown, where, call.sound, _within(library, item, hiding),
                            hidden=shown.said != item.said))  # fmt: skip
    if scorecards is not None:
        rounds = scorecards.rounds(Subject(one_on_one=session.id), "rep")
        slides += [Slide("scores", round=_hidden_round(filled, hiding)) for filled in rounds]
    slides.append(Slide("agreements", hidden=hiding.text(session.notes) != session.notes))
    progress = _progress(sessions, session, hiding, today)
    return Deck(_shared(session, hiding), tuple(slides), progress)


def shared_item(item: Item, hiding: Hiding) -> Item:
    """An item as it may be shown to two: the names of its own call stay."""
    return replace(
        item,
        title=hiding.text(item.title, item.call),
        question=hiding.text(item.question, item.call),
        figure=hiding.text(item.figure, item.call),
        quote=hiding.text(item.quote, item.call),
        said=hiding.text(item.said, item.call),
        private="",
    )


def _shared(session: OneOnOne, hiding: Hiding) -> OneOnOne:
    """The session without what is private: own notes, the person's room unless it is shown."""
    kept = session.person if session.show_person else Person()
    person = Person(hiding.text(kept.goals), hiding.text(kept.mindset), hiding.text(kept.help))
    return replace(
        session,
        private="",
        notes=hiding.text(session.notes),
        person=person,
        items=tuple(shared_item(item, hiding) for item in session.items),
        agreements=tuple(replace(one, action=hiding.text(one.action)) for one in session.agreements),
    )


def _hidden_round(filled: Round, hiding: Hiding) -> Round:
    """A form with its texts as they may be shown."""

    def plain(answer: Answer) -> Answer:
        return hiding.text(answer) if isinstance(answer, str) else answer

    lines = tuple(replace(one, rep=plain(one.rep), manager=plain(one.manager)) for one in filled.lines)
    return replace(filled, lines=lines)


def _within(library: Library, item: Item, hiding: Hiding) -> tuple[Comment, ...]:
    """The comments of rep and manager on the seconds of an item; one without an author is a note to oneself."""
    call, start, end = item.call, item.start, item.end
    if call is None or start is None or end is None:
        return ()
    found = library.db.read(lambda conn: typed.comments(conn, call))
    return tuple(
        replace(c, text=hiding.text(c.text, call)) for c in found if c.author and start - 0.5 <= c.start <= end + 0.5
    )


def _progress(sessions: OneOnOnes, session: OneOnOne, hiding: Hiding, today: date) -> Progress | None:
    if not any(item.kind == "focus" for item in session.items):
        return None
    found = sessions.progress(today)
    if found is None:
        return None

    def hidden(points: Sequence[Point]) -> tuple[Point, ...]:
        return tuple(replace(p, title=hiding.text(p.title)) for p in points)

    return replace(found, points=hidden(found.points), before=hidden(found.before), others=hidden(found.others))


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return ""
    return f"{day.day} {day:%B}"
