"""Cutting a clip out of a call: from map, transcript or key, with a name, a note and a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.domain.clips import BEST, ClipList
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.commands import Commands
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.view_model import CallViewModel
from callcoach_desktop.ui.screens.call.wording import span_words
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button, label


class ClipService(Protocol):
    """What the call screen asks of `services.clips.Clips`."""

    def lists(self) -> tuple[ClipList, ...]: ...

    def suggestion(self, call_id: str, start: float, end: float) -> str: ...

    def cut(
        self, call_id: str, start: float, end: float, name: str = "", note: str = "", lists: Sequence[str] = ...
    ) -> Any: ...


class CutDialog(QDialog):
    """Asks for name, note and list; `wanted` carries them (the list's id)."""

    wanted = Signal(str, str, str)

    def __init__(self, parent: QWidget, span: str, name: str, lists: Sequence[ClipList]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Cut a clip"))
        self.setMinimumWidth(px(460))
        self.name = QLineEdit(name)
        self.name.setAccessibleName(tr("Name of the clip"))
        self.name.setPlaceholderText(tr("What one hears in it"))
        self.name.end(False)  # all of it is selected, and its beginning is seen
        self.name.home(True)
        self.note = QLineEdit()
        self.note.setAccessibleName(tr("Note"))
        self.note.setPlaceholderText(tr("Why it is worth hearing again"))
        self.into = QComboBox()
        self.into.setAccessibleName(tr("List"))
        for one in lists:
            self.into.addItem(tr("My best moments") if one.id == BEST else one.name, one.id)
        form = QFormLayout()
        for words, widget in ((tr("Name"), self.name), (tr("Note"), self.note), (tr("List"), self.into)):
            form.addRow(words, widget)
        self.keep = button(tr("Cut"), self._keep, "primary", "scissors")
        self.keep.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.keep)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        box.addWidget(label(span, "small", "muted", wrap=True))
        box.addLayout(form)
        box.addLayout(foot)

    def _keep(self) -> None:
        self.accept()
        self.wanted.emit(self.name.text().strip(), self.note.text().strip(), str(self.into.currentData()))


class Cutting(QObject):
    """`did` carries a sentence, once the clip is there; Undo takes it back. Without a service nothing is cut."""

    did = Signal(str)

    def __init__(
        self,
        screen: QWidget,
        the_map: MapView,
        transcript: TranscriptView,
        selected: Callable[[], tuple[float, float] | None],
        model: CallViewModel,
        commands: Commands,
        clips: ClipService | None,
    ) -> None:
        super().__init__(screen)
        self._screen, self._map, self._transcript, self._selected = screen, the_map, transcript, selected
        self._model, self._commands, self._clips = model, commands, clips
        self._list = BEST  # the one that was chosen last
        self.dialog: CutDialog | None = None
        the_map.cut_span.connect(self.ask)
        the_map.bar.cut_button.setVisible(clips is not None)

    def here(self) -> None:
        """V: what is selected, else the line with the focus."""
        span = self._selected()
        view = self._transcript
        if span is None and 0 <= view.focused_row < len(view.blocks) and view.blocks[view.focused_row].timed:
            block = view.blocks[view.focused_row]
            span = (block.start, block.end)
        if span is not None:
            self.ask(*span)

    def ask(self, start: float, end: float) -> None:
        """Ask for a name, then cut."""
        clips, call_id = self._clips, self._model.call_id
        if clips is None or not call_id or self.dialog is not None:
            return

        def ready(found: tuple[tuple[ClipList, ...], str]) -> None:
            if self._model.call_id == call_id and self.dialog is None:
                self._open(call_id, start, end, *found)

        self._commands.ask(lambda: (clips.lists(), clips.suggestion(call_id, start, end)), ready)

    def _open(self, call_id: str, start: float, end: float, lists: tuple[ClipList, ...], name: str) -> None:
        span = tr("{start} to {end}, {length}", start=clock(start), end=clock(end), length=span_words(end - start))
        dialog = CutDialog(self._screen, span, name, lists)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.into.setCurrentIndex(max(0, dialog.into.findData(self._list)))
        dialog.wanted.connect(lambda name, note, into: self._cut(call_id, start, end, name, note, into))
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()
        dialog.name.setFocus()

    def _closed(self) -> None:
        self.dialog = None

    def _cut(self, call_id: str, start: float, end: float, name: str, note: str, into: str) -> None:
        clips = self._clips
        if clips is None:
            return
        self._list = into

        def done(made: Any) -> None:
            self.did.emit(tr("Cut “{name}”", name=made.name))

        self._commands.do(lambda: clips.cut(call_id, start, end, name, note, [into]), done)
