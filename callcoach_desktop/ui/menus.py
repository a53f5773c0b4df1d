"""The window's menus and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMessageBox, QWidget

from callcoach_desktop.ui.preferences import version

if TYPE_CHECKING:
    from callcoach_desktop.ui.main_window import MainWindow

_MODES = (("system", "As the System"), ("light", "Light"), ("dark", "Dark"))


class Menus:
    """Builds the menu bar of a window; every action has its key."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        bar = window.menuBar()
        file = bar.addMenu("&File")
        self.import_files = self._action("&Import…", window.choose_files, QKeySequence.StandardKey.Open)
        self.import_folder = self._action("Import &Folder…", window.choose_folder, "Ctrl+Shift+O")
        self.settings = self._action("&Settings", window.show_settings, "Ctrl+,")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.close = self._action("&Close Call", window.go_back, "Alt+Left")
        self.quit = self._action("&Quit", window.close, QKeySequence.StandardKey.Quit)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        file.addActions([self.import_files, self.import_folder])
        file.addSeparator()
        file.addAction(self.settings)
        file.addSeparator()
        file.addActions([self.close, self.quit])

        view = bar.addMenu("&View")
        self.find = self._action("&Find", window.find, QKeySequence.StandardKey.Find)
        self.calls = self._action("&Calls", window.show_calls, "Ctrl+1")
        view.addActions([self.calls, self.find])
        view.addSeparator()
        theme_menu = view.addMenu("&Theme")
        group = QActionGroup(window)
        self._modes: dict[str, QAction] = {}
        for mode, text in _MODES:
            action = QAction(text, window)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, picked=mode: window.set_mode(picked))
            group.addAction(action)
            theme_menu.addAction(action)
            self._modes[mode] = action

        help_menu = bar.addMenu("&Help")
        self.shortcuts = self._action("&Keyboard Shortcuts", window.show_shortcuts, "?")
        self.about = self._action("&About CallCoach", window.show_about)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        help_menu.addActions([self.shortcuts, self.about])

    def _action(self, text: str, triggered: object, keys: QKeySequence.StandardKey | str | None = None) -> QAction:
        action = QAction(text, self._window)
        action.triggered.connect(lambda _=False: triggered())
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._window.addAction(action)
        return action

    def show_mode(self, mode: str) -> None:
        """Mark the theme that is on."""
        self._modes[mode].setChecked(True)


def about(parent: QWidget) -> None:
    """Help > About."""
    box = QMessageBox(parent)
    box.setWindowTitle("About CallCoach")
    box.setText(f"CallCoach Desktop {version()}")
    box.setInformativeText(
        "A private coach for sales calls. Recordings, words and figures stay on this computer.\n\n"
        "Icons by Lucide (ISC). Made with Qt (LGPL)."
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
