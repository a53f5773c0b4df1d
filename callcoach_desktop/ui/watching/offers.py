"""A quiet line that says what new recordings the watched folders have, and what to do with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import on_ui_thread, run_task
from callcoach_desktop.ui.watching.words import said
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label
from callcoach_desktop.ui.widgets.words import day_and_time, size

_MOST_LISTED = 2000


class OffersBanner(QFrame):
    """Shows itself while there is something to offer. `problem` carries a sentence, `taken` how many came in;
    `models_wanted` when the speech model is missing that the offers need."""

    problem = Signal(str)
    taken = Signal(int)
    models_wanted = Signal()

    def __init__(self, watcher: Any = None) -> None:
        """`watcher` is a `services.watching.Watcher`; None until `attach`."""
        super().__init__()
        self.setProperty("card", True)
        self._watcher: Any = None
        self._end: Callable[[], None] | None = None
        self._asked = 0
        self.offers: list[Any] = []
        self.dialog: ChooseDialog | None = None
        self.text = ElidedLabel("", bold=True)
        self.take_button = button(tr("Import all"), self._take_all)
        self.choose_button = button(tr("Choose…"), self._choose, "quiet", describe=tr("Choose what to import"))
        self.dismiss_button = button(tr("Not these"), self._dismiss_all, "quiet", describe=tr("Offer these no more"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for one in (self.dismiss_button, self.choose_button, self.take_button):
            row.addWidget(one)
        self.hide()
        self.destroyed.connect(lambda _=None: self._end and self._end())
        if watcher is not None:
            self.attach(watcher)

    def attach(self, watcher: Any) -> None:
        """Begin with a library's watcher."""
        self.detach()
        self._watcher = watcher
        self._end = watcher.subscribe(lambda: on_ui_thread(self, self.refresh))
        self.refresh()

    def detach(self) -> None:
        """The library is being closed."""
        if self._end is not None:
            self._end()
        if self.dialog is not None:
            self.dialog.reject()
        self._watcher = self._end = None
        self._show([])

    def refresh(self) -> None:
        """Read the offers again."""
        watcher = self._watcher
        if watcher is None:
            return
        self._asked += 1
        number = self._asked

        def show(offers: list[Any]) -> None:
            if number == self._asked and watcher is self._watcher:  # else a newer answer is on its way
                self._show(offers)

        run_task(self, watcher.offers, show, self._tell)

    def _show(self, offers: list[Any]) -> None:
        new = [offer for offer in offers if not offer.older]
        self.offers = new or offers  # older files are spoken of once the new ones are dealt with
        self.setVisible(bool(offers))
        if not offers:
            return
        folders = list(dict.fromkeys(Path(offer.folder).name for offer in self.offers))
        where = folders[0] if len(folders) == 1 else tr("{n} folder|{n} folders", len(folders))
        if new:
            text = tr("{n} new recording in {where}|{n} new recordings in {where}", len(new), where=where)
        else:
            text = tr("{n} older file in {where}|{n} older files in {where}", len(offers), where=where)
        self.text.setText(text)
        self.setAccessibleName(text)

    # what a person does

    def _take_all(self) -> None:
        self.take([offer.path for offer in self.offers])

    def take(self, paths: list[Path]) -> None:
        """Import these offers."""
        watcher = self._watcher
        if watcher is None or not paths:
            return
        self.setEnabled(False)

        def done(_tickets: object) -> None:
            self.setEnabled(True)
            self.taken.emit(len(paths))

        run_task(self, lambda: watcher.take(paths), done, self._tell)

    def _dismiss_all(self) -> None:
        watcher, paths = self._watcher, [offer.path for offer in self.offers]
        if watcher is not None:
            run_task(self, lambda: watcher.dismiss(paths), lambda _: None, self._tell)

    def _choose(self) -> None:
        self.dialog = ChooseDialog(self.window(), self.offers)
        dialog = self.dialog

        def answered(result: int) -> None:
            self.dialog = None
            if result == QDialog.DialogCode.Accepted:
                self.take(dialog.chosen())
            dialog.deleteLater()

        dialog.finished.connect(answered)
        dialog.open()

    def _tell(self, error: BaseException) -> None:
        self.setEnabled(True)
        if not isinstance(error, KnownError):
            raise error
        if error.problem.code in ("model_missing", "model_broken"):
            self.models_wanted.emit()
        self.problem.emit(said(error.problem.code, error.problem.sentence()))


class ChooseDialog(QDialog):
    """Some of the offers: a list with a tick a file."""

    def __init__(self, parent: QWidget, offers: list[Any]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Recordings to import"))
        self.setModal(True)
        self.resize(min(theme.px(620), 1000), min(theme.px(460), 700))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Which recordings?"), "title", bold=True))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Recordings"))
        self.list.setFont(theme.font())
        self.list.setUniformItemSizes(True)
        self.list.setProperty("kind", "ticks")
        high = QFontMetrics(self.list.font()).height() + 14
        for offer in offers[:_MOST_LISTED]:
            item = QListWidgetItem(f"{offer.path.name}   {_when(offer.mtime_ns)} · {size(offer.size)}")
            item.setSizeHint(QSize(0, high))
            item.setToolTip(str(offer.path))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, str(offer.path))
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _: self._count())
        self.list.itemActivated.connect(self._toggle)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.all_button = button(tr("All"), self._all, "quiet", describe=tr("Tick all"))
        self.take_button = button(tr("Import"), self.accept, "primary", "import")
        self.take_button.setDefault(True)
        # Room for the number that will stand there, so that the button does not jump under the pointer.
        room = QFontMetrics(self.take_button.font()).horizontalAdvance(f"{len(offers):,}0")
        self.take_button.setMinimumWidth(self.take_button.sizeHint().width() + room)
        row.addWidget(self.all_button)
        row.addStretch()
        row.addWidget(button(tr("Cancel"), self.reject, "quiet"))
        row.addWidget(self.take_button)
        column.addLayout(row)
        self._count()

    def chosen(self) -> list[Path]:
        """The files with a tick."""
        items = [self.list.item(number) for number in range(self.list.count())]
        return [
            Path(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        ]

    def _toggle(self, item: QListWidgetItem) -> None:
        ticked = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    def _all(self) -> None:
        every = len(self.chosen()) == self.list.count()
        blocked = self.list.blockSignals(True)
        for number in range(self.list.count()):
            self.list.item(number).setCheckState(Qt.CheckState.Unchecked if every else Qt.CheckState.Checked)
        self.list.blockSignals(blocked)
        self.list.viewport().update()
        self._count()

    def _count(self) -> None:
        number = len(self.chosen())
        self.take_button.setEnabled(number > 0)
        text = tr("Import {n}", number) if number else tr("Import")
        self.take_button.setText(f" {text}")
        self.take_button.setAccessibleName(text)


def _when(mtime_ns: int) -> str:
    from datetime import datetime

    return day_and_time(datetime.fromtimestamp(mtime_ns / 1e9).astimezone().isoformat())
