"""All reviews that the rep wrote, with a search in their words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.self_review import Noting, notings
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.look_back.showing import feeling_words
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import label
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.search_field import SearchField

CallRole = int(Qt.ItemDataRole.UserRole) + 1


def noting_words(one: Noting) -> str:
    """A review in two lines: its call, and what was said."""
    review = one.review
    said = [feeling_words(review.feeling)] if review.feeling else []
    for name, words in ((tr("keep"), review.keep), (tr("change"), review.change), (tr("next time"), review.intention)):
        if words:
            said.append(f"{name}: {words}")
    return f"{one.title}, {day_words(one.date)}\n{' · '.join(said)}"


class ReviewsDialog(QDialog):
    """`chosen` carries the call whose review is wanted."""

    chosen = Signal(str)
    problem = Signal(str)

    def __init__(self, parent: QWidget, coach: Any) -> None:
        super().__init__(parent)
        self._coach, self._number = coach, 0
        self.setWindowTitle(tr("Your reviews"))
        self.resize(px(680), px(520))
        self.field = SearchField(tr("Search in your reviews"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Your reviews"))
        self.list.setWordWrap(True)
        self.list.setSpacing(4)
        self.list.setAlternatingRowColors(True)
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        self.nothing = label("", "body", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(16), px(18), px(16))
        box.setSpacing(px(10))
        box.addWidget(self.field)
        box.addWidget(self.list, 1)
        box.addWidget(self.nothing)
        self.field.searched.connect(lambda _: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Read those with the words of the field."""
        coach, text = self._coach, self.field.text()
        self._number += 1
        number = self._number
        run_task(self, lambda: notings(coach, text), lambda found: self._show(found, number), self._failed)

    def _show(self, found: list[Noting], number: int) -> None:
        if number != self._number:
            return
        self.list.clear()
        for one in found:
            item = QListWidgetItem(noting_words(one), self.list)
            item.setData(CallRole, one.review.call)
        none = tr("No review has these words.") if self.field.text().strip() else tr(
            "No review yet. Look back at a call on the page Today: two minutes, before any figure.")  # fmt: skip
        self.nothing.setText("" if found else none)
        self.nothing.setVisible(not found)
        self.list.setVisible(bool(found))

    def _open(self, item: QListWidgetItem) -> None:
        self.accept()
        self.chosen.emit(str(item.data(CallRole)))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(error.problem.sentence())
