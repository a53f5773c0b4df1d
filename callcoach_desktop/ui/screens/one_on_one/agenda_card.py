"""The agenda: its items in their order, a field for another, and what else could be talked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from callcoach_desktop.domain.one_on_ones import Item
from callcoach_desktop.services.one_on_ones import About
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.agenda_row import AgendaRow
from callcoach_desktop.ui.screens.one_on_one.view_model import OneOnOneViewModel, Shown
from callcoach_desktop.ui.screens.one_on_one.words import kind_name
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.page import CardBox, Line, drop
from callcoach_desktop.ui.widgets.words import day


class AgendaCard(CardBox):
    """`hear` carries the item to be heard, `read` the one whose call is to be opened."""

    hear = Signal(object)
    read = Signal(object)

    def __init__(self, model: OneOnOneViewModel) -> None:
        super().__init__(tr("Agenda"))
        self._model = model
        self.rows: list[AgendaRow] = []
        self._shown: Any = None
        self._offered: dict[str, Line] = {}
        self._focus = ("", 0)  # the item that takes the keyboard after it was moved, or the place after a removal
        self.list = QVBoxLayout()
        self.list.setSpacing(0)
        self.box.addLayout(self.list)
        self.topic = QLineEdit()
        self.topic.setAccessibleName(tr("Something else to talk about"))
        self.topic.setPlaceholderText(tr("Something else to talk about, then Enter"))
        self.topic.returnPressed.connect(self._add_topic)
        self.more = button(tr("Suggest more"), model.suggest)
        self.clip = button(tr("Add a clip…"), model.look_for_clips)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.row.addWidget(self.topic, 1)
        self.row.addWidget(self.more)
        self.row.addWidget(self.clip)
        self.box.addSpacing(4)
        self.box.addLayout(self.row)
        self.offers = QVBoxLayout()
        self.offers.setSpacing(0)
        self.box.addLayout(self.offers)
        self.box.addStretch(1)
        model.suggested.connect(self.show_suggestions)

    @staticmethod
    def key(shown: Shown) -> tuple[Any, ...]:
        """What the rows are made from. What was said is typed in the rows themselves and is no part of it: a row is not
        made anew under the hands that type in it."""
        session = shown.session
        if session is None:
            return ()
        bare = tuple(replace(item, said=str(bool(item.said and session.state != "held"))) for item in session.items)
        return (session.id, session.state, bare, shown.calls, shown.progress,
                tuple(shown.agreements.get(i.about) for i in session.items))  # fmt: skip

    def show_said(self, shown: Shown) -> None:
        """What was said since the rows were made."""
        known = {item.id: item for item in shown.session.items} if shown.session is not None else {}
        for row in self.rows:
            if row.item.id in known:
                row.show_said(known[row.item.id])

    def show_session(self, shown: Shown) -> None:
        """Show the agenda of the session; a row that is being edited stays."""
        session, now = shown.session, self.key(shown)
        if session is None or now == self._shown:
            return
        if self._shown is not None and self._shown[0] != session.id:
            self.show_suggestions(())
        if self._shown is not None and self._shown[0] == session.id and any(row.editor for row in self.rows):
            return
        self._shown = now
        while self.list.count():
            drop(self.list.takeAt(0))
        self.rows = []
        for i, item in enumerate(session.items):
            if i:
                self.list.addWidget(line())
            row = AgendaRow(
                item, shown.calls.get(item.call or ""),
                shown.agreements.get(item.about) if item.kind == "agreement" else None,
                shown.progress if item.kind == "focus" else None,
                first=i == 0, last=i == len(session.items) - 1, held=session.state == "held",
            )  # fmt: skip
            row.call_wanted.connect(self._open_call)
            row.played.connect(lambda _, one=item: self.hear.emit(one))
            row.opened.connect(lambda _, one=item: self.read.emit(one))
            row.moved.connect(self._move)
            row.removed.connect(lambda _, one=item: self._remove(one))
            row.saved.connect(self._save)
            row.settled.connect(self._model.settle)
            row.left.connect(self._left)
            row.said.connect(lambda item_id, text: self._model.edit(item_id, said=text))
            self.rows.append(row)
            self.list.addWidget(row)
        if not session.items:
            words = tr("Nothing to talk about yet. Add a topic, or have more suggested from the calls since the last "
                       "1-on-1.")  # fmt: skip
            self.list.addWidget(label(words, "body", "muted", wrap=True))
        self._take_focus()

    def set_playing(self, item_id: str) -> None:
        """Which item is heard, "" for none."""
        for row in self.rows:
            row.set_playing(playing=row.item.id == item_id)

    def show_suggestions(self, items: Sequence[tuple[Item, About | None]]) -> None:
        """What could be added, each with a button."""
        while self.offers.count():
            drop(self.offers.takeAt(0))
        self._offered = {}
        if items:
            self.offers.addWidget(line())
        for item, call in items:
            where = f"{call.title}, {day(call.date)}" if call is not None else ""
            about = " · ".join(part for part in (kind_name(item.kind), where, item.figure) if part)
            made = Line(item.title, about, tr("Add"), lambda one=item: self._take(one),
                        describe=tr("Add to the agenda: {title}", title=item.title))  # fmt: skip
            self._offered[item.id] = made
            self.offers.addWidget(made)

    def nothing_to_suggest(self) -> None:
        """Say so."""
        words = tr("Nothing else stands out in the calls since the last 1-on-1.")
        self.offers.addWidget(label(words, "small", "muted", wrap=True))

    def _open_call(self, call: str) -> None:
        """A dot of the chart: the call where the behaviour is heard."""
        shown = self._model.shown
        if shown is not None and shown.progress is not None:
            self._model.open_at(call, shown.progress.behaviour)

    def _take(self, item: Item) -> None:
        self._offered.pop(item.id).hide()
        self._model.add(item)

    def _add_topic(self) -> None:
        self._model.add_topic(self.topic.text())
        self.topic.clear()

    def _move(self, item_id: str, by: int) -> None:
        self._focus = (item_id, 0)
        self._model.move(item_id, by)

    def _remove(self, item: Item) -> None:
        place = next(i for i, row in enumerate(self.rows) if row.item.id == item.id)
        self._focus = ("", place)
        if any(row.hasFocus() or row.isAncestorOf(self.focusWidget() or self) for row in self.rows):
            self._focus = ("next", place)
        self._model.remove(item)

    def _save(self, item_id: str, title: str, question: str, private: str) -> None:
        self._focus = (item_id, 0)
        self._model.edit(item_id, title=title, question=question, private=private)

    def _left(self) -> None:
        """What came while a row was edited is shown now."""
        self._shown = None
        self._model.refresh()

    def _take_focus(self) -> None:
        """The keyboard stays where a person works: on the item that was moved, or on the one after a removed one."""
        item_id, place = self._focus
        self._focus = ("", 0)
        if not item_id or not self.rows:
            return
        found = next((row for row in self.rows if row.item.id == item_id), None)
        if found is None and item_id == "next":
            found = self.rows[min(place, len(self.rows) - 1)]
        if found is not None:
            QTimer.singleShot(0, found, lambda: found.setFocus(Qt.FocusReason.OtherFocusReason))
