"""Sealed packages that were dropped or opened: asks for the passphrase until they are open, or are let be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import ElidedLabel, Paragraph, button, label, set_kind
from callcoach_desktop.ui.widgets.passphrase import PassphraseField

_WIDTH = 460
_NAMED = 4


class SealedDialog(QDialog):
    """`passphrase` carries the files that are still shut and what was typed; `answer` says what came of it."""

    passphrase = Signal(list, str)

    def __init__(self, parent: QWidget, paths: Sequence[Path]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Sealed with a passphrase"))
        self.setModal(True)
        self.paths = list(paths)
        self._refused: list[str] = []
        self.heading = label("", "title", bold=True)
        self.names = QVBoxLayout()
        self.names.setSpacing(2)
        self.field = PassphraseField(tr("Passphrase"))
        self.status = Paragraph("", theme.px(_WIDTH), "small", "warn")
        self.open_button = button(tr("Open"), self._open, "primary")
        self.open_button.setDefault(True)
        self.cancel_button = button(tr("Cancel"), self.reject, "quiet")
        about = tr("Whoever sent it knows the passphrase. It opens here only; the file itself stays sealed.")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch()
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addLayout(self.names)
        column.addWidget(Paragraph(about, theme.px(_WIDTH), "body", "muted"))
        column.addWidget(self.field)
        column.addWidget(self.status)
        column.addSpacing(4)
        column.addLayout(foot)
        self.field.changed.connect(self._typed)
        self._show_names()
        self._typed()
        self.status.hide()
        self.field.field.setFocus()

    def add(self, paths: Sequence[Path]) -> None:
        """Ask for these as well."""
        self.paths += [path for path in paths if path not in self.paths]
        self._show_names()

    def answer(self, shut: Sequence[Path], refused: Sequence[str]) -> None:
        """What came of a passphrase: it closes when nothing is left, else says what did not open."""
        self._set_busy(False)
        tried = len(self.paths)
        self.paths = list(shut)
        self._refused += refused
        if not self.paths and not self._refused:
            self.accept()
            return
        told = list(self._refused)
        if self.paths and len(self.paths) == tried:
            what = tr("“{name}” does not open with this passphrase.", name=self.paths[0].name)
            if len(self.paths) > 1:
                what = tr("None of these {n} files opens with this passphrase.", n=len(self.paths))
            told.append(what)
            told.append(tr("Check it with the one who sent the file. If it is right, the file was changed or is "
                           "damaged. Nothing was taken in."))  # fmt: skip
        elif self.paths:
            told.append(tr("{n} file needs another passphrase.|{n} files need another passphrase.", len(self.paths)))
        self._say(" ".join(told))
        self._show_names()
        self.field.clear()
        self.field.field.setFocus()
        if not self.paths:  # only damaged ones are left: there is nothing to type any more
            self.field.setEnabled(False)
            self.open_button.setEnabled(False)
            self.cancel_button.setText(tr("Close"))
            self.cancel_button.setAccessibleName(tr("Close"))

    def _open(self) -> None:
        if self.field.text() and self.paths:
            self._set_busy(True)
            self._refused = []
            self.passphrase.emit(list(self.paths), self.field.text())

    def _typed(self) -> None:
        self.open_button.setEnabled(bool(self.field.text()))

    def _set_busy(self, busy: bool) -> None:
        for one in (self.field, self.open_button):
            one.setEnabled(not busy)
        if busy:
            self._say(tr("Opening…"), "muted")

    def _say(self, text: str, kind: str = "warn") -> None:
        self.status.setText(text)
        set_kind(self.status, kind)
        self.status.setAccessibleName(text)
        self.status.setVisible(bool(text))

    def _show_names(self) -> None:
        while self.names.count():
            gone = self.names.takeAt(0).widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        count = len(self.paths)
        self.heading.setText(tr("This package is sealed|{n} packages are sealed", count))
        for path in self.paths[:_NAMED]:
            name = ElidedLabel(path.name, "body", middle=True)
            name.setFixedWidth(theme.px(_WIDTH))
            self.names.addWidget(name)
        if count > _NAMED:
            self.names.addWidget(label(tr("and {n} more|and {n} more", count - _NAMED), "small", "muted"))
