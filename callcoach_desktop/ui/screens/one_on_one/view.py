"""The 1-on-1: prepared, talked through, agreed on, looked back at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from callcoach_desktop.domain.one_on_ones import Item, OneOnOne
from callcoach_desktop.domain.scorecards import SENTENCE
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.screens.one_on_one.agenda_card import AgendaCard
from callcoach_desktop.ui.screens.one_on_one.agreements_card import AgreementsCard
from callcoach_desktop.ui.screens.one_on_one.clip_chooser import ClipChooser
from callcoach_desktop.ui.screens.one_on_one.dialogs import EndDialog, PrepareDialog
from callcoach_desktop.ui.screens.one_on_one.notes_cards import NotesCard, PersonCard
from callcoach_desktop.ui.screens.one_on_one.scores_card import ScoresCard
from callcoach_desktop.ui.screens.one_on_one.view_model import OneOnOneViewModel, Shown
from callcoach_desktop.ui.screens.one_on_one.words import rating_name
from callcoach_desktop.ui.sound.excerpts import Excerpts
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Line, Page, Waiting

_LISTED = 6  # sessions in the card


class OneOnOneScreen(PageScreen):
    """Either nothing yet, or a session with those before it."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    problem = Signal(str)
    did = Signal(str, object)  # what was done; True where Undo takes it back
    score_wanted = Signal(str, str)  # a session and a form ("" for none in particular), to be filled in
    written = Signal(str, object)  # a sentence, the file

    def __init__(self, model: OneOnOneViewModel, excerpts: Excerpts | None = None) -> None:
        super().__init__(tr("1-on-1"), model)
        self.excerpts = excerpts if excerpts is not None else Excerpts(self)
        self.shared: Any = None  # the shared view while it is open
        self._opening = False
        self.dialog: Any = None
        self.empty = EmptyState(
            "users", tr("Your first 1-on-1"),
            tr("Prepare one, and its agenda comes from the calls since the last: the focus, two good moments, a hard "
               "one. Look at it together on a shared screen: the question first, the figure second."),
            (button(tr("Prepare a 1-on-1"), self.ask_prepare, "primary"),),
        )  # fmt: skip
        self.page = self._make_page()
        for one in (Waiting(), self.empty, self.page):
            self.addWidget(one)
        self.excerpts.playing.connect(self._playing)
        self.excerpts.problem.connect(self.problem)
        model.loaded.connect(self.show_all)
        model.suggested.connect(lambda items: None if items else self.agenda.nothing_to_suggest())
        model.deck.connect(self._show_deck)
        model.in_the_way.connect(self._ask_end)
        model.ended.connect(self._ended)
        model.did.connect(self.did)
        model.open_call.connect(self.open_call)
        model.handed.connect(self._handed)
        model.clips_found.connect(self._choose_clip)
        model.detached.connect(self._detached)
        model.problem.connect(self.problem)

    def _make_page(self) -> Page:
        page = Page(tr("1-on-1"))
        self.more_button = button(tr("More"), self._show_more, "quiet")
        self.hand_button = button(tr("Hand over…"), self.hand_over, "", "file-text")
        self.next_button = button(tr("Prepare the next"), self.ask_prepare)
        self.shared_button = button(tr("Shared view"), self.open_shared, "primary", "monitor",
                                    describe=tr("Open the shared view (F5)"))  # fmt: skip
        self.shared_button.setToolTip(tr("For a shared screen: large, without private notes (F5)"))
        for one in (self.more_button, self.hand_button, self.next_button, self.shared_button):
            page.buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self._f5 = QShortcut(QKeySequence("F5"), self, self.open_shared)
        self._f5.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.agenda = AgendaCard(self.model)
        self.agenda.hear.connect(self._hear)
        self.agenda.read.connect(lambda item: self.open_call.emit(item.call, item.start))
        self.notes, self.person = NotesCard(self.model), PersonCard(self.model)
        self.agreements = AgreementsCard()
        self.agreements.agreed.connect(self.model.agree)
        self.agreements.removed.connect(self.model.take_back)
        self.agreements.settled.connect(self.model.settle)
        self.agreements.end_wanted.connect(self.ask_end)
        self.scores = ScoresCard()
        self.scores.wanted.connect(self._want_score)
        self.history = CardBox(tr("All 1-on-1s"))
        left, right = _column(self.agenda, self.history), _column(self.notes, self.agreements, self.scores, self.person)
        page.column.addWidget(Columns([left, right], (5, 3), 760), 1)
        page.column.addWidget(label(tr(SENTENCE), "small", "muted", wrap=True))
        return page

    # Content

    def show_all(self, shown: Shown) -> None:
        """Show what was read."""
        session = shown.session
        if session is None:
            self.setCurrentWidget(self.empty)
            return
        self.page.heading.setText(session.title)
        self.page.line.setText(self._line(shown, session))
        self.next_button.setVisible(not any(one.state == "planned" for one in shown.sessions))
        self.shared_button.setEnabled(True)
        self.notes.show_session(session)
        self.person.show_session(session)
        self.agreements.show_session(session, shown.behaviours)
        self.scores.show_session(shown)
        # Without what is typed on this page: a rebuild takes the keyboard away from the field.
        others = [one for one in shown.sessions if one.id != session.id]
        self.page.rebuild((self.agenda.key(shown), others), lambda: self._rebuild(shown, others))
        self.agenda.show_said(shown)
        self.setCurrentWidget(self.page)
        self._playing(self.excerpts.key)

    def _line(self, shown: Shown, session: OneOnOne) -> str:
        when = day_words(session.held_on)
        parts = [tr("Held on {day}", day=when) if session.state == "held" else tr("Planned for {day}", day=when)]
        parts.append(tr("looks back to {day}", day=day_words(session.since)) if session.since else
                     tr("looks back thirty days"))  # fmt: skip
        if session.rating is not None:
            parts.append(tr("the rep's own view: {words}", words=rating_name(session.rating).lower()))
        return " · ".join(parts)

    def _rebuild(self, shown: Shown, others: list[OneOnOne]) -> None:
        self.agenda.show_session(shown)
        self.history.clear()
        box = self.history.box
        if not others:
            words = tr("Those that were held stand here, with their notes and what was agreed.")
            box.addWidget(label(words, "body", "muted", wrap=True))
        for i, one in enumerate(others[:_LISTED]):
            if i:
                box.addWidget(line())
            box.addWidget(
                Line(f"{one.title}, {day_words(one.held_on)}", self._about(one), tr("Show"),
                     lambda s=one.id: self.model.look_at(s), describe=tr("Show {title}", title=one.title))
            )  # fmt: skip
        if len(others) > _LISTED:
            more = button(tr("{n} earlier|{n} earlier", len(others) - _LISTED), lambda: self._choose(others), "link")
            box.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)

    def _about(self, session: OneOnOne) -> str:
        if session.state == "planned":
            return tr("planned, {n} item|planned, {n} items", len(session.items))
        parts = [one.action for one in session.agreements]
        if not parts and session.notes:
            parts = [session.notes.splitlines()[0]]
        return " · ".join(parts) or tr("nothing was agreed")

    def _choose(self, sessions: list[OneOnOne]) -> None:
        menu = QMenu(self)
        for one in sessions[_LISTED:]:
            menu.addAction(f"{one.title}, {day_words(one.held_on)}".replace("&", "&&"),
                           lambda s=one.id: self.model.look_at(s))  # fmt: skip
        menu.exec(self.history.mapToGlobal(self.history.rect().bottomLeft()))

    # Sound

    def _hear(self, item: Item) -> None:
        if item.call is not None and item.start is not None:
            end = item.end if item.end is not None else item.start + 20.0
            self.excerpts.toggle(item.id, item.call, item.start, end)

    def _playing(self, key: str) -> None:
        self.agenda.set_playing(key)

    # Orders

    def ask_prepare(self) -> None:
        """Ask for the day of the next one."""
        dialog = self._open(PrepareDialog(self.model.today, self))
        dialog.made.connect(self.model.prepare)

    def ask_details(self) -> None:
        """Ask for another day or title."""
        session = self.model.session
        if session is None:
            return
        dialog = self._open(PrepareDialog(self.model.today, self, session))

        def changed(day: date, title: str) -> None:
            if day.isoformat() != session.held_on:
                self.model.set_day(day)
            if title.strip() != session.title:
                self.model.rename(title)

        dialog.made.connect(changed)

    def ask_end(self) -> None:
        """Ask whether it is over; a focus that would have to end is named."""
        self.keep_typed()
        self.model.look_for_what_is_in_the_way()

    def _ask_end(self, running: str) -> None:
        session = self.model.session
        if session is not None:
            dialog = self._open(EndDialog(session, running, self.shared or self))
            dialog.agreed.connect(lambda finish: self.model.end(finish_running=finish))

    def _choose_clip(self, clips: Any, lists: Any) -> None:
        dialog = self._open(ClipChooser(clips, lists, self))
        dialog.wanted.connect(self.model.add_clip)

    def _want_score(self, form: str) -> None:
        session = self.model.session
        if session is not None:
            self.keep_typed()
            self.score_wanted.emit(session.id, form)

    def _ended(self, session: OneOnOne) -> None:
        self.close_shared()
        n = len(session.agreements)
        words = tr("The 1-on-1 is kept, with {n} agreement|The 1-on-1 is kept, with {n} agreements", n)
        self.did.emit(words, True)

    def _open(self, dialog: Any) -> Any:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _closed(self) -> None:
        self.dialog = None

    def _show_more(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Day and title…"), self.ask_details)
        menu.addAction(tr("Prepare the next…"), self.ask_prepare)
        menu.addSeparator()
        menu.addAction(tr("Delete this 1-on-1"), self.model.delete)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def hand_over(self) -> None:
        """One page as a file."""
        session = self.model.session
        if session is not None:
            from callcoach_desktop.ui.screens.one_on_one.handing import HandDialog

            self.keep_typed()
            dialog = self._open(HandDialog(session, self))
            dialog.wanted.connect(self.model.hand_over)

    def _handed(self, path: Path) -> None:
        self.written.emit(tr("“{name}” is written", name=path.name), path)

    def keep_typed(self) -> None:
        """What stands in a field and is not kept yet is kept now."""
        for field in (self.notes.notes, self.notes.private, *self.person.fields.values()):
            field.keep()

    # The shared view

    def open_shared(self) -> None:
        """Open the view for two; it comes when its slides are made."""
        if self.model.session is not None:
            self.keep_typed()
            self.excerpts.stop()
            self._opening = True
            self.model.open_deck()

    def _show_deck(self, deck: Any) -> None:
        from callcoach_desktop.ui.screens.one_on_one.shared_view import SharedView

        if self.shared is None and not self._opening:
            return  # it was closed while its slides were made anew
        opening, self._opening = self._opening, False
        if self.shared is None:
            self.shared = SharedView(self.model, self.excerpts)
            self.shared.closed.connect(self._shared_closed)
            self.shared.end_wanted.connect(self.ask_end)
            self.shared.score_wanted.connect(self._want_score)
        self.shared.show_deck(deck)
        if opening:  # slides that follow a change leave the window where it is: one may be writing in the other
            self.shared.show()
            self.shared.raise_()
            self.shared.activateWindow()

    def close_shared(self) -> None:
        """Close the shared view."""
        if self.shared is not None:
            self.shared.close()

    def _detached(self) -> None:
        self.close_shared()
        if self.dialog is not None:
            self.dialog.reject()
        self.excerpts.detach()

    def _shared_closed(self) -> None:
        view, self.shared = self.shared, None
        if view is not None:
            view.deleteLater()
        self.model.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        if self.shared is None:
            self.excerpts.stop()
        super().hideEvent(event)


def _column(*cards: QWidget) -> QWidget:
    """Cards below one another; the last one takes what is left."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(12)
    for i, one in enumerate(cards):
        box.addWidget(one, 1 if i == len(cards) - 1 else 0)
    return made
