"""Who is who: a small popup over a name. Nothing in it is guessed; names used before are only offered."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.transcript import UNNAMED, Side, Speaker, is_placeholder
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.segmented import Segmented
from callcoach_desktop.ui.widgets.suggesting import Suggestions


class PersonPopup(QFrame):
    """Name and side of one voice, or of a new one. Each signal is one thing that was changed."""

    named = Signal(str, str, bool)  # voice, name, whether for all calls
    sided = Signal(str, str)  # voice, side
    added = Signal(str, str)  # name, side: a voice that was not there
    merged = Signal(str, str)  # voice, and the one that it really is
    swap = Signal()
    closed = Signal()

    def __init__(
        self,
        parent: QWidget,
        speaker: Speaker | None,
        names: list[str],
        *,
        can_swap: bool = False,
        others: Sequence[Speaker] = (),
    ) -> None:
        """`others` are the voices that this one may really be."""
        super().__init__(parent)
        self._back = QApplication.focusWidget()  # where the keyboard returns to
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("card", "true")
        self._speaker = speaker
        heading = tr("New voice") if speaker is None else tr("Who is this?")
        self.setAccessibleName(heading)
        self._before = speaker.name if speaker is not None and not is_placeholder(speaker.name) else ""
        side: Side = speaker.side if speaker is not None else "other"
        self.name = QLineEdit(self._before)
        self.name.setPlaceholderText(UNNAMED[side] if speaker is not None else tr("Name"))
        self.name.setAccessibleName(tr("Name"))
        self.name.setMinimumWidth(248)
        Suggestions(self.name, names)
        self.name.returnPressed.connect(self.save)
        self.side = Segmented(
            tr("Side"), (("rep", tr("Rep")), ("customer", tr("Customer")), ("other", tr("Other"))), side
        )
        self.side.chosen.connect(self._side_chosen)
        self.always = QCheckBox(tr("Call the rep this in all calls"))
        self.always.setAccessibleName(self.always.text())
        self.same = QComboBox()
        self.same.setAccessibleName(tr("The same person as"))
        self.same.addItem(tr("A voice of its own"), "")
        for other in others:
            self.same.addItem(tr("The same person as {name}", name=other.name or UNNAMED[other.side]), other.id)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        self.swap_button = button(tr("Swap sides"), self._swap, "quiet", "arrow-left-right")
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
        box.addWidget(self.same)
        box.addLayout(foot)
        self.swap_button.setVisible(can_swap)  # not before it has a parent: it would be a window of its own
        self.same.setVisible(bool(others))
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
        """Open under a point of the screen, inside of the parent; a click elsewhere closes it."""
        self.adjustSize()
        room, at = self.parentWidget().rect(), self.parentWidget().mapFromGlobal(where)
        x = min(max(8, at.x()), room.right() - self.width() - 8)
        y = at.y() + 4 if at.y() + self.height() + 12 < room.bottom() else at.y() - self.height() - 24
        self.move(x, max(8, y))
        self.show()
        self.raise_()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            offered = (self.name.completer().popup(), self.same.view().window())
            if watched is not self and not self.isAncestorOf(watched) and watched.window() not in offered:
                self.close()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside."""
        stops = [
            self.name,
            *self.side.findChildren(QWidget),
            self.always,
            self.same,
            self.swap_button,
            self.save_button,
        ]
        stops = [one for one in stops if one.isVisible() and one.isEnabled()]
        if not stops:  # Qt asks while the popup goes; an exception in there would end the program
            return False
        now = QApplication.focusWidget()
        at = stops.index(now) if now in stops else -1
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        QApplication.instance().removeEventFilter(self)
        back, held = self._back, self.isAncestorOf(QApplication.focusWidget() or self.parentWidget())
        super().closeEvent(event)
        if held and back is not None and shiboken6.isValid(back):
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

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
        really = str(self.same.currentData())
        self.close()
        if really:
            self.merged.emit(voice, really)
            return
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
