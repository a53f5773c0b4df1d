"""The menu over a paragraph of the transcript."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.commenting import Commenting
from callcoach_desktop.ui.screens.call.judging import Judging
from callcoach_desktop.ui.screens.call.line_editing import LineEditing
from callcoach_desktop.ui.screens.call.naming import Naming
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.wording import speaker_name
from callcoach_desktop.ui.theme import icon


class TextMenu(QObject):
    """Opens the menu where it is asked for, and for R when it is not clear which voice is the other one."""

    def __init__(
        self, view: TranscriptView, editing: LineEditing, naming: Naming, commenting: Commenting, judging: Judging
    ) -> None:
        super().__init__(view)
        self._judging = judging
        self.cut: Callable[[float, float], object] | None = None  # where clips can be cut
        self._view, self._editing, self._naming, self._commenting = view, editing, naming, commenting
        view.menu_requested.connect(self.open)

    def make(self, row: int, where: QPoint) -> QMenu:
        """The menu of a paragraph."""
        view, editing = self._view, self._editing
        rows, block = view.chosen_rows(row), view.blocks[row]
        menu = QMenu(view)
        add = _Adder(menu)
        scene = self._judging.scene
        audible = scene is not None and scene.sound is not None
        go = tr("Play from here") if audible else tr("Go to {time} on the map", time=clock(block.start))
        add("play" if audible else "clock", go, lambda: view.seek.emit(block.start), on=block.timed)
        add("copy", tr("Copy with time") if len(rows) == 1 else tr("Copy with times"), view.copy, "Ctrl+C")
        menu.addSeparator()
        add("pencil", tr("Edit line"), lambda: editing.begin(row), "E", on=editing.possible)
        place = self._place(row, where)
        cut_off = editing.second_half(row, place)
        split = tr("Split before “{word}”", word=cut_off) if cut_off else tr("Split here")
        add("split", split, lambda: editing.split_at(row, place), on=bool(cut_off))
        add("merge", tr("Join with the line before"), lambda: editing.join_before(row), on=editing.can_join(row))
        menu.addMenu(self._give_menu(menu, row, rows, where))
        menu.addSeparator()
        start, end = block.start, view.blocks[rows[-1]].end if len(rows) > 1 else None
        add("message-square", tr("Comment here"), lambda: self._commenting.compose(start, end), "M", on=block.timed)
        if block.timed and self.cut is not None:
            cut, last = self.cut, view.blocks[rows[-1]].end if len(rows) > 1 else block.end
            add("scissors", tr("Cut a clip…"), lambda: cut(block.start, last), "V")
        if block.timed:
            span = self._judging.span_of(row) if row in rows else (block.start, block.end, block.voice)
            mark = self._judging.mark_menu(menu, span[2], span[0], span[1])
            menu.addMenu(mark)
        add("user", tr("Who is {name}?", name=block.speaker), lambda: self._naming.ask(block.voice, where),
            on=editing.possible)  # fmt: skip
        return menu

    def _place(self, row: int, where: QPoint) -> int:
        """The character of a paragraph's text that the menu is about: under the mouse, else the word being said."""
        view = self._view
        point = view.viewport().mapFromGlobal(where)
        if view.text_rect(row).adjusted(1, 1, 0, 0).contains(point):  # by key the menu opens on its very corner
            place = view.mouse.place(QPointF(point))
            return place[1] if place is not None and place[0] == row else 0
        word = view.lit_word(row)
        return 0 if word is None else view.blocks[row].word_first[word]

    def _give_menu(self, parent: QMenu, row: int, rows: range, where: QPoint) -> QMenu:
        text = tr("Give this line to|Give {n} lines to", len(rows))
        menu = QMenu(text, parent)
        menu.setIcon(icon("users"))
        menu.setEnabled(self._editing.possible)
        add = _Adder(menu)
        for i, speaker in enumerate(self._editing.other_voices(row)):
            key = "R" if i == 0 and speaker.side != "other" and self._view.blocks[row].side != "other" else ""
            add("user", speaker_name(speaker), lambda s=speaker: self._editing.give_to(rows, s), key)
        menu.addSeparator()
        add("", tr("A new voice…"),
            lambda: self._naming.ask_new(where, lambda speaker: self._editing.give_to(rows, speaker)))  # fmt: skip
        return menu

    def open(self, row: int, where: QPoint) -> None:
        """Show the menu."""
        self.make(row, where).popup(where)

    def give(self) -> None:
        """R: to the other side, or by choice when there is no one other voice."""
        view = self._view
        row = self._editing.row if self._editing.row is not None else view.focused_row
        if self._editing.give_to_other_side() or not self._editing.possible or not view.blocks:
            return
        where = view.viewport().mapToGlobal(view.text_rect(row).topLeft())
        self._give_menu(QMenu(view), row, view.chosen_rows(row), where).popup(where)


class _Adder:
    def __init__(self, menu: QMenu) -> None:
        self._menu = menu

    def __call__(self, name: str, text: str, act: Callable[[], object], key: str = "", *, on: bool = True) -> None:
        action = QAction(text + (f"\t{key}" if key else ""), self._menu)
        if name:
            action.setIcon(icon(name))
        action.setEnabled(on)
        action.triggered.connect(lambda _=False: act())
        self._menu.addAction(action)
