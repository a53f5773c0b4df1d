"""What can be done with the seconds that are selected on the map."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.wording import span_words
from callcoach_desktop.ui.theme import font, icon, px


class SelectionBar(QFrame):
    """Length, and buttons that say what is asked for; it does nothing itself."""

    play = Signal()
    loop = Signal(bool)
    zoom = Signal()
    comment = Signal()
    cut = Signal()
    clip = Signal()
    copy = Signal()
    clear = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAccessibleName(tr("Selection"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 4, 2)
        row.setSpacing(0)
        self.length = QLabel()
        self.length.setFont(font("small", weight=font("small").weight().DemiBold))
        row.addWidget(self.length)
        row.addSpacing(6)
        self.play_button = self._button("play", tr("Play the selection"), self.play)
        self.loop_button = self._button("repeat", tr("Loop the selection (X)"), None)
        self.loop_button.setCheckable(True)
        self.loop_button.clicked.connect(self.loop)
        self.loop_button.toggled.connect(
            lambda on: self.loop_button.setIcon(icon("repeat", "accent" if on else "text"))
        )
        self.zoom_button = self._button("zoom-in", tr("Zoom to the selection (Z)"), self.zoom)
        self.comment_button = self._button("message-square", tr("Comment on the selection (M)"), self.comment)
        self.cut_button = self._button("scissors", tr("Cut a clip (V)"), self.cut)
        self.clip_button = self._button("file-audio", tr("Save the selection as sound"), self.clip)
        self.copy_button = self._button("copy", tr("Copy the words of the selection with their time"), self.copy)
        self.clear_button = self._button("x", tr("Let go of the selection (Esc)"), self.clear)
        for button in (self.play_button, self.loop_button, self.zoom_button, self.comment_button, self.cut_button,
                       self.clip_button, self.copy_button, self.clear_button):  # fmt: skip
            row.addWidget(button)
        self.hide()

    def _button(self, name: str, text: str, asked: Signal | None) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name, "muted" if name == "x" else "text"))
        button.setIconSize(QSize(px(15), px(15)))
        button.setFixedSize(px(27), px(25))
        button.setToolTip(text)
        button.setAccessibleName(text.split(" (", maxsplit=1)[0])
        if asked is not None:
            button.clicked.connect(asked)
        return button

    def set_playable(self, playable: bool) -> None:
        """Without sound there is nothing to play, loop or cut."""
        for button in (self.play_button, self.loop_button, self.clip_button):
            button.setVisible(playable)

    def set_span(self, start: float, end: float) -> None:
        """Say what is selected."""
        self.length.setText(span_words(end - start))
        words = tr("{start} to {end}, {length}", start=clock(start), end=clock(end), length=span_words(end - start))
        self.length.setToolTip(words)
        self.length.setAccessibleName(tr("Selected: {span}", span=words))
        self.adjustSize()
