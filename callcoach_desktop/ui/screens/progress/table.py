"""The chart of a focus as a table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.coaching.behaviours import spell, spell_call
from callcoach_desktop.domain.coaching import Progress
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import label
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.reading_table import dress_table


def table_rows(progress: Progress) -> list[tuple[str, tuple[str, ...]]]:
    """A row for each call, oldest first: its id, and day, date, call, value, running mean, part of the chart."""
    behaviour = progress.behaviour
    rows = []
    for part, points in (
        (tr("before"), progress.before),
        (tr("focus"), progress.points),
        (tr("other type"), progress.others),
    ):
        for p in points:
            mean = "" if p.mean is None else spell(p.mean, behaviour)
            day = str(p.day) if p.day >= 0 else "–"
            rows.append((p.date, p.call, (day, day_words(p.date), p.title, spell_call(p.value, behaviour), mean, part)))
    return [(call, cells) for _, call, cells in sorted(rows, key=lambda row: row[0])]


class ProgressTable(QDialog):
    """Enter or a double click opens the call of a row."""

    go = Signal(str)

    def __init__(self, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("This focus as a table"))
        self.resize(px(820), px(480))
        self.rows = table_rows(progress)
        columns = (tr("Day"), tr("Date"), tr("Call"), tr("Value"), tr("Mean of five"), tr("Part"))
        self.table = QTableWidget(len(self.rows), len(columns))
        self.table.setAccessibleName(tr("Calls of the focus"))
        self.table.setHorizontalHeaderLabels(columns)
        header = dress_table(self.table)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for i, (_, cells) in enumerate(self.rows):
            for j, text in enumerate(cells):
                self.table.setItem(i, j, QTableWidgetItem(text))
        self.table.activated.connect(lambda index: self._open(index.row()))
        usual = progress.focus.baseline.range
        words = progress.verdict.sentence
        if usual.mean is not None and usual.low is not None and usual.high is not None:
            low, mean, high = (spell(v, progress.behaviour) for v in (usual.low, usual.mean, usual.high))
            limits = tr(
                "Usual: {mean}, from {low} to {high} ({count} calls).", mean=mean, low=low, high=high, count=usual.n
            )
            words = f"{limits} {words}"
        box = QVBoxLayout(self)
        box.addWidget(label(words, "small", "muted", wrap=True))
        box.addWidget(self.table)

    def _open(self, row: int) -> None:
        self.accept()
        self.go.emit(self.rows[row][0])
