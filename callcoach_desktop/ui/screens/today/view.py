"""Today: one thing to practise, how yesterday went, what is worth a second listen, what comes next."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.coaching import CallOutlier, Progress
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.screens.today.review import ReviewCard
from callcoach_desktop.ui.screens.today.view_model import Day, TodayViewModel
from callcoach_desktop.ui.widgets.basics import button, label, line, tool
from callcoach_desktop.ui.widgets.day_strip import DayStrip
from callcoach_desktop.ui.widgets.dot_chart import DAYS
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.focus_words import day_words, strip_states, verdict_head, verdict_rest
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Line, Page, Quote, Waiting

FIRST_USUAL, FEW_CALLS = 5, 12  # calls of a type for a usual range, and for a suggestion
ENOUGH_CALLS = 8  # of a type, below which no call can be said to stand out
FEW_LISTED, MOST_LISTED = 3, 60  # calls that stand out: at once, and when all are asked for
SHORT = 260  # letters of an entry of the playbook
_GOOD = frozenset({"sentiment_high", "unusually_good"})


class TodayScreen(PageScreen):
    """Nothing to show yet, or the day."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    progress_wanted = Signal()
    problem = Signal(str)
    did = Signal(str)  # what was done, to be offered for undoing
    entry_wanted = Signal(str)  # an entry of the playbook
    look_back = Signal(str)  # a call
    reviews_wanted = Signal()

    def __init__(self, model: TodayViewModel) -> None:
        super().__init__(tr("Today"), model)
        self.empty = EmptyState(
            "sun",
            tr("One thing to practise, every day"),
            tr(
                "Bring in your first calls. Then this page has one thing to practise with an example from your own "
                "best call, how yesterday went, and the calls that are worth a second listen."
            ),
            (button(tr("Import calls"), self.import_wanted.emit, "primary"),),
        )
        self.page = Page(tr("Today"))
        self.page.buttons.addWidget(button(tr("Import calls"), self.import_wanted.emit), 0, Qt.AlignmentFlag.AlignTop)
        self.practise, self.worth = CardBox(), CardBox(tr("Worth a second listen"))
        self.focus, self.next = CardBox(tr("This focus")), CardBox(tr("Next"))
        self.review, self.playbook = ReviewCard(), CardBox(tr("From the playbook"))
        self.coming = CardBox(tr("What comes with more calls"))
        self.strip: DayStrip | None = None
        self._all_shown = False
        left, right = (
            _column(self.practise, self.worth),
            _column(self.focus, self.next, self.playbook, self.review, self.coming),
        )
        self.page.column.addWidget(Columns([left, right], (5, 4), 700), 1)
        self.addWidget(Waiting())
        self.addWidget(self.empty)
        self.addWidget(self.page)
        model.loaded.connect(self.show_day)
        model.problem.connect(self.problem)
        model.did.connect(self.did)
        self.review.wanted.connect(self.look_back)
        self.review.all_wanted.connect(self.reviews_wanted)

    def show_day(self, day: Day) -> None:
        """Show what was read."""
        if not day.calls and not day.coming:
            self.setCurrentWidget(self.empty)
            return
        midnight = day.now.replace(hour=0, minute=0, second=0, microsecond=0)
        self.page.rebuild(replace(day, now=midnight), lambda: self._fill(day))
        self.review.show_call(day.look_back)
        self.setCurrentWidget(self.page)

    def _fill(self, day: Day) -> None:
        now = day.now
        self.page.heading.setText(f"{now:%A}, {now.day} {now:%B}")
        calls = tr("{n} call today|{n} calls today", day.calls_today) if day.calls_today else tr("No call today yet")
        self.page.line.setText(tr("{calls} · {all} in the library, nothing left this computer", calls=calls,
                                  all=f"{day.calls:,}"))  # fmt: skip
        self._show_practise(day)
        self._show_worth(day)
        self._show_focus(day)
        self._show_next(day)
        self._show_reminder(day)
        self._show_coming(day)

    def _show_coming(self, day: Day) -> None:
        """What the number of calls allows to say, while there are few."""
        self.coming.clear()
        self.coming.setVisible(day.of_one_type < FEW_CALLS)
        steps = (
            (FIRST_USUAL, tr("what is usual for you, with its limits")),
            (ENOUGH_CALLS, tr("which calls stand out among their type")),
            (FEW_CALLS, tr("a suggestion of what to practise")),
        )
        for needed, words in steps:
            there = tr("{n} calls of a type: {words}", n=needed, words=words)
            self.coming.box.addWidget(label(there, "body", "" if day.of_one_type >= needed else "muted", wrap=True))
        said = tr("There is {n} so far.|There are {n} so far.", day.calls)
        if day.calls > 1:
            said = tr("There are {all} so far, {n} of one type.", day.of_one_type, all=day.calls)
        self.coming.box.addWidget(label(said, "small", "muted"))

    # Cards

    def _show_practise(self, day: Day) -> None:
        self.practise.clear()
        box, progress = self.practise.box, day.progress
        if progress is None:
            self._show_choice(day)
            return
        if progress.focus.state == "paused":
            over = tr("{name} · paused", name=progress.behaviour.name)
        elif progress.day >= DAYS:
            over = tr("{name} · its thirty days are over", name=progress.behaviour.name)
        else:
            over = tr("Practise this today · day {day} of 30", day=progress.day + 1)
        box.addWidget(label(over, "small", "muted"))
        # One that the rep built has no tip; its name says what to do.
        box.addWidget(label(progress.behaviour.tip or progress.behaviour.name, "title", bold=True, wrap=True))
        result = self._result_words(day, progress)
        if result:
            box.addWidget(label(result, "body", "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        example = day.example
        if example is not None:
            if example.quote:
                box.addWidget(Quote(f"“{example.quote}”", tr("you, {title}, {value}", title=example.title,
                                                            value=example.value)))  # fmt: skip
            row.addWidget(button(tr("Hear your best one"), lambda: self.open_call.emit(example.call, example.start),
                                 "primary", "play"))  # fmt: skip
        if day.result is not None:
            last = day.result.point
            row.addWidget(button(tr("Open the last one"), lambda: self.open_call.emit(last.call, -1.0),
                                 describe=tr("Open {title}", title=last.title)))  # fmt: skip
        if progress.day >= DAYS:
            row.addWidget(button(tr("See what came of it"), self.progress_wanted.emit))
        row.addStretch(1)
        box.addLayout(row)

    def _result_words(self, day: Day, progress: Progress) -> str:
        """How the last call went, against the old average."""
        result = day.result
        if result is None:
            return tr("No call of this focus yet. The next one is the first dot.")
        ago = (day.now.date() - day.now.date().fromisoformat(result.point.date[:10])).days
        when = {0: tr("Today"), 1: tr("Yesterday")}.get(ago, tr("On {day}", day=day_words(result.point.date)))
        words = tr("{when} with {title}: {value}.", when=when, title=result.point.title, value=result.value)
        if result.old_average:
            words += " " + tr("Your old average is {value}.", value=result.old_average)
        return words

    def _show_choice(self, day: Day) -> None:
        box = self.practise.box
        box.addWidget(label(tr("One thing at a time"), "small", "muted"))
        if day.suggestion is not None:
            name = day.suggestion.behaviour.name
            box.addWidget(label(tr("Your calls suggest: {name}", name=name), "title", bold=True, wrap=True))
            box.addWidget(label(day.suggestion.why, "body", "muted", wrap=True))
        else:
            box.addWidget(label(tr("Choose one thing to practise"), "title", bold=True, wrap=True))
            box.addWidget(label(tr("A suggestion needs twelve calls of one type; you can begin without one."),
                                "body", "muted", wrap=True))  # fmt: skip
        box.addWidget(button(tr("Choose a focus"), self.progress_wanted.emit, "primary"), 0,
                      Qt.AlignmentFlag.AlignLeft)  # fmt: skip
        tried = day.tried
        if tried is not None:
            box.addWidget(line())
            box.addWidget(label(tr("To try, after your last call"), "small", "muted", bold=True))
            at = clock(tried.start)
            box.addWidget(Line(tried.text, tried.title, at, lambda: self.open_call.emit(tried.call, tried.start),
                               icon_name="play", describe=tr("Hear {title} at {time}", title=tried.title,
                                                             time=at)))  # fmt: skip

    def _show_worth(self, day: Day) -> None:
        self.worth.clear()
        box = self.worth.box
        for i, outlier in enumerate(day.report.worth):
            if i:
                box.addWidget(line())
            box.addWidget(self._outlier(outlier))
        if not day.report.worth:
            words = tr("Nothing stands out this week.")
            if not day.report.outliers and (day.report.too_few or day.calls < ENOUGH_CALLS):
                words = tr("Too few calls to tell what stands out: eight of one type are needed.")
            box.addWidget(label(words, "body", "muted", wrap=True))
        self._show_earlier(day)
        picture = day.report.picture
        if picture.calls:
            none = tr("{n} call was measured.|All {n} calls were measured.", picture.calls)
            box.addWidget(line())
            box.addWidget(label(picture.sentence if picture.outliers else none, "small", "muted", wrap=True))
        box.addStretch(1)

    def _show_earlier(self, day: Day) -> None:
        """What stands out beside this week's three, the newest first; all of it when asked for."""
        box, worth = self.worth.box, {(o.call, o.kind) for o in day.report.worth}
        others = [o for o in day.report.outliers if (o.call, o.kind) not in worth and not o.dismissed]
        # Of few places no call takes two; what else stands out in it is told with all.
        first = list({o.call: o for o in reversed(others) if o.call not in {call for call, _ in worth}}.values())[::-1]
        shown = others[:MOST_LISTED] if self._all_shown else first[: max(0, FEW_LISTED - len(worth))]
        if not others:
            return
        if shown:
            box.addWidget(line())
            box.addWidget(label(tr("Earlier"), "small", "muted", bold=True))
        for outlier in shown:
            box.addWidget(self._outlier(outlier))
        if len(others) > len(shown) or self._all_shown:
            # A call can stand out in two ways; the picture below counts calls.
            every = tr("Show all that stands out in {n} call|Show all {n} calls that stand out",
                       len({o.call for o in (*others, *day.report.worth)}))  # fmt: skip
            words = tr("Show fewer") if self._all_shown else every

            def turn() -> None:
                self._all_shown = not self._all_shown
                self._show_worth(day)

            box.addWidget(button(words, turn, "link"), 0, Qt.AlignmentFlag.AlignLeft)

    def _outlier(self, outlier: CallOutlier) -> Line:
        at = f"{int(outlier.start) // 60}:{int(outlier.start) % 60:02}"
        made = Line(
            f"{outlier.title}, {day_words(outlier.date)}", outlier.why, at, lambda: self._hear(outlier),
            icon_name="play", kind="good" if outlier.kind in _GOOD else "warn",
            describe=tr("Hear {title} at {time}", title=outlier.title, time=at),
        )  # fmt: skip
        said = tr("Not worth a listen: {title}", title=outlier.title)
        away = tool("x", said, lambda: self.model.dismiss(outlier, said))
        made.row.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _hear(self, outlier: CallOutlier) -> None:
        self.model.heard(outlier.call)
        self.open_call.emit(outlier.call, outlier.start)

    def _show_focus(self, day: Day) -> None:
        self.focus.setVisible(day.progress is not None)
        progress = day.progress
        if progress is None:
            return
        self.focus.clear()
        self.strip = DayStrip()
        self.strip.set_states(strip_states(progress))
        self.focus.box.addWidget(self.strip)
        words = f"{progress.behaviour.name}. {verdict_head(progress)} {verdict_rest(progress)}"
        self.focus.box.addWidget(label(words, "small", "muted", wrap=True))
        self.focus.box.addWidget(button(tr("See the chart"), self.progress_wanted.emit, "link"), 0,
                                 Qt.AlignmentFlag.AlignLeft)  # fmt: skip

    def _show_next(self, day: Day) -> None:
        self.next.setVisible(bool(day.coming or day.calendar_problem))
        self.next.clear()
        for i, call in enumerate(day.coming):
            if i:
                self.next.box.addWidget(line())
            about = tr("Your intention: {words}", words=call.intention) if call.intention else call.customer or ""
            when = f"{call.start:%H:%M}" if call.start.date() == day.now.date() else f"{call.start:%a %H:%M}"
            self.next.box.addWidget(Line(f"{when}  {call.title}", about))
        if day.calendar_problem:
            self.next.box.addWidget(label(day.calendar_problem, "small", "warn", wrap=True))

    def _show_reminder(self, day: Day) -> None:
        self.playbook.setVisible(day.reminder is not None)
        self.playbook.clear()
        if day.reminder is None:
            return
        entry, box = day.reminder.entry, self.playbook.box
        box.addWidget(label(entry.content.title, bold=True, wrap=True))
        said = entry.content.say
        box.addWidget(Quote(said if len(said) <= SHORT else said[:SHORT].rsplit(" ", 1)[0] + " …"))
        box.addWidget(label(day.reminder.reason, "small", "muted", wrap=True))
        row = QHBoxLayout()
        row.addWidget(button(tr("Open it"), lambda: self.entry_wanted.emit(entry.id),
                             describe=tr("Open “{title}” in the playbook", title=entry.content.title)))  # fmt: skip
        row.addWidget(button(tr("I have read it"), lambda: self.model.was_read(entry.id), "quiet"))
        row.addStretch(1)
        box.addLayout(row)


def _column(*cards: QWidget) -> QWidget:
    """Cards below one another, each as high as what is in it."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(12)
    for one in cards:
        box.addWidget(one)
    box.addStretch(1)
    return made
