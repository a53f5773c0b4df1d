"""Both sides beside one another, field by field, with what was measured."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.scorecards import SENTENCE, Line, Round, say
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import label, line
from callcoach_desktop.ui.widgets.page import CardBox


def answer_words(shown: Line, *, manager: bool) -> str:
    """An answer for a person; a dash for none."""
    answer, answered = (shown.manager, shown.manager_answered) if manager else (shown.rep, shown.rep_answered)
    if not answered or answer == "":
        return "–"
    if answer is None:
        return tr("not applicable")
    if isinstance(answer, bool):
        return tr("yes") if answer else tr("no")
    if shown.field.kind == "scale":
        return tr("{step} of {steps}", step=answer, steps=shown.field.steps)
    return say(shown.field, answer)


def difference_words(shown: Line) -> str:
    """Where two answers differ, in words; "" where they do not."""
    if shown.gap:
        return tr("{n} step apart|{n} steps apart", abs(shown.gap))
    return tr("differs") if shown.apart else ""


def summary(round_: Round) -> str:
    """How two sides stand to one another, in a sentence."""
    comparable = [one for one in round_.lines if one.rep_answered and one.manager_answered]
    comparable = [one for one in comparable if one.field.kind not in ("text", "figure")]
    apart = sum(one.apart for one in comparable)
    if not comparable:
        return tr("There is nothing to compare.")
    if not apart:
        return tr("You see all {n} questions the same way.", n=len(comparable))
    return tr("You see {apart} of {n} questions differently. Ask why first.", apart=apart, n=len(comparable))


class Marks(QWidget):
    """A scale with the rep's step filled and the manager's as a ring: shape and place tell, not colour."""

    def __init__(self, shown: Line) -> None:
        super().__init__()
        self._line = shown
        self.setFixedSize(QSize(theme.px(132), theme.px(18)))
        theme.theme_signals().changed.connect(self.update)
        self.setToolTip(tr("Filled: rep. Ring: manager."))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, steps = theme.current(), self._line.field.steps
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, middle = theme.px(6), self.height() / 2
        left, wide = radius + 2.0, self.width() - 2 * radius - 4.0

        def x(step: int) -> float:
            return left + (step - 1) / max(1, steps - 1) * wide

        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.track)
        painter.drawRoundedRect(QRectF(left, middle - 2, wide, 4), 2, 2)
        painter.setBrush(tokens.muted)
        for step in range(1, steps + 1):
            painter.drawEllipse(QPointF(x(step), middle), 1.5, 1.5)
        rep, manager = self._line.rep, self._line.manager
        if isinstance(rep, int) and self._line.rep_answered:
            painter.setBrush(tokens.rep)
            painter.drawEllipse(QPointF(x(rep), middle), radius - 1.5, radius - 1.5)
        if isinstance(manager, int) and self._line.manager_answered:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.text, 1.8))
            painter.drawEllipse(QPointF(x(manager), middle), radius, radius)


class Comparison(CardBox):
    """The lines of a round. Where only one side is in, only that one is there."""

    def __init__(self, round_: Round) -> None:
        super().__init__()
        self.round = round_
        both = round_.both
        if both:
            self.box.addWidget(label(summary(round_), bold=True, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 5)
        for column in (1, 2, 3):
            grid.setColumnStretch(column, 3)
        for column, text in enumerate((tr("Question"), tr("Rep"), tr("Manager"), tr("Measured"))):
            grid.addWidget(label(text, "small", "muted"), 0, column)
        row = 1
        for shown in round_.lines:
            grid.addWidget(line(), row, 0, 1, 4)
            grid.addWidget(self._question(shown, both=both), row + 1, 0)
            grid.addWidget(_top(answer_words(shown, manager=False)), row + 1, 1)
            grid.addWidget(_top(answer_words(shown, manager=True)), row + 1, 2)
            fact = shown.measured
            words = "–" if fact is None else tr("measured: {figure}", figure=fact.text)
            grid.addWidget(_top(words, "" if fact is not None and fact.value is not None else "muted"), row + 1, 3)
            row += 2
        self.box.addLayout(grid)
        self.box.addWidget(line())
        self.box.addWidget(label(tr(SENTENCE), "small", "muted", wrap=True))

    def _question(self, shown: Line, *, both: bool) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(shown.field.label, wrap=True, bold=shown.apart))
        if shown.field.kind == "scale" and (shown.rep_answered or shown.manager_answered):
            column.addWidget(Marks(shown))
        apart = difference_words(shown)
        if both and apart:
            column.addWidget(label(apart, "small", "warn"))
        column.addStretch(1)
        return made


def _top(text: str, kind: str = "") -> QWidget:
    made = label(text, "body", kind, wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return made
