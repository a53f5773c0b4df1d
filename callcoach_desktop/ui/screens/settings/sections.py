"""The parts of the settings page: sections, rows, and what finds them by a word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from callcoach_desktop.system.paths import logs_folder, models_folder
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import ElidedLabel, label, line

WIDTH = 820


def section_names() -> tuple[tuple[str, str], ...]:
    """Keys and headings of all sections, in order."""
    return (
        ("general", tr("General")),
        ("recording", tr("Recording")),
        ("voice", tr("Your voice")),
        ("folders", tr("Watched folders and sides")),
        ("transcription", tr("Transcription")),
        ("vocabulary", tr("Vocabulary")),
        ("trackers", tr("Trackers")),
        ("library", tr("Library")),
        ("keyboard", tr("Keyboard")),
        ("privacy", tr("Privacy")),
    )


def privacy_text() -> str:
    """What is kept where, and the one connection there is."""
    return " ".join(
        (
            tr("Recordings, words and figures are in the library's folder above and nowhere else."),
            tr("CallCoach opens no connection but one: when you ask for a speech model, it fetches that."),
            tr("Deleted calls wait 30 days in the bin; then they are gone, from the backups too."),
            tr("Speech models: {folder}.", folder=models_folder()),
            tr("Logs, without a word of your calls: {folder}.", folder=logs_folder()),
        )
    )


class Row(QWidget):
    """A setting: its name, what it does, and its control; `wide` puts the control below the words."""

    def __init__(self, name: str, about: str | ElidedLabel, control: QWidget, *, wide: bool = False) -> None:
        super().__init__()
        self._text = f"{name} {about if isinstance(about, str) else ''} {control.accessibleName()}".casefold()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        if name:
            words.addWidget(label(name))
        if isinstance(about, ElidedLabel):
            words.addWidget(about)
        elif about:
            words.addWidget(label(about, "small", "muted", wrap=True))
        row.addLayout(words, 1)
        outer.addLayout(row)
        if wide:
            outer.addWidget(control)
        else:
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def fits(self, words: list[str]) -> bool:
        """Whether all the words (folded) are in its texts."""
        return all(word in self._text for word in words)


class Section(QFrame):
    """A card with a heading and rows."""

    def __init__(self, key: str, heading: str, rows: list[Row]) -> None:
        super().__init__()
        self.key, self.rows, self._heading = key, rows, heading.casefold()
        self.setProperty("card", True)
        self.setMaximumWidth(theme.px(WIDTH))
        self._lines: list[QFrame] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        self.heading: QLabel = label(heading, "small", "muted", bold=True)
        column.addWidget(self.heading)
        for number, row in enumerate(rows):
            if number:
                self._lines.append(line())
                column.addWidget(self._lines[-1])
            column.addWidget(row)

    def filter(self, words: list[str]) -> bool:
        """Show the rows that fit, all of them when the heading does; False when none is left."""
        whole = all(word in self._heading for word in words)
        shown = [whole or row.fits(words) for row in self.rows]
        for row, on in zip(self.rows, shown, strict=True):
            row.setVisible(on)
        for number, rule in enumerate(self._lines):
            rule.setVisible(shown[number + 1] and any(shown[: number + 1]))
        self.setVisible(any(shown))
        return any(shown)
