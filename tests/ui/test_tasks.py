import threading

import shiboken6
from PySide6.QtCore import QObject

from callcoach_desktop.ui.tasks import finish_tasks, on_ui_thread, run_task


def test_work_runs_elsewhere_and_its_result_comes_home(qtbot):
    owner, seen = QObject(), []
    run_task(
        owner,
        lambda: threading.current_thread().name,
        lambda name: seen.append((name, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0].startswith("ui-task")
    assert seen[0][1] is threading.main_thread()


def test_an_error_goes_to_failed(qtbot):
    owner, seen = QObject(), []

    def work():
        raise ValueError("no")

    run_task(owner, work, seen.append, lambda error: seen.append(str(error)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["no"]


def test_an_error_nobody_waits_for_reaches_the_excepthook(qtbot):
    owner = QObject()

    def work():
        raise ValueError("ours")

    with qtbot.captureExceptions() as caught:
        run_task(owner, work, lambda _: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert "ours" in str(caught[0][1])


def test_nothing_is_called_for_an_owner_that_is_gone(qtbot):
    owner, other, seen = QObject(), QObject(), []
    go = threading.Event()
    run_task(owner, lambda: go.wait(120), lambda _: seen.append("dead"))
    shiboken6.delete(owner)
    go.set()
    run_task(other, lambda: None, lambda _: seen.append("alive"))
    qtbot.waitUntil(lambda: bool(seen))
    finish_tasks()
    on_ui_thread(other, lambda: seen.append("last"))
    qtbot.waitUntil(lambda: "last" in seen)
    assert "dead" not in seen


def test_calls_from_another_thread_run_on_the_ui_thread(qtbot):
    owner, seen = QObject(), []
    thread = threading.Thread(
        target=lambda: on_ui_thread(owner, lambda: seen.append(threading.current_thread() is threading.main_thread()))
    )
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [True]
