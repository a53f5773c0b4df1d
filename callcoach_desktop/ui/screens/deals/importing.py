"""Before deals are brought in: what each column is, how dates and numbers are read, and what would come of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.deals.words import outcome_words
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button, label, set_kind
from callcoach_desktop.ui.widgets.reading_table import dress_table

_PREVIEWED = 6
_REFUSED = 30


def field_names() -> dict[str, str]:
    """What can be read of a deal, in the order of the dialog."""
    return {
        "name": tr("Deal"), "company": tr("Company"), "external_id": tr("Id"), "stage": tr("Stage"),
        "status": tr("Status"), "won": tr("Won (yes or no)"), "closed": tr("Closed (yes or no)"),
        "amount": tr("Amount"), "currency": tr("Currency"), "opened_on": tr("Opened on"),
        "closed_on": tr("Closed on"), "contact": tr("Contact"), "email": tr("E-mail"), "owner": tr("Owner"),
    }  # fmt: skip


class DealImportDialog(QDialog):
    """Shows a reading; `again` asks for another by a changed mapping, `take` for writing what is shown."""

    again = Signal(object)  # a Mapping
    take = Signal(object)  # the Reading

    def __init__(self, path: Path, reading: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import deals"))
        self.resize(px(1080), px(660))
        self.path = path
        self.reading = reading
        self.heading = label(path.name, "title", bold=True, wrap=True)
        self.line = label("", "body", "muted", wrap=True)
        self.warning = label("", "body", "warn", wrap=True)
        self.boxes: dict[str, QComboBox] = {}
        self.order = self._box(tr("Dates"), (("ymd", tr("year-month-day")), ("dmy", tr("day.month.year")),
                                             ("mdy", tr("month/day/year"))))  # fmt: skip
        self.decimal = self._box(tr("Amounts"), ((".", tr("1,234.50")), (",", tr("1.234,50"))))
        self.preview = self._table(
            (tr("Deal"), tr("Company"), tr("Outcome"), tr("Amount"), tr("Opened"), tr("Closed")), tr("First deals")
        )
        self.refused = self._table((tr("Line"), tr("Left out because")), tr("Lines that are left out"))
        self.take_button = button(tr("Import"), lambda: self.take.emit(self.reading), "primary")
        self.take_button.setDefault(True)
        self._lay_out()
        self.show_reading(reading)

    def _box(self, name: str, items: tuple[tuple[str, str], ...]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        for value, words in items:
            made.addItem(words, value)
        made.activated.connect(lambda _: self._changed())
        return made

    def _table(self, columns: tuple[str, ...], name: str) -> QTableWidget:
        made = QTableWidget(0, len(columns))
        made.setAccessibleName(name)
        made.setHorizontalHeaderLabels(columns)
        header = dress_table(made, "small")
        made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for wide in (0, 1) if len(columns) > 2 else (1,):
            header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        return made

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(12)
        columns = (("", tr("not in the file")), *((h, h) for h in self.reading.sheet.heading if h))
        for field, name in field_names().items():
            self.boxes[field] = box = self._box(name, columns)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(14)
            form.addRow(name, box)
        form.addRow(tr("Dates"), self.order)
        form.addRow(tr("Amounts"), self.decimal)
        inside = QWidget()
        inside.setObjectName("plain")
        inside.setLayout(form)
        left = QScrollArea()
        left.setWidget(inside)
        left.setWidgetResizable(True)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left.setMinimumWidth(px(330))
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(label(tr("How the first ones are understood"), "body", bold=True))
        right.addWidget(self.preview, 3)
        self.refused_head = label("", "body", bold=True)
        right.addWidget(self.refused_head)
        right.addWidget(self.refused, 2)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(left, 2)
        middle.addLayout(right, 3)
        foot = QHBoxLayout()
        foot.addWidget(label(tr("Nothing is written before you press Import; an import can be undone."),
                             "small", "muted", wrap=True), 1)  # fmt: skip
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.take_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        for one in (self.heading, self.line, self.warning):
            box.addWidget(one)
        box.addLayout(middle, 1)
        box.addLayout(foot)

    def show_reading(self, reading: Any) -> None:
        """Show what the file holds under a mapping."""
        self.reading = reading
        mapping, sheet = reading.mapping, reading.sheet
        program = {"hubspot": "HubSpot", "salesforce": "Salesforce", "pipedrive": "Pipedrive"}.get(
            mapping.source, "CSV"
        )
        self.line.setText(
            tr(
                "{program}, {encoding}, columns apart by “{separator}”: {deals} deals, {refused} lines left out",
                program=program, encoding=sheet.encoding.upper(), deals=len(reading.deals),
                separator={"\t": tr("tab")}.get(sheet.separator, sheet.separator), refused=len(reading.refused),
            )
        )  # fmt: skip
        doubts = [words for doubt, words in (
            ("dates", tr("The dates can be read in two ways: check them below.")),
            ("amounts", tr("The amounts can be read in two ways: check them below.")),
        ) if doubt in mapping.doubts]  # fmt: skip
        self.warning.setText(" ".join(doubts))
        self.warning.setVisible(bool(doubts))
        set_kind(self.warning, "warn")
        for field, box in self.boxes.items():
            box.setCurrentIndex(max(box.findData(mapping.columns.get(field, "")), 0))
        self.order.setCurrentIndex(self.order.findData(mapping.order))
        self.decimal.setCurrentIndex(self.decimal.findData(mapping.decimal))
        rows = [
            (d.name, d.company, outcome_words(d.outcome),
             "" if d.amount is None else f"{d.amount:,.2f} {d.currency or ''}", d.opened_on, d.closed_on)
            for d in reading.deals[:_PREVIEWED]
        ]  # fmt: skip
        _fill(self.preview, rows)
        _fill(self.refused, [(str(r.line), r.reason) for r in reading.refused[:_REFUSED]])
        more = len(reading.refused) - _REFUSED
        words = tr("{n} line is left out|{n} lines are left out", len(reading.refused))
        self.refused_head.setText(words + (tr("; the first {n} of them", n=_REFUSED) if more > 0 else ""))
        for one in (self.refused, self.refused_head):
            one.setVisible(bool(reading.refused))
        self.take_button.setText(tr("Import {n} deal|Import {n} deals", len(reading.deals)))
        self.take_button.setAccessibleName(self.take_button.text())
        self.take_button.setEnabled(bool(reading.deals))

    def show_problem(self, words: str) -> None:
        """A mapping that cannot be: say so, and do not import by it."""
        self.warning.setText(words)
        self.warning.show()
        self.take_button.setEnabled(False)

    def _changed(self) -> None:
        columns = {field: str(box.currentData()) for field, box in self.boxes.items() if box.currentData()}
        self.again.emit(
            replace(
                self.reading.mapping, columns=columns, order=str(self.order.currentData()),
                decimal=str(self.decimal.currentData()), doubts=(),
            )
        )  # fmt: skip


def _fill(table: QTableWidget, rows: list[tuple[str | None, ...]]) -> None:
    table.setRowCount(len(rows))
    for i, cells in enumerate(rows):
        for j, text in enumerate(cells):
            table.setItem(i, j, QTableWidgetItem(text or ""))
