"""A deal's calls as a table: what its line of time and its charts show, in rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from callcoach_desktop.coaching.behaviours import spell
from callcoach_desktop.coaching.deal_story import DealStory
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.deals.words import call_type_words
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.reading_table import dress_table


class StoryTable(QTableWidget):
    """One row a call; Enter and a double click open it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("The calls of the deal as a table"))
        dress_table(self, "small", 28)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._calls: list[str] = []
        self.cellDoubleClicked.connect(lambda row, _: self.chosen.emit(self._calls[row]))

    def show_story(self, story: DealStory) -> None:
        """Show the calls of a deal."""
        shown = [b for b in story.behaviours if any(b.id in c.values for c in story.calls)]
        heads = [tr("Call"), tr("Day"), tr("Type"), tr("You spoke"), *(b.name for b in shown), tr("Objections")]
        self._calls = [call.id for call in story.calls]
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(heads)
        self.setRowCount(len(story.calls))
        for row, call in enumerate(story.calls):
            share = story.talk.get(call.id)
            met = [o.type for o in story.objections for h in o.heard if h.call == call.id]
            cells = [call.title, day_words(call.date), call_type_words(call.call_type),
                     "" if share is None else f"{100 * share:.0f} %"]  # fmt: skip
            cells += [spell(call.values[b.id], b) if b.id in call.values else "" for b in shown]
            cells.append(", ".join(met))
            for column, text in enumerate(cells):
                self.setItem(row, column, QTableWidgetItem(text))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(px(90))
        self.setMinimumHeight(px(28) * (min(len(story.calls), 10) + 1) + px(20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentRow()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= row < len(self._calls):
            self.chosen.emit(self._calls[row])
        else:
            super().keyPressEvent(event)
