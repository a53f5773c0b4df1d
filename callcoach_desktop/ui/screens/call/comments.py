"""Comments and bookmarks of a call: a list with an inline editor."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import font, icon, px
from callcoach_desktop.ui.widgets.basics import button, label, tool
from callcoach_desktop.ui.widgets.comment_words import SIGN_ICONS, author_name, sign_name


def when(start: float, end: float | None) -> str:
    """A comment's seconds as people read them."""
    return clock(start) if end is None else f"{clock(start)} – {clock(end)}"


class NoteField(QPlainTextEdit):
    """A few lines of text. Enter is done, Shift+Enter a new line, Esc leaves."""

    done = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setStyleSheet(
            "QPlainTextEdit#note { border: 1px solid palette(mid); border-radius: 7px; padding: 3px 5px; }"
            "QPlainTextEdit#note:focus { border-color: palette(accent); }"
        )
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        lines = max(2, min(8, int(self.document().size().height())))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 22)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class NoteEditor(QWidget):
    """The field with its buttons."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, heading: str, text: str = "", *, may_be_empty: bool = False) -> None:
        super().__init__()
        self._may_be_empty = may_be_empty
        self.heading = label(heading, "small", bold=True)
        self.field = NoteField()
        self.field.setAccessibleName(heading)
        self.field.setPlaceholderText(tr("What to remember here"))
        self.field.setPlainText(text)
        self.field.done.connect(self.save)
        self.field.left.connect(self.left)
        self.field.textChanged.connect(self._typed)
        self.save_button = button(tr("Save"), self.save, "primary")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.save_button)
        row.addWidget(button(tr("Cancel"), self.left.emit, "quiet"))
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 4)
        box.setSpacing(6)
        box.addWidget(self.heading)
        box.addWidget(self.field)
        box.addLayout(row)
        self._typed()

    def begin(self) -> None:
        """Take the keyboard, the caret at the end."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def _typed(self) -> None:
        self.save_button.setEnabled(self._may_be_empty or bool(self.field.toPlainText().strip()))

    def save(self) -> None:
        """Send the text, unless there is none and has to be one."""
        if self.save_button.isEnabled():
            self.saved.emit(self.field.toPlainText().strip())


class CommentRow(QFrame):
    """One comment: its time, its text, and what can be done with it."""

    go = Signal(float)
    changed = Signal(str, str)
    removed = Signal(str)

    def __init__(self, comment: Comment) -> None:
        super().__init__()
        self.comment = comment
        self.setObjectName("comment")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._editor: NoteEditor | None = None
        is_mark = comment.kind == "bookmark"
        who = author_name(comment.author)
        at = when(comment.start, comment.end)
        self._time = QLabel(f"{at} · {who}" if who else at)
        self._time.setProperty("kind", "muted")
        self._time.setFont(font("small"))
        sign = QLabel()
        name = SIGN_ICONS.get(comment.reaction, "bookmark" if is_mark else "message-square")
        sign.setPixmap(icon(name, "accent").pixmap(QSize(px(14), px(14))))
        self._wordless = sign_name(comment.reaction) if comment.reaction else tr("Bookmark")
        self._text = QLabel(comment.text or self._wordless)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if not comment.text:
            self._text.setProperty("kind", "muted")
        kind = tr("Bookmark") if is_mark else tr("Comment")
        self.setAccessibleName(f"{kind}, {self._time.text()}: {comment.text or self._wordless}")
        self._edit = tool("pencil", tr("Edit (E)"), self.edit)
        self._edit.setAccessibleName(tr("Edit the note at {time}", time=clock(comment.start)))
        self._delete = tool("trash-2", tr("Delete (Del)"), lambda: self.removed.emit(comment.id))
        self._delete.setAccessibleName(tr("Delete the note at {time}", time=clock(comment.start)))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(sign)
        head.addWidget(self._time)
        head.addStretch(1)
        for one in (self._edit, self._delete):
            one.setIconSize(QSize(px(14), px(14)))
            one.setFixedSize(px(24), px(24))
            head.addWidget(one)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(12, 4, 8, 8)
        self._box.setSpacing(2)
        self._box.addLayout(head)
        self._box.addWidget(self._text)
        self.set_chosen(chosen=False)

    def set_chosen(self, *, chosen: bool) -> None:
        """Show that this is the one meant."""
        self.setProperty("chosen", chosen)
        self.setStyleSheet(
            "QFrame#comment { border-radius: 7px; border: 1px solid transparent; }"
            'QFrame#comment[chosen="true"] { background: palette(alternate-base); }'
            "QFrame#comment:hover { background: palette(alternate-base); }"
            "QFrame#comment:focus { border-color: palette(accent); }"
        )

    @property
    def editing(self) -> bool:
        """Whether the field is open."""
        return self._editor is not None

    def edit(self) -> None:
        """Open the field in the place of the text."""
        if self._editor is not None:
            self._editor.begin()
            return
        wordless = self.comment.kind == "bookmark" or bool(self.comment.reaction)
        editor = NoteEditor(when(self.comment.start, self.comment.end), self.comment.text, may_be_empty=wordless)
        editor.heading.hide()
        editor.saved.connect(self._saved)
        editor.left.connect(self._leave)
        self._editor = editor
        self._text.hide()
        self._box.addWidget(editor)
        editor.begin()

    def _saved(self, text: str) -> None:
        self._text.setText(text or self._wordless)
        self._leave()
        if text != self.comment.text:
            self.changed.emit(self.comment.id, text)

    def _leave(self) -> None:
        if self._editor is not None:
            self._editor.deleteLater()
            self._editor = None
            self._text.show()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._editor is None:
            self.go.emit(self.comment.start)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        area = self.parentWidget().parentWidget().parentWidget() if self.parentWidget() else None
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go.emit(self.comment.start)
        elif key in (Qt.Key.Key_E, Qt.Key.Key_F2):
            self.edit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.comment.id)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class CommentsPanel(QWidget):
    """All comments by time. `added` carries start, end (below zero: none) and text."""

    go = Signal(float)
    added = Signal(float, float, str)
    changed = Signal(str, str)
    removed = Signal(str)
    left = Signal()  # the keyboard is wanted elsewhere

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Comments"))
        self.rows: list[CommentRow] = []
        self.composer: NoteEditor | None = None
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("plain")
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._top = QVBoxLayout()  # the new comment scrolls with the others: large text leaves it little room
        self._top.setContentsMargins(18, 8, 18, 0)
        whole.addLayout(self._top)
        self._list = QVBoxLayout()
        whole.addLayout(self._list, 1)
        self._list.setContentsMargins(6, 4, 6, 4)
        self._list.setSpacing(2)
        self.empty = QLabel(
            tr(
                "No comments yet. Press M to write one at the play head or on a selection, B to set a bookmark. "
                "They show on the map."
            )
        )
        self.empty.setProperty("kind", "muted")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(12, 8, 12, 8)
        self._list.addWidget(self.empty)
        self._list.addStretch(1)
        self._area.setWidget(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._area, 1)

    def set_comments(self, comments: tuple[Comment, ...]) -> None:
        """Show these; a row that is being edited stays open."""
        if [r.comment for r in self.rows] == list(comments):
            return
        by_id = {row.comment.id: row for row in self.rows}
        focused = next((i for i, r in enumerate(self.rows) if r.hasFocus()), None)
        kept = {c.id for c in comments if c.id in by_id and (by_id[c.id].comment == c or by_id[c.id].editing)}
        for row in self.rows:
            if row.comment.id not in kept:
                self._list.removeWidget(row)
                row.hide()
                row.deleteLater()
        self.rows = []
        for i, comment in enumerate(comments):
            row = by_id[comment.id] if comment.id in kept else self._row(comment)
            self._list.insertWidget(i, row)
            self.rows.append(row)
        self.empty.setVisible(not comments)
        if focused is not None and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, comment: Comment) -> CommentRow:
        row = CommentRow(comment)
        row.go.connect(lambda second, name=comment.id: (self.choose(name), self.go.emit(second)))
        row.changed.connect(self.changed)
        row.removed.connect(self.removed)
        return row

    def compose(self, start: float, end: float | None) -> None:
        """Open the field for a new comment at a second or on a span."""
        self.close_composer()
        if end is None:
            heading = tr("Comment at {time}", time=clock(start))
        else:
            heading = tr("Comment on {time}", time=when(start, end))
        editor = NoteEditor(heading)
        editor.saved.connect(lambda text: self._composed(start, end, text))
        editor.left.connect(self._give_up)
        self.composer = editor
        self._top.addWidget(editor)
        self._area.verticalScrollBar().setValue(0)
        editor.begin()

    def _composed(self, start: float, end: float | None, text: str) -> None:
        self._give_up()
        self.added.emit(start, -1.0 if end is None else end, text)

    def _give_up(self) -> None:
        self.close_composer()
        self.left.emit()

    def close_composer(self) -> None:
        """Close the field for a new comment."""
        if self.composer is not None:
            self.composer.hide()
            self.composer.deleteLater()
            self.composer = None

    def choose(self, comment_id: str) -> None:
        """Show which comment is meant, and bring it into view."""
        for row in self.rows:
            row.set_chosen(chosen=row.comment.id == comment_id)
            if row.comment.id == comment_id:
                self._area.ensureWidgetVisible(row)
