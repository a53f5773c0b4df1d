"""The list of running imports; it is there only while there is something to tell."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.job_row import JobRow
from callcoach_desktop.ui.imports.view_model import JobsViewModel
from callcoach_desktop.ui.widgets.basics import label, set_kind
from callcoach_desktop.ui.widgets.words import time_left

ROWS = 40
"""Rows that are drawn; the rest of a long queue is counted."""
MAX_HEIGHT = 260
LOOK_MS = 2000


class JobsPanel(QFrame):
    """A card with a row for each job."""

    def __init__(self, view_model: JobsViewModel) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._view_model = view_model
        self.rows: dict[str, JobRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 6)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(16)
        self.heading = label("", "small", "muted", bold=True)
        self.left = label("", "small", "muted")
        self.safe = label(tr("You may close CallCoach: it goes on next time"), "small", "muted")
        head.addWidget(self.heading)
        head.addStretch()
        head.addWidget(self.safe)
        head.addWidget(self.left)
        column.addLayout(head)
        self._list = QWidget()
        self._list.setObjectName("plain")
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.rest = label("", "small", "muted")
        self.rest.setContentsMargins(16, 4, 12, 4)
        self._rows.addWidget(self.rest)
        self._rows.addStretch()
        self.scroll = QScrollArea()
        self.scroll.setWidget(self._list)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self.scroll)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Imports"))
        self._looks = QTimer(self)
        self._looks.setInterval(LOOK_MS)
        self._looks.timeout.connect(self._say_trouble)
        view_model.changed.connect(self.refresh)
        view_model.partial.connect(self._text_came)
        self.refresh()

    def refresh(self) -> None:
        """Show the jobs as they are now; rows stay where their job stays."""
        jobs = self._view_model.shown[:ROWS]
        for gone in self.rows.keys() - {job.id for job in jobs}:
            row = self.rows.pop(gone)
            self._rows.removeWidget(row)
            row.deleteLater()
        for place, job in enumerate(jobs):
            row = self.rows.get(job.id)
            if row is None:
                row = self.rows[job.id] = JobRow(self._view_model, job)
                self._rows.insertWidget(place, row)
                row.more.clicked.connect(self._fit)
            else:
                row.show_job(job)
                if self._rows.indexOf(row) != place:
                    self._rows.insertWidget(place, row)
        rest = len(self._view_model.shown) - len(jobs)
        self.rest.setText(tr("and {n} more|and {n} more", rest))
        self.rest.setVisible(rest > 0)
        working = self._view_model.working()
        failed = sum(1 for job in self._view_model.shown if job.state == "failed")
        parts = [tr("Importing {n} call|Importing {n} calls", working)] if working else []
        parts += [tr("{n} failed|{n} failed", failed)] if failed else []
        paused = sum(1 for job in self._view_model.shown if job.state == "paused")
        parts += [tr("{n} paused|{n} paused", paused)] if paused else []
        self.heading.setText(" · ".join(parts))
        self.left.setText(time_left(self._view_model.seconds_left()) if working > 1 else "")
        self._say_trouble()
        self.setVisible(bool(self._view_model.shown))
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # rows that are new have their real height only then

    def _say_trouble(self) -> None:
        """Why it does not go on, else that one may close the window: the queue tells no change of it."""
        working, trouble = self._view_model.working() > 0, self._view_model.trouble
        self.safe.setText(trouble or tr("You may close CallCoach: it goes on next time"))
        set_kind(self.safe, "warn" if trouble else "muted")
        self.safe.setVisible(working)
        if working != self._looks.isActive():
            (self._looks.start if working else self._looks.stop)()

    def _text_came(self, job_id: str) -> None:
        row = self.rows.get(job_id)
        if row is not None:
            row.show_text()
            self._fit()

    def _fit(self) -> None:
        width = max(200, self.width() - 2)
        self._rows.invalidate()
        # Sentences wrap, so the height follows from the width.
        wraps = self._rows.hasHeightForWidth()
        high = self._rows.totalHeightForWidth(width) if wraps else self._rows.totalSizeHint().height()
        self.scroll.setFixedHeight(min(theme.px(MAX_HEIGHT), high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
