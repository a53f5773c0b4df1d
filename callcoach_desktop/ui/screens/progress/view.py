"""Progress: one behaviour, its thirty days, what can be said of them, and what to choose next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout

from callcoach_desktop.coaching.behaviours import spell_call
from callcoach_desktop.coaching.columns import counts_in
from callcoach_desktop.domain.coaching import Focus, Progress
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.own_behaviours.card import OwnCard
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.screens.progress.table import ProgressTable
from callcoach_desktop.ui.screens.progress.view_model import ProgressViewModel, Shown
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.day_strip import DayStrip
from callcoach_desktop.ui.widgets.dot_chart import DotChart
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.focus_words import (
    chart_data,
    day_words,
    focus_line,
    hint_words,
    legend_words,
    strip_states,
    verdict_head,
    verdict_rest,
)
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Line, Page, Quote, Waiting, drop

_LISTED = 4  # calls in the card


class ProgressScreen(PageScreen):
    """Either nothing to show yet, the choice of a focus, or a focus."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    problem = Signal(str)
    did = Signal(str)  # what was done, to be offered for undoing
    trackers_wanted = Signal()

    def __init__(self, model: ProgressViewModel) -> None:
        super().__init__(tr("Progress"), model)
        self.empty = EmptyState(
            "gauge", tr("Thirty days of one habit"),
            tr("Bring in calls, choose one thing to practise, and see here whether it moves: every call is a dot "
               "beside your own past. Nothing is claimed from fewer than five calls."),
            (button(tr("Import calls"), self.import_wanted.emit, "primary"),),
        )  # fmt: skip
        self.chooser = Page(tr("Progress"))
        self.chooser.heading.setText(tr("Choose one thing to practise"))
        self._choices = QVBoxLayout()
        self._choices.setSpacing(12)
        self.chooser.column.addLayout(self._choices)
        self.chooser.column.addStretch(1)
        self.behaviours: QComboBox | None = None
        self.types: QComboBox | None = None  # of calls, in which the chosen one is practised
        self.own: OwnCard | None = None
        self.page = self._make_page()
        for one in (Waiting(), self.empty, self.chooser, self.page):
            self.addWidget(one)
        model.loaded.connect(self.show_all)
        model.problem.connect(self.problem)
        model.did.connect(self.did)
        model.open_call.connect(self.open_call)

    def _make_page(self) -> Page:
        page = Page(tr("Progress"))
        self.table_button = button(tr("Show as table"), self.show_table)
        self.pause_button = button(tr("Pause"), self.model.pause)
        self.finish_button = button(tr("Finish"), self.model.finish)
        self.next_button = button(tr("Choose the next"), self._choose_next, "primary")
        for one in (self.table_button, self.pause_button, self.finish_button, self.next_button):
            page.buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.verdict = CardBox()
        self.head, self.sentence = label("", "title", bold=True, wrap=True), label("", "body", "muted", wrap=True)
        self.strip = DayStrip()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.head)
        words.addWidget(self.sentence)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addLayout(words, 3)
        row.addWidget(self.strip, 2, Qt.AlignmentFlag.AlignVCenter)
        self.verdict.box.addLayout(row)
        page.column.addWidget(self.verdict)
        self.chart = DotChart()
        self.chart.chosen.connect(self.model.open_at_best)
        chart_card = CardBox()
        chart_card.box.setContentsMargins(14, 10, 14, 8)
        chart_card.box.addWidget(self.chart)
        self.legend, self.hints = label("", "small", "muted", wrap=True), label("", "small", "muted", wrap=True)
        chart_card.box.addWidget(self.legend)
        chart_card.box.addWidget(self.hints)
        chart_card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        page.column.addWidget(chart_card, 1)
        self.practise = CardBox(tr("Practise next"))
        self.calls = CardBox(tr("Calls in this focus"))
        self.history = CardBox(tr("Before this"))
        page.column.addWidget(Columns([self.practise, self.calls, self.history], (1, 1, 1), 640))
        self._own_place = QVBoxLayout()
        page.column.addLayout(self._own_place)
        return page

    # Content

    def show_all(self, shown: Shown) -> None:
        """Show what was read."""
        if not shown.calls and shown.progress is None:
            self.setCurrentWidget(self.empty)
        elif shown.progress is None:
            self._show_choice(shown)
            self.setCurrentWidget(self.chooser)
        else:
            progress = shown.progress
            self.page.rebuild(shown, lambda: self._show_focus(shown, progress))
            if self.currentWidget() is not self.chooser or shown.running:
                self.setCurrentWidget(self.page)
            else:
                self._show_choice(shown)

    def _show_choice(self, shown: Shown) -> None:
        words = tr("One behaviour, thirty days, against your own past. You decide.")
        if shown.suggestions:
            words = tr(
                "One behaviour, thirty days, against your own past. You decide; here is what your calls suggest."
            )
        self.chooser.line.setText(words)
        while self._choices.count():
            drop(self._choices.takeAt(0))
        for place, suggestion in enumerate(shown.suggestions):
            behaviour = suggestion.behaviour
            made = CardBox(behaviour_title(behaviour.name, suggestion.call_type))
            made.box.addWidget(label(suggestion.why, wrap=True))
            made.box.addWidget(label(f"{behaviour.definition} {behaviour.tip}", "small", "muted", wrap=True))
            start = button(
                tr("Practise this"),
                lambda s=suggestion: self.model.start(s.behaviour.id, s.call_type),
                "" if place else "primary",
                describe=tr("Practise {name}", name=behaviour.name),
            )
            made.box.addWidget(start, 0, Qt.AlignmentFlag.AlignLeft)
            self._choices.addWidget(made)
        if not shown.suggestions:
            made = CardBox(tr("No suggestion yet"))
            made.box.addWidget(label(
                tr("There is {n} call; a suggestion needs twelve of one type. You can begin without one.|"
                   "There are {n} calls; a suggestion needs twelve of one type. You can begin without one.",
                   shown.calls), "body", "muted", wrap=True))  # fmt: skip
            self._choices.addWidget(made)
        self._choices.addWidget(self._every_behaviour(shown))
        self._choices.addWidget(self._own_behaviours(shown))

    def _every_behaviour(self, shown: Shown) -> CardBox:
        made = CardBox(tr("Or choose yourself"))
        self.behaviours = box = QComboBox()
        box.setAccessibleName(tr("Behaviour"))
        for one in shown.behaviours:
            box.addItem(one.name, one.id)
        # One label a sentence: a scrolled page gives one that has several lines of its own too little room.
        about = [label("", "small", "muted", wrap=True) for _ in range(3)]

        self.types = types = QComboBox()
        types.setAccessibleName(tr("In which calls"))

        def tell() -> None:
            chosen = next((b for b in shown.behaviours if b.id == box.currentData()), None)
            if chosen is not None:
                fit = [(name, n) for name, n in shown.types if counts_in(chosen, name)]
                types.clear()
                types.addItem(tr("in the calls you have most of"), None)
                for name, n in fit:
                    types.addItem(tr("in {type} calls ({n})", type=name, n=n), name)
                types.setVisible(len(fit) > 1)
                for one, words in zip(about, (chosen.definition, chosen.source, chosen.tip), strict=True):
                    one.setText(words)
                    one.setVisible(bool(words))

        box.currentIndexChanged.connect(lambda _: tell())
        start = button(tr("Practise this"),
                       lambda: self.model.start(str(box.currentData()), types.currentData()),
                       describe=tr("Practise the chosen behaviour"))  # fmt: skip
        row = QHBoxLayout()
        row.addWidget(box)
        row.addWidget(types)
        row.addWidget(start)
        row.addStretch(1)
        made.box.addLayout(row)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        for one in about:
            lines.addWidget(one)
        made.box.addLayout(lines)
        tell()  # now that they are in the card: what is shown before is a window of its own
        return made

    def _own_behaviours(self, shown: Shown) -> OwnCard:
        self.own = made = OwnCard(shown.behaviours, shown.trackers, self.model.keep_own, free=not shown.running)
        made.practised.connect(self.model.start)
        made.removed.connect(self.model.remove_own)
        made.trackers_wanted.connect(self.trackers_wanted)
        return made

    def _choose_next(self) -> None:
        if self.model.shown is not None:
            self._show_choice(self.model.shown)
            self.setCurrentWidget(self.chooser)

    def _show_focus(self, shown: Shown, progress: Progress) -> None:
        self.page.heading.setText(behaviour_title(progress.behaviour.name, progress.focus.call_type))
        self.page.line.setText(focus_line(progress))
        finished = progress.focus.state == "finished"
        paused = progress.focus.state == "paused"
        self.pause_button.setText(tr("Go on") if paused else tr("Pause"))
        self.pause_button.setAccessibleName(self.pause_button.text())
        for one in (self.pause_button, self.finish_button):
            one.setVisible(not finished)
        self.next_button.setVisible(finished)
        self.head.setText(verdict_head(progress))
        self.sentence.setText(verdict_rest(progress))
        self.strip.set_states(strip_states(progress))
        self.chart.set_data(chart_data(progress))
        self.legend.setText(legend_words(progress))
        hints = hint_words(progress)
        self.hints.setText(hints)
        self.hints.setVisible(bool(hints))
        self._show_practise(shown, progress)
        self._show_calls(progress)
        self._show_history(shown.history, progress.focus)
        while self._own_place.count():
            drop(self._own_place.takeAt(0))
        self._own_place.addWidget(self._own_behaviours(shown))

    def _show_practise(self, shown: Shown, progress: Progress) -> None:
        card, example = self.practise, shown.example
        card.clear()
        if example is not None:
            card.box.addWidget(label(tr("Your own best: {title}, {value}", title=example.title, value=example.value),
                                     "small", "muted", wrap=True))  # fmt: skip
            if example.quote:
                card.box.addWidget(Quote(f"“{example.quote}”"))
            hear = button(tr("Hear it"), lambda: self.open_call.emit(example.call, example.start), "", "play",
                          describe=tr("Hear it in {title}", title=example.title))  # fmt: skip
            card.box.addWidget(hear, 0, Qt.AlignmentFlag.AlignLeft)
        card.box.addWidget(label(progress.behaviour.tip, "body", "muted", wrap=True))
        card.box.addStretch(1)

    def _show_calls(self, progress: Progress) -> None:
        self.calls.clear()
        box = self.calls.box
        if not progress.points:
            box.addWidget(label(tr("No call of this focus yet. Each one becomes a dot."), "body", "muted", wrap=True))
        for i, point in enumerate(reversed(progress.points[-_LISTED:])):
            if i:
                box.addWidget(line())
            about = f"{day_words(point.date)} · {spell_call(point.value, progress.behaviour)}"
            box.addWidget(Line(point.title, about, tr("Open"), lambda c=point.call: self.model.open_at_best(c)))
        if progress.unmeasured:
            words = tr("In {n} more call it could not be measured.|In {n} more calls it could not be measured.",
                       progress.unmeasured)  # fmt: skip
            box.addWidget(label(words, "small", "muted", wrap=True))
        box.addStretch(1)

    def _show_history(self, history: tuple[Focus, ...], shown: Focus) -> None:
        self.history.clear()
        box = self.history.box
        names = {b.id: b.name for b in (self.model.shown.behaviours if self.model.shown else ())}
        others = [f for f in history if f.id != shown.id]
        if not others:
            box.addWidget(label(tr("Focuses that you finish stand here, each with what could be said of it."),
                                "body", "muted", wrap=True))  # fmt: skip
        for i, one in enumerate(others[:_LISTED]):
            if i:
                box.addWidget(line())
            until = tr("until {day}", day=day_words(one.ended_on)) if one.ended_on else tr("now")
            about = f"{day_words(one.started_on)} {until}. {one.verdict}"
            name = names.get(one.behaviour)
            if name is None:  # there is nothing to show of it but what was said
                gone = one.behaviour.removeprefix("own:").replace("-", " ").capitalize()
                box.addWidget(Line(tr("{name} (removed)", name=gone), about))
            else:
                box.addWidget(Line(name, about, tr("Show"), lambda f=one: self.model.look_at(f.id)))
        box.addStretch(1)

    def show_table(self) -> None:
        """The chart in rows."""
        shown = self.model.shown
        if shown is not None and shown.progress is not None:
            table = ProgressTable(shown.progress, self)
            table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            table.go.connect(self.model.open_at_best)
            table.open()


def behaviour_title(name: str, call_type: str | None) -> str:
    """A behaviour with the calls that it is counted in."""
    return tr("{name}, {type} calls", name=name, type=call_type) if call_type else name
