"""How long the real window stops answering: start, first call, playing, searching, a real import.

    .venv/bin/python tests/benchmarks/window_stalls.py --library DIR [--import FILE ...] [--json]

`--library` is copied first, so it is never changed (a library of 10,000 calls is made by `library.py`). A real
import needs a model (`CALLCOACH_MODELS`). A 5 ms timer of the UI thread beats all the while: a stall is the time
between two beats, less those 5 ms. For each phase p50, p99 and the worst are printed, and beside the worst what it was
made of: the processor time that the UI thread itself spent (`own`), what it stood in line for a processor that another
program or our own child had (`queue`, from the kernel's schedstat), and the rest, which is waiting for the interpreter
or the disk (`lock`). `top lock` is the longest such wait of the phase and `less queue` the worst stall without standing
in line, which is what a machine with a processor to spare would have shown. A timer signal looks at what the UI thread
and the others do whenever a beat is late by over 20 ms and names it.
Building the window before it is shown is printed and not judged: nothing is there that could stall, and
`first_paint.py` judges how long it takes. Exit status 1 when a stall is over 50 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

BEAT_S = 0.005
LATE_S = 0.020
BUDGET_MS = 50.0
LOOK_S = 0.004
BUILDING = "before the window is shown"


class Heart:
    """Beats on the UI thread; remembers of every gap its length, the thread's own processor time and what it stood in
    line for a processor (milliseconds)."""

    def __init__(self) -> None:
        self._line = queue_clock()
        self.at, self._cpu, self._queued = time.perf_counter(), time.thread_time(), self._line()
        self.gaps: dict[str, list[tuple[float, float, float]]] = {}
        self.slow: dict[str, Counter[str]] = {}
        self.phase = BUILDING
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(int(BEAT_S * 1000))
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._look)
            signal.setitimer(signal.ITIMER_REAL, LOOK_S, LOOK_S)

    def _beat(self) -> None:
        now, cpu, queued = time.perf_counter(), time.thread_time(), self._line()
        gap = max(0.0, now - self.at - BEAT_S)
        self.gaps.setdefault(self.phase, []).append(
            (gap * 1000, (cpu - self._cpu) * 1000, (queued - self._queued) * 1000)
        )
        self.at, self._cpu, self._queued = now, cpu, queued

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        if time.perf_counter() - self.at - BEAT_S > LATE_S:
            seen = self.slow.setdefault(self.phase, Counter())
            seen[where(frame)] += 1
            seen.update(_others())

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


_IDLE = ("threading.py", "selectors.py", "queue.py", "concurrent/futures/thread.py")


def queue_clock() -> Callable[[], float]:
    """Seconds that this thread has stood in line for a processor so far; always 0 where the kernel does not say."""
    try:
        file = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
    except OSError:
        return lambda: 0.0
    return lambda: int(os.pread(file, 100, 0).split()[1]) / 1e9


def _others() -> list[str]:
    """What the other threads do, those at rest left out."""
    frames = sys._current_frames()
    frames.pop(threading.get_ident())  # a frame that holds itself would keep a painter alive after its paint
    return [f"  another thread: {where(one)}" for one in frames.values() if not one.f_code.co_filename.endswith(_IDLE)]


def where(frame: FrameType | None) -> str:
    """The innermost and the outermost of our own functions on the stack."""
    ours: list[str] = []
    while frame is not None:
        path = frame.f_code.co_filename
        if "callcoach_desktop" in path:
            ours.append(f"{path.rsplit('callcoach_desktop/', 1)[1]}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    ours = [one for one in ours if not one.startswith("ui/tasks.py")] or ours
    return " < ".join(dict.fromkeys(ours[:2] + ours[-1:])) or "Qt"


def spin(until: Callable[[], bool], limit_s: float = 60.0) -> bool:
    """Run the event loop until a condition holds; sleeps between events, as the application does."""
    end = time.perf_counter() + limit_s
    app = QApplication.instance()
    while not until():
        if time.perf_counter() > end:
            return False
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return True


def pause(seconds: float) -> None:
    """Let the window live for a while."""
    end = time.perf_counter() + seconds
    spin(lambda: time.perf_counter() > end, seconds + 10)


def drive(library: Path, imports: list[Path], heart_of: Callable[[], Heart]) -> Heart:
    """Go through all phases."""
    from callcoach_desktop.app import Session, make_application
    from callcoach_desktop.ui.tasks import finish_tasks

    app = make_application()
    heart = heart_of()
    session = Session(library)
    window = session.window
    app.processEvents()
    heart.phase = "start"
    window.show()
    spin(lambda: window.calls.view_model.is_loaded)
    pause(1.0)
    heart.phase = "idle after the start"
    pause(4.0)
    rows = [row for row in window.calls.view_model.model.shown() if row.state == "ready"]
    host = window.host

    def open_call(call_id: str) -> None:
        before = host.screen.scene if host.screen is not None else None
        window.open_call(call_id)
        spin(lambda: host.screen.scene is not None and host.screen.scene is not before)
        pause(1.0)

    heart.phase = "first opening of a call"
    open_call(rows[0].id)
    heart.phase = "opening 5 other calls"
    for row in rows[1:6]:
        open_call(row.id)
    heart.phase = "typing in the search"
    window.show_calls()
    window.calls.focus_search()
    for word in ("call with", "ba", "deal 12"):
        for end in range(1, len(word) + 1):
            window.calls.search.setText(word[:end])
            pause(0.12)
        pause(0.5)
    window.calls.search.setText("")
    window.calls.search.flush()
    pause(0.5)
    heart.phase = "scrolling the list"
    bar = window.calls.table.verticalScrollBar()
    for step in range(60):
        bar.setValue(step * 90)
        pause(0.016)
    if imports:
        _import(window, heart, imports, open_call)
    window.close()
    session.close()
    finish_tasks()
    heart.stop()
    app.processEvents()
    return heart


def _import(window: object, heart: Heart, imports: list[Path], open_call: Callable[[str], None]) -> None:
    known = {row.id for row in window.calls.view_model.model.rows()}
    heart.phase = "import, first 12 s"
    window.import_paths(imports)
    pause(12.0)
    heart.phase = "import, the rest"

    def new() -> list[str]:
        return [row.id for row in window.calls.view_model.model.rows() if row.id not in known and row.state == "ready"]

    end = time.perf_counter() + 600
    while window.jobs.working() and time.perf_counter() < end:
        pause(0.25)  # looking at ten thousand rows more often would be a load of our own
    pause(2.0)
    if not new():
        print("the import did not end", file=sys.stderr)
        return
    heart.phase = "opening and playing the new call"
    open_call(new()[0])
    window.host.screen.player.toggle()
    pause(5.0)
    heart.phase = "swapping its sides"
    window.host.screen.model.swap_sides()
    pause(2.0)


def main() -> int:
    """Run and print; 1 when a stall is over 50 ms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--import", dest="imports", type=Path, nargs="*", default=[])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CALLCOACH_HOME"] = folder
        library = Path(folder) / "library"
        shutil.copytree(chosen.library, library)
        os.sync()  # else the disk is busy with our own copy in the phases that follow
        heart = drive(library, [path.absolute() for path in chosen.imports], Heart)
    worst = 0.0
    result = {}
    for phase, beats in heart.gaps.items():
        gaps = sorted(gap for gap, *_ in beats)
        top, cpu, queued = max(beats)
        if phase != BUILDING:
            worst = max(worst, top)
        result[phase] = {
            "beats": len(gaps),
            "p50_ms": round(gaps[len(gaps) // 2], 1),
            "p99_ms": round(gaps[min(len(gaps) - 1, int(len(gaps) * 0.99))], 1),
            "worst_ms": round(top, 1),
            "of_it_own_processor_ms": round(cpu, 1),
            "of_it_queue_ms": round(queued, 1),
            "of_it_lock_ms": round(max(0.0, top - cpu - queued), 1),
            "top_lock_ms": round(max(max(0.0, gap - own - line) for gap, own, line in beats), 1),
            "worst_less_queue_ms": round(max(max(0.0, gap - line) for gap, _, line in beats), 1),
            "most_own_processor_ms": round(max(own for _, own, _ in beats), 1),
            "busy_percent": round(100 * sum(own for _, own, _ in beats) / sum(g + BEAT_S * 1000 for g, *_ in beats)),
            "late": dict(heart.slow.get(phase, Counter()).most_common(10)),
        }
    if chosen.json:
        print(json.dumps(result))
    else:
        print(f"milliseconds; own, queue and lock are what the worst is made of; load {os.getloadavg()[0]:.1f}")
        heads = ("beats", "p50", "p99", "worst", "own", "queue", "lock", "top lock", "less queue", "busy", "most own")
        print(f"{'phase':<32}" + "".join(f"{head:>{len(head) + 3}}" for head in heads))
        for phase, one in result.items():
            keys = (
                "beats", "p50_ms", "p99_ms", "worst_ms", "of_it_own_processor_ms", "of_it_queue_ms", "of_it_lock_ms",
                "top_lock_ms", "worst_less_queue_ms", "busy_percent", "most_own_processor_ms",
            )  # fmt: skip
            print(
                f"{phase:<32}" + "".join(f"{one[key]:>{len(head) + 3}}" for key, head in zip(keys, heads, strict=True))
            )
            for place, times in one["late"].items():
                print(f"      {times:>3} x {place}")
    return 1 if worst > BUDGET_MS else 0


if __name__ == "__main__":
    sys.exit(main())
