"""What every test gets: a home of its own, no window on a screen, no unexpected log line, nothing left running."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything can import Qt

import psutil
import pytest
from hypothesis import settings

# A property's example may take as long as the machine lets it: a time limit would only find that others work too.
settings.register_profile("callcoach", deadline=None)
settings.load_profile("callcoach")
LEFTOVER_GRACE_S = 20.0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own CALLCOACH_HOME: no test sees the user's library, models or logs."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("CALLCOACH_HOME", str(folder))
    monkeypatch.delenv("CALLCOACH_MODELS", raising=False)
    return folder


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record)


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Records at WARNING or above fail the test, but for those that `allow_log(pattern)` names."""
    allowed = [re.compile(str(mark.args[0])) for mark in request.node.iter_markers("allow_log")]
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    try:
        yield
    finally:
        root.removeHandler(collector)
    unexpected = [
        f"{r.levelname} {r.name}: {r.getMessage()}"
        for r in collector.found
        if not any(pattern.search(r.getMessage()) for pattern in allowed)
    ]
    if unexpected:
        pytest.fail("unexpected log records:\n" + "\n".join(unexpected), pytrace=False)


def _children() -> dict[int, psutil.Process]:
    return {child.pid: child for child in psutil.Process().children(recursive=True)}


def _command(process: psutil.Process) -> str:
    try:
        return f"{process.pid}: {' '.join(process.cmdline())}"
    except psutil.Error:
        return f"{process.pid}: ended while it was looked at"


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """A thread (not a daemon) or a child process that a test leaves behind fails it; children are killed."""
    threads, children = set(threading.enumerate()), set(_children())
    yield
    deadline = time.monotonic() + LEFTOVER_GRACE_S
    left = [t for t in threading.enumerate() if t not in threads and not t.daemon]
    tasks = sys.modules.get("callcoach_desktop.ui.tasks")
    if tasks is not None and any(t.name.startswith("ui-task") for t in left):
        # pytest-qt runs the event loop around every test: a timer of a window that an earlier test had may have asked
        # for a thread of the window's pool, which waits for more work.
        tasks.finish_tasks()
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    names = [thread.name for thread in left if thread.is_alive()]
    processes = [process for pid, process in _children().items() if pid not in children]
    _, alive = psutil.wait_procs(processes, timeout=max(0.0, deadline - time.monotonic()))
    commands = [_command(process) for process in alive]
    for process in alive:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=LEFTOVER_GRACE_S)
    if names or commands:
        pytest.fail(f"left running: threads {names}, processes {commands}", pytrace=False)


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the shared models known to fixtures of other files."""
    config.stash[_MODELS] = Path(
        os.environ.get("CALLCOACH_TEST_MODELS") or config.rootpath / "build" / "models"
    ).absolute()


_MODELS = pytest.StashKey[Path]()


@pytest.fixture(scope="session")
def base_model(pytestconfig: pytest.Config) -> Path:
    """The folder of the verified base model, fetched once and kept between runs (`CALLCOACH_TEST_MODELS`)."""
    from callcoach_desktop.services import models

    folder = pytestconfig.stash[_MODELS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLCOACH_MODELS", str(folder))
        return models.get_model("base")
