"""What arrives, over the list of calls: offers of watched folders, and the imports that run."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callcoach_desktop.ui.imports.panel import JobsPanel
from callcoach_desktop.ui.watching.offers import OffersBanner


class Arrivals(QWidget):
    """A column that is there only while one of its two parts has something to say."""

    def __init__(self, offers: OffersBanner, jobs: JobsPanel) -> None:
        super().__init__()
        self._parts: tuple[QWidget, ...] = (offers, jobs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in self._parts:
            column.addWidget(part)
            part.installEventFilter(self)
        self._fit()

    def _fit(self) -> None:
        self.setVisible(any(not part.isHidden() for part in self._parts))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._fit()
        return False
