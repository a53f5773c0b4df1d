"""What to try next, from the rep's own usual range: read in the background when a call's summary is looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject

from callcoach_desktop.domain.analysis import SummaryPoint
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.trying import to_try
from callcoach_desktop.ui.screens.call.summary_page import SummaryPage
from callcoach_desktop.ui.tasks import run_task


class OwnTry(QObject):
    """Asked for each summary that is seen; the page drops an answer for a call that is no longer shown."""

    def __init__(self, services: object, page: SummaryPage, parent: QObject) -> None:
        super().__init__(parent)
        self._library = services if isinstance(services, Library) else None
        self._page = page
        page.seen.connect(self._read)

    def _read(self, call_id: str) -> None:
        library = self._library
        if library is None:
            return

        def done(point: SummaryPoint | None) -> None:
            self._page.set_try(call_id, point)

        def failed(error: BaseException) -> None:
            if not isinstance(error, KnownError):  # the call went away: its summary stands as it is
                raise error

        run_task(self, lambda: to_try(library, library.call(call_id)), done, failed)
