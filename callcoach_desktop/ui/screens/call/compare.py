"""What the machine heard against what is in force, place by place, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from callcoach_desktop.domain.editing import Difference
from callcoach_desktop.domain.times import clock
from callcoach_desktop.domain.transcript import Transcript, Utterance
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.commands import EditorService
from callcoach_desktop.ui.screens.call.wording import speaker_name
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button, label, line

_SLACK_S = 1e-3


@dataclass(frozen=True, slots=True)
class Changed:
    """A difference with the voices before and after, by name."""

    difference: Difference
    heard_by: str  # the voice's id in what was heard, "" for none
    heard_name: str
    now_name: str


def _inside(u: Utterance, start: float, end: float) -> list[str]:
    return [w.text for w in u.words if start - _SLACK_S <= (w.start + w.end) / 2 <= end + _SLACK_S]


def changes(heard: Transcript, now: Transcript, differences: Sequence[Difference]) -> list[Changed]:
    """The differences that a person can see: other words, or another voice."""
    names = {s.id: speaker_name(s) for s in (*heard.speakers, *now.speakers)}
    found = []
    for d in differences:
        voices = {u.speaker for u in heard.utterances if _inside(u, d.start, d.end)}
        before = d.speaker if d.speaker in voices or not voices else min(voices)
        if d.heard != d.now or before != d.speaker:
            found.append(Changed(d, before, names.get(before, before), names.get(d.speaker, d.speaker)))
    return found


def take_back(editor: EditorService, call_id: str, now: Transcript, changed: Changed) -> None:
    """Put back what was heard at one place: the words, or the voice. On a worker."""
    d = changed.difference
    ours = [u for u in now.utterances if u.speaker == d.speaker]
    inside = [u for u in ours if _inside(u, d.start, d.end)]
    if changed.heard_by != d.speaker:
        editor.give(call_id, [u.id for u in inside], changed.heard_by)
        return
    middle = (d.start + d.end) / 2
    home = inside or sorted(ours, key=lambda u: max(u.start - middle, middle - u.end))[:1]
    for i, u in enumerate(home):
        texts: list[str] = []
        placed = i > 0  # what was heard goes into the first utterance that is touched
        for word in u.words:
            at = (word.start + word.end) / 2
            if not placed and at >= d.start - _SLACK_S:
                texts.append(d.heard)
                placed = True
            if not d.start - _SLACK_S <= at <= d.end + _SLACK_S:
                texts.append(word.text)
        if not placed:
            texts.append(d.heard)
        editor.edit_text(call_id, u.id, " ".join(t for t in texts if t))


class CompareDialog(QDialog):
    """A list of places; `go` carries a second, `back` a place that is to be as it was heard, `clear` means all."""

    go = Signal(float)
    back = Signal(object)
    clear = Signal()

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Edits of “{title}”", title=title))
        self._heading = label(tr("What was heard, and what it says now"), "body", bold=True)
        self._empty = label(
            tr("Nothing was edited: the transcript is what the machine heard."), "body", "muted", wrap=True
        )
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clear_button = button(tr("Take back all edits"), self.clear.emit, "danger")
        self.clear_button.setToolTip(tr("Back to what the machine heard; names and comments stay. Can be undone."))
        foot = QHBoxLayout()
        foot.addWidget(self.clear_button)
        foot.addStretch(1)
        close = button(tr("Close"), self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(self._heading)
        box.addWidget(self._empty)
        box.addWidget(self._area, 1)
        box.addLayout(foot)
        self._sized = False  # the size is only chosen for the first list
        self.changed: list[Changed] = []
        self.back_buttons: list[QWidget] = []
        self.set_changes([])

    def set_changes(self, changed: list[Changed]) -> None:
        """Show these."""
        self.changed = changed
        self._empty.setVisible(not changed)
        self._area.setVisible(bool(changed))
        self.clear_button.setEnabled(bool(changed))
        inside = QWidget()
        inside.setObjectName("plain")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, text in enumerate(("", tr("Heard"), tr("Now"), "")):
            grid.addWidget(label(text, "small", "muted"), 0, column)
        self.back_buttons = []
        for i, one in enumerate(changed):
            top = 2 * i + 1
            grid.addWidget(line(), top, 0, 1, 4)
            self._row(grid, top + 1, one)
        grid.setRowStretch(2 * len(changed) + 1, 1)
        self._area.setWidget(inside)
        if changed and not self._sized:
            self._sized = True
            self.resize(px(760), min(px(620), px(190 + 62 * len(changed))))

    def _row(self, grid: QGridLayout, row: int, one: Changed) -> None:
        d = one.difference
        time = clock(d.start)
        at = button(time, lambda: self.go.emit(d.start), "link", describe=tr("Go to {time}", time=time))
        grid.addWidget(at, row, 0, Qt.AlignmentFlag.AlignTop)
        given = one.heard_name != one.now_name
        for column, name, words in ((1, one.heard_name, d.heard), (2, one.now_name, d.now)):
            text = words or tr("(nothing)")
            cell = label(f"{name}: {text}" if given else text, "body", "" if words else "muted", wrap=True)
            cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            cell.setContentsMargins(0, 6, 0, 6)
            grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        describe = tr("Take back the edit at {time}", time=clock(d.start))
        back = button(tr("Take back"), lambda: self.back.emit(one), "quiet", "undo-2", describe=describe)
        self.back_buttons.append(back)
        grid.addWidget(back, row, 3, Qt.AlignmentFlag.AlignTop)


def read_changes(editor: EditorService, call_id: str, now: Transcript | None) -> list[Changed]:
    """All that was changed in a call. On a worker."""
    return [] if now is None else changes(editor.heard(call_id), now, editor.compare(call_id))
