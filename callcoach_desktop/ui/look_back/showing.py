"""A self-review beside the map of its call: where the rep and the figures say the same, and where they differ."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from callcoach_desktop.coaching.self_review import Remark
from callcoach_desktop.domain.coaching import Review
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.self_review import Beside, Sheet
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.page import CardBox
from callcoach_desktop.ui.widgets.talk_lanes import Pin, TalkLanes


def feeling_words(feeling: int) -> str:
    """1 to 5 in words."""
    names = (tr("Badly"), tr("Not well"), tr("So-so"), tr("Well"), tr("Very well"))
    return names[min(max(feeling, 1), 5) - 1]


class Showing(QWidget):
    """`go` carries the second to open the call at, -1 for its beginning."""

    go = Signal(float)
    again = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lanes = TalkLanes()
        self.lanes.chosen.connect(self.go)
        self.mine, self.both = CardBox(tr("What you said")), CardBox(tr("Beside the figures"))
        inside = QWidget()
        inside.setObjectName("plain")
        cards = QHBoxLayout(inside)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(12)
        cards.addWidget(self.mine, 4)
        cards.addWidget(self.both, 5)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.lanes)
        box.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.change = button(tr("Change what you said"), self.again.emit, "quiet")
        foot.addWidget(self.change)
        foot.addStretch(1)
        foot.addWidget(button(tr("Open the call"), lambda: self.go.emit(-1.0)))
        self.done = button(tr("Done"), self.left.emit, "primary")
        foot.addWidget(self.done)
        box.addLayout(foot)

    def show_review(self, sheet: Sheet, review: Review, beside: Beside) -> None:
        """Show both."""
        pins = []
        if review.keep_at is not None:
            pins.append(Pin(review.keep_at, tr("keep: {words}", words=review.keep or tr("your moment")), "good"))
        if review.change_at is not None:
            pins.append(Pin(review.change_at, tr("change: {words}", words=review.change or tr("your moment")), "warn"))
        self.lanes.set_call(
            [(t.side, t.start, t.end) for t in beside.turns], [(s.name, s.start, s.end) for s in beside.stages],
            beside.duration or sheet.duration, pins,
        )  # fmt: skip
        self._show_mine(review)
        self._show_both(beside.remarks)

    def _show_mine(self, review: Review) -> None:
        self.mine.clear()
        rows = []
        if review.feeling:
            rows.append((tr("It went"), feeling_words(review.feeling), None, ""))
        rows += [
            (tr("Keep"), review.keep, review.keep_at, "good"),
            (tr("Change"), review.change, review.change_at, "warn"),
            (tr("Next time"), review.intention, None, ""),
        ]
        for name, words, at, kind in rows:
            if not words and at is None:
                continue
            self.mine.box.addWidget(label(name, "small", kind or "muted", bold=bool(kind)))
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(label(words or tr("this moment"), wrap=True), 1)
            if at is not None:
                row.addWidget(self._hear(at), 0, Qt.AlignmentFlag.AlignTop)
            self.mine.box.addLayout(row)
        self.mine.box.addStretch(1)

    def _hear(self, at: float) -> QWidget:
        return button(clock(at), lambda: self.go.emit(at), "quiet", "play",
                      describe=tr("Hear it at {time}", time=clock(at)))  # fmt: skip

    def _show_both(self, remarks: tuple[Remark, ...]) -> None:
        self.both.clear()
        if not remarks:
            self.both.box.addWidget(label(tr("Say how it went, or mark a moment: then the figures stand beside it."),
                                          "body", "muted", wrap=True))  # fmt: skip
        for i, remark in enumerate(remarks):
            if i:
                self.both.box.addWidget(line())
            head = {True: tr("The same"), False: tr("Here you differ"), None: tr("Beside it")}[remark.agrees]
            kind = {True: "good", False: "warn", None: "muted"}[remark.agrees]
            self.both.box.addWidget(label(head, "small", kind, bold=True))
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(label(remark.sentence, wrap=True), 1)
            if remark.at is not None:
                row.addWidget(self._hear(remark.at), 0, Qt.AlignmentFlag.AlignTop)
            self.both.box.addLayout(row)
        self.both.box.addStretch(1)
