"""How long the real window stops answering: start, first call, playing, searching, a real import.

    .venv/bin/python tests/benchmarks/window_stalls.py --library DIR [--import FILE ...] [--json]

`--library` is copied first, so it is never changed (a library of 10,000 calls is made by `library.py`). A real
import needs a model (`CALLCOACH_MODELS`). A 5 ms timer of the UI thread beats all the while: a stall is the time
between two beats, less those 5 ms. For each phase p50, p99 and the worst are printed, and beside the worst what it was
made of: `own`, `queue` and `lock` (see beats.py). `top lock` is the longest such wait of the phase, `top held` the
longest that another thread of the program can have caused by its own work, and `less queue` the worst stall without
standing in line, which is what a machine with a processor to spare would have shown. A timer signal looks at what the
UI thread and the others do whenever a beat is late by over 20 ms and names it.
Building the window until its first picture is printed and not judged: nothing is there that could stall, and
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

from beats import Clocks, Gap
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

BEAT_S = 0.005
LATE_S = 0.020
BUDGET_MS = 50.0
LOOK_S = 0.004
BUILDING = "until the first picture"


class Heart:
    """Beats on the UI thread; remembers every gap, phase by phase."""

    def __init__(self) -> None:
        self._clocks = Clocks(BEAT_S)
        self.gaps: dict[str, list[Gap]] = {}
        self.slow: dict[str, Counter[str]] = {}
        self.phase = BUILDING
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        self._timer.start(int(BEAT_S * 1000))
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._look)
            signal.setitimer(signal.ITIMER_REAL, LOOK_S, LOOK_S)

    def beat(self) -> None:
        """What passed since the last one belongs to the phase that is on."""
        self.gaps.setdefault(self.phase, []).append(self._clocks.gap())

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        if self._clocks.since > LATE_S:
            seen = self.slow.setdefault(self.phase, Counter())
            seen[where(frame)] += 1
            seen.update(_others())

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


_IDLE = ("threading.py", "selectors.py", "queue.py", "concurrent/futures/thread.py")


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

    def begin() -> None:
        heart.beat()
        heart.phase = "start"

    window.painted.connect(begin)
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


def ms(seconds: float) -> float:
    """Milliseconds with one digit."""
    return round(seconds * 1000, 1)


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
        gaps = sorted(ms(gap.length) for gap in beats)
        top = max(beats, key=lambda gap: gap.length)
        if phase != BUILDING:
            worst = max(worst, gaps[-1])
        result[phase] = {
            "beats": len(gaps),
            "p50_ms": gaps[len(gaps) // 2],
            "p99_ms": gaps[min(len(gaps) - 1, int(len(gaps) * 0.99))],
            "worst_ms": gaps[-1],
            "of_it_own_processor_ms": ms(top.own),
            "of_it_queue_ms": ms(top.queue),
            "of_it_lock_ms": ms(top.lock),
            "top_lock_ms": ms(max(gap.lock for gap in beats)),
            "top_held_ms": ms(max(gap.held for gap in beats)),
            "worst_less_queue_ms": ms(max(gap.less_queue for gap in beats)),
            "most_own_processor_ms": ms(max(gap.own for gap in beats)),
            "busy_percent": round(100 * sum(gap.own for gap in beats) / sum(gap.length + BEAT_S for gap in beats)),
            "late": dict(heart.slow.get(phase, Counter()).most_common(10)),
        }
    if chosen.json:
        print(json.dumps(result))
    else:
        print(f"milliseconds; own, queue and lock are what the worst is made of; load {os.getloadavg()[0]:.1f}")
        heads = ("beats", "p50", "p99", "worst", "own", "queue", "lock", "top lock", "top held", "less queue", "busy",
                 "most own")  # fmt: skip
        print(f"{'phase':<32}" + "".join(f"{head:>{len(head) + 3}}" for head in heads))
        for phase, one in result.items():
            keys = (
                "beats", "p50_ms", "p99_ms", "worst_ms", "of_it_own_processor_ms", "of_it_queue_ms", "of_it_lock_ms",
                "top_lock_ms", "top_held_ms", "worst_less_queue_ms", "busy_percent", "most_own_processor_ms",
            )  # fmt: skip
            print(
                f"{phase:<32}" + "".join(f"{one[key]:>{len(head) + 3}}" for key, head in zip(keys, heads, strict=True))
            )
            for place, times in one["late"].items():
                print(f"      {times:>3} x {place}")
    return 1 if worst > BUDGET_MS else 0


if __name__ == "__main__":
    sys.exit(main())
