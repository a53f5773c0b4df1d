"""The rep's own view of a call, in a minute: how it went, what to keep, what to change, one intention."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton

from callcoach_desktop.domain.coaching import Review
from callcoach_desktop.services.looking_back import LookBack
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.page import CardBox


class ReviewCard(CardBox):
    """`saved` carries a Review. What is being typed is never replaced by what was read."""

    saved = Signal(object)
    open_call = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Look back, in a minute"))
        self._shown: LookBack | None = None
        self._made: Review | None = None
        self.title = label("", "small", "muted", wrap=True)
        self.box.addWidget(self.title)
        self._feelings = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        names = (tr("Badly"), tr("Not well"), tr("So-so"), tr("Well"), tr("Very well"))
        for i, name in enumerate(names):
            one = QPushButton(str(i + 1))
            one.setCheckable(True)
            one.setProperty("kind", "segment")
            one.setProperty("place", "first" if i == 0 else "last" if i == len(names) - 1 else "")
            one.setAccessibleName(tr("How it went: {words}", words=name))
            one.setToolTip(name)
            one.setCursor(Qt.CursorShape.PointingHandCursor)
            self._feelings.addButton(one, i + 1)
            row.addWidget(one)
        self._ends = label(tr("1 went badly, 5 very well"), "small", "muted", wrap=True)
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addWidget(self._ends)
        self.keep = self._field(tr("Keep"), tr("What went well, and when"))
        self.change = self._field(tr("Change"), tr("What would you do otherwise"))
        self.intention = self._field(tr("Next time"), tr("One intention for the next call with them"))
        self.save = button(tr("Save"), self._save, describe=tr("Save the review"))
        self.open = button(tr("Open the call"), self._open, "quiet")
        foot = QHBoxLayout()
        foot.addWidget(self.save)
        foot.addWidget(self.open)
        foot.addStretch(1)
        self.box.addLayout(foot)
        self.box.addStretch(1)
        self._feelings.idClicked.connect(lambda _: self._changed())
        self._changed()

    def _field(self, name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(f"{name}: {hint[0].lower()}{hint[1:]}")
        made.textEdited.connect(lambda _: self._changed())
        made.returnPressed.connect(self._save)
        self.box.addWidget(made)
        return made

    def show_call(self, found: LookBack | None) -> None:
        """Ask about a call, or show what was said of it."""
        self.setVisible(found is not None)
        if found is None or (self._shown is not None and self._shown.fact.id == found.fact.id and self.dirty):
            return
        self._shown = found
        review = found.review or Review(found.fact.id)
        self.title.setText(f"{found.fact.title}, {day_words(found.fact.date)}")
        self._feelings.setExclusive(False)
        for one in self._feelings.buttons():
            one.setChecked(self._feelings.id(one) == review.feeling)
        self._feelings.setExclusive(True)
        self.keep.setText(review.keep)
        self.change.setText(review.change)
        self.intention.setText(review.intention)
        self._made = self.review()
        self._changed()

    def review(self) -> Review:
        """What is said in the card."""
        shown = self._shown
        call = shown.fact.id if shown is not None else ""
        feeling = self._feelings.checkedId()
        return Review(
            call,
            feeling if feeling > 0 else None,
            keep=self.keep.text().strip(),
            change=self.change.text().strip(),
            intention=self.intention.text().strip(),
        )

    @property
    def dirty(self) -> bool:
        """Whether something is said that is not kept yet."""
        return self._made is not None and self.review() != self._made

    def _changed(self) -> None:
        self.save.setEnabled(self.dirty)

    def _save(self) -> None:
        if self.dirty:
            self._made = self.review()
            self._changed()
            self.saved.emit(self._made)

    def _open(self) -> None:
        if self._shown is not None:
            self.open_call.emit(self._shown.fact.id)
