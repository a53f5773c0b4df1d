"""The head of the call screen: way back, title, meta line, who talked how much, swapping sides."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QToolTip, QVBoxLayout, QWidget

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.header_fields import EditableText, Offer
from callcoach_desktop.ui.screens.call.scene import CallScene, TalkBar
from callcoach_desktop.ui.screens.call.view_model import Facts
from callcoach_desktop.ui.screens.call.wording import day_and_time, short_day, shown_title
from callcoach_desktop.ui.theme import current, icon, px, theme_signals
from callcoach_desktop.ui.widgets.basics import tool


class TalkShareBar(QWidget):
    """Two names with their parts, and a bar to scale under them; the customer's end is hatched. A click on a name
    asks who that is."""

    clicked = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._talk: TalkBar | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme_signals().changed.connect(self.updateGeometry)  # the text's size may be another
        theme_signals().changed.connect(self.update)

    def set_talk(self, talk: TalkBar | None) -> None:
        """Show these parts; hidden without two sides."""
        self._talk = talk
        self.setVisible(talk is not None)
        if talk is not None:
            left = round(talk.share * 100)
            words = tr(
                "{a} talked {share}% of the time, {b} {rest}%", a=talk.left, b=talk.right, share=left, rest=100 - left
            )
            self.setAccessibleName(words)
            meaning = tr("Talk time of one side out of both; talking at once counts for both.")
            self.setToolTip(f"{words}.\n{meaning}")
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (
            event.button() == Qt.MouseButton.LeftButton
            and self._talk is not None
            and event.position().y() < self.height() - px(10)
        ):
            left = event.position().x() < self.width() / 2
            where = self.mapToGlobal(QPoint(0 if left else self.width() - px(120), self.height()))
            self.clicked.emit("rep" if left else "customer", where)

    def sizeHint(self) -> QSize:
        return QSize(px(280), round(QFontMetricsF(face("small")).height()) + px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(100), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._talk is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme, talk, width = current(), self._talk, self.width()
        percent = round(talk.share * 100)
        small = face("small")
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        base = 4 + metrics.ascent()
        painter.setPen(theme.side_text("rep"))
        left, right = _names(metrics, talk, width - metrics.horizontalAdvance(f"{percent}%  {100 - percent}% ") - px(8))
        painter.drawText(QPointF(0, base), f"{left} {percent}%".strip())
        text = f"{100 - percent}% {right}".strip()
        painter.setPen(theme.side_text("customer"))
        painter.drawText(QPointF(width - metrics.horizontalAdvance(text), base), text)
        thick = px(8)
        bar = QRectF(0, self.height() - thick - 2, width, thick)
        path = QPainterPath()
        path.addRoundedRect(bar, thick / 2, thick / 2)
        painter.setClipPath(path)
        split = width * talk.share
        painter.fillRect(QRectF(0, bar.top(), split, thick), theme.rep)
        painter.fillRect(QRectF(split, bar.top(), width - split, thick), theme.customer)
        painter.fillRect(QRectF(split - 1, bar.top(), 2, thick), theme.background)


def _names(metrics: QFontMetricsF, talk: TalkBar, room: float) -> tuple[str, str]:
    """Both names in the room beside the percentages: cut only where they need more than there is, none where only a
    letter or two would be left."""
    wanted = [metrics.horizontalAdvance(name) + 1 for name in (talk.left, talk.right)]
    if sum(wanted) <= room:
        return talk.left, talk.right
    half = room / 2
    rooms = [max(half, room - other) for other in reversed(wanted)]
    least = metrics.averageCharWidth() * 5
    left, right = (
        _elide(metrics, name, own) if own > least or width <= own else ""
        for name, own, width in zip((talk.left, talk.right), rooms, wanted, strict=True)
    )
    return left, right


def _elide(metrics: QFontMetricsF, text: str, room: float) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


class Header(QWidget):
    """Signals what is asked for; shows what it is told. Its texts can be changed where they stand."""

    back = Signal()
    swap = Signal()
    share = Signal()
    field_changed = Signal(str, str)  # a field of a call, its new value
    tags_changed = Signal(object)  # all tags, as a list
    person_clicked = Signal(str, QPoint)  # a side, where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offers: dict[str, Offer] = {}  # words that were used before, by field
        self.back_button = tool("arrow-left", tr("Back to all calls (Esc)"), self.back.emit)
        self.back_button.setIconSize(QSize(px(18), px(18)))
        self.back_button.setAccessibleName(tr("Back to all calls"))
        self.title = EditableText(tr("Title"), "title", bold=True)
        self.title.changed.connect(lambda text: self.field_changed.emit("title", text))
        self.customer = self._fact("customer", tr("Customer"), tr("+ Customer"))
        self.call_type = self._fact("call_type", tr("Type"), tr("+ Type"), completes=True)
        self.date = self._fact("started_at", tr("Date"), "")
        for short in (self.call_type, self.date):
            short.keep_whole()
        self.length = QLabel()
        self.length.setProperty("kind", "muted")
        self.length.setAccessibleName(tr("Length"))
        self.length.setContentsMargins(5, 0, 5, 0)
        self.deal = self._fact("deal", tr("Deal"), tr("+ Deal"))
        self.tags = EditableText(
            tr("Tags"), placeholder=tr("+ Tags"), muted=True, offer=lambda done: self._offer("tags", done), listed=True
        )
        self.tags.changed.connect(lambda text: self.tags_changed.emit(split_tags(text)))
        self.talk = TalkShareBar()
        self.talk.clicked.connect(self.person_clicked)
        self.swap_button = QPushButton(tr("Swap sides"))  # stands beside the sentence that says that it was guessed
        self.swap_button.setProperty("kind", "link")
        self.swap_button.setAccessibleName(tr("Swap rep and customer"))
        self.swap_button.clicked.connect(self.swap)
        self.share_button = QPushButton(tr("Share"))
        self.share_button.setToolTip(tr("Take this call along: document, subtitles, table, sound, package (Ctrl+E)"))
        self.share_button.clicked.connect(self.share)
        self.shareable = False
        self.menu_button = tool("ellipsis", tr("More about this call"), lambda: None)
        self.menu_button.setIconSize(QSize(px(18), px(18)))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        facts = QHBoxLayout()
        facts.setSpacing(0)
        for i, one in enumerate((self.customer, self.call_type, self.date, self.length, self.deal, self.tags)):
            if i:
                facts.addWidget(_dot())
            facts.addWidget(one)
        self.note = tool("shield-check", "", self._tell_note)  # how consent to a recording was given
        self.note.hide()
        facts.addWidget(self.note)
        facts.addStretch(1)
        first = QHBoxLayout()
        first.addWidget(self.title)
        first.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addLayout(first)
        texts.addLayout(facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self.talk, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.share_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.talk.setFixedWidth(min(px(320), max(px(100), round(self.width() * 0.18))))
        self._fit()

    def _fit(self) -> None:
        """Where the line under the title has no room for all of it, the date is said short first."""
        self.date.shorten(on=False)
        parts = (self.customer, self.call_type, self.date, self.deal, self.tags)
        needed = sum(one.shown.sizeHint().width() for one in parts) + self.length.sizeHint().width()
        needed += (len(parts) + 1) * self.fontMetrics().horizontalAdvance("··") + self.talk.width()
        needed += self.back_button.sizeHint().width() + self.menu_button.sizeHint().width() + 3 * 12
        needed += self.share_button.sizeHint().width() + 12 if self.shareable else 0
        self.date.shorten(on=needed > self.width())

    def _fact(self, field: str, name: str, placeholder: str, *, completes: bool = False) -> EditableText:
        made = EditableText(
            name, placeholder=placeholder, muted=True, offer=lambda done: self._offer(field, done), completes=completes
        )
        made.changed.connect(lambda text: self.field_changed.emit(field, text))
        return made

    def _offer(self, field: str, done: Callable[[list[str]], None]) -> None:
        if field in self.offers:
            self.offers[field](done)

    def set_editable(self, *, on: bool) -> None:
        """Whether the texts can be changed."""
        for one in (self.title, self.customer, self.call_type, self.date, self.deal, self.tags):
            one.setEnabled(on)

    def set_note(self, icon_name: str, text: str) -> None:
        """A word about the call that stands behind a sign; "" hides it."""
        self.note.setIcon(icon(icon_name, "muted"))
        self.note.setToolTip(text)
        self.note.setAccessibleName(text)
        self.note.setVisible(bool(text))

    def _tell_note(self) -> None:
        where = self.note.mapToGlobal(QPoint(0, self.note.height()))
        QToolTip.showText(where, self.note.toolTip(), self.note)

    def clear(self) -> None:
        """No call is shown."""
        self.note.hide()
        for one in (self.title, self.customer, self.call_type, self.date, self.deal, self.tags):
            one.set_value("")
        self.length.setText("")
        for widget in (self.swap_button, self.talk, self.share_button, self.menu_button):
            widget.hide()

    def set_scene(self, scene: CallScene, facts: Facts) -> None:
        """Show a call's head."""
        row = facts.row
        shown = shown_title(row)
        self.title.set_value(
            row.title, shown, "" if shown == row.title else tr("The file is called “{name}”", name=row.title)
        )
        self.customer.set_value(row.customer or "")
        self.call_type.set_value(row.call_type or "")
        self.date.set_value(
            row.started_at.replace("T", " ")[:16], day_and_time(row.started_at), short=short_day(row.started_at)
        )
        self.length.setText(clock(row.duration))
        self.deal.set_value(row.deal or "")
        self.tags.set_value(", ".join(row.tags), "  ".join(f"#{t}" for t in row.tags))
        self._fit()
        self.talk.set_talk(scene.talk)
        self.menu_button.show()
        self.share_button.setVisible(self.shareable and row.state == "ready" and bool(facts.people))
        self.swap_button.setVisible(scene.swappable and scene.guessed)
        by_channel = tr(
            "Which channel is the rep was guessed. Take the other channel as the rep's; Undo takes it back."
        )
        by_voice = tr("Who is the rep was guessed from what is said. Exchange the two; Undo takes it back.")
        self.swap_button.setToolTip(by_voice if scene.by_voice else by_channel)


def split_tags(text: str) -> list[str]:
    """The tags of a text with commas, each once."""
    tags = [" ".join(t.split()).lstrip("#") for t in text.split(",")]
    return list(dict.fromkeys(t for t in tags if t))


def _dot() -> QLabel:
    dot = QLabel("·")
    dot.setProperty("kind", "muted")
    return dot
