"""Looking back at a call in two minutes: first the rep's own view, then the figures beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from callcoach_desktop.domain.coaching import Review
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.self_review import Beside, Sheet, beside, sheet
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.look_back.asking import Asking
from callcoach_desktop.ui.look_back.showing import Showing
from callcoach_desktop.ui.sound.excerpts import Excerpts
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import ElidedLabel, label
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.page import Waiting


class LookBackDialog(QDialog):
    """A call without a review is asked about; one with a review shows it. What was typed is asked about on closing.

    `kept` carries the new Review and the one before it (None for none); `go` a call and a second, -1 for none.
    """

    kept = Signal(object, object)
    go = Signal(str, float)
    problem = Signal(str)

    def __init__(
        self, parent: QWidget, coach: Any, library: Any, call_id: str, now: Callable[[], datetime] = datetime.now
    ) -> None:
        super().__init__(parent)
        self._coach, self._library, self._call, self._now = coach, library, call_id, now
        self.setWindowTitle(tr("Look back at a call"))
        self.resize(min(px(1060), max(px(760), parent.width() - 80)), min(px(700), max(px(540), parent.height() - 60)))
        self.sheet: Sheet | None = None
        self.title = ElidedLabel("", "title", bold=True)
        self.about = label("", "small", "muted")
        self.excerpts = Excerpts(self)
        self.excerpts.attach(library)
        self.excerpts.problem.connect(self.problem)
        self.asking, self.showing = Asking(self.excerpts), Showing()
        self.stack = QStackedWidget()
        for one in (Waiting(), self.asking, self.showing):
            self.stack.addWidget(one)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(18), px(24), px(18))
        box.setSpacing(px(4))
        box.addWidget(self.title)
        box.addWidget(self.about)
        box.addSpacing(px(10))
        box.addWidget(self.stack, 1)
        self.asking.saved.connect(self._save)
        self.asking.left.connect(self.reject)
        self.showing.left.connect(self.accept)
        self.showing.again.connect(self._ask)
        self.showing.go.connect(self._go)
        self.finished.connect(lambda _: self.excerpts.detach())
        run_task(self, lambda: sheet(coach, library, call_id), self._read, self._failed)

    def _read(self, found: Sheet) -> None:
        self.sheet = found
        self.title.setText(found.title)
        self.about.setText(" · ".join(part for part in (day_words(found.date), found.customer) if part))
        if found.review is None:
            self._ask()
        else:
            self._show(found.review)

    def _ask(self) -> None:
        if self.sheet is not None:
            self.asking.show_sheet(self.sheet)
            self.stack.setCurrentWidget(self.asking)
            self.asking.list.setFocus()  # not a feeling: a frame around one would look like an answer

    def _save(self, review: Review) -> None:
        coach, before = self._coach, self.sheet.review if self.sheet is not None else None
        made = replace(review, created_at=review.created_at or self._now().isoformat(timespec="seconds"))

        def done(_: object) -> None:
            if self.sheet is not None:
                self.sheet = replace(self.sheet, review=made)
            self.kept.emit(made, before)
            self._show(made)

        run_task(self, lambda: coach.put_review(made), done, self._failed)

    def _show(self, review: Review) -> None:
        coach, library, shown = self._coach, self._library, self.sheet

        def done(found: Beside) -> None:
            if shown is not None:
                self.showing.show_review(shown, review, found)
                self.stack.setCurrentWidget(self.showing)
                self.showing.done.setFocus()

        run_task(self, lambda: beside(coach, library, review), done, self._failed)

    def _go(self, at: float) -> None:
        self.accept()
        self.go.emit(self._call, at)

    def reject(self) -> None:
        """Close; what was typed and not kept is kept as it is, for nobody wants to be asked about two minutes."""
        if self.stack.currentWidget() is self.asking and self.asking.dirty:
            self._save_quietly(self.asking.review())
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.reject()
        event.accept()

    def _save_quietly(self, review: Review) -> None:
        coach, before = self._coach, self.sheet.review if self.sheet is not None else None
        made = replace(review, created_at=review.created_at or self._now().isoformat(timespec="seconds"))
        parent = self.parent()
        run_task(parent, lambda: coach.put_review(made), lambda _: self.kept.emit(made, before), self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(error.problem.sentence())
        super().reject()
