"""Work away from the UI thread, its result back on it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

if TYPE_CHECKING:  # threads come after the first picture
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")

WORKERS = 4
SWITCH_S = 0.001
"""How long a worker may keep the interpreter when the UI thread wants it; Python's own 5 ms add up to a visible
stall when a paint has to ask for it several times."""


class _Post(QObject):
    """Carries closures to the UI thread through its event queue."""

    sent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sent.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _run(self, closure: Callable[[], None]) -> None:
        try:
            closure()
        finally:
            _pool.over()


class _Pool:
    """The threads, the post, and how much is under way. All of it may be asked for from any thread."""

    def __init__(self) -> None:
        self.lock = threading.RLock()  # an object that dies while it is held may ask for work, too
        self.executor: ThreadPoolExecutor | None = None
        self.post: _Post | None = None
        self.under_way = 0

    def submit(self, work: Callable[[], T]) -> tuple[Future[T], _Post]:
        """Have a thread do it. The threads are not ended (`take`) between being found and being given the work."""
        with self.lock:
            if self.executor is None:
                from concurrent.futures import ThreadPoolExecutor

                sys.setswitchinterval(SWITCH_S)
                self.executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="ui-task")
            post = self._ready_post()
            future = self.executor.submit(work)
            self.under_way += 1
            return future, post

    def begin(self) -> _Post:
        """Something will be sent to the UI thread with this."""
        with self.lock:
            self.under_way += 1
            return self._ready_post()

    def send(self, post: _Post, closure: Callable[[], None]) -> None:
        """What was begun has come to its end: the UI thread takes it over, unless the application has ended."""
        if shiboken6.isValid(post):
            post.sent.emit(closure)
        else:
            self.over()

    def over(self) -> None:
        """One less is under way."""
        with self.lock:
            self.under_way -= 1

    def take(self) -> ThreadPoolExecutor | None:
        """The threads, None when there are none; the next work gets new ones."""
        with self.lock:
            executor, self.executor = self.executor, None
            return executor

    def _ready_post(self) -> _Post:
        if self.post is None or not shiboken6.isValid(self.post):
            self.post = _Post()
            app = QCoreApplication.instance()
            if app is not None:
                self.post.moveToThread(app.thread())
        return self.post


_pool = _Pool()


def run_task(
    owner: QObject,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: Callable[[BaseException], None] | None = None,
) -> Future[T]:
    """Run `work` on a worker thread and hand its result to `done` on the UI thread.

    An exception goes to `failed`; without `failed` it is raised on the UI thread, where the application's
    error dialog shows it. Nothing is called once `owner` has been destroyed. `work` must not touch widgets.
    """
    future, post = _pool.submit(work)

    def deliver() -> None:
        if not shiboken6.isValid(owner) or future.cancelled():
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif failed is not None:
            failed(error)
        else:
            raise error

    future.add_done_callback(lambda _: _pool.send(post, deliver))
    return future


def on_ui_thread(owner: QObject, call: Callable[[], None]) -> None:
    """Run `call` on the UI thread soon, from any thread; dropped when `owner` has been destroyed by then."""

    def deliver() -> None:
        if shiboken6.isValid(owner):
            call()

    _pool.send(_pool.begin(), deliver)


def after_tasks(owner: QObject, work: Callable[[], object], done: Callable[[], object]) -> Future[None]:
    """Run `work` on a thread of its own, once all work that was asked for so far has ended; then `done` on the UI's.

    For what ends things: the UI thread does not wait for any of it. An exception is raised there, after `done`.
    """
    post = _pool.begin()

    def run() -> None:
        finish_tasks()
        work()

    def deliver() -> None:
        if shiboken6.isValid(owner):
            done()
        future.result()

    from concurrent.futures import ThreadPoolExecutor

    ending = ThreadPoolExecutor(1, thread_name_prefix="ui-ending")
    future = ending.submit(run)
    ending.shutdown(wait=False)
    future.add_done_callback(lambda _: _pool.send(post, deliver))
    return future


def finish_tasks() -> None:
    """Wait for all work that was asked for and end the threads; the next `run_task` starts new ones.

    Results are not handed over by it: the UI thread does that when it comes back to its events.
    """
    executor = _pool.take()
    if executor is not None:
        executor.shutdown(wait=True)


def are_tasks_over() -> bool:
    """Whether nothing is being worked on, no result waits for the UI thread and none of them asked for more."""
    return not _pool.under_way
