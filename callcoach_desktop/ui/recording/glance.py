"""The playbook in the record bar: one entry at a time, a few lines of it, more when asked. It makes no sound."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callcoach_desktop.domain.playbook import Entry
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import ElidedLabel, label, tool

FEW, MANY = 3, 14
"""Lines of what to say: at a glance, and expanded."""


class Lines(QWidget):
    """Text in at most `most` lines; the last one ends in an ellipsis when there is more."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.most = "", FEW
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, most: int) -> None:
        """Show this."""
        self.text, self.most = text, most
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def lines(self, width: float) -> list[str]:
        """What is shown, line by line."""
        font = theme.font("body")
        found: list[str] = []
        for paragraph in self.text.splitlines():
            layout = QTextLayout(paragraph, font)
            layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(40.0, width))
                found.append(paragraph[line.textStart() : line.textStart() + line.textLength()].strip())
            layout.endLayout()
        if len(found) > self.most:
            last = f"{found[self.most - 1]} {found[self.most]}"
            metrics = QFontMetricsF(font)
            found = [*found[: self.most - 1], metrics.elidedText(last, Qt.TextElideMode.ElideRight, width)]
        return found

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._line() * max(1, len(self.lines(width))))

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 80 else theme.px(360)
        return QSize(theme.px(320), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), self.sizeHint().height())

    def _line(self) -> float:
        return QFontMetricsF(theme.font("body")).lineSpacing() + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme.font("body")
        painter.setFont(font)
        painter.setPen(theme.current().text)
        base = QFontMetricsF(font).ascent()
        for number, line in enumerate(self.lines(self.width())):
            painter.drawText(QPointF(0, base + number * self._line()), line)


class Glance(QWidget):
    """`resized` when it needs another height. Closed it takes no room."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self.at = 0
        self.is_open = self.is_large = False
        self.title = ElidedLabel("", "body", bold=True)
        self.count = label("", "small", "muted")
        self.back = tool("chevron-left", tr("The entry before (Left)"), lambda: self.step(-1))
        self.on = tool("chevron-right", tr("The next entry (Right)"), lambda: self.step(1))
        self.more = tool("chevron-down", tr("More (Down)"), lambda: self.set_large(on=not self.is_large))
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.title, 1)
        row.addWidget(self.count)
        for one in (self.back, self.on, self.more):
            one.setIconSize(QSize(theme.px(14), theme.px(14)))
            row.addWidget(one)
        self.words = Lines()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.px(2), theme.px(6), 0)
        box.setSpacing(theme.px(3))
        box.addLayout(row)
        box.addWidget(self.words)
        self.hide()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """The entries in the order in which one goes through them; the one that is shown stays it."""
        now = self.entries[self.at].id if self.is_open and self.entries else ""
        self.entries = tuple(entries)
        self.at = next((i for i, e in enumerate(self.entries) if e.id == now), 0)
        self.is_open = self.is_open and bool(self.entries)
        self._show()

    def toggle(self) -> None:
        """Open it, or close it."""
        self.is_open = not self.is_open and bool(self.entries)
        self._show()

    def step(self, by: int) -> None:
        """To another entry, around the ends."""
        if self.entries:
            self.at = (self.at + by) % len(self.entries)
            self._show()

    def set_large(self, *, on: bool) -> None:
        """All of what to say, or its first lines."""
        self.is_large = on
        self._show()

    def press(self, key: int) -> bool:
        """A key of the bar; False when it is not for this."""
        if not self.is_open:
            return False
        acts = {
            Qt.Key.Key_Left: lambda: self.step(-1), Qt.Key.Key_Right: lambda: self.step(1),
            Qt.Key.Key_Down: lambda: self.set_large(on=True), Qt.Key.Key_Up: lambda: self.set_large(on=False),
            Qt.Key.Key_Escape: self.toggle,
        }  # fmt: skip
        act = acts.get(Qt.Key(key))
        if act is None:
            return False
        act()
        return True

    def _show(self) -> None:
        if self.is_open:
            content = self.entries[self.at].content
            self.title.setText(content.title)
            self.title.setFont(theme.font("body", weight=QFont.Weight.DemiBold))
            self.count.setText(tr("{at} of {all}", at=self.at + 1, all=len(self.entries)))
            self.words.set_text(content.say, MANY if self.is_large else FEW)
            self.more.setIcon(theme.icon("chevron-up" if self.is_large else "chevron-down", "muted"))
            name = tr("Less (Up)") if self.is_large else tr("More (Down)")
            self.more.setToolTip(name)
            self.more.setAccessibleName(name)
            for one in (self.back, self.on):
                one.setVisible(len(self.entries) > 1)
            self.setAccessibleName(f"{content.title}. {content.say}")
            self.layout().invalidate()  # the bar asks for the new height at once, not with the next event
            self.updateGeometry()
        self.resized.emit()
