"""The call to look back at, and what was said of it: the door to the two minutes before any figure."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.looking_back import LookBack
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.look_back.showing import feeling_words
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.page import CardBox


class ReviewCard(CardBox):
    """`wanted` carries the call to look back at; `all_wanted` asks for all reviews."""

    wanted = Signal(str)
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Look back, in two minutes"))
        self._shown: LookBack | None = None

    def show_call(self, found: LookBack | None) -> None:
        """Offer a call, or show what was said of it."""
        self.setVisible(found is not None)
        if found is None or found == self._shown:
            return
        self._shown = found
        self.clear()
        self.box.addWidget(label(f"{found.fact.title}, {day_words(found.fact.date)}", "small", "muted", wrap=True))
        review = found.review
        if review is None:
            words = tr("How it went, the moment to keep, the moment to change, one intention: before any figure.")
            self.box.addWidget(label(words, "body", wrap=True))
        else:
            if review.feeling:
                self.box.addWidget(label(tr("It went: {words}", words=feeling_words(review.feeling)), bold=True))
            for name, text, at in (
                (tr("Keep"), review.keep, review.keep_at), (tr("Change"), review.change, review.change_at),
                (tr("Next time"), review.intention, None),
            ):  # fmt: skip
                if text or at is not None:
                    said = text if at is None else f"{text} ({clock(at)})".strip()
                    self.box.addWidget(label(f"{name}: {said}", "body", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        call = found.fact.id
        if review is None:
            row.addWidget(button(tr("Look back"), lambda: self.wanted.emit(call), "",
                                 describe=tr("Look back at {title}", title=found.fact.title)))  # fmt: skip
        else:
            row.addWidget(button(tr("See it beside the map"), lambda: self.wanted.emit(call)))
        row.addWidget(button(tr("Your reviews"), self.all_wanted.emit, "quiet"))
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addStretch(1)
