"""Dialogs of the playbook: what goes into a file, what a file would bring, the versions of an entry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.playbook import Entry, Version
from callcoach_desktop.services.playbook_files import Arrival, Sharing
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.playbook.words import origin_words, situation_words
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import Paragraph, button, label
from callcoach_desktop.ui.widgets.page import CardBox, Quote
from callcoach_desktop.ui.widgets.reading_table import dress_table
from callcoach_desktop.ui.widgets.words import day

WIDTH = 460


class ShareDialog(QDialog):
    """`chosen` carries a Sharing; where to is asked afterwards."""

    chosen = Signal(object)

    def __init__(self, entries: Sequence[Entry], who: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Share the playbook"))
        title = entries[0].content.title if len(entries) == 1 else ""
        heading = title or tr("{n} entry|{n} entries", len(entries))
        about = tr("A file for other reps, or from you to your team. Whoever takes it in sees from whom it is, and "
                   "keeps their own words where both have changed.")  # fmt: skip
        self.who = QLineEdit(who)
        self.who.setAccessibleName(tr("From"))
        self.who.setPlaceholderText(tr("Your name"))
        self.who.setMaxLength(200)
        self.redacted = QCheckBox(tr("Take out the names of customers, deals and speakers"))
        self.redacted.setChecked(True)
        self.sound = QCheckBox(tr("With the sound of the examples"))
        self.note = Paragraph(" ", px(WIDTH), "small", "muted")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(tr("From")))
        row.addWidget(self.who, 1)
        go = button(tr("Choose a place…"), self._go, "primary")
        go.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(go)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        box.addWidget(label(heading, "title", bold=True, wrap=True))
        for one in (Paragraph(about, px(WIDTH), "body", "muted"), self.redacted, self.sound, self.note):
            box.addWidget(one)
        box.insertLayout(2, row)
        box.addLayout(foot)
        self.redacted.toggled.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.sound.setEnabled(not self.redacted.isChecked())
        if self.redacted.isChecked():
            self.sound.setChecked(False)
            self.note.setText(tr("Voices name people as words do, so there is no sound. Rules find most people who are "
                                 "only mentioned, and not all: read it over."))  # fmt: skip
        else:
            self.note.setText(tr("Customers' names, and with sound their voices, leave this computer with the file."))

    def _go(self) -> None:
        made = Sharing(self.who.text().strip(), self.sound.isChecked(), self.redacted.isChecked())
        self.accept()
        self.chosen.emit(made)


class ArrivalDialog(QDialog):
    """What a file would bring; `take` when a person wants it."""

    take = Signal()

    def __init__(self, arrival: Arrival, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import a playbook"))
        self.setMinimumWidth(px(600))
        handout = arrival.handout
        by = tr("From {who}, {day}", who=handout.who or tr("somebody"), day=day(handout.at)) if handout.at else ""
        counts = [
            (tr("{n} new|{n} new", arrival.count("new")), arrival.count("new")),
            (tr("{n} changed|{n} changed", arrival.count("changed")), arrival.count("changed")),
            (tr("{n} to choose|{n} to choose", arrival.count("conflict")), arrival.count("conflict")),
            (tr("{n} as here|{n} as here", arrival.count("same")), arrival.count("same")),
        ]
        sentence = ", ".join(words for words, n in counts if n)
        self.table = _table(arrival)
        fresh = len(arrival.coming) - arrival.count("same")
        self.button = button(tr("Take in"), self._take, "primary")
        self.button.setDefault(True)
        self.button.setEnabled(bool(fresh))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addWidget(label(arrival.path.name, "title", bold=True))
        box.addWidget(label(" · ".join(part for part in (by, sentence) if part), "body", "muted", wrap=True))
        box.addWidget(self.table, 1)
        told = tr("Nothing is written over: where both sides have changed, both are kept and you choose. Undo takes "
                  "all of it back.") if fresh else tr("All of it is here already.")  # fmt: skip
        box.addWidget(label(told, "small", "muted", wrap=True))
        box.addLayout(foot)

    def _take(self) -> None:
        self.accept()
        self.take.emit()


def _table(arrival: Arrival) -> QTableWidget:
    words = {"new": tr("new"), "changed": tr("changed"), "same": tr("as here"), "conflict": tr("choose")}
    made = QTableWidget(len(arrival.coming), 3)
    made.setAccessibleName(tr("Entries of the file"))
    made.setHorizontalHeaderLabels([tr("Entry"), tr("When"), tr("Becomes")])
    made.setMinimumHeight(px(180))
    for row, one in enumerate(arrival.coming):
        content = one.carried.content
        texts = (content.title, situation_words(content.situation), words[one.fate])
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(content.say)
            made.setItem(row, column, item)
    header = dress_table(made)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
    return made


class HistoryDialog(QDialog):
    """All versions of an entry; `restore` carries the number of one that shall be in force."""

    restore = Signal(int)

    def __init__(self, entry: Entry, versions: Sequence[Version], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Versions of “{title}”", title=entry.content.title))
        self.setMinimumSize(px(640), px(380))
        self._versions = list(versions)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Versions"))
        self.list.setFixedWidth(px(210))
        for version in self._versions:
            state = {"current": tr("in force"), "offered": tr("offered")}.get(version.state, "")
            text = tr("Version {number}", number=version.number) + (f" · {state}" if state else "")
            item = QListWidgetItem(text)
            item.setToolTip(origin_words(version.origin))
            item.setSizeHint(QSize(0, px(34)))
            self.list.addItem(item)
        self.words = CardBox()
        self.put = button(tr("Put in force"), self._put, "primary")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("Close"), self.reject))
        foot.addWidget(self.put)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.list)
        row.addWidget(self.words, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        box.addLayout(row, 1)
        box.addLayout(foot)
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        version = self._versions[row]
        content = version.content
        self.words.clear()
        self.words.box.addWidget(label(origin_words(version.origin), "small", "muted", wrap=True))
        self.words.box.addWidget(label(content.title, bold=True, wrap=True))
        self.words.box.addWidget(label(situation_words(content.situation), "small", "muted", wrap=True))
        self.words.box.addWidget(Quote(content.say))
        if content.why:
            self.words.box.addWidget(label(content.why, wrap=True))
        if content.examples:
            self.words.box.addWidget(label(tr("{n} example|{n} examples", len(content.examples)), "small", "muted"))
        self.words.box.addStretch(1)
        self.put.setEnabled(version.state == "past")

    def _put(self) -> None:
        number = self._versions[self.list.currentRow()].number
        self.accept()
        self.restore.emit(number)
