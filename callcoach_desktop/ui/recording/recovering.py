"""Asks what is to become of recordings that were cut off, and says what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.flow import options_from
from callcoach_desktop.ui.recording.recovery import CutOff, RecoveryDialog, sentence, when

if TYPE_CHECKING:
    from callcoach_desktop.ui.main_window import MainWindow
    from callcoach_desktop.ui.services import Services


def ask_recovery(window: MainWindow, services: Services, cut_off: Sequence[CutOff]) -> RecoveryDialog:
    """Open the dialog; what was brought in is told by the window, with a way to open it."""
    now = datetime.now()  # noqa: DTZ005 - local, as calls are dated
    recordings, library, runner = services.recordings, services.library, services.runner
    dialog = RecoveryDialog(window, cut_off, lambda call: recordings.finish(call, options_from(library)), now)
    begun = {one.call: when(one.started_at, now) for one in cut_off}

    def recovered(done: Any) -> None:
        runner.wake()
        if done.status == "recovered":
            window.tell(sentence(done, begun[done.call]), tr("Open"), lambda: window.open_call(done.call))

    dialog.recovered.connect(recovered)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
