"""The settings in the window's stack: made when they are first wanted, with all that they ask of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.overlays import show_shortcuts

if TYPE_CHECKING:
    from callcoach_desktop.ui.main_window import MainWindow
    from callcoach_desktop.ui.screens.settings.view import SettingsScreen
    from callcoach_desktop.ui.services import Services


class SettingsHost(QObject):
    """Holds the settings screen (None before it is wanted) and the name of the library's folder that it shows."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._screen: SettingsScreen | None = None
        self._folder = ""

    @property
    def is_open(self) -> bool:
        """Whether the settings are what one sees."""
        return self._screen is not None and self._window.stack.currentWidget() is self._screen

    def attach(self, services: Services) -> None:
        """Show the settings of a library."""
        if self._screen is not None:
            self._screen.attach(services)

    def detach(self) -> None:
        """Let go of the library."""
        if self._screen is not None:
            self._screen.detach()

    def set_folder(self, folder: str) -> None:
        """Which library is shown."""
        self._folder = folder
        if self._screen is not None:
            self._screen.set_library(folder)

    def screen(self) -> SettingsScreen:
        """The settings screen; made when it is first wanted."""
        if self._screen is None:
            self._screen = self._make()
            self._window.stack.addWidget(self._screen)
        return self._screen

    def _make(self) -> SettingsScreen:
        from callcoach_desktop.ui.screens.settings.view import SettingsScreen  # not needed for the first picture
        from callcoach_desktop.ui.screens.settings.view_model import SettingsViewModel

        window, look = self._window, self._window.look
        made = SettingsScreen(SettingsViewModel())
        made.mode_chosen.connect(look.set_mode)
        made.text_size_chosen.connect(look.set_text_size)
        made.library_wanted.connect(self._choose_library)
        made.restore_wanted.connect(window.restore_chosen)
        made.models_wanted.connect(window.flow.show_models)
        made.keys_wanted.connect(lambda: show_shortcuts(window))
        made.search.left.connect(window.go_back)
        made.recording.record_wanted.connect(window.recording.open)
        made.recording.law_wanted.connect(window.recording.show_law)
        made.problem.connect(window.tell)
        made.did.connect(lambda text: window.tell(text, tr("Undo"), window.undoing.undo_step))
        made.set_library(self._folder)
        if window.services is not None:
            made.attach(window.services)
        look.mode_changed.connect(made.mode.set_value)
        look.text_size_changed.connect(made.show_text_size)
        return made

    def _choose_library(self) -> None:
        window = self._window
        if window.recording.recorder.active:
            window.tell(tr("Stop the recording first."))
            return
        chosen = window.choosing.library(str(window.services.library.folder) if window.services else "")
        if chosen:
            window.library_chosen.emit(chosen)
