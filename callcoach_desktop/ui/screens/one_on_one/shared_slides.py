"""The slides of the shared view: the question first, the rep's own view, then the figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from callcoach_desktop.domain.coaching import Progress
from callcoach_desktop.domain.one_on_ones import Item, OneOnOne
from callcoach_desktop.domain.scorecards import SENTENCE, Round, say
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.presenting import Deck, Slide
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.agreements_card import AgreementForm
from callcoach_desktop.ui.screens.one_on_one.fields import KeptText
from callcoach_desktop.ui.screens.one_on_one.scores_card import round_words
from callcoach_desktop.ui.screens.one_on_one.shared_parts import Panel, Rating, Remarks, Size
from callcoach_desktop.ui.screens.one_on_one.view_model import OneOnOneViewModel
from callcoach_desktop.ui.screens.one_on_one.words import becomes_name, rating_name, shared_kind_name, state_name
from callcoach_desktop.ui.widgets.basics import button, tool
from callcoach_desktop.ui.widgets.dot_chart import DotChart
from callcoach_desktop.ui.widgets.focus_words import chart_data, day_words, verdict_head
from callcoach_desktop.ui.widgets.segmented import Segmented


@dataclass
class Acts:
    """What a slide may ask of its view."""

    rate: Callable[[str, int | None], None]
    say: Callable[[str, str], None]
    tell: Callable[[str, str], None]  # of the person: goals, mindset, help
    note: Callable[[str], None]
    reveal: Callable[[Item], None]
    hear: Callable[[], None]
    remark: Callable[[str, str], None]
    second: Callable[[], float]
    end: Callable[[], None]
    score: Callable[[str], None]


def has_figure(item: Item) -> bool:
    """Whether something is measured of it, which waits for the rep's own view."""
    return item.kind == "focus" or (bool(item.figure) and item.kind not in ("agreement", "topic"))


class SlideView(QWidget):
    """One slide. `play_button`, `remarks`, `said` and `rating` are there where the slide has them."""

    def __init__(self, deck: Deck, slide: Slide, size: Size, model: OneOnOneViewModel, acts: Acts, *,
                 revealed: bool) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("plain")
        self._deck, self._slide, self._size, self._model, self._acts = deck, slide, size, model, acts
        self.play_button: QPushButton | None = None
        self.remarks: Remarks | None = None
        self.said: KeptText | None = None
        self.rating: Rating | None = None
        self.chart: DotChart | None = None
        self.figure = ""
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(size.px(64), size.px(20), size.px(64), size.px(20))
        self.box.setSpacing(size.px(14))
        if slide.kind == "item":
            self.box.addStretch(1)
        if slide.kind == "opening":
            self._opening(deck.session)
        elif slide.kind == "person":
            self._person(deck.session, hidden=slide.hidden)
        elif slide.kind == "agreements":
            self._agreements(deck.session, hidden=slide.hidden)
        elif slide.round is not None:
            self._scores(slide.round)
        elif slide.item is not None:
            self._item(slide, slide.item, revealed=revealed)
        self.box.addStretch(2)

    def _opening(self, session: OneOnOne) -> None:
        size, box = self._size, self.box
        box.addWidget(size.label(session.title, 40, bold=True))
        since = tr("What happened since {day}", day=day_words(session.since)) if session.since else ""
        box.addWidget(size.label(since or tr("What happened in the last thirty days"), 20, "muted"))
        panel = Panel(size)
        if session.rating is None:
            question = tr("First your own view: how did the time since last time go?")
            self.rating = Rating(size, question, skip=False)
            self.rating.rated.connect(lambda n: self._acts.rate("", n))
            panel.box.addWidget(self.rating)
        else:
            panel.box.addWidget(size.label(_own_view(session.rating), 20, bold=True))
            change = button(tr("Change"), lambda: self._acts.rate("", None), "link",
                            describe=tr("Rate the time since last time anew"))  # fmt: skip
            panel.box.addWidget(size.button(change, 15))
        box.addWidget(panel)
        for number, item in enumerate(session.items, 1):
            row = QHBoxLayout()
            row.setSpacing(size.px(14))
            at = size.label(str(number), 18, "muted")
            at.setFixedWidth(size.px(26))
            row.addWidget(at)
            row.addWidget(size.label(item.title, 20), 1)
            kind = size.label(shared_kind_name(item.kind), 16, "muted")
            kind.setWordWrap(False)
            row.addWidget(kind)
            box.addLayout(row)
        box.addStretch(1)
        box.addWidget(size.label(tr(SENTENCE), 14, "muted"))

    def _person(self, session: OneOnOne, *, hidden: bool) -> None:
        size = self._size
        self.box.addWidget(size.label(tr("Room for you"), 34, bold=True))
        self.box.addWidget(size.label(tr("No figures here. It stays with you two."), 18, "muted"))
        for key, name in (("goals", tr("Where do you want to be?")), ("mindset", tr("How are you with it?")),
                          ("help", tr("What can your manager do?"))):  # fmt: skip
            self.box.addWidget(size.label(name, 20, bold=True))
            self._text(name, getattr(session.person, key), hidden=hidden,
                       keep=lambda text, one=key: self._acts.tell(one, text))  # fmt: skip

    def _text(self, name: str, text: str, keep: Callable[[str], None], *, hidden: bool) -> KeptText | None:
        """A field; where names are hidden in the text it is only read, or they would be lost."""
        size = self._size
        if hidden and text:
            self.box.addWidget(size.label(text, 18))
            self.box.addWidget(size.label(tr("Names are hidden: write on in your own window."), 14, "muted"))
            return None
        field = KeptText(name, "", 2, 6)
        field.setFont(size.font(18))
        field.show_text(text)
        field.kept.connect(keep)
        self.box.addWidget(field)
        return field

    def _item(self, slide: Slide, item: Item, *, revealed: bool) -> None:
        size, box = self._size, self.box
        over = " · ".join(part for part in (shared_kind_name(item.kind), slide.where) if part)
        box.addWidget(size.label(over, 17, "muted"))
        box.addWidget(size.label(item.title, 34, bold=True))
        if item.quote:
            panel = Panel(size, "rep_soft")
            panel.box.addWidget(size.label(f"“{item.quote}”", 22))
            box.addWidget(panel)
        if item.question:
            box.addWidget(size.label(item.question, 26))
        self._sound(slide, item)
        if slide.agreement is not None:
            self._settle(slide)
        if has_figure(item):
            self._figure(item, revealed=revealed)
        if item.call is not None:
            self.remarks = Remarks(size, slide.comments, self._acts.second)
            self.remarks.added.connect(self._acts.remark)
            box.addWidget(self.remarks)
        box.addWidget(size.label(tr("What we say about it (N)"), 15, "muted"))
        name = tr("What we say about it")
        self.said = self._text(name, item.said, lambda text: self._acts.say(item.id, text), hidden=slide.hidden)

    def _sound(self, slide: Slide, item: Item) -> None:
        if item.call is None or item.start is None:
            return
        if not slide.sound:
            words = tr("At {time}. This call came as a transcript: there is no sound.", time=clock(item.start))
            self.box.addWidget(self._size.label(words, 15, "muted"))
            return
        row = QHBoxLayout()
        words = tr("Hear it at {time} (P)", time=clock(item.start))
        self.play_button = self._size.button(button(words, self._acts.hear, "primary", "play"), 18)
        row.addWidget(self.play_button)
        row.addStretch(1)
        self.box.addLayout(row)

    def _settle(self, slide: Slide) -> None:
        size, agreement = self._size, slide.agreement
        if agreement is None:
            return
        if agreement.due:
            words = tr("Agreed until {day}.", day=day_words(agreement.due))
            self.box.addWidget(size.label(words, 18, "muted"))
        states = [(state, state_name(state)) for state in ("kept", "partly", "dropped", "open")]
        made = Segmented(tr("How it went"), states, agreement.state)
        for one in made.findChildren(QPushButton):
            size.button(one, 17)
            one.setMinimumWidth(one.fontMetrics().horizontalAdvance(one.text()) + size.px(40))
        made.chosen.connect(lambda state: self._model.settle(agreement.id, state))
        self.box.addWidget(made)

    def _figure(self, item: Item, *, revealed: bool) -> None:
        size = self._size
        if not revealed:
            question = tr("Your own view first: how did it go?")
            self.rating = Rating(size, question, skip=True)
            self.rating.rated.connect(lambda n: self._acts.rate(item.id, n))
            self.rating.skipped.connect(lambda: self._acts.reveal(item))
            self.box.addWidget(self.rating)
            return
        panel = Panel(size)
        if item.rating is not None:
            row = QHBoxLayout()
            row.addWidget(size.label(_own_view(item.rating), 18, "muted"))
            change = button(tr("Change"), lambda: self._acts.rate(item.id, None), "link",
                            describe=tr("Rate it anew: {title}", title=item.title))  # fmt: skip
            row.addWidget(size.button(change, 15))
            row.addStretch(1)
            panel.box.addLayout(row)
        progress = self._deck.progress
        if item.kind == "focus" and progress is not None and progress.behaviour.id == item.about:
            panel.box.addWidget(size.label(verdict_head(progress), 24, bold=True))
            self.figure = progress.verdict.sentence
            panel.box.addWidget(size.label(self.figure, 18))
            self.chart = _chart(size, progress)
            panel.box.addWidget(self.chart)
        else:
            self.figure = item.figure
            panel.box.addWidget(size.label(item.figure, 24, bold=True))
        self.box.addWidget(panel)

    def _scores(self, filled: Round) -> None:
        """Both sides beside one another, when both are in: the differences are what to talk about."""
        size, box = self._size, self.box
        box.addWidget(size.label(filled.form.name, 34, bold=True))
        if not filled.both:
            words = tr("The rep fills it in first; what the manager says shows after that.")
            box.addWidget(size.label(words, 20, "muted"))
            box.addWidget(size.label(round_words(filled), 18))
            open_it = button(tr("Fill it in"), lambda: self._acts.score(filled.form.id), "primary")
            row = QHBoxLayout()
            row.addWidget(size.button(open_it, 18))
            row.addStretch(1)
            box.addLayout(row)
            return
        box.addWidget(size.label(tr("Where do you see it differently, and why?"), 22))
        grid = QGridLayout()
        grid.setHorizontalSpacing(size.px(24))
        grid.setVerticalSpacing(size.px(8))
        for column, (stretch, name) in enumerate(((5, ""), (3, tr("Rep")), (3, tr("Manager")), (3, tr("Measured")))):
            grid.setColumnStretch(column, stretch)
            grid.addWidget(size.label(name, 15, "muted"), 0, column)
        for at, one in enumerate(filled.lines, 1):
            cells = (one.field.label, say(one.field, one.rep, answered=one.rep_answered),
                     say(one.field, one.manager, answered=one.manager_answered),
                     one.measured.text if one.measured is not None else "")  # fmt: skip
            for column, text in enumerate(cells):
                grid.addWidget(size.label(text or "–", 18, bold=one.apart and column in (1, 2)), at, column)
        panel = Panel(size)
        panel.box.addLayout(grid)
        box.addWidget(panel)
        box.addWidget(size.label(tr(SENTENCE), 14, "muted"))

    def _agreements(self, session: OneOnOne, *, hidden: bool) -> None:
        size, box = self._size, self.box
        box.addWidget(size.label(tr("What do we agree on?"), 34, bold=True))
        box.addWidget(size.label(tr("One behaviour, one action, a day."), 20, "muted"))
        shown = self._model.shown
        for one in session.agreements:
            panel = Panel(size, "good_soft")
            row = QHBoxLayout()
            row.addWidget(size.label(one.action, 22, bold=True), 1)
            if session.state != "held":
                row.addWidget(tool("x", tr("Remove the agreement: {title}", title=one.action),
                                   lambda a=one: self._model.take_back(a)))  # fmt: skip
            panel.box.addLayout(row)
            parts = [shown.behaviour_name(one.behaviour) if shown is not None and one.behaviour else "",
                     tr("until {day}", day=day_words(one.due)) if one.due else "",
                     becomes_name(one.becomes).lower()]  # fmt: skip
            panel.box.addWidget(size.label(" · ".join(part for part in parts if part), 16, "muted"))
            box.addWidget(panel)
        if session.state == "held":
            box.addWidget(size.label(tr(SENTENCE), 14, "muted"))
            return
        form = AgreementForm()
        form.set_behaviours(shown.behaviours if shown is not None else ())
        form.start(date.fromisoformat(session.held_on))
        for field in (form.action, form.behaviour, form.due, form.becomes):
            field.setFont(size.font(18))
        size.button(form.add, 18)
        form.made.connect(self._model.agree)
        box.addWidget(form)
        box.addWidget(size.label(tr("What we want to remember"), 15, "muted"))
        self.said = self._text(tr("What we want to remember"), session.notes, self._acts.note, hidden=hidden)
        row = QHBoxLayout()
        row.addWidget(size.button(button(tr("End the 1-on-1…"), self._acts.end, "primary"), 18))
        row.addStretch(1)
        box.addSpacing(size.px(12))
        box.addLayout(row)
        box.addStretch(1)
        box.addWidget(size.label(tr(SENTENCE), 14, "muted"))


def _own_view(rating: int) -> str:
    return tr("Your own view: {words} ({n} of 5)", words=rating_name(rating).lower(), n=rating)


def _chart(size: Size, progress: Progress) -> DotChart:
    made = DotChart()
    made.set_font(size.font(15))
    made.set_data(chart_data(progress))
    made.setMinimumHeight(size.px(240))
    return made
