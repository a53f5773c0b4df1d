"""The page of one deal: its line of time, figures and objections across its calls, what is still to be done."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.coaching.behaviours import bounds, spell
from callcoach_desktop.coaching.deal_story import DealStory, Objection, OpenStep
from callcoach_desktop.domain.coaching import Behaviour
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.deals.one_deal_table import StoryTable
from callcoach_desktop.ui.screens.deals.timeline import DealTimeline
from callcoach_desktop.ui.screens.deals.words import money, outcome_words, result_words
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.answer_words import framework_words, objection_words
from callcoach_desktop.ui.widgets.basics import button, label, line, tool
from callcoach_desktop.ui.widgets.focus_words import day_words, short_value
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Line, Page, drop
from callcoach_desktop.ui.widgets.small_chart import SmallChart, SmallDot
from callcoach_desktop.ui.widgets.time_axis import day_of

_STEPS = 8
_HEARD = 4  # times of one objection


class OneDealPage(Page):
    """`open_call` carries a call and a second; `settled` a step and whether it is done; `moved` -1 or 1 for another."""

    open_call = Signal(str, float)
    settled = Signal(object, bool)
    back = Signal()
    moved = Signal(int)
    outcome_chosen = Signal(object, str)  # the deal, how it ended

    def __init__(self) -> None:
        super().__init__(tr("Deal"))
        self.story: DealStory | None = None
        self.timeline = DealTimeline()
        self.timeline.chosen.connect(lambda call: self.open_call.emit(call, -1.0))
        self._head()
        self.line_card = CardBox()
        self.legend = label(
            tr("Each bar is a call: your share of the talk below, the customer's above. Enter opens it."),
            "small", "muted", wrap=True,
        )  # fmt: skip
        self.line_card.box.addWidget(self.timeline)
        self.line_card.box.addWidget(self.legend)
        self.column.addWidget(self.line_card)
        self.figures = CardBox(tr("Across its calls"))
        self.table = StoryTable()
        self.table.chosen.connect(lambda call: self.open_call.emit(call, -1.0))
        self.table.hide()
        self.column.addWidget(self.figures)
        self.column.addWidget(self.table)
        self.objections = CardBox(tr("Objections"))
        self.steps = CardBox(tr("Still to be done"))
        self.column.addWidget(Columns([self.objections, self.steps], (1, 1), px(760)))
        self.column.addStretch(1)
        for keys, way in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda w=way: self.moved.emit(w))

    def _head(self) -> None:
        self.back_button = button(tr("Deals"), self.back.emit, "quiet", "arrow-left", describe=tr("Back to all deals"))
        self.before_button = tool("chevron-up", tr("The deal before in the list (Alt+Up)"), lambda: self.moved.emit(-1))
        self.after_button = tool("chevron-down", tr("The next deal in the list (Alt+Down)"), lambda: self.moved.emit(1))
        self.table_button = button(tr("Show as table"), self._toggle_table)
        self.outcomes = QHBoxLayout()
        self.outcomes.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.back_button)
        top.addStretch(1)
        for one in (self.before_button, self.after_button):
            top.addWidget(one)
        self.column.insertLayout(0, top)
        self.buttons.addLayout(self.outcomes)
        self.buttons.addWidget(self.table_button, 0, Qt.AlignmentFlag.AlignTop)

    def show_story(self, story: DealStory, today: date, place: tuple[int, int]) -> None:
        """Show a deal; `place` is its number in the list and how many there are."""
        other = self.story is None or self.story.deal.id != story.deal.id
        self.story = story
        self.before_button.setEnabled(place[0] > 0)
        self.after_button.setEnabled(place[0] < place[1] - 1)
        self.rebuild((story, today), lambda: self._fill(story, today))
        if other:
            self.verticalScrollBar().setValue(0)
            self.timeline.setFocus()

    def _fill(self, story: DealStory, today: date) -> None:
        deal = story.deal
        self.heading.setText(deal.name)
        self.setAccessibleName(deal.name)
        facts = [deal.company or "", deal.contact or "", money(deal), deal.stage or "", outcome_words(deal.outcome)]
        if deal.opened_on:
            end = deal.closed_on if deal.outcome != "open" else None
            facts.append(tr("{begin} to {end}", begin=day_words(deal.opened_on),
                            end=day_words(end) if end else tr("now")))  # fmt: skip
        if deal.owner:
            facts.append(tr("owner {name}", name=deal.owner))
        self.line.setText(" · ".join(dict.fromkeys(fact for fact in facts if fact)))
        while self.outcomes.count():
            drop(self.outcomes.takeAt(0))
        for outcome in ("won", "lost", "open"):
            words = outcome_words(outcome)
            made = button(words.capitalize(), lambda o=outcome: self.outcome_chosen.emit(deal, o),
                          describe=tr("{deal} is {outcome}", deal=deal.name, outcome=words))  # fmt: skip
            made.setEnabled(outcome != deal.outcome)
            self.outcomes.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self.timeline.show_story(story, today)
        self.legend.setVisible(bool(story.calls))
        self.table.show_story(story)
        self.table_button.setVisible(bool(story.calls))
        self._fill_figures(story, today)
        self._fill_objections(story)
        self._fill_steps(story)

    # Figures

    def _fill_figures(self, story: DealStory, today: date) -> None:
        self.figures.clear()
        box = self.figures.box
        if not story.calls:
            words = tr("No call belongs to this deal yet. Calls find it by company, contact and dates; on the page of "
                       "a call its deal can be set by hand.")  # fmt: skip
            box.addWidget(label(words, "body", "muted", wrap=True))
            return
        days = [d for d in (day_of(c.date) for c in story.calls) if d is not None] or [today]
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        shown = [b for b in story.behaviours if any(b.id in c.values for c in story.calls)]
        for n, behaviour in enumerate(shown):
            grid.addWidget(self._one_figure(story, behaviour, (min(days), max(days))), n // 3, n % 3)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        box.addLayout(grid)
        if not shown:
            box.addWidget(
                label(tr("None of the figures could be measured in these calls."), "body", "muted", wrap=True)
            )
        else:
            words = tr(
                "The band is your usual range over all your calls. A few calls show no trend: look, then ask why."
            )
            box.addWidget(label(words, "small", "muted", wrap=True))

    def _one_figure(self, story: DealStory, behaviour: Behaviour, days: tuple[date, date]) -> QWidget:
        dots = []
        for call in story.calls:
            day, value = day_of(call.date), call.values.get(behaviour.id)
            if day is not None and value is not None:
                words = f"{call.title}\n{day_words(call.date)} · {spell(value, behaviour)}"
                dots.append(SmallDot(call.id, day, value, words))
        usual = story.usual.get(behaviour.id)
        band = (usual.low, usual.high) if usual is not None else (None, None)
        chart = SmallChart(behaviour.name, dots, days, lambda v: short_value(v, behaviour), band, bounds(behaviour))
        chart.chosen.connect(lambda call: self.open_call.emit(call, -1.0))
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = label(behaviour.name, "small", wrap=True)
        head.setToolTip(behaviour.definition)
        column.addWidget(head)
        column.addWidget(chart)
        return made

    def _toggle_table(self) -> None:
        shown = not self.table.isVisible()
        self.table.setVisible(shown)
        self.figures.setVisible(not shown)
        self.table_button.setText(tr("Show as charts") if shown else tr("Show as table"))
        self.table_button.setAccessibleName(self.table_button.text())

    # Objections

    def _fill_objections(self, story: DealStory) -> None:
        self.objections.clear()
        box = self.objections.box
        if not story.objections:
            words = tr("No objection was heard in its calls.") if story.calls else tr(
                "Objections of its calls will stand here, with how each was met and what came of it.")  # fmt: skip
            box.addWidget(label(words, "body", "muted", wrap=True))
        for n, objection in enumerate(story.objections):
            if n:
                box.addWidget(line())
            self._one_objection(objection)
        box.addStretch(1)

    def _one_objection(self, objection: Objection) -> None:
        box = self.objections.box
        calls = len({h.call for h in objection.heard})
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(objection_words(objection.type), bold=True))
        if objection.came_back:
            head.addWidget(
                label(tr("came back: heard in {n} call|came back: heard in {n} calls", calls), "small", "warn")
            )
        head.addStretch(1)
        box.addLayout(head)
        for heard in objection.heard[:_HEARD]:
            about = f"{day_words(heard.date)} · {framework_words(heard.framework)}"
            about += f" · {result_words(heard.outcome)}" if heard.framework else ""
            kind = {"resolved": "good", "lost": "warn"}.get(heard.outcome, "muted" if heard.framework else "warn")
            box.addWidget(Line(f"“{heard.quote}”", about, f"▶ {clock(heard.start)}",
                               lambda h=heard: self.open_call.emit(h.call, h.start), kind=kind,
                               describe=tr("Hear it in {call}", call=heard.title)))  # fmt: skip
        rest = len(objection.heard) - _HEARD
        if rest > 0:
            box.addWidget(label(tr("and {n} more|and {n} more", rest), "small", "muted"))

    # Next steps

    def _fill_steps(self, story: DealStory) -> None:
        self.steps.clear()
        box = self.steps.box
        open_steps = [s for s in story.steps if not s.done]
        done = [s for s in story.steps if s.done]
        if story.deal.outcome != "open":
            words = tr("The deal is closed: nothing of it is waited for.")
            box.addWidget(label(words, "body", "muted", wrap=True))
        elif not open_steps:
            words = tr("Steps that were agreed in its calls will stand here, with the day on which they are due.")
            if story.calls:
                words = tr("Nothing is open: no step was agreed in its calls, or all are ticked off.")
            box.addWidget(label(words, "body", "muted", wrap=True))
        for n, step in enumerate(open_steps[:_STEPS]):
            if n:
                box.addWidget(line())
            box.addWidget(self._one_step(step))
        if len(open_steps) > _STEPS:
            box.addWidget(label(tr("and {n} more|and {n} more", len(open_steps) - _STEPS), "small", "muted"))
        if done:
            box.addWidget(line())
            box.addWidget(label(tr("{n} is ticked off|{n} are ticked off", len(done)), "small", "muted"))
        box.addStretch(1)

    def _one_step(self, step: OpenStep) -> Line:
        who = {"rep": tr("You"), "customer": tr("The customer"), "both": tr("Both")}.get(step.who, "")
        made = Line(f"{who}: {step.what}" if who else step.what, step_words(step), f"▶ {clock(step.start)}",
                    lambda: self.open_call.emit(step.call, step.start),
                    kind={"late": "warn", "ahead": "good"}.get(step.state, "muted"),
                    describe=tr("Hear it in {call}", call=step.title))  # fmt: skip
        tick = tool("check", tr("Done: {step}", step=step.what), lambda: self.settled.emit(step, True))
        made.row.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
        return made


def step_words(step: OpenStep) -> str:
    """When a step is due, and where it was said."""
    said = tr("said on {day}", day=day_words(step.said_on))
    if step.state == "undated":
        kind = tr("specific, without a day") if step.specific else tr("vague: no day was said")
        return f"{kind} · {said}"
    day = day_words(step.due or "")
    if step.state == "late":
        when = tr("was due on {day}, {n} day ago|was due on {day}, {n} days ago", -step.days, day=day)
    elif step.days == 0:
        when = tr("due today")
    else:
        when = tr("due on {day}, in {n} day|due on {day}, in {n} days", step.days, day=day)
    return f"{when} · {said}"
