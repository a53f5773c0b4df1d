"""Paints the rows: a clip with its sign to play, its words and where it is from; a list with its count."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.clips.model import ClipsModel, length_words, said_words, where_words

_Index = QModelIndex | QPersistentModelIndex
ROW, DISC, PAD = 84, 30, 14


class _Rows(QStyledItemDelegate):
    """Ground and edges of a row, and a field over the name."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> bool:
        tokens = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        behind = tokens.selection if chosen else tokens.hover if hovered else tokens.surface
        painter.fillRect(option.rect, behind)
        if chosen and self._view.hasFocus():
            painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), tokens.accent)
        return chosen

    def name_rect(self, rect: QRect) -> QRect:
        """Where the name stands, and is edited."""
        raise NotImplementedError

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        field = QLineEdit(parent)
        field.setAccessibleName(tr("Name"))
        field.setFont(theme.font("body"))
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = self.name_rect(option.rect)
        height = editor.sizeHint().height()
        editor.setGeometry(rect.left() - 8, rect.center().y() - height // 2, rect.width() + 8, height)


class ClipDelegate(_Rows):
    """`playing` is the id of the clip that plays, `part` (0..1) how much of it was heard."""

    def __init__(self, view: QListView, model: ClipsModel) -> None:
        super().__init__(view)
        self._model = model
        self.playing, self.part = "", 0.0

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(theme.px(220), theme.px(ROW))

    def disc(self, rect: QRect) -> QRect:
        """The sign that plays."""
        size = theme.px(DISC)
        return QRect(rect.left() + theme.px(PAD), rect.top() + theme.px(14), size, size)

    def name_rect(self, rect: QRect) -> QRect:
        left = self.disc(rect).right() + theme.px(PAD)
        return QRect(left, rect.top() + theme.px(8), rect.right() - theme.px(PAD + 64) - left, theme.px(24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        shown, tokens = self._model.clips[index.row()], theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        rect = option.rect
        playing = shown.clip.id == self.playing
        self._sign(painter, self.disc(rect), playing=playing, sound=shown.sound)
        name = self.name_rect(rect)
        strong, body, small = theme.font("body", weight=QFont.Weight.DemiBold), theme.font("body"), theme.font("small")
        self._line(painter, name, shown.clip.name, strong, tokens.text)
        length = QRect(name.right(), name.top(), rect.right() - theme.px(PAD) - name.right(), name.height())
        painter.setFont(small)
        painter.setPen(tokens.muted)
        painter.drawText(length, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                         length_words(shown.clip.length))  # fmt: skip
        wide = rect.right() - theme.px(PAD) - name.left()
        quote = QRect(name.left(), name.bottom() + 1, wide, theme.px(22))
        said = said_words(shown)
        color = tokens.text if said else tokens.muted
        self._line(painter, quote, said or tr("nothing is said here"), body, color)
        where = QRect(name.left(), quote.bottom() + 1, wide, theme.px(22))
        words = where_words(shown)
        if shown.clip.note:
            words = f"{words} · {shown.clip.note}"
        self._line(painter, where, words, small, tokens.muted)
        bottom = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(bottom, tokens.line)
        if playing:
            track = QRectF(name.left(), rect.bottom() - 2, wide, 3)
            painter.fillRect(track, tokens.track)
            track.setWidth(wide * self.part)
            painter.fillRect(track, tokens.accent)
        painter.restore()

    def _sign(self, painter: QPainter, disc: QRect, *, playing: bool, sound: bool) -> None:
        tokens = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.accent if playing else tokens.raised)
        painter.drawEllipse(disc)
        inset = disc.width() * 0.29
        drawing = "pause" if playing else "play" if sound else "file-text"
        color = tokens.surface if playing else tokens.text if sound else tokens.muted
        theme.paint_icon(painter, drawing, QRectF(disc).adjusted(inset, inset, -inset, -inset), color)

    def _line(self, painter: QPainter, rect: QRect, text: str, font: QFont, color: QColor) -> None:
        painter.setFont(font)
        painter.setPen(color)
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)


class ListDelegate(_Rows):
    """Name at the left, count at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(theme.px(140), theme.px(36))

    def name_rect(self, rect: QRect) -> QRect:
        return rect.adjusted(theme.px(PAD), 0, -theme.px(PAD + 30), 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tokens = theme.current()
        painter.save()
        chosen = self._ground(painter, option)
        font = theme.font("body", weight=QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)
        rect = self.name_rect(option.rect)
        painter.setFont(font)
        painter.setPen(tokens.text)
        cut = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.setFont(theme.font("small"))
        painter.setPen(tokens.muted)
        painter.drawText(option.rect.adjusted(0, 0, -theme.px(PAD), 0), Qt.AlignmentFlag.AlignRight
                         | Qt.AlignmentFlag.AlignVCenter, f"{index.data(Qt.ItemDataRole.UserRole):,}")  # fmt: skip
        painter.restore()
