"""One item of the agenda: what it is about, where it is heard, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.domain.coaching import Progress
from callcoach_desktop.domain.one_on_ones import Agreement, Item
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.one_on_ones import About
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.fields import KeptText
from callcoach_desktop.ui.screens.one_on_one.words import ICONS, kind_name, rating_name, state_name
from callcoach_desktop.ui.widgets.basics import button, label, tool
from callcoach_desktop.ui.widgets.dot_chart import DotChart
from callcoach_desktop.ui.widgets.focus_words import chart_data
from callcoach_desktop.ui.widgets.page import drop
from callcoach_desktop.ui.widgets.segmented import Segmented
from callcoach_desktop.ui.widgets.words import day

_KEYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class AgendaRow(QFrame):
    """Enter edits, Space plays, Delete takes away, Alt+Up and Alt+Down move.

    `saved` carries the item's id and its title, question and private note.
    """

    played = Signal(str)
    opened = Signal(str)
    moved = Signal(str, int)
    removed = Signal(str)
    saved = Signal(str, str, str, str)
    left = Signal()  # no more edited
    settled = Signal(str, str)  # an agreement's id, its state
    said = Signal(str, str)
    call_wanted = Signal(str)  # a dot of the chart

    def __init__(
        self, item: Item, call: About | None, agreement: Agreement | None, progress: Progress | None, *,
        first: bool, last: bool, held: bool,
    ) -> None:  # fmt: skip
        super().__init__()
        self.item, self.call, self.agreement, self._progress = item, call, agreement, progress
        self._said: KeptText | None = None
        self._first, self._last, self._held = first, last, held
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{kind_name(item.kind)}: {item.title}")
        self.editor: ItemEditor | None = None
        self.play_button: QWidget | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(10, 8, 6, 8)
        self._box.setSpacing(0)
        self._show()

    def _show(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        sign = QLabel()
        colour = {"good": "good", "hard": "warn"}.get(self.item.kind, "muted")
        sign.setPixmap(theme.icon(ICONS[self.item.kind], colour).pixmap(QSize(theme.px(16), theme.px(16))))
        sign.setToolTip(kind_name(self.item.kind))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(), 1)
        row.addLayout(self._tools())
        self._box.addLayout(row)
        progress = self._progress
        if progress is not None and progress.behaviour.id == self.item.about:
            chart = DotChart()
            chart.set_data(chart_data(progress))
            chart.setFixedHeight(theme.px(170))
            chart.chosen.connect(self.call_wanted)
            self._box.addSpacing(6)
            self._box.addWidget(chart)

    def _words(self) -> QVBoxLayout:
        item = self.item
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(item.title, bold=True, wrap=True))
        where = self.call
        over = [kind_name(item.kind)]
        if where is not None:
            over += [where.title, day(where.date)]
        words.addWidget(label(" · ".join(over), "small", "muted", wrap=True))
        if item.quote:
            words.addWidget(label(f"“{_short(item.quote)}”", wrap=True))
        if item.question:
            words.addWidget(label(item.question, wrap=True))
        if item.figure:
            words.addWidget(label(item.figure, "small", "muted", wrap=True))
        if item.rating is not None:
            own = tr("The rep's own view: {words} ({n} of 5)", words=rating_name(item.rating).lower(), n=item.rating)
            words.addWidget(label(own, "small", "good" if item.rating > 3 else "muted", wrap=True))
        if item.private:
            words.addWidget(_private(item.private))
        if self.agreement is not None:
            words.addSpacing(4)
            words.addWidget(self._settling(self.agreement))
        if item.said or self._held:
            words.addSpacing(4)
            self._said = field = KeptText(
                tr("What was said of {title}", title=item.title), tr("What was said"), 1, 6
            )  # fmt: skip
            field.show_text(item.said)
            field.kept.connect(lambda text: self.said.emit(item.id, text))
            words.addWidget(field)
        return words

    def show_said(self, item: Item) -> None:
        """The item with what was said of it since; what is being typed stays."""
        self.item = item
        if self._said is not None:
            self._said.show_text(item.said)

    def _settling(self, agreement: Agreement) -> Segmented:
        states = [(state, state_name(state)) for state in ("kept", "partly", "dropped", "open")]
        made = Segmented(tr("How it went: {title}", title=agreement.action), states, agreement.state)
        made.chosen.connect(lambda state: self.settled.emit(agreement.id, state))
        return made

    def _tools(self) -> QHBoxLayout:
        item = self.item
        row = QHBoxLayout()
        row.setSpacing(0)
        row.setAlignment(Qt.AlignmentFlag.AlignTop)
        if self.call is not None and item.start is not None:
            at = clock(item.start)
            if self.call.sound:
                made = button(at, lambda: self.played.emit(item.id), "quiet", "play",
                              describe=tr("Hear {title} at {time}", title=item.title, time=at))  # fmt: skip
                self.play_button = made
            else:
                made = button(at, lambda: self.opened.emit(item.id), "quiet", "file-text",
                              describe=tr("Read {title} at {time}", title=item.title, time=at))  # fmt: skip
            row.addWidget(made)
        if not self._held:
            self._add_moves(row)
        row.addWidget(tool("pencil", tr("Edit (Enter): {title}", title=item.title), self.edit))
        if not self._held:
            away = tr("Take off the agenda (Del): {title}", title=item.title)
            row.addWidget(tool("x", away, lambda: self.removed.emit(item.id)))
        return row

    def _add_moves(self, row: QHBoxLayout) -> None:
        item = self.item
        up = tool("chevron-up", tr("Move up (Alt+Up): {title}", title=item.title), lambda: self.moved.emit(item.id, -1))
        down = tool(
            "chevron-down", tr("Move down (Alt+Down): {title}", title=item.title), lambda: self.moved.emit(item.id, 1)
        )
        up.setEnabled(not self._first)
        down.setEnabled(not self._last)
        row.addWidget(up)
        row.addWidget(down)

    def set_playing(self, *, playing: bool) -> None:
        """Whether this item is what is heard now."""
        if self.play_button is not None:
            self.play_button.setIcon(theme.icon("pause" if playing else "play", "muted"))

    # Editing

    def edit(self) -> None:
        """Fields in the place of the words."""
        if self.editor is not None:
            return
        while self._box.count():
            drop(self._box.takeAt(0))
        self.editor = ItemEditor(self.item)
        self.editor.left.connect(self._leave)
        self.editor.kept.connect(lambda *texts: self.saved.emit(self.item.id, *texts))
        self._box.addWidget(self.editor)
        self.editor.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.editor = self.play_button = self._said = None
        while self._box.count():
            drop(self._box.takeAt(0))
        self._show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.editor is not None:
            super().keyPressEvent(event)
        elif key in _KEYS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(self.item.id, _KEYS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit()
        elif key == Qt.Key.Key_Delete and not self._held:
            self.removed.emit(self.item.id)
        elif key == Qt.Key.Key_Space and self.play_button is not None:
            self.played.emit(self.item.id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().accent, 1))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 7, 7)


class ItemEditor(QWidget):
    """Title, question and private note of an item."""

    kept = Signal(str, str, str)
    left = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.title = QLineEdit(item.title)
        self.title.setAccessibleName(tr("What to talk about"))
        self.question = QLineEdit(item.question)
        self.question.setAccessibleName(tr("The question that comes first"))
        self.question.setPlaceholderText(tr("The question that comes first: “Why did you …?”"))
        self.private = QLineEdit(item.private)
        self.private.setAccessibleName(tr("Only for me: in no shared view and no file"))
        self.private.setPlaceholderText(tr("Only for me: in no shared view and no file"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 4, 0)
        box.setSpacing(6)
        for one in (self.title, self.question, self.private):
            one.returnPressed.connect(self.keep)
            box.addWidget(one)
        self.save = button(tr("Save"), self.keep, "primary")
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(button(tr("Cancel"), self.left.emit, "quiet"))
        row.addStretch(1)
        box.addLayout(row)
        self.title.textChanged.connect(lambda text: self.save.setEnabled(bool(text.strip())))

    def keep(self) -> None:
        """Send the texts, unless there is no title."""
        title = self.title.text().strip()
        if title:
            self.kept.emit(title, self.question.text().strip(), self.private.text().strip())
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _private(text: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 2, 0, 0)
    row.setSpacing(6)
    sign = QLabel()
    sign.setPixmap(theme.icon("eye-off", "muted").pixmap(QSize(theme.px(14), theme.px(14))))
    sign.setToolTip(tr("Only for me"))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, "small", "muted", wrap=True), 1)
    return made


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
