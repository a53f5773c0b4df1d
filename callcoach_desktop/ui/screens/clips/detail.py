"""The clip beside the list: its words, its name and note, its lists, what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from callcoach_desktop.domain.clips import ClipList, ShownClip
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.clips.model import length_words, where_words
from callcoach_desktop.ui.screens.clips.view_model import list_name
from callcoach_desktop.ui.widgets.basics import button, label, line, tool
from callcoach_desktop.ui.widgets.page import CardBox

STEP_S = 0.5
_LINES = 12  # of what is said; a clip of many minutes is read in its call


class ClipDetail(CardBox):
    """Says what is asked for; it does nothing itself."""

    renamed = Signal(str, str)
    noted = Signal(str, str)
    trimmed = Signal(str, float, float)
    ticked = Signal(str, str, bool)
    opened = Signal(object)
    exported = Signal(list)
    removed = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.shown: ShownClip | None = None
        self._lists: tuple[ClipList, ...] = ()
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the clip"))
        self.name.editingFinished.connect(self._rename)
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(tr("Note"))
        self.note.setPlaceholderText(tr("Why it is worth hearing again"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme.px(64))
        self.note.installEventFilter(self)
        self.where = label("", "small", "muted", wrap=True)
        self.edges = self._make_edges()
        self.words = QWidget()
        self._said = QVBoxLayout(self.words)
        self._said.setContentsMargins(0, 0, 0, 0)
        self._said.setSpacing(6)
        self.ticks = QWidget()
        self._ticks = QVBoxLayout(self.ticks)
        self._ticks.setContentsMargins(0, 0, 0, 0)
        self._ticks.setSpacing(4)
        self.nothing = label(tr("Choose a clip to see what is said in it."), "body", "muted", wrap=True)
        self.open_button = button(tr("Open in call"), lambda: self.opened.emit(self.shown), "", "phone-call")
        self.export_button = button(tr("Export…"), self._export, "", "file-down")
        self.remove_button = button(tr("Remove"), self._remove, "danger")
        acts = QHBoxLayout()
        acts.setSpacing(8)
        for one in (self.open_button, self.export_button):
            acts.addWidget(one)
        acts.addStretch(1)
        acts.addWidget(self.remove_button)
        self.inside = QWidget()
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.name)
        column.addWidget(self.where)
        column.addWidget(self.words)
        column.addWidget(self.edges)
        column.addWidget(self.note)
        column.addWidget(line())
        column.addWidget(label(tr("In these lists"), "small", "muted"))
        column.addWidget(self.ticks)
        column.addWidget(line())
        column.addLayout(acts)
        self.box.addWidget(self.nothing)
        self.box.addWidget(self.inside)
        self.box.addStretch(1)
        self.inside.hide()

    def _make_edges(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.begins = label("", "small")
        self.ends = label("", "small")
        for words, at, edge, name in (
            (tr("from"), self.begins, 0, tr("beginning")),
            (tr("to"), self.ends, 1, tr("end")),
        ):
            row.addWidget(label(words, "small", "muted"))
            row.addWidget(tool("chevron-left", tr("Half a second earlier: {edge}", edge=name),
                               lambda edge=edge: self._nudge(edge, -STEP_S)))  # fmt: skip
            row.addWidget(at)
            row.addWidget(tool("chevron-right", tr("Half a second later: {edge}", edge=name),
                               lambda edge=edge: self._nudge(edge, STEP_S)))  # fmt: skip
            row.addSpacing(6)
        row.addStretch(1)
        return made

    def set_clip(self, shown: ShownClip | None, lists: tuple[ClipList, ...]) -> None:
        """Show a clip, None for none; a field that is being typed in keeps its text."""
        if (shown, lists) == (self.shown, self._lists):
            return
        other = shown is None or self.shown is None or shown.clip.id != self.shown.clip.id
        before, self.shown, self._lists = self.shown, shown, lists
        self.inside.setVisible(shown is not None)
        self.nothing.setVisible(shown is None)
        if shown is None:
            return
        if other or not self.name.hasFocus():
            self.name.setText(shown.clip.name)
            self.name.setCursorPosition(0)
        if other or not self.note.hasFocus():
            self.note.setPlainText(shown.clip.note)
        self.where.setText(f"{where_words(shown)} · {length_words(shown.clip.length)}")
        self.begins.setText(_tenths(shown.clip.start))
        self.ends.setText(_tenths(shown.clip.end))
        if other or before is None or before.said != shown.said:
            self._fill_words(shown)
        self._fill_ticks(shown)

    def _fill_words(self, shown: ShownClip) -> None:
        _empty(self._said)
        for said in shown.said[:_LINES]:
            words = label(f"{said.name}: {said.text}", wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._said.addWidget(words)
        if len(shown.said) > _LINES:
            self._said.addWidget(label(tr("and more, in the call"), "small", "muted"))
        if not shown.said:
            self._said.addWidget(label(tr("Nothing is said here."), "body", "muted"))

    def _fill_ticks(self, shown: ShownClip) -> None:
        there = [self._ticks.itemAt(i).widget() for i in range(self._ticks.count())]
        wanted = [(one.id, list_name(one)) for one in self._lists]
        if [(box.property("list"), box.text()) for box in there] != wanted:
            _empty(self._ticks)
            there = []
            for list_id, name in wanted:
                box = QCheckBox(name.replace("&", "&&"))
                box.setText(name)
                box.setFont(theme.font())
                box.setAccessibleName(tr("In the list {name}", name=name))
                box.setProperty("list", list_id)
                box.clicked.connect(lambda on, list_id=list_id: self._tick(list_id, on))
                self._ticks.addWidget(box)
                there.append(box)
        for box in there:
            box.setChecked(box.property("list") in shown.lists)

    # What is asked for

    def _rename(self) -> None:
        shown = self.shown
        if shown is not None and self.name.text().strip() != shown.clip.name:
            self.renamed.emit(shown.clip.id, self.name.text())

    def keep_note(self) -> None:
        """Say that the note was changed, when it was."""
        shown = self.shown
        if shown is not None and self.note.toPlainText().strip() != shown.clip.note:
            self.noted.emit(shown.clip.id, self.note.toPlainText())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.note and event.type() == QEvent.Type.FocusOut:
            self.keep_note()
        return super().eventFilter(watched, event)

    def _nudge(self, edge: int, by: float) -> None:
        shown = self.shown
        if shown is None:
            return
        start, end = shown.clip.start, shown.clip.end
        if edge == 0:
            start = max(0.0, start + by)
        else:
            end = min(shown.duration, end + by) if shown.duration > 0 else end + by
        if end - start >= STEP_S and (start, end) != (shown.clip.start, shown.clip.end):
            self.trimmed.emit(shown.clip.id, start, end)

    def _tick(self, list_id: str, on: bool) -> None:
        if self.shown is not None:
            self.ticked.emit(self.shown.clip.id, list_id, on)

    def _export(self) -> None:
        if self.shown is not None:
            self.exported.emit([self.shown])

    def _remove(self) -> None:
        if self.shown is not None:
            self.removed.emit([self.shown.clip.id])


def _tenths(seconds: float) -> str:
    """A second of a call with its tenth: `12:04.5`."""
    tenths = round(seconds * 10)
    return f"{clock(tenths // 10)}.{tenths % 10}"


def _empty(box: QVBoxLayout) -> None:
    while box.count():
        widget = box.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
