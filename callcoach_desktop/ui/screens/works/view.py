"""What works: the rep's own habits against the outcome of deals, and how objections were answered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from callcoach_desktop.coaching.insights import ESTIMATE, ONLY_DOTS, where
from callcoach_desktop.domain.coaching import Handling, Insight, Share
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.screens.works.view_model import LEAST_DOTS, Works, WorksViewModel
from callcoach_desktop.ui.widgets.answer_words import framework_words, objection_words
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label, line
from callcoach_desktop.ui.widgets.deal_dots import DealDots
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.focus_words import short_value
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Page, Waiting, drop

_HANDLED = 8  # ways of answering that are listed


class WorksScreen(PageScreen):
    """Nothing to show yet, or findings, what is too early to say, and answers to objections."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    problem = Signal(str)

    def __init__(self, model: WorksViewModel) -> None:
        super().__init__(tr("What works"), model)
        self.empty = EmptyState(
            "circle-check",
            tr("What goes with won deals"),
            tr(
                "Say how deals ended, in a call's head or by a file of your CRM. From 20 closed deals on you see here "
                "which of your own habits go with winning, each deal a dot; from 100 on, an estimate. It never says "
                "that one causes the other."
            ),
            (button(tr("Import calls"), self.import_wanted.emit, "primary"),),
        )
        self.page = Page(tr("What works"))
        self.findings = QVBoxLayout()
        self.findings.setSpacing(12)
        self.page.column.addLayout(self.findings)
        self.others, self.handling = CardBox(tr("Not enough to conclude")), CardBox(tr("Objections, and your answers"))
        self.page.column.addWidget(Columns([self.others, self.handling], (1, 1), 640))
        self.page.column.addStretch(1)
        for one in (Waiting(), self.empty, self.page):
            self.addWidget(one)
        model.loaded.connect(self.show_all)
        model.problem.connect(self.problem)
        model.open_call.connect(self.open_call)

    def show_all(self, works: Works) -> None:
        """Show what was read."""
        found = works.found
        if not found.closed and not found.handling:
            self.setCurrentWidget(self.empty)
            return
        self.page.rebuild(works, lambda: self._fill(works))
        self.setCurrentWidget(self.page)

    def _fill(self, works: Works) -> None:
        found = works.found
        deals = tr("{n} closed deal|{n} closed deals", found.closed)
        looked = tr("{n} comparison was made|{n} comparisons were made", found.looked_at)
        compared = tr("{deals}, {won} won · {looked}, all of them count in how sure a finding is · what goes together "
                      "need not be a cause", deals=deals, won=found.won, looked=looked)  # fmt: skip
        self.page.line.setText(compared if found.closed else tr("How you answer objections, and what came of it"))
        self.others.setVisible(found.closed >= LEAST_DOTS)
        while self.findings.count():
            drop(self.findings.takeAt(0))
        for insight in works.findings:
            made = CardBox(heading_of(insight))
            self._tell(made, insight)
            along = [one for one in works.along(insight) if where(one) not in insight.along]
            if along:
                names = "; ".join(title_of(one) for one in along)
                words = tr("Goes along with it, and says nothing sure of its own among deals that are alike in it: "
                           "{names}.", names=names)  # fmt: skip
                made.box.addWidget(label(words, "small", "muted", wrap=True))
            self.findings.addWidget(made)
        if not found.closed:
            made = CardBox(tr("No closed deal yet"))
            words = tr("Say how deals end, on the page Deals or by a file of your CRM: then they are compared here.")
            made.box.addWidget(label(words, "body", "muted", wrap=True))
            self.findings.addWidget(made)
        elif found.closed < LEAST_DOTS:
            made = CardBox(tr("Too few closed deals to show"))
            words = tr("{n} deal with calls is closed.|{n} deals with calls are closed.", found.closed)
            more = tr("From {dots} on each is a dot here, from {some} on with intervals, from {many} on an estimate.",
                      dots=LEAST_DOTS, some=ONLY_DOTS, many=ESTIMATE)  # fmt: skip
            made.box.addWidget(label(f"{words} {more}", "body", "muted", wrap=True))
            self.findings.addWidget(made)
        elif not works.findings:
            made = CardBox(tr("No finding yet"))
            words = tr(
                "Nothing is called a finding below 100 closed deals, or when chance could have done it. Below are your "
                "deals, to look at."
            )
            made.box.addWidget(label(words, "body", "muted", wrap=True))
            self.findings.addWidget(made)
        self._show_others(works)
        self._show_handling(found.handling)

    def _tell(self, card: CardBox, insight: Insight) -> None:
        about, _, words = insight.sentence.partition(": ")
        if not about.startswith(insight.behaviour.name):
            words = insight.sentence  # else the heading says it already
        words = words[:1].upper() + words[1:]
        card.box.addWidget(label(words, "body", "" if insight.finding else "muted", wrap=True))
        if insight.dots:
            dots = DealDots(insight.dots, insight.threshold, lambda v: short_value(v, insight.behaviour))
            dots.chosen.connect(lambda call: self.model.open_at(call, insight.behaviour))
            card.box.addWidget(dots)

    def _show_others(self, works: Works) -> None:
        self.others.clear()
        if not works.others:
            self.others.box.addWidget(label(tr("Nothing else was compared."), "body", "muted", wrap=True))
        for i, insight in enumerate(works.others):
            if i:
                self.others.box.addWidget(line())
            self.others.box.addWidget(label(title_of(insight), bold=True, wrap=True))
            self._tell(self.others, insight)
        self.others.box.addStretch(1)

    def _show_handling(self, handling: tuple[Handling, ...]) -> None:
        self.handling.clear()
        if not handling:
            self.handling.box.addWidget(label(tr("No objection was answered in your calls yet."), "body", "muted",
                                              wrap=True))  # fmt: skip
        else:
            words = tr("In brackets: where the true share may lie. From few answers that is nearly anywhere.")
            self.handling.box.addWidget(label(words, "small", "muted", wrap=True))
        before = ""
        for one in handling[:_HANDLED]:
            if one.objection != before:
                before = one.objection
                self.handling.box.addWidget(line())
                self.handling.box.addWidget(label(objection_words(one.objection), bold=True))
            way = framework_words(one.framework)
            words = tr("{way}: {share}", way=way[:1].upper() + way[1:], share=share_words(one.resolved))
            self.handling.box.addWidget(label(words, wrap=True))
            for call, start, quote in one.quotes:
                self.handling.box.addLayout(self._quote(call, start, quote))
        self.handling.box.addStretch(1)

    def _quote(self, call: str, start: float, quote: str) -> QHBoxLayout:
        """What the rep answered, and a button that goes there."""
        at = f"{int(start) // 60}:{int(start) % 60:02}"
        hear = button(at, lambda: self.open_call.emit(call, start), "quiet", "play",
                      describe=tr("Hear: {quote}", quote=quote))  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(hear)
        row.addWidget(ElidedLabel(f"“{quote}”", "small", "muted"), 1)
        return row


def title_of(insight: Insight) -> str:
    """A behaviour with where it was counted."""
    where = [tr("{type} calls", type=insight.call_type)] if insight.call_type else []
    if insight.stage and insight.stage not in insight.behaviour.name:
        where.append(tr("in {stage}", stage=insight.stage))
    return ", ".join((insight.behaviour.name, *where))


def heading_of(finding: Insight) -> str:
    """What a finding rests on: one habit, or one of several that the deals cannot tell apart."""
    name, along = title_of(finding), finding.along
    if not along:
        return name
    if len(along) == 1:
        return tr("{name} or {other}", name=name, other=along[0])
    return tr("{name}, or one of {n} that go together with it", name=name, n=len(along))


def share_words(share: Share) -> str:
    """ "resolved 7 of 9 times (45 to 94%)"."""
    low, high = round(100 * share.low), round(100 * share.high)
    return tr("resolved {hits} of {n} time ({low} to {high}%)|resolved {hits} of {n} times ({low} to {high}%)", share.n,
              hits=share.hits, low=low, high=high)  # fmt: skip
