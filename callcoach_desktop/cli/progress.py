"""One line on stderr that says how a job goes and how long it will still take."""

from __future__ import annotations

import shutil
import sys
import time

from callcoach_desktop.cli.output import printable
from callcoach_desktop.domain.jobs import Job

EVERY = 0.1  # seconds between two drawings on a terminal
EVERY_ELSEWHERE = 10.0  # seconds between two lines where they stay (a file, a pipe)

_STEPS = {
    "waiting": "waiting",
    "reading": "reading",
    "listening": "listening for speech",
    "transcribing": "transcribing",
    "analysing": "analysing",
    "finished": "finished",
}


class ProgressLine:
    """Draws over itself on a terminal; elsewhere writes a line now and then. `clear` before other output."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._drawn = float("-inf")
        self._step = ""
        self._width = 0

    def show(self, job: Job, place: str = "") -> None:
        """Say how `job` goes; `place` is for example "2/5"."""
        now = time.monotonic()
        new = f"{job.id}{job.step}"
        if self._terminal and new == self._step and now - self._drawn < EVERY:
            return
        if not self._terminal and (job.step != "transcribing" or now - self._drawn < EVERY_ELSEWHERE):
            return
        self._step, self._drawn = new, now
        text = printable(describe(job, place))
        if not self._terminal:
            sys.stderr.write(text + "\n")
        else:
            text = text[: max(shutil.get_terminal_size().columns - 1, 20)]
            sys.stderr.write("\r" + text.ljust(self._width))
            self._width = len(text)
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._terminal and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0


def describe(job: Job, place: str = "") -> str:
    """The job as one line: `2/5  Discovery dental group  transcribing  62%  1 min 20 s left`."""
    parts = [place, job.title, _STEPS[job.step] if job.state != "queued" else "waiting for its turn"]
    if job.step == "transcribing" and job.total_seconds > 0:
        parts.append(f"{min(100, int(100 * job.done_seconds / job.total_seconds))}%")
        if job.seconds_left is not None:
            parts.append(f"{duration(job.seconds_left)} left")
    return "  ".join(part for part in parts if part)


def duration(seconds: float) -> str:
    """Seconds for people: `14 s`, `3 min 5 s`, `1 h 20 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
