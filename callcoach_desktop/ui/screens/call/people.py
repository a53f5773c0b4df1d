"""Who is who: a small popup over a name. Nothing in it is guessed; names used before are only offered."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.domain.transcript import UNNAMED, Side, Speaker
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.segmented import Segmented


class PersonPopup(QFrame):
    """Name and side of one voice, or of a new one. Each signal is one thing that was changed."""

    named = Signal(str, str, bool)  # voice, name, whether for all calls
    sided = Signal(str, str)  # voice, side
    added = Signal(str, str)  # name, side: a voice that was not there
    swap = Signal()

    def __init__(self, parent: QWidget, speaker: Speaker | None, names: list[str], *, can_swap: bool = False) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("card", "true")
        self._speaker = speaker
        heading = tr("New voice") if speaker is None else tr("Who is this?")
        self.setAccessibleName(heading)
        self._before = speaker.name if speaker is not None and speaker.name != UNNAMED[speaker.side] else ""
        side: Side = speaker.side if speaker is not None else "other"
        self.name = QLineEdit(self._before)
        self.name.setPlaceholderText(UNNAMED[side] if speaker is not None else tr("Name"))
        self.name.setAccessibleName(tr("Name"))
        self.name.setMinimumWidth(248)
        completer = QCompleter(names, self.name)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.name.setCompleter(completer)
        self.name.returnPressed.connect(self.save)
        self.side = Segmented(
            tr("Side"), (("rep", tr("Rep")), ("customer", tr("Customer")), ("other", tr("Other"))), side
        )
        self.side.chosen.connect(self._side_chosen)
        self.always = QCheckBox(tr("Call the rep this in all calls"))
        self.always.setAccessibleName(self.always.text())
        foot = QHBoxLayout()
        foot.setSpacing(6)
        self.swap_button = button(tr("Swap sides"), self._swap, "quiet", "arrow-left-right")
        self.swap_button.setVisible(can_swap)
        foot.addWidget(self.swap_button)
        foot.addStretch(1)
        self.save_button = button(tr("Add") if speaker is None else tr("Save"), self.save, "primary")
        foot.addWidget(self.save_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(10)
        box.addWidget(label(heading, "small", "muted", bold=True))
        box.addWidget(self.name)
        box.addWidget(self.side)
        box.addWidget(self.always)
        box.addLayout(foot)
        self._side_chosen(side)
        if speaker is None:
            self.name.textChanged.connect(self._typed)
            self._typed(self.name.text())

    def _typed(self, text: str) -> None:
        self.save_button.setEnabled(bool(text.strip()))

    def _side_chosen(self, side: str) -> None:
        self.always.setVisible(side == "rep" and self._speaker is not None)
        self.adjustSize()

    def show_at(self, where: QPoint) -> None:
        """Open under a point of the screen, inside of it."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(where) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = min(max(room.left() + 8, where.x()), room.right() - self.width() - 8)
        y = where.y() + 4 if where.y() + self.height() + 8 < room.bottom() else where.y() - self.height() - 24
        self.move(x, max(room.top() + 8, y))
        self.show()
        self.name.setFocus(Qt.FocusReason.PopupFocusReason)
        self.name.selectAll()

    def save(self) -> None:
        """Send what was changed and close."""
        name, side = " ".join(self.name.text().split()), self.side.value()
        if self._speaker is None:
            if name:
                self.close()
                self.added.emit(name, side)
            return
        voice, was = self._speaker.id, self._speaker.side
        always = side == "rep" and self.always.isChecked()
        self.close()
        if side != was:
            self.sided.emit(voice, side)
        if name != self._before or always:
            self.named.emit(voice, name, always)

    def _swap(self) -> None:
        self.close()
        self.swap.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
