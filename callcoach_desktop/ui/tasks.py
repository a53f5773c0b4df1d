"""Work away from the UI thread, its result back on it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

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
        closure()


class _Pool:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.executor: ThreadPoolExecutor | None = None
        self.post: _Post | None = None

    def ready(self) -> tuple[ThreadPoolExecutor, _Post]:
        with self.lock:
            if self.executor is None:
                sys.setswitchinterval(SWITCH_S)
                self.executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="ui-task")
            if self.post is None or not shiboken6.isValid(self.post):
                self.post = _Post()
                app = QCoreApplication.instance()
                if app is not None:
                    self.post.moveToThread(app.thread())
            return self.executor, self.post


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
    executor, post = _pool.ready()
    future = executor.submit(work)

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

    def finished(_: Future[T]) -> None:
        if shiboken6.isValid(post):
            post.sent.emit(deliver)

    future.add_done_callback(finished)
    return future


def on_ui_thread(owner: QObject, call: Callable[[], None]) -> None:
    """Run `call` on the UI thread soon, from any thread; dropped when `owner` has been destroyed by then."""
    _, post = _pool.ready()

    def deliver() -> None:
        if shiboken6.isValid(owner):
            call()

    if shiboken6.isValid(post):
        post.sent.emit(deliver)


def after_tasks(owner: QObject, work: Callable[[], object], done: Callable[[], object]) -> Future[None]:
    """Run `work` on a thread of its own, once all work that was asked for so far has ended; then `done` on the UI's.

    For what ends things: the UI thread does not wait for any of it. An exception is raised there, after `done`.
    """
    _, post = _pool.ready()

    def run() -> None:
        finish_tasks()
        work()

    def deliver() -> None:
        if shiboken6.isValid(owner):
            done()
        future.result()

    ending = ThreadPoolExecutor(1, thread_name_prefix="ui-ending")
    future = ending.submit(run)
    ending.shutdown(wait=False)
    future.add_done_callback(lambda _: post.sent.emit(deliver) if shiboken6.isValid(post) else None)
    return future


def finish_tasks() -> bool:
    """Wait for all work that was asked for and end the threads; the next `run_task` starts new ones. Gives whether
    there were any: what is delivered afterwards may ask for more."""
    with _pool.lock:
        executor, _pool.executor = _pool.executor, None
    if executor is None:
        return False
    executor.shutdown(wait=True)
    return True
