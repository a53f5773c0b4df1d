"""A passphrase: hidden while it is typed, shown when that is asked for, and how hard it is to guess."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import font

LEAST = 8  # characters; `exchange.sealing` refuses fewer
_COMMON = ("password", "passwort", "callcoach", "12345678", "qwertyui", "qwertzui", "abcdefgh", "letmein", "iloveyou")


class PassphraseField(QWidget):
    """A masked field with a button that shows what is in it. `changed` at every key, `entered` at Enter."""

    changed = Signal()
    entered = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setFont(font())
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText(name)
        self.field.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhHiddenText
        )
        self.toggle = QPushButton(tr("Show"))
        self.toggle.setCheckable(True)
        self.toggle.setAutoDefault(False)
        self.toggle.setAccessibleName(tr("Show what is typed: {field}", field=name))
        self.toggle.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggle.toggled.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.toggle)
        self.field.textChanged.connect(lambda _: self.changed.emit())
        self.field.returnPressed.connect(self.entered)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """What is typed."""
        return self.field.text()

    def clear(self) -> None:
        """Empty it, and hide what comes next."""
        self.field.clear()
        self.toggle.setChecked(False)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), 320), hint.height())

    def _show(self, on: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self.toggle.setText(tr("Hide") if on else tr("Show"))


def strength(text: str) -> tuple[str, str]:
    """A hint on a new passphrase, and the kind of its label. It knows length and the worst habits, and no more."""
    if not text:
        return tr("At least {n} characters; four words that belong together only for you are best.", n=LEAST), "muted"
    if len(text) < LEAST:
        return tr("{n} more character is needed.|{n} more characters are needed.", LEAST - len(text)), "warn"
    plain = text.casefold()
    if any(word in plain for word in _COMMON) or len(set(plain)) < 5:
        return tr("Easy to guess: such words are tried first."), "warn"
    words = len(text.split())
    kinds = sum(
        any(test(c) for c in text) for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    )
    if len(text) >= 20 or (len(text) >= 16 and (words >= 3 or kinds >= 3)):
        return tr("Strong."), "good"
    if len(text) >= 12:
        return tr("Fair. Another word makes it strong."), "muted"
    return tr("Weak: a computer may find it. Add a word or two."), "warn"
