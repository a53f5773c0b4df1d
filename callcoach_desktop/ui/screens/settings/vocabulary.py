"""The vocabulary, a line a name: what the transcriber listens for and what the map marks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from callcoach_desktop.domain.vocabulary import Term
from callcoach_desktop.ui import theme

LINES = 4


def to_text(terms: tuple[Term, ...]) -> str:
    """Terms as a person writes them: `Globex: Globe X, Globecks`."""
    return "\n".join(f"{t.name}: {', '.join(t.aliases)}" if t.aliases else t.name for t in terms)


def from_text(text: str) -> tuple[Term, ...]:
    """The inverse of `to_text`; empty lines and a name written twice are left out."""
    found: dict[str, Term] = {}
    for row in text.splitlines():
        name, _, rest = row.partition(":")
        aliases = tuple(one.strip() for one in rest.split(",") if one.strip())
        if name.strip():
            found.setdefault(name.strip().casefold(), Term(name.strip(), aliases))
    return tuple(found.values())


class TermsEdit(QPlainTextEdit):
    """`edited` when a person has left it with another text."""

    edited = Signal()

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self._kept = ""
        self._fit()

    def set_terms(self, terms: tuple[Term, ...]) -> None:
        """Show what is kept; text that is being typed stays."""
        if not self.hasFocus():
            self._kept = to_text(terms)
            self.setPlainText(self._kept)

    def terms(self) -> tuple[Term, ...]:
        """What is written there."""
        return from_text(self.toPlainText())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.toPlainText() != self._kept:
            self._kept = self.toPlainText()
            self.edited.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES + theme.px(20))
        self.setMaximumHeight(self.minimumHeight())
