"""One running import: what it is, where it is, how long still, and its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.view_model import JobsViewModel, step_name
from callcoach_desktop.ui.widgets.basics import ElidedLabel, label, set_kind, tool
from callcoach_desktop.ui.widgets.words import time_left

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.jobs import Job


def share_done(job: Job) -> float | None:
    """How far a job is (0..1), weighted by seconds of speech; None while that is unknown."""
    return min(1.0, job.done_seconds / job.total_seconds) if job.total_seconds > 0 else None


class JobRow(QWidget):
    """A row of the list; `show_job` may be called as often as the job changes."""

    def __init__(self, view_model: JobsViewModel, job: Job) -> None:
        super().__init__()
        self.job = job
        self._view_model = view_model
        self.title = ElidedLabel(bold=True, middle=True)
        self.status = label("", "small", "muted")
        self.error = label("", "small", "warn", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(6))
        self.text = label("", "small", "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setVisible(False)
        self.more = tool("chevron-right", tr("Show the text while it is made"), self._toggle)
        self.more.setCheckable(True)
        policy = self.more.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.more.setSizePolicy(policy)
        self.pause = tool("pause", tr("Pause"), lambda: view_model.pause(self.job.id))
        self.resume = tool("play", tr("Go on"), lambda: view_model.resume(self.job.id))
        self.retry = tool("rotate-cw", tr("Try again"), lambda: view_model.retry(self.job.id))
        self.cancel = tool("x", tr("Cancel"), lambda: view_model.cancel(self.job.id))
        self.dismiss = tool("x", tr("Dismiss"), lambda: view_model.dismiss(self.job.id))

        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 12, 6)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        head.addSpacing(12)
        head.addWidget(self.status)
        head.addSpacing(8)
        head.addWidget(self.more)
        for one in (self.pause, self.resume, self.retry, self.cancel, self.dismiss):
            head.addWidget(one)
        column.addLayout(head)
        for one in (self.bar, self.error, self.text):
            row = QHBoxLayout()
            row.setContentsMargins(0, 0, 4, 0)
            row.addWidget(one)
            column.addLayout(row)
        self.show_job(job)

    def show_job(self, job: Job) -> None:
        """Show a newer state of the job."""
        self.job = job
        failed, share = job.state == "failed", share_done(job)
        self.title.setText(job.title or job.path)
        self.status.setText(self._status(job, share))
        set_kind(self.status, "warn" if failed else "muted")
        self.error.setText(job.error or "")
        self.error.setVisible(bool(job.error))
        self.bar.setVisible(job.state in ("running", "paused"))
        if share is None and job.state == "running":
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round((share or 0.0) * 1000))
        self.pause.setVisible(job.state in ("running", "queued"))
        self.resume.setVisible(job.state == "paused")
        self.retry.setVisible(failed)
        self.cancel.setVisible(not failed)
        self.dismiss.setVisible(failed)
        for one in (self.pause, self.resume, self.retry, self.cancel, self.dismiss):
            one.setAccessibleName(f"{one.toolTip()}: {self.title.text()}")
        self.bar.setAccessibleName(tr("Progress of {title}", title=self.title.text()))
        self.setAccessibleName(f"{self.title.text()}, {self.status.text()}")
        self.show_text()

    def show_text(self) -> None:
        """Show the newest stretches of text, when the row is open."""
        lines = self._view_model.lines.get(self.job.id, [])
        self.more.setVisible(bool(lines))
        self.more.setIcon(theme.icon("chevron-down" if self.more.isChecked() else "chevron-right", "muted"))
        opened = self.more.isChecked() and bool(lines)
        self.text.setVisible(opened)
        if opened:
            self.text.setText("\n".join(f"{clock(start)}  {text}" for start, text in lines))

    def _toggle(self) -> None:
        self.show_text()

    @staticmethod
    def _status(job: Job, share: float | None) -> str:
        if job.state == "failed":
            return tr("Failed")
        if job.state == "paused":
            return tr("Paused") if share is None else tr("Paused at {percent}%", percent=int(share * 100))
        if job.state == "queued":
            return tr("Waiting")
        parts = [step_name(job.step)]
        if share is not None and job.step == "transcribing":
            parts[0] += f" {int(share * 100)}%"
        left = time_left(job.seconds_left)
        return " · ".join([*parts, left] if left else parts)
