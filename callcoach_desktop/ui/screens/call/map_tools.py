"""Small buttons in the empty corner of the map, over the lanes' names."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.theme import icon, px


class MapTools(QWidget):
    """Zoom, the whole call, and the map in words, which `table` asks for."""

    table = Signal()

    def __init__(self, the_map: MapView) -> None:
        super().__init__(the_map)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, text, act in (
            ("zoom-out", tr("Further (-)"), lambda: the_map.zoom(1 / 1.6)),
            ("zoom-in", tr("Closer (+)"), lambda: the_map.zoom(1.6)),
            ("maximize", tr("Whole call (0)"), the_map.whole),
            ("table", tr("Show as table"), self.table.emit),
        ):
            button = QToolButton()
            button.setIcon(icon(name, "muted"))
            button.setIconSize(QSize(px(14), px(14)))
            button.setFixedSize(px(21), px(21))
            button.setToolTip(text)
            button.setAccessibleName(text.split(" (", maxsplit=1)[0])
            button.clicked.connect(act)
            row.addWidget(button)
        self._place()

    def _place(self) -> None:
        self.move(px(8), 7)
        self.adjustSize()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the buttons grew with the text; nobody else lays this out
            self._place()
        return super().event(event)
