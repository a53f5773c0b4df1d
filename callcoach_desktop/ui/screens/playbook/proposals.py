"""What the rep's own calls suggest for the playbook: one card a proposal, to take or to leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.playbook import Proposal
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.playbook.interval_bars import IntervalBars
from callcoach_desktop.ui.screens.playbook.words import figures_rows, situation_words
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.page import CardBox, Quote, drop

_SHORT = 3  # in the card beside the entries


class ProposalsCard(CardBox):
    """Proposals in short. Signals carry a Proposal."""

    take = Signal(object)
    decline = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("From your calls"))

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show the first of them; the card is hidden when there are none."""
        self.setVisible(bool(proposals))
        self.clear()
        for i, one in enumerate(proposals[:_SHORT]):
            if i:
                self.box.addWidget(line())
            self.box.addWidget(label(one.content.title, wrap=True))
            if one.content.figures is not None:
                rows = figures_rows(one.content, one.content.figures)
                share = rows[0][1]
                done = tr("resolved") if one.content.figures.measure == "resolved" else tr("won")
                words = tr("{done} {hits} of {n}", done=done, hits=share.hits, n=share.n)
                self.box.addWidget(label(words, "small", "muted", wrap=True))
            self.box.addLayout(_buttons(self, one))
        if len(proposals) > _SHORT:
            more = tr("and {n} more after these|and {n} more after these", len(proposals) - _SHORT)
            self.box.addWidget(label(more, "small", "muted"))


class Suggestions(QWidget):
    """Proposals at full length, for a playbook that is still empty."""

    take = Signal(object)
    decline = Signal(object)
    open_call = Signal(str, float)

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self._shown: tuple[Proposal, ...] = ()

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show all of them."""
        if tuple(proposals) == self._shown:
            return
        self._shown = tuple(proposals)
        while self._box.count():
            drop(self._box.takeAt(0))
        for one in proposals:
            self._box.addWidget(self._card(one))
        self._box.addStretch(1)

    def _card(self, one: Proposal) -> CardBox:
        content = one.content
        made = CardBox()
        made.box.addWidget(label(situation_words(content.situation), "small", "muted"))
        made.box.addWidget(label(content.title, bold=True, wrap=True))
        made.box.addWidget(Quote(content.say))
        if content.figures is not None:
            made.box.addWidget(IntervalBars(tr("Figures of {title}", title=content.title),
                                            figures_rows(content, content.figures)))  # fmt: skip
        row = _buttons(self, one)
        for example in content.examples:
            at = clock(example.start)
            hear = button(at, lambda e=example: self.open_call.emit(e.call, e.start), "quiet", "play",
                          describe=tr("Hear it in {title} at {time}", title=example.title, time=at))  # fmt: skip
            hear.setToolTip(f"{example.title}: “{example.quote}”")
            row.insertWidget(row.count() - 1, hear)
        made.box.addLayout(row)
        return made


def _buttons(of: ProposalsCard | Suggestions, one: Proposal) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    title = one.content.title
    row.addWidget(button(tr("Add"), lambda: of.take.emit(one), "", "plus", describe=tr("Add “{title}”", title=title)))
    row.addWidget(button(tr("Not this one"), lambda: of.decline.emit(one), "quiet",
                         describe=tr("Do not propose “{title}” again", title=title)))  # fmt: skip
    row.addStretch(1)
    return row
