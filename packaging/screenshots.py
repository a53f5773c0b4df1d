"""Pictures of every state of the window over a library: `python packaging/screenshots.py LIBRARY TARGET STATE ...`.

STATE is one of `empty`, `one`, `list`, `call`, `large`, `importing`; the last needs a speech model, because its import
really runs. Several processes may draw at once, each with a library and a CALLCOACH_HOME of its own.
Needs no display; fonts come from the system (fontconfig). Everything is the running application with its real
services; only the mouse and the keyboard are ours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QDeadlineTimer, QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from callcoach_desktop.app import Session, make_application
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.screens.call.selecting import Span
from callcoach_desktop.ui.tasks import finish_tasks

SMALL, LARGE = (1280, 800), (1920, 1080)
PATIENCE_MS = 600_000
TABLE = 256
SAMPLES = Path(__file__).resolve().parent.parent / "resources" / "samples"


def wait(condition: Callable[[], object], what: str) -> None:
    """Let the application run until a condition holds."""
    deadline = QDeadlineTimer(PATIENCE_MS)
    while not condition():
        if deadline.hasExpired():
            raise TimeoutError(f"waited for {what} in vain")
        QTest.qWait(20)


def few_colours(image: QImage) -> QImage:
    """The image in 256 of its own colours: enough for a window, and a third of the bytes.

    Half of them are those used most; the others are those that these would miss most: a small red dot stays red.
    """
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    high, wide = image.height(), image.width()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(high, image.bytesPerLine() // 4)[:, :wide]
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    parts = np.stack([colours >> shift & 255 for shift in (16, 8, 0)], axis=1).astype(np.float32)
    chosen = list(np.argsort(counts)[::-1][: TABLE // 2])
    far = np.full(len(colours), np.inf, np.float32)
    near = np.zeros(len(colours), np.uint8)
    for number in range(min(TABLE, len(colours))):
        if number == len(chosen):
            chosen.append(int(np.argmax(far * np.sqrt(counts))))
        away = ((parts - parts[chosen[number]]) ** 2).sum(axis=1)
        near[away < far] = number
        np.minimum(far, away, out=far)
    made = QImage(wide, high, QImage.Format.Format_Indexed8)
    made.setColorTable([int(colours[one]) | 0xFF000000 for one in chosen])
    into = np.frombuffer(made.bits(), np.uint8).reshape(high, made.bytesPerLine())
    into[:, :wide] = near[places.reshape(high, wide)]
    return made


class Camera:
    """Takes pictures of one session's window."""

    def __init__(self, library: Path, target: Path) -> None:
        self.app = make_application()
        self.target = target
        target.mkdir(parents=True, exist_ok=True)
        self.session = Session(library)
        self.window = self.session.window
        self.look("light", SMALL)
        self.window.show()
        wait(lambda: self.window.calls.view_model.is_loaded, "the list")

    def look(self, mode: str, size: tuple[int, int], text: float = 1.0) -> None:
        """Theme, size of the window, size of text."""
        theme.apply(self.app, mode)
        self.window.look.set_text_size(text)
        self.window.resize(*size)

    def take(self, name: str, *over: QWidget) -> None:
        """Write a picture; `over` are dialogs that stand over the window."""
        QTest.qWait(250)
        picture = self.window.grab()
        if over:
            painter = QPainter(picture)
            for dialog in over:
                corner = dialog.mapToGlobal(QPoint(0, 0)) - self.window.mapToGlobal(QPoint(0, 0))
                painter.drawPixmap(corner, dialog.grab())
                painter.setPen(theme.current().muted)  # a real one has the frame of the system
                painter.drawRect(dialog.rect().translated(corner).adjusted(-1, -1, 0, 0))
            painter.end()
        image = few_colours(picture.toImage())
        path = self.target / f"{name}.png"
        image.save(str(path), "PNG", 0)
        print(path)

    def dialog(self, name: str, open_it: Callable[[], object]) -> None:
        """A picture of a dialog over the window; it is closed again."""
        open_it()
        wait(self.dialogs, f"the dialog {name}")
        for one in self.dialogs():
            corner = self.window.mapToGlobal(self.window.rect().center()) - one.rect().center()
            if not one.windowFlags() & Qt.WindowType.FramelessWindowHint:
                one.move(corner)
        QTest.qWait(400)
        self.take(name, *self.dialogs())
        for one in self.dialogs():
            one.close()
        QTest.qWait(50)

    def dialogs(self) -> list[Any]:
        """The dialogs that are open."""
        return [one for one in self.window.findChildren(QDialog) if one.isVisible()]

    def open_call(self, call: str, share: float) -> Any:
        """A call with the play head at a part (0..1) of it."""
        shown: list[str] = []
        self.window.host.prepare()
        screen = self.window.host.screen
        screen.ready.connect(shown.append)
        self.window.open_call(call)
        wait(lambda: shown, "the call")
        screen.ready.disconnect(shown.append)
        screen.go(screen.scene.duration * share)
        QTest.qWait(500)
        return screen

    def close(self) -> None:
        """The end, with the settings as they were for the next start."""
        self.look("light", SMALL)
        self.window.close()
        finish_tasks()


def empty(camera: Camera) -> None:
    """No call yet; the settings; the models; the keys."""
    wait(camera.window.calls.empty.isVisible, "the invitation")
    camera.take("calls-empty")
    camera.window.show_settings()
    camera.take("settings")
    camera.dialog("models", camera.window.menus.models.trigger)


def one(camera: Camera) -> None:
    """A list of one call."""
    camera.window.calls.table.clearSelection()
    camera.take("calls-one")


def _both(camera: Camera) -> Iterator[str]:
    """Both themes in both sizes; gives what is appended to a picture's name."""
    for mode in ("light", "dark"):
        for wide, high in (SMALL, LARGE):
            camera.look(mode, (wide, high))
            yield f"{mode}-{wide}x{high}"
    camera.look("light", SMALL)


def _sample(camera: Camera) -> str:
    """The id of the call that has its sound."""
    rows = [row for row in camera.window.calls.view_model.model.shown() if row.state == "ready"]
    return str(max((row for row in rows if row.source != "transcript"), key=lambda row: row.duration).id)


def the_list(camera: Camera) -> None:
    """A list of some calls, its search, a selection, the palette."""
    for name in _both(camera):
        camera.window.calls.table.clearSelection()
        camera.take(f"calls-{name}")
    _in_the_list(camera)


def call(camera: Camera) -> None:
    """A call in both themes and sizes, and everything that opens in it."""
    chosen = _sample(camera)
    camera.open_call(chosen, 0.4)
    for name in _both(camera):
        camera.take(f"call-{name}")
    _in_the_call(camera, chosen)


def large(camera: Camera) -> None:
    """The largest text."""
    chosen, window = _sample(camera), camera.window
    for name, size in (("1280x800", SMALL), ("1920x1080", LARGE)):
        camera.look("light", size, 2.0)
        window.show_calls()
        camera.take(f"calls-200-{name}")
        camera.open_call(chosen, 0.4)
        camera.take(f"call-200-{name}")
        window.show_settings()
        camera.take(f"settings-200-{name}")


def _in_the_call(camera: Camera, call: str) -> None:
    window = camera.window
    screen = camera.open_call(call, 0.4)
    duration = screen.scene.duration
    screen.map.set_selection(Span(duration * 0.42, duration * 0.5))
    camera.take("call-selection")
    screen.map.clear_selection()
    screen.map.set_view(screen.map.view.moved_to(duration * 0.35))
    screen.map.zoom(6.0, duration * 0.4)
    camera.take("call-zoomed")
    screen.map.whole()
    row = next(i for i, block in enumerate(screen.transcript.blocks) if block.start > duration * 0.4)
    screen.editing.begin(row)
    camera.take("call-edit")
    screen.editing.leave()
    for mode in ("light", "dark"):
        camera.look(mode, SMALL)
        for page in ("moments", "summary", "comments"):
            screen.side_card.show_page(page)
            QTest.qWait(800)  # its lines take their heights when they are first seen
            camera.take(f"call-{page}-{mode}")
        legend, hidden = screen.map.legend, screen.map.legend.hidden
        legend.set_hidden(frozenset({"you", "we"}))  # how it is said, without the words of which there are most
        wait(lambda: screen.scene.voices, "voices")
        screen.side_card.show_page("figures")
        camera.take(f"call-wording-{mode}")
        legend.set_hidden(hidden)
        wait(lambda: not screen.scene.voices, "no voices")
    camera.look("light", SMALL)
    screen.side_card.show_page("figures")
    camera.dialog("call-table", lambda: screen.show_table("map"))
    camera.dialog("export", window.menus.export.trigger)
    camera.dialog("transcribe-again", lambda: window.flow.transcribe_again([call]))
    camera.dialog("keys", window.menus.shortcuts.trigger)


def _in_the_list(camera: Camera) -> None:
    window = camera.window
    window.show_calls()
    window.calls.search.setText("price")
    window.calls.search.flush()
    wait(lambda: window.calls.view_model.hits, "sentences")
    camera.take("calls-search")
    window.calls.search.setText("zebra crossing")
    window.calls.search.flush()
    wait(window.calls.nothing.isVisible, "nothing")
    camera.take("calls-nothing-found")
    window.calls.search.clear()
    window.calls.search.flush()
    QTest.qWait(300)
    window.calls.table.setFocus()
    for number in (1, 2, 4):
        index = window.calls.view_model.model.index(number, 0)
        window.calls.table.selectionModel().select(
            index, window.calls.table.selectionModel().SelectionFlag.Select
            | window.calls.table.selectionModel().SelectionFlag.Rows
        )  # fmt: skip
    camera.take("calls-selection")
    window.calls.table.clearSelection()
    window.menus.palette.trigger()
    wait(camera.dialogs, "the palette")
    QTest.keyClicks(camera.dialogs()[0].field, "re")
    camera.take("palette", *camera.dialogs())
    camera.dialogs()[0].close()


def importing(camera: Camera) -> None:
    """A broken file's sentence and an import that runs."""
    camera.look("light", SMALL)
    window = camera.window
    broken = camera.target / "Voicemail.mp3"
    broken.write_bytes(b"this is not sound" * 40)
    window.show_calls()
    window.import_paths([broken])
    wait(lambda: any(job.state == "failed" for job in window.jobs.shown), "the sentence of the broken file")
    window.import_paths([SAMPLES / "cold-call-workshop-uniforms.mono.flac"])
    wait(lambda: any(job.step == "transcribing" for job in window.jobs.shown), "the transcription")
    camera.take("calls-importing-and-error")
    broken.unlink()
    for job in window.jobs.shown:  # the picture is taken; a busy machine would take minutes for the rest
        if job.state == "running":
            window.jobs.cancel(job.id)
    wait(lambda: not window.jobs.working(), "the end of the import")


STATES = {"empty": empty, "one": one, "list": the_list, "call": call, "large": large, "importing": importing}


def main() -> int:
    """Take all pictures of the states that are named; returns the exit status."""
    if len(sys.argv) < 4 or not {*sys.argv[3:]} <= STATES.keys():
        print(__doc__)
        return 2
    camera = Camera(Path(sys.argv[1]), Path(sys.argv[2]))
    for state in sys.argv[3:]:
        STATES[state](camera)
    camera.close()
    return 0


if __name__ == "__main__":
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    sys.exit(main())
