"""What the 1-on-1 page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.domain.coaching import Behaviour, Progress
from callcoach_desktop.domain.one_on_ones import (
    Agreement,
    Item,
    OneOnOne,
    changed_item,
    moved_item,
    with_agreement,
    with_item,
    without_agreement,
    without_item,
)
from callcoach_desktop.domain.scorecards import Round, Subject
from callcoach_desktop.services.one_on_ones import About, new_id
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_model import PageModel

_QUOTE = 400  # letters of what is said in a clip

if TYPE_CHECKING:
    from callcoach_desktop.services.handing_over import Choice


@dataclass(frozen=True, slots=True)
class Shown:
    """All of the page. `sessions` are newest first; `session` is the one that is looked at, None before the first."""

    sessions: tuple[OneOnOne, ...]
    session: OneOnOne | None
    calls: dict[str, About]
    behaviours: tuple[Behaviour, ...]
    agreements: dict[str, Agreement]  # every agreement of any session, by id
    rounds: tuple[Round, ...] = ()  # forms that were begun for the session, as the manager may see them
    forms: int = 0  # that can be filled in
    progress: Progress | None = None  # of the focus, where it is on the agenda

    def behaviour_name(self, behaviour_id: str | None) -> str:
        """The name of a behaviour, "" for none."""
        return next((b.name for b in self.behaviours if b.id == behaviour_id), behaviour_id or "")


def read(coach: Any, service: Any, scorecards: Any, wanted: str, today: date) -> Shown:
    """Read the page; runs in the background. `wanted` is the session to look at, "" for the one that comes next."""
    every = tuple(service.every())
    chosen = next((one for one in every if one.id == wanted), None) or next(
        (one for one in every if one.state == "planned"), next(iter(every), None)
    )
    calls = service.calls_of(chosen) if chosen is not None else {}
    agreements = {a.id: a for one in every for a in one.agreements}
    rounds, forms = (), 0
    if scorecards is not None and chosen is not None:
        rounds = scorecards.rounds(Subject(one_on_one=chosen.id), "manager")
        forms = sum(one.current is not None for one in scorecards.forms())
    progress = None
    if chosen is not None and any(item.kind == "focus" for item in chosen.items):
        progress = service.progress(day_of(chosen, today))
    return Shown(every, chosen, calls, coach.behaviours(), agreements, rounds, forms, progress)


def day_of(session: OneOnOne, today: date) -> date:
    """The day as of which a session is looked at: its own once it was held."""
    return date.fromisoformat(session.held_on) if session.state == "held" else today


class OneOnOneViewModel(PageModel):
    """`loaded` carries a Shown; `suggested` (item, its call) that could be added; `deck` what the shared view shows."""

    suggested = Signal(object)
    clips_found = Signal(object, object)  # ShownClips, ClipLists
    deck = Signal(object)
    ended = Signal(object)  # the session that was held
    in_the_way = Signal(str)  # the focus that has to end first
    did = Signal(str, object)
    handed = Signal(object)  # the file that was written
    detached = Signal()

    def __init__(self, parent: QObject | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self._today = today
        self._chosen = ""
        self._orders: list[Callable[[], None]] = []
        self.service: Any = None  # services.one_on_ones.OneOnOnes, given before the library
        self.editor: Any = None  # services.editing.Editor
        self.clips: Any = None  # services.clips.Clips
        self.scorecards: Any = None  # services.scorecards.Scorecards

    @property
    def today(self) -> date:
        """The day on this machine."""
        return self._today()

    @property
    def session(self) -> OneOnOne | None:
        """The session that is looked at, as it was read last."""
        return self.shown.session if self.shown is not None else None

    def reading(self) -> Callable[[], Shown]:
        """The page."""
        coach, service, scorecards, wanted = self.coach, self.service, self.scorecards, self._chosen
        today = self._today()
        return lambda: read(coach, service, scorecards, wanted, today)

    def detach(self) -> None:
        """Let go of the library; what was asked for is carried out."""
        waiting, self._orders = self._orders[1:], []
        for order in waiting:
            order()
        self.detached.emit()
        super().detach()
        self.service = self.editor = self.clips = self.scorecards = None
        self._chosen = ""

    # Sessions

    def look_at(self, session_id: str) -> None:
        """Show another session."""
        self._chosen = session_id
        self.refresh()

    def prepare(self, on: date, title: str = "") -> None:
        """Make the next one, with its agenda, and show it."""

        def made(session: OneOnOne) -> None:
            self.look_at(session.id)

        self._ask(lambda service: service.prepare(on, title), made)

    def delete(self) -> None:
        """Take the session away."""
        session = self.session
        if session is not None:
            self._chosen = ""
            words = tr("“{title}” was deleted", title=session.title)
            self._ask(lambda service: service.delete(session.id), lambda _: self.did.emit(words, True))

    def change(self, label: str, edit: Callable[[OneOnOne], OneOnOne], then: str = "") -> None:
        """Change the session; `label` is what Undo calls it, `then` what is said when it is done."""
        session = self.session
        if session is not None:
            self._ask(
                lambda service: service.change(session.id, label, edit),
                lambda _: self.did.emit(then, True) if then else None,
            )

    def rename(self, title: str) -> None:
        """Give the session another title; an empty one changes nothing."""
        said = " ".join(title.split())
        if said:
            self.change("Rename 1-on-1", lambda s: replace(s, title=said))

    def set_day(self, day: date) -> None:
        """Move the session to another day."""
        self.change("Set date", lambda s: replace(s, held_on=day.isoformat()))

    def set_text(self, field: str, text: str) -> None:
        """Keep `notes` or `private`."""
        self.change("Edit notes", lambda s: replace(s, **{field: text}))

    def set_person(self, field: str, text: str) -> None:
        """Keep something of the room for the person: `goals`, `mindset` or `help`."""
        self.change("Edit personal notes", lambda s: replace(s, person=replace(s.person, **{field: text})))

    def show_person(self, *, on: bool) -> None:
        """Whether the shared view has the room for the person."""
        self.change("Show personal notes", lambda s: replace(s, show_person=on))

    # The agenda

    def add_topic(self, title: str) -> None:
        """Something else to talk about."""
        said = " ".join(title.split())
        if said:
            self.add(Item(new_id(), "topic", said))

    def add(self, item: Item) -> None:
        """Put an item at the end of the agenda."""
        self.change("Add item", lambda s: with_item(s, item))

    def look_for_clips(self) -> None:
        """All clips, newest first, and the lists that they are in; answers with `clips_found`."""
        clips = self.clips
        if clips is not None:
            self._ask(
                lambda _: (clips.shown(), clips.lists()), lambda found: self.clips_found.emit(*found), again=False
            )

    def add_clip(self, shown: ShownClip) -> None:
        """Put a clip on the agenda."""
        clip = shown.clip
        why = tr("Why did you choose this one?")
        self.add(Item(new_id(), "clip", clip.name, why, quote=shown.quote[:_QUOTE], call=clip.call, start=clip.start,
                      end=clip.end, about=clip.id))  # fmt: skip

    def remove(self, item: Item) -> None:
        """Take an item off the agenda."""
        words = tr("“{title}” was taken off the agenda", title=item.title)
        self.change("Remove item", lambda s: without_item(s, item.id), words)

    def move(self, item_id: str, by: int) -> None:
        """Move an item up (-1) or down."""
        self.change("Move item", lambda s: moved_item(s, item_id, by))

    def edit(self, item_id: str, **fields: Any) -> None:
        """Change what stands in an item."""

        def work(session: OneOnOne) -> OneOnOne:
            item = session.item(item_id)
            return session if item is None else changed_item(session, replace(item, **fields))

        self.change("Edit item", work)

    def suggest(self) -> None:
        """Look for more; answers with `suggested`."""
        session = self.session
        if session is not None:
            self._ask(lambda service: self._found(service, session), self.suggested.emit, again=False)

    @staticmethod
    def _found(service: Any, session: OneOnOne) -> list[tuple[Item, About | None]]:
        items = service.suggestions(session)
        calls = service.calls_of(replace(session, items=tuple(items)))
        return [(item, calls.get(item.call or "")) for item in items]

    # Agreements

    def agree(self, agreement: Agreement) -> None:
        """Keep what was agreed, new or changed."""
        self.change("Agree", lambda s: with_agreement(s, agreement))

    def take_back(self, agreement: Agreement) -> None:
        """Take an agreement away."""
        words = tr("“{title}” is no agreement any more", title=agreement.action)
        self.change("Remove agreement", lambda s: without_agreement(s, agreement.id), words)

    def settle(self, agreement_id: str, state: str) -> None:
        """Say how an earlier agreement went."""
        self._ask(lambda service: service.settle(agreement_id, state))

    def look_for_what_is_in_the_way(self) -> None:
        """Answers with `in_the_way`: the focus that has to end so that an agreement can become one, "" for none."""
        session = self.session
        if session is not None:
            self._ask(lambda service: service.stands_in_the_way(service.one(session.id)), self.in_the_way.emit)

    def end(self, *, finish_running: bool) -> None:
        """The 1-on-1 was held today. Answers with `ended`."""
        session, today = self.session, self._today()
        if session is not None:
            self._ask(lambda service: service.end(session.id, today, finish_running=finish_running), self.ended.emit)

    def hand_over(self, session_id: str, choice: Choice, path: Path) -> None:
        """Write the page; answers with `handed`."""
        library = self.library

        def work(service: Any) -> Path:
            from callcoach_desktop.services.handing_over import HandingOver
            from callcoach_desktop.ui.pdf import write_pdf

            handing = HandingOver(library, service)
            if path.suffix.lower() == ".pdf":
                write_pdf(handing.html(session_id, choice), service.one(session_id).title, path, overwrite=True)
            else:
                handing.write_html(session_id, choice, path, overwrite=True)
            return path

        if library is not None:
            self._ask(work, self.handed.emit, again=False)

    # The shared view

    def open_deck(self) -> None:
        """Make the slides; answers with `deck`. Names are hidden in the library's thread, never by the window."""
        session, library, scorecards = self.session, self.library, self.scorecards
        if session is None or library is None:
            return
        today = day_of(session, self._today())

        def work(service: Any) -> Any:
            from callcoach_desktop.services.presenting import deck

            return deck(service, library, session.id, today, scorecards)

        self._ask(work, self.deck.emit, again=False)

    def rate(self, item_id: str, rating: int | None, then: Callable[[], object] = lambda: None) -> None:
        """Keep the rep's own view of an item, "" for the time since the last one."""
        session = self.session
        if session is not None:
            self._ask(lambda service: service.rate(session.id, item_id, rating), lambda _: then())

    def undo(self) -> None:
        """Take the library's last step back; the shared view follows."""
        editor = self.editor
        if editor is not None:
            self._ask(lambda _: editor.undo(), lambda _: self.open_deck())

    def comment(
        self, call: str, second: float, text: str, author: str, reaction: str, then: Callable[[], object]
    ) -> None:
        """Keep a comment or a reaction at a second of a call."""
        editor = self.editor

        def work(_: Any) -> None:
            editor.add_comment(call, second, None, text, author=author, reaction=reaction)

        if editor is not None:
            self._ask(work, lambda _: then(), again=False)

    def _ask(
        self, work: Callable[[Any], Any], then: Callable[[Any], object] = lambda _: None, *, again: bool = True
    ) -> None:
        """As `ask`, one after the other in the order in which a person did it; `again`: a new reading follows."""
        service = self.service

        def order() -> None:
            (self.ask if again else self.look_up)(service, work, then, self._next)

        if service is not None:
            self._orders.append(order)
            if len(self._orders) == 1:
                order()

    def _next(self) -> None:
        self._orders = self._orders[1:]
        if self._orders:
            self._orders[0]()
