"""The questions of a self-review, with the call's words and a small player beside them. No figure is in sight."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.coaching import Review
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.self_review import SaidLine, Sheet
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.sound.excerpts import Excerpts
from callcoach_desktop.ui.theme import current, font, px
from callcoach_desktop.ui.widgets.basics import button, label, tool
from callcoach_desktop.ui.widgets.segmented import Segmented

LineRole = int(Qt.ItemDataRole.UserRole) + 1
_KEY = "look back"
_LONGEST = 1_000  # characters of an answer


class LineDelegate(QStyledItemDelegate):
    """Second and speaker at the left, the words beside them on as many lines as they need."""

    def _boxes(self, option: QStyleOptionViewItem) -> tuple[float, int]:
        left = float(px(92))
        view = self.parent()
        wide = option.rect.width()
        if isinstance(view, QListWidget):  # the same before and after the scroll bar is there: rows keep their heights
            wide = view.width() - view.verticalScrollBar().sizeHint().width()
        return left, int(wide - left - px(14))

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        said: SaidLine = index.data(LineRole)
        left, wide = self._boxes(option)
        flags = int(Qt.TextFlag.TextWordWrap)
        # Measured as it is painted, in fractions of a pixel: whole ones wrap a line elsewhere now and then.
        box = QFontMetricsF(option.font).boundingRect(QRectF(0, 0, max(60, wide), 100_000), flags, said.text)
        return QSize(int(left) + 60, math.ceil(box.height()) + px(10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        said: SaidLine = index.data(LineRole)
        theme, (left, wide) = current(), self._boxes(option)
        painter.save()
        box = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.selection)
            painter.drawRoundedRect(box.adjusted(2, 1, -2, -1), 5, 5)
        painter.setFont(font("small"))
        painter.setPen(theme.muted)
        top = box.top() + px(5)
        painter.drawText(QRectF(px(8), top, px(40), box.height()), 0, clock(said.start))
        painter.setPen(theme.side_text(said.side))
        painter.drawText(QRectF(px(48), top, left - px(50), box.height()), 0, speaker(said.side))
        painter.setFont(option.font)
        painter.setPen(theme.text)
        painter.drawText(QRectF(left, top, wide, box.height()), int(Qt.TextFlag.TextWordWrap), said.text)
        painter.restore()


def speaker(side: str) -> str:
    """Who says a line."""
    return {"rep": tr("You"), "customer": tr("They")}.get(side, tr("Other"))


class MomentField(QWidget):
    """A moment in words, and its second: the button takes the second that is being heard, or the chosen line's."""

    changed = Signal()
    wanted = Signal()

    def __init__(self, name: str, hint: str, take: str) -> None:
        super().__init__()
        self.at: float | None = None
        self.text = QLineEdit()
        self.text.setAccessibleName(name)
        self.text.setPlaceholderText(hint)
        self.text.setMaxLength(_LONGEST)
        self.text.textEdited.connect(lambda _: self.changed.emit())
        self.take = button(take, self.wanted.emit)
        self.second = label("", "small", bold=True)
        self.away = tool("x", tr("Without a second: {name}", name=name), lambda: self.set_at(None))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.take)
        row.addWidget(self.second)
        row.addWidget(self.away)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(label(name, bold=True))
        box.addWidget(self.text)
        box.addLayout(row)
        self.set_at(None)

    def set_at(self, at: float | None) -> None:
        """The moment's second, or none."""
        self.at = at
        self.second.setText("" if at is None else tr("at {time}", time=clock(at)))
        self.away.setVisible(at is not None)
        self.changed.emit()


class Asking(QWidget):
    """`saved` carries a Review. The player is that of `excerpts`."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, excerpts: Excerpts) -> None:
        super().__init__()
        self._excerpts = excerpts
        self.sheet: Sheet | None = None
        self._lines: tuple[SaidLine, ...] = ()
        self._second = 0.0
        self._following = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(20))
        row.addLayout(self._build_call(), 5)
        row.addLayout(self._build_questions(), 4)
        for keys, act in (("Alt+K", self._keep), ("Alt+C", self._change), ("Alt+P", self._toggle)):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(act)
        excerpts.moved.connect(self._moved)
        excerpts.playing.connect(self._playing)

    def _build_call(self) -> QVBoxLayout:
        self.list = QListWidget()
        self.list.setAccessibleName(tr("What was said"))
        self.list.setItemDelegate(LineDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setWordWrap(True)  # a list that has another width is laid out anew
        self.list.setLayoutMode(QListWidget.LayoutMode.Batched)
        self.list.currentRowChanged.connect(self._row_changed)
        self.list.itemActivated.connect(lambda _: self._play_line())
        self.play = button(tr("Listen"), self._toggle, "", "play")
        self.back = button(tr("Back 10 s"), lambda: self._jump(-10.0), "quiet")
        self.on = button(tr("On 10 s"), lambda: self._jump(10.0), "quiet")
        self.time = label("0:00", "small", "muted")
        self.silent = label(tr("This call came as a transcript: choose the moments in its words."), "small", "muted",
                            wrap=True)  # fmt: skip
        foot = QHBoxLayout()
        foot.setSpacing(6)
        for one in (self.play, self.back, self.on, self.time):
            foot.addWidget(one)
        foot.addWidget(self.silent, 20)
        foot.addStretch(1)
        box = QVBoxLayout()
        box.setSpacing(8)
        box.addWidget(self.list, 1)
        box.addLayout(foot)
        return box

    def _build_questions(self) -> QVBoxLayout:
        self.feeling = Segmented(
            tr("How it went"),
            (("1", tr("Badly")), ("2", tr("Not well")), ("3", tr("So-so")), ("4", tr("Well")), ("5", tr("Very well"))),
            "",
        )
        self.feeling.chosen.connect(lambda _: self._changed())
        self.keep = MomentField(tr("The moment to keep"), tr("What went well there?"), tr("Keep this moment"))
        self.change = MomentField(
            tr("The moment to change"), tr("What would you do otherwise?"), tr("Change this moment")
        )
        self.keep.take.setToolTip(tr("Takes the second that you hear, or that of the chosen line (Alt+K)"))
        self.change.take.setToolTip(tr("Takes the second that you hear, or that of the chosen line (Alt+C)"))
        self.intention = QLineEdit()
        self.intention.setMaxLength(_LONGEST)
        self.intention.setAccessibleName(tr("One intention for the next call"))
        self.intention.setPlaceholderText(tr("One thing to do next time"))
        self.intention.textEdited.connect(lambda _: self._changed())
        self.next = label("", bold=True, wrap=True)
        self.save = button(tr("Save, and see the map"), self._save, "primary")
        self.keep.wanted.connect(self._keep)
        self.change.wanted.connect(self._change)
        self.keep.changed.connect(self._changed)
        self.change.changed.connect(self._changed)
        box = QVBoxLayout()
        box.setSpacing(8)
        box.addWidget(label(tr("How did it go?"), bold=True))
        box.addWidget(self.feeling, 0, Qt.AlignmentFlag.AlignLeft)
        box.addSpacing(8)
        box.addWidget(self.keep)
        box.addSpacing(8)
        box.addWidget(self.change)
        box.addSpacing(8)
        box.addWidget(self.next)
        box.addWidget(self.intention)
        box.addStretch(1)
        box.addWidget(label(tr("Only you see this. The figures come after it, so that they do not lead you."), "small",
                            "muted", wrap=True))  # fmt: skip
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(tr("Not now"), self.left.emit, "quiet"))
        row.addWidget(self.save)
        box.addLayout(row)
        return box

    # Content

    def show_sheet(self, sheet: Sheet) -> None:
        """Ask about a call; an earlier review is there to be changed."""
        self.sheet, self._lines, self._second = sheet, sheet.lines, 0.0
        self.list.clear()
        for said in sheet.lines:
            item = QListWidgetItem(self.list)
            item.setData(LineRole, said)
            spoken = f"{clock(said.start)} {speaker(said.side)}: {said.text}"
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), spoken)
        review = sheet.review or Review(sheet.call)
        self.feeling.clear()
        if review.feeling:
            self.feeling.set_value(str(review.feeling))
        for field, text, at in (
            (self.keep, review.keep, review.keep_at), (self.change, review.change, review.change_at)
        ):  # fmt: skip
            field.text.setText(text)
            field.set_at(at)
        self.intention.setText(review.intention)
        with_ = tr("One intention for the next call with {customer}", customer=sheet.customer)
        self.next.setText(with_ if sheet.customer else tr("One intention for the next call"))
        for one in (self.play, self.back, self.on, self.time):
            one.setVisible(sheet.sound)
        self.silent.setVisible(not sheet.sound)
        self._tell_second()
        self._changed()

    def review(self) -> Review:
        """What is said now."""
        sheet = self.sheet
        kept = (sheet.review if sheet is not None else None) or Review(sheet.call if sheet is not None else "")
        feeling = self.feeling.value()
        return replace(
            kept,
            feeling=int(feeling) if feeling else None,
            keep_at=self.keep.at,
            keep=self.keep.text.text().strip(),
            change_at=self.change.at,
            change=self.change.text.text().strip(),
            intention=self.intention.text().strip(),
        )

    @property
    def dirty(self) -> bool:
        """Whether something is said that is not kept."""
        sheet = self.sheet
        return sheet is not None and self.review() != (sheet.review or Review(sheet.call))

    def _changed(self) -> None:
        self.save.setEnabled(self.feeling.value() != "" or self.dirty)

    def _save(self) -> None:
        self._excerpts.stop()
        self.saved.emit(self.review())

    # Hearing

    def _keep(self) -> None:
        self._take(self.keep)

    def _change(self) -> None:
        self._take(self.change)

    def _take(self, field: MomentField) -> None:
        field.set_at(math.floor(self._second * 10) / 10)  # cut, as clocks are: not a second after the line's own
        field.text.setFocus()

    def _row_changed(self, row: int) -> None:
        if 0 <= row < len(self._lines) and not self._following:
            self._second = self._lines[row].start
            if self._excerpts.key == _KEY:
                self._play_from(self._second)
            self._tell_second()

    def _play_line(self) -> None:
        if self.sheet is not None and self.sheet.sound:
            self._play_from(self._second)

    def _toggle(self) -> None:
        if self.sheet is None or not self.sheet.sound:
            return
        if self._excerpts.key == _KEY:
            self._excerpts.stop()
        else:
            self._play_from(self._second)

    def _jump(self, seconds: float) -> None:
        if self.sheet is not None:
            self._second = min(max(0.0, self._second + seconds), self.sheet.duration)
            if self._excerpts.key == _KEY:
                self._play_from(self._second)
            self._tell_second()

    def _play_from(self, second: float) -> None:
        if self.sheet is not None:
            self._excerpts.play(_KEY, self.sheet.call, second, self.sheet.duration)

    def _moved(self, second: float) -> None:
        if self._excerpts.key == _KEY:
            self._second = second
            self._tell_second()
            self._follow()

    def _playing(self, key: str) -> None:
        self.play.setText(" " + (tr("Stop") if key == _KEY else tr("Listen")))
        self.play.setAccessibleName(self.play.text().strip())

    def _follow(self) -> None:
        row = next((i for i, said in enumerate(self._lines) if said.start <= self._second < said.end), -1)
        if row >= 0 and row != self.list.currentRow():
            self._following = True
            self.list.setCurrentRow(row)
            self._following = False

    def _tell_second(self) -> None:
        self.time.setText(clock(self._second))
        at = clock(self._second)
        for field, words in ((self.keep, tr("Keep this moment ({time})", time=at)),
                             (self.change, tr("Change this moment ({time})", time=at))):  # fmt: skip
            field.take.setText(words)
            field.take.setAccessibleName(words)
