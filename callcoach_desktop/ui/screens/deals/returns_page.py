"""What came after a piece of coaching: what can be said, what it is seen on, what it rests on; and out to a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
)

from callcoach_desktop.domain.coaching import Intervention
from callcoach_desktop.domain.returns import ReturnReport
from callcoach_desktop.exchange.return_charts import curves, spelled, timeline
from callcoach_desktop.exchange.return_report import said
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings, writing_folder
from callcoach_desktop.ui.screens.deals.view_model import Coaching
from callcoach_desktop.ui.theme import font, px
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.page import CardBox, Page
from callcoach_desktop.ui.widgets.reading_table import dress_table
from callcoach_desktop.ui.widgets.svg_picture import SvgPicture

_FOLDER = "export/folder"
KINDS = (("pdf", "PDF (*.pdf)"), ("html", "HTML (*.html)"), ("csv", "CSV (*.csv)"))


def state_words(state: str) -> str:
    """What can be said of a measure."""
    return {
        "improved": tr("better"), "worse": tr("worse"), "no_sign": tr("no sign of a change"),
    }.get(state, tr("too early to tell"))  # fmt: skip


class ReturnsPage(Page):
    """`chosen` carries an intervention's id, `owner` whose deals are counted, `export` a kind of file and its path."""

    chosen = Signal(str)
    owner = Signal(str)
    export = Signal(str, object)
    back = Signal()
    write_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Return on coaching"))
        self.report: ReturnReport | None = None
        self._items: tuple[Intervention, ...] = ()
        self._head()
        self.verdict = CardBox()
        self.line_card = CardBox(tr("Over time"))
        self.timeline = SvgPicture(tr("Measures over time, with the coaching"))
        self.table = _table()
        self.table.hide()
        self.line_card.box.addWidget(self.timeline)
        self.line_card.box.addWidget(self.table)
        words = tr("Quarters (months for the behaviour); lines are 90% intervals, dots grow with how many there are.")
        self.line_card.box.addWidget(label(words, "small", "muted", wrap=True))
        self.curve_card = CardBox(tr("How long deals stay open"))
        self.curves = SvgPicture(tr("The share of deals without a decision, by the days since they were opened"))
        self.curve_card.box.addWidget(self.curves)
        self.rests = CardBox(tr("What this rests on"))
        for card in (self.verdict, self.line_card, self.curve_card, self.rests):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def _head(self) -> None:
        self.back_button = button(tr("Deals"), self.back.emit, "quiet", "arrow-left", describe=tr("Back to all deals"))
        self.items = QComboBox()
        self.items.setFont(font())
        self.items.setAccessibleName(tr("The piece of coaching"))
        self.items.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.items.setMinimumContentsLength(34)
        self.items.activated.connect(lambda _: self.chosen.emit(str(self.items.currentData())))
        self.owners = QComboBox()
        self.owners.setFont(font())
        self.owners.setAccessibleName(tr("Whose deals were coached"))
        self.owners.setToolTip(tr("Whose deals were coached; the deals of the others are what they are compared with"))
        self.owners.activated.connect(lambda _: self.owner.emit(str(self.owners.currentData())))
        self.table_button = button(tr("Show as table"), self._toggle_table)
        self.write_button = button(tr("Write down coaching…"), self.write_wanted.emit)
        self.export_button = QPushButton(tr("Export"))
        self.export_button.setAccessibleName(tr("Export this page"))
        self.export_button.setProperty("kind", "primary")
        menu = QMenu(self.export_button)
        for kind, words in (("pdf", tr("One page (PDF)…")), ("html", tr("Web page (HTML)…")),
                            ("csv", tr("Figures (CSV)…"))):  # fmt: skip
            menu.addAction(words, lambda k=kind: self.ask_where(k))
        self.export_button.setMenu(menu)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.back_button)
        top.addStretch(1)
        for one in (self.items, self.owners):
            top.addWidget(one)
        self.column.insertLayout(0, top)
        for one in (self.table_button, self.write_button, self.export_button):
            self.buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)

    def show_coaching(self, shown: Coaching) -> None:
        """Show what was read."""
        report = shown.report
        self.report, self._items = report, shown.items
        self.items.clear()
        for item in shown.items:
            self.items.addItem(f"{item.title} · {day_words(item.held_on)}", item.id)
        self.items.setCurrentIndex(self.items.findData(report.item.id))
        self.owners.clear()
        for name, count in shown.owners:
            self.owners.addItem(tr("Deals of {name} ({n})", name=name, n=count), name)
        self.owners.setCurrentIndex(self.owners.findData(shown.owner))
        self.owners.setVisible(len(shown.owners) > 1)
        self.rebuild(report, lambda: self._fill(report))

    def _fill(self, report: ReturnReport) -> None:
        self.heading.setText(report.item.title)
        whose = tr("deals of {name}", name=report.whose) if report.whose else ""
        self.line.setText(" · ".join(part for part in (day_words(report.item.held_on), whose) if part))
        self._fill_verdict(report)
        told = "; ".join(f"{line.name}: {len([b for b in line.buckets if b.n])}" for line in report.lines)
        self.timeline.show_drawing(lambda width, ink: timeline(report, width, ink, px(76)), told)
        self.curves.show_drawing(lambda width, ink: curves(report, width, ink, px(190)), report.headline)
        self._fill_table(report)
        self.rests.clear()
        for words in (*report.assumptions, tr("These figures are for coaching, not for employment decisions.")):
            self.rests.box.addWidget(label(words, "small", "muted", wrap=True))

    def _fill_verdict(self, report: ReturnReport) -> None:
        self.verdict.clear()
        box = self.verdict.box
        box.addWidget(label(report.headline, bold=True, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, px(150))
        grid.setColumnStretch(2, 1)
        names = {line.measure: line.name for line in report.lines}
        for row, one in enumerate(report.returns):
            kind = {"improved": "good", "worse": "warn"}.get(one.state, "muted")
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(names.get(one.measure, one.measure), "small", bold=True), row, 0, top)
            grid.addWidget(label(state_words(one.state), "small", kind), row, 1, top)
            grid.addWidget(label(said(one), "small", wrap=True), row, 2)
        box.addLayout(grid)

    def _fill_table(self, report: ReturnReport) -> None:
        rows = [
            (line.name, b.first.isoformat(), b.last.isoformat(), str(b.n),
             *("" if v is None else spelled(report, line, v) for v in (b.value, b.low, b.high)))
            for line in report.lines for b in line.buckets if b.n
        ]  # fmt: skip
        self.table.setRowCount(len(rows))
        for i, cells in enumerate(rows):
            for j, text in enumerate(cells):
                self.table.setItem(i, j, QTableWidgetItem(text))
        self.table.setMinimumHeight(px(26) * (min(len(rows), 14) + 2))

    def _toggle_table(self) -> None:
        shown = not self.table.isVisibleTo(self.line_card)
        self.table.setVisible(shown)
        self.timeline.setVisible(not shown)
        self.table_button.setText(tr("Show as charts") if shown else tr("Show as table"))
        self.table_button.setAccessibleName(self.table_button.text())

    def ask_where(self, kind: str) -> None:
        """Ask for a file, and have the page written to it."""
        if self.report is None:
            return
        settings = window_settings()
        folder = writing_folder(_FOLDER)
        name = "".join(c if c.isalnum() or c in " -" else " " for c in self.report.item.title).strip() or "coaching"
        suggested = folder / f"{self.report.item.held_on} {' '.join(name.split())}.{kind}"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Export as"), str(suggested), dict(KINDS)[kind])
        if chosen:
            path = Path(chosen)
            settings.setValue(_FOLDER, str(path.parent))
            self.export.emit(kind, path if path.suffix.lower() == f".{kind}" else path.with_name(f"{path.name}.{kind}"))


def _table() -> QTableWidget:
    made = QTableWidget(0, 7)
    made.setAccessibleName(tr("Measures over time as a table"))
    made.setHorizontalHeaderLabels(
        (tr("Measure"), tr("From"), tr("To"), tr("How many"), tr("Value"), tr("Low"), tr("High"))
    )
    header = dress_table(made, "small", 26)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return made
