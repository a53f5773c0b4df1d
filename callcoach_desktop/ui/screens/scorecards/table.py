"""All answers of a form as a table: what the plots show, and what they cannot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.scorecards import SENTENCE, Round, Subject
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.scorecards.compare import answer_words, difference_words
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import label
from callcoach_desktop.ui.widgets.reading_table import dress_table
from callcoach_desktop.ui.widgets.words import day


def table_rows(rounds: Sequence[Round]) -> list[tuple[Subject, tuple[str, ...]]]:
    """A row for each question of each round, newest round first: date, subject, question, both answers, what was
    measured, the difference."""
    return [
        (
            one.subject,
            (
                day(one.date),
                one.title,
                line.field.label,
                answer_words(line, manager=False),
                answer_words(line, manager=True),
                line.measured.text if line.measured is not None else "",
                difference_words(line),
            ),
        )
        for one in rounds
        for line in one.lines
    ]


class AnswersTable(QDialog):
    """Enter or a double click opens the round of a row."""

    go = Signal(object)  # Subject

    def __init__(self, name: str, rounds: Sequence[Round], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("{form} as a table", form=name))
        self.resize(px(960), px(520))
        self.rows = table_rows(rounds)
        columns = (
            tr("Date"), tr("For"), tr("Question"), tr("Rep"), tr("Manager"), tr("Measured"), tr("Difference"),
        )  # fmt: skip
        self.table = QTableWidget(len(self.rows), len(columns))
        self.table.setAccessibleName(tr("Answers"))
        self.table.setHorizontalHeaderLabels(columns)
        header = dress_table(self.table)
        for column in range(len(columns)):
            stretch = column in (1, 2)
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Interactive
            )
            if not stretch:
                self.table.setColumnWidth(column, px(108))
        for row, (_, cells) in enumerate(self.rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self.table.cellActivated.connect(self._open)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(8)
        box.addWidget(self.table, 1)
        box.addWidget(label(tr(SENTENCE), "small", "muted", wrap=True))

    def _open(self, row: int, _column: int) -> None:
        self.accept()
        self.go.emit(self.rows[row][0])
