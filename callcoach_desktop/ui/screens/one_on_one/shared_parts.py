"""Large parts of the shared view: what is read and tapped from across a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.one_on_ones import RATINGS
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.words import rating_name
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.comment_words import SIGN_ICONS, SIGNS, author_name, sign_name

LEAST, MOST = 1.0, 1.7
"""How far the type grows with the window, from 1280x800 on."""


class Size:
    """The size of type and room for a window."""

    def __init__(self, width: int, height: int) -> None:
        self.factor = round(min(max(min(width / 1280, height / 800), LEAST), MOST), 2)

    def px(self, pixels: float) -> int:
        """A distance."""
        return theme.px(pixels * self.factor)

    def font(self, pixels: float, *, bold: bool = False) -> QFont:
        """The font of a size given for 1280x800."""
        made = theme.font("title", weight=QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        made.setPointSizeF(made.pointSizeF() * pixels * self.factor / 20.0)
        return made

    def label(self, text: str, pixels: float, kind: str = "", *, bold: bool = False) -> QLabel:
        """A wrapped label."""
        made = label(text, "body", kind, wrap=True)
        made.setFont(self.font(pixels, bold=bold))
        return made

    def button(self, made: QPushButton, pixels: float = 16) -> QPushButton:
        """A button in a size."""
        made.setFont(self.font(pixels))
        made.setIconSize(QSize(self.px(pixels + 3), self.px(pixels + 3)))
        return made


class Panel(QFrame):
    """A surface with round corners; `ground` names a colour of the theme."""

    def __init__(self, size: Size, ground: str = "surface") -> None:
        super().__init__()
        self._ground = ground
        self.box = QVBoxLayout(self)
        pad = size.px(18)
        self.box.setContentsMargins(pad, size.px(14), pad, size.px(14))
        self.box.setSpacing(size.px(8))
        theme.theme_signals().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.current()
        painter.setPen(tokens.line if self._ground == "surface" else Qt.PenStyle.NoPen)
        painter.setBrush(getattr(tokens, self._ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)


class Rating(QWidget):
    """The rep's own view, one tap: 1 to 5, or 0 to see the figure without one."""

    rated = Signal(int)
    skipped = Signal()

    def __init__(self, size: Size, question: str, *, skip: bool) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size.px(8))
        box.addWidget(size.label(question, 18, "muted"))
        row = QHBoxLayout()
        row.setSpacing(size.px(8))
        self.buttons: list[QPushButton] = []
        for n in RATINGS:
            made = button(f"{n}  {rating_name(n)}", lambda n=n: self.rated.emit(n),
                          describe=tr("The rep's own view: {words}", words=rating_name(n)))  # fmt: skip
            self.buttons.append(size.button(made))
            row.addWidget(made)
        if skip:
            words = tr("0  Show it without")
            row.addWidget(size.button(button(words, self.skipped.emit, "quiet",
                                             describe=tr("Show the figure without a rating"))))  # fmt: skip
        row.addStretch(1)
        box.addLayout(row)


class Remarks(QWidget):
    """The comments on the seconds of an item, and what adds another. `added` carries text and reaction."""

    added = Signal(str, str)

    def __init__(self, size: Size, comments: Sequence[Comment], second: Callable[[], float]) -> None:
        super().__init__()
        self._second = second
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size.px(4))
        for one in comments:
            box.addWidget(self._line(size, one))
        self.field = QLineEdit()
        self.field.setFont(size.font(16))
        self.field.setAccessibleName(tr("A comment at this second"))
        self.field.setPlaceholderText(tr("A comment at this second (C), then Enter"))
        self.field.returnPressed.connect(self._add)
        row = QHBoxLayout()
        row.setSpacing(size.px(4))
        row.addWidget(self.field, 1)
        for sign in SIGNS:
            made = button(sign_name(sign), lambda s=sign: self.added.emit("", s), "quiet", SIGN_ICONS[sign],
                          describe=tr("React here: {sign}", sign=sign_name(sign)))  # fmt: skip
            row.addWidget(size.button(made, 15))
        box.addLayout(row)

    def _line(self, size: Size, comment: Comment) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(size.px(8))
        sign = QLabel()
        name = SIGN_ICONS.get(comment.reaction, "message-square")
        sign.setPixmap(theme.icon(name, "accent").pixmap(QSize(size.px(18), size.px(18))))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        who = author_name(comment.author)
        at = clock(comment.start)
        words = " ".join(
            part for part in (sign_name(comment.reaction) if comment.reaction else "", comment.text) if part
        )
        row.addWidget(size.label(f"{at}  {who}: {words}" if who else f"{at}  {words}", 16), 1)
        return made

    def _add(self) -> None:
        text = self.field.text().strip()
        if text:
            self.field.clear()
            self.added.emit(text, "")
