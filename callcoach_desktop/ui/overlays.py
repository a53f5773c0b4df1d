"""What lies over the window for a moment: the palette, the page of keys, the about box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import version

if TYPE_CHECKING:
    from callcoach_desktop.ui.main_window import MainWindow


def show_palette(window: MainWindow) -> None:
    """Ctrl+K: anything by a few letters."""
    from callcoach_desktop.ui.palette.entries import calls_of, entries_of, reviews_of
    from callcoach_desktop.ui.palette.view import Palette

    rows = window.calls.view_model.model.rows()
    coach = window.services.coach if window.services is not None else None
    look_back = window.pages.looking_back.open
    Palette(window, entries_of(window), lambda: calls_of(rows, window.open_call) + reviews_of(coach, look_back)).open()


def show_shortcuts(window: MainWindow) -> None:
    """Help > Keyboard shortcuts: those of the screen that is open, and those that hold everywhere."""
    from callcoach_desktop.ui.screens.call.keys import help_sections
    from callcoach_desktop.ui.widgets.shortcuts_help import ShortcutsHelp, everywhere, going, in_calls

    sections = [*(help_sections() if window.host.is_open else [in_calls()]), going(), everywhere()]
    dialog = ShortcutsHelp(window, sections)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def show_about(parent: QWidget) -> None:
    """Help > About."""
    from PySide6.QtWidgets import QMessageBox  # not for the first picture

    box = QMessageBox(parent)
    box.setWindowTitle(tr("About CallCoach"))
    box.setText(tr("CallCoach Desktop {version}", version=version()))
    box.setInformativeText(
        tr("A private coach for sales calls. Recordings, words and figures stay on this computer.")
        + "\n\n"
        + tr("Icons by Lucide (ISC). Made with Qt (LGPL).")
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
