"""What goes into a package: how much sound, names or none, and a passphrase that seals it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QVBoxLayout, QWidget

from callcoach_desktop.exchange.package import Packing
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import Paragraph, label, set_kind
from callcoach_desktop.ui.widgets.passphrase import LEAST, PassphraseField, strength


class PackageOptions(QWidget):
    """`changed` whenever what is chosen may or may not be written now."""

    changed = Signal()

    def __init__(self, width: int) -> None:
        super().__init__()
        self.sound = QComboBox()
        self.sound.setFont(theme.font())
        self.sound.setAccessibleName(tr("Sound"))
        for key, words in (("all", tr("All of it")), ("clips", tr("Only its clips; silence between them")),
                           ("none", tr("None"))):  # fmt: skip
            self.sound.addItem(words, key)
        self._sound = 0
        self.scorecards = _check(tr("With the scorecards"))
        self.scorecards.hide()
        self.redacted = _check(tr("Leave names out"))
        self.names = Paragraph(
            tr("Everybody and every company that your library knows becomes [name], as do e-mail addresses and, as far "
               "as simple rules find them, people and companies that are only mentioned. The sound stays here: voices "
               "name people too. No rule finds all: read it through before it matters. What tells who it is without "
               "a name stays, such as a place, a phone number or a product."),
            width, "small", "muted",
        )  # fmt: skip
        self.competitors = _check(tr("Leave competitors' names out as well"))
        self.sealed = _check(tr("Seal it with a passphrase"))
        self.first = PassphraseField(tr("Passphrase"))
        self.again = PassphraseField(tr("Once more"))
        self.hint = Paragraph("", width, "small", "muted")
        self.lost = Paragraph(
            tr("Send the passphrase another way than the file. If it is lost, nobody can open it: not you, not us."),
            width, "small", "muted",
        )  # fmt: skip
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.addWidget(label(tr("Sound")), 0, 0)
        grid.addWidget(self.sound, 0, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        for one in (
            self.scorecards,
            self.redacted,
            self.competitors,
            self.names,
            self.sealed,
            self.first,
            self.again,
            self.hint,
            self.lost,
        ):
            column.addWidget(one)
        self.redacted.toggled.connect(lambda _: self._fit())
        self.sealed.toggled.connect(lambda _: self._fit())
        self.first.changed.connect(self._fit)
        self.again.changed.connect(self._fit)
        self._fit()

    def packing(self) -> Packing:
        """What goes in."""
        return Packing(
            sound=self.sound.currentData(),
            redacted=self.redacted.isChecked(),
            scorecards=self.scorecards.isChecked(),
            competitors=self.redacted.isChecked() and self.competitors.isChecked(),
        )

    def offer_scorecards(self, number: int, wanted: bool) -> None:
        """Offer to send the answers that were handed in; `wanted` for calls that go back to whoever sent them."""
        words = tr("With the scorecards: {n} answer that was handed in|With the scorecards: {n} answers that were "
                   "handed in", number)  # fmt: skip
        self.scorecards.setText(words)
        self.scorecards.setAccessibleName(words)
        self.scorecards.setChecked(wanted and number > 0)
        self.scorecards.setVisible(number > 0)

    def passphrase(self) -> str | None:
        """What seals it, None for an open package."""
        return self.first.text() if self.sealed.isChecked() else None

    def ready(self) -> bool:
        """Whether a package can be written with this."""
        if not self.sealed.isChecked():
            return True
        return len(self.first.text()) >= LEAST and self.first.text() == self.again.text()

    def forget(self) -> None:
        """Let go of the passphrase."""
        self.first.clear()
        self.again.clear()

    def _fit(self) -> None:
        redacted, sealed = self.redacted.isChecked(), self.sealed.isChecked()
        if redacted == self.sound.isEnabled():  # what was chosen comes back with the names
            none = self.sound.findData("none")
            self._sound, shown = (self.sound.currentIndex(), none) if redacted else (none, self._sound)
            self.sound.setCurrentIndex(shown)
        self.sound.setEnabled(not redacted)
        self.names.setVisible(redacted)
        self.competitors.setVisible(redacted)
        for one in (self.first, self.again, self.hint, self.lost):
            one.setVisible(sealed)
        text, kind = strength(self.first.text())
        if self.again.text() and self.first.text() != self.again.text():
            text, kind = tr("The two are not the same yet."), "warn"
        self.hint.setText(text)
        set_kind(self.hint, kind)
        self.changed.emit()


def _check(text: str) -> QCheckBox:
    made = QCheckBox(text)
    made.setFont(theme.font())
    made.setAccessibleName(text)
    return made
