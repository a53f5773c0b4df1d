"""Bugs of ours, shown and logged; the window stays up."""

from __future__ import annotations

import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import version
from callcoach_desktop.ui.widgets.basics import Paragraph, button, label


class ErrorDialog(QDialog):
    """Says that something of ours went wrong, what is safe, and holds the details for a report."""

    def __init__(self, details: str, parent: QWidget | None = None, *, earlier: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle("CallCoach")
        self.setMinimumWidth(theme.px(560))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        head = (
            tr("CallCoach stopped unexpectedly last time") if earlier else tr("Something went wrong inside CallCoach")
        )
        column.addWidget(label(head, "title", bold=True))
        column.addWidget(
            Paragraph(
                tr(
                    "Your library is safe: everything is saved as it is made. These details help to mend it; "
                    "they hold no words of your calls."
                ),
                theme.px(560),
            )
        )
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setMinimumHeight(200)
        self.details.setAccessibleName(tr("Details of the error"))
        column.addWidget(self.details)
        row = QHBoxLayout()
        row.addWidget(button(tr("Copy details"), self._copy, "", "copy"))
        row.addStretch()
        close = button(tr("Close"), self.accept, "primary")
        close.setDefault(True)
        row.addWidget(close)
        column.addLayout(row)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())


class _Relay(QObject):
    failed = Signal(str)


class Excepthook:
    """`sys.excepthook` while the window lives: shows one dialog at a time, then hands on to the hook before it."""

    def __init__(self) -> None:
        self._before = sys.excepthook
        self._relay = _Relay()
        self._relay.failed.connect(self._show)
        self._open: ErrorDialog | None = None
        sys.excepthook = self

    def remove(self) -> None:
        """Put the former hook back."""
        sys.excepthook = self._before

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show and hand on."""
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        import platform  # slow, and only needed here

        about = f"CallCoach {version()}, Python {platform.python_version()}, {platform.platform()}\n\n"
        self._relay.failed.emit(about + "".join(traceback.format_exception(kind, error, trace)))
        self._before(kind, error, trace)

    def _show(self, details: str) -> None:
        if self._open is None:
            self._open = ErrorDialog(details)
            self._open.finished.connect(self._closed)
            self._open.open()

    def _closed(self) -> None:
        self._open = None
