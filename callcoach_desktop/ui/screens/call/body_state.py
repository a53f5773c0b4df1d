"""What stands in the place of transcript and figures while a call has neither."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.theme import font, icon, px, theme_signals

_WIDTH = 460


class BodyState(QFrame):
    """An icon, a heading, a sentence, perhaps a button."""

    retry = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._icon_name = ("audio-lines", "muted")
        self._picture = QLabel()
        self.heading = QLabel()
        self.heading.setFont(font("body", weight=font("body").weight().DemiBold))
        self.sentence = QLabel()
        self.sentence.setProperty("kind", "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setFixedWidth(px(_WIDTH))
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setFixedWidth(px(220))
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(tr("Working"))
        self.button = QPushButton(tr("Try again"))
        self.button.setIcon(icon("rotate-cw"))
        self.button.clicked.connect(self.retry)
        box = QVBoxLayout(self)
        box.setSpacing(10)
        box.addStretch(2)
        for widget in (self._picture, self.heading, self.sentence, self.busy, self.button):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        theme_signals().changed.connect(self._paint_icon)

    def tell(self, heading: str, sentence: str, *, name: str, color: str = "muted", busy: bool, retry: bool) -> None:
        """Show this."""
        self._icon_name = (name, color)
        self._paint_icon()
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.sentence.setFixedHeight(
            self.sentence.heightForWidth(px(_WIDTH))
        )  # a centred label is not asked by layouts
        self.busy.setVisible(busy)
        self.button.setVisible(retry)
        self.setAccessibleName(f"{heading}. {sentence}")

    def tell_scene(self, scene: CallScene) -> None:
        """Say why a call has no text."""
        if scene.state == "failed":
            self.tell(tr("This call could not be transcribed"), scene.error or "", name="circle-alert", color="warn",
                      busy=False, retry=True)  # fmt: skip
        elif scene.state == "recording":
            self.tell(tr("This call is being recorded"),
                      tr("Its text and figures come when the recording is stopped. Until then the record bar shows how "
                         "it goes."),
                      name="audio-lines", busy=False, retry=False)  # fmt: skip
        elif scene.state == "working":
            self.tell(tr("Listening to this call"),
                      tr("The text appears here as it is made. You can leave this screen; the work goes on."),
                      name="audio-lines", busy=True, retry=False)  # fmt: skip
        else:
            self.tell(tr("Nobody speaks in this call"),
                      tr("No speech was found. If you hear some, try again with the language chosen by hand."),
                      name="audio-lines", busy=False, retry=True)  # fmt: skip

    def _paint_icon(self) -> None:
        name, color = self._icon_name
        self._picture.setPixmap(icon(name, color).pixmap(QSize(px(32), px(32))))
