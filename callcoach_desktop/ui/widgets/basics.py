"""Small parts that every screen uses: labels in a role, cards, lines, buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from callcoach_desktop.ui import theme


def label(
    text: str = "",
    role: theme.Role = "body",
    kind: str = "",
    *,
    bold: bool = False,
    wrap: bool = False,
) -> QLabel:
    """A label; `kind` is one of the stylesheet's: `muted`, `warn`, `good`, `key` or none."""
    made = QLabel(text)
    weight = QFont.Weight.Bold if role == "title" else QFont.Weight.DemiBold
    made.setFont(theme.font(role, weight=weight if bold else QFont.Weight.Normal))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    return made


def set_kind(widget: QWidget, kind: str) -> None:
    """Change the stylesheet's variant of a widget that is already shown."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def card(parent: QWidget | None = None) -> QFrame:
    """A surface with a hairline and round corners."""
    made = QFrame(parent)
    made.setProperty("card", True)
    return made


def line() -> QFrame:
    """A horizontal hairline."""
    made = QFrame()
    made.setProperty("kind", "line")
    return made


def menu_heading(menu: QMenu, text: str) -> None:
    """A line and a heading for the entries that follow; the style draws no text at a section of a menu."""
    menu.addSeparator()
    words = label(text, "small", "muted")
    words.setContentsMargins(theme.px(12), theme.px(3), theme.px(12), theme.px(3))
    heading = QWidgetAction(menu)
    heading.setText(text)
    heading.setDefaultWidget(words)
    heading.setEnabled(False)  # arrow keys go past it
    menu.addAction(heading)


def button(
    text: str, clicked: Callable[[], object], kind: str = "", icon_name: str = "", *, describe: str = ""
) -> QPushButton:
    """A push button; `kind` is `primary`, `quiet`, `link`, `danger` or none. `describe` is read out with it."""
    made = QPushButton(f" {text}" if icon_name else text)  # the style leaves no room after an icon
    made.setProperty("kind", kind)
    if icon_name:
        made.setIcon(theme.icon(icon_name, {"primary": "on_inverse", "quiet": "muted"}.get(kind, "text")))
        made.setIconSize(QSize(theme.px(16), theme.px(16)))
    made.setAccessibleName(describe or text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def tool(icon_name: str, name: str, clicked: Callable[[], object], color_name: str = "muted") -> QToolButton:
    """A button that is only an icon; `name` is its tooltip and what is read out."""
    made = QToolButton()
    made.setIcon(theme.icon(icon_name, color_name))
    made.setIconSize(QSize(theme.px(16), theme.px(16)))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


@contextmanager
def still(layout: QLayout) -> Iterator[None]:
    """What comes and goes in a layout meanwhile moves the rest once, at the end, not each time. May be nested."""
    was_on = layout.isEnabled()
    layout.setEnabled(False)
    try:
        yield
    finally:
        if was_on:
            layout.setEnabled(True)
            layout.activate()


class Paragraph(QLabel):
    """Wrapped text of a fixed width that is always as high as its text (layouts with an alignment forget that)."""

    def __init__(self, text: str, width: int, role: theme.Role = "body", kind: str = "", *, bold: bool = False) -> None:
        super().__init__()
        weight = QFont.Weight.Bold if role == "title" else QFont.Weight.DemiBold
        self.setFont(theme.font(role, weight=weight if bold else QFont.Weight.Normal))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFixedWidth(width)
        if kind:
            self.setProperty("kind", kind)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))  # -1 for no text


class ElidedLabel(QLabel):
    """A one-line label that ends in an ellipsis where the room ends; the whole text is its tooltip then."""

    def __init__(
        self, text: str = "", role: theme.Role = "body", kind: str = "", *, bold: bool = False, middle: bool = False
    ) -> None:
        super().__init__(text)
        self.setFont(theme.font(role, weight=QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        if kind:
            self.setProperty("kind", kind)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def _cut(self) -> str:
        return QFontMetrics(self.font()).elidedText(self.text(), self._mode, self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self._cut() != self.text() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment()) | int(Qt.AlignmentFlag.AlignVCenter), self._cut())
