"""What the screens over a `PageModel` share: one of several layers is seen, and the model reads only meanwhile."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from callcoach_desktop.ui.page_model import PageModel


class PageScreen(QStackedWidget):
    """A screen with a name for screen readers; a subclass adds its layers (waiting, empty, the page)."""

    def __init__(self, name: str, model: PageModel) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.model: Any = model  # of the subclass's own kind

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.see(seen=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.see(seen=False)
