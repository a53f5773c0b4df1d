"""The field in which a paragraph of the transcript is corrected: it lies over the text, letter on letter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.text_block import LINE_HEIGHT, text_layout
from callcoach_desktop.ui.theme import theme_signals

_MARGIN = 4.0  # room inside the field on all sides, so that the caret at the edge is seen


class LineEditor(QTextEdit):
    """Signals what is asked for; undo inside is the field's own."""

    saved = Signal(int)  # keep the text; 1: go on to the next paragraph, -1: to the one before, 0: stay there
    left = Signal()  # leave, without keeping the text
    split = Signal(int)  # at a character
    join = Signal()  # with the line before
    play = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("line")
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextEdit#line { background: transparent; border: 0; padding: 0; }")
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(_MARGIN)
        self.hide()
        theme_signals().changed.connect(self._take_font)

    def open_at(self, speaker: str, text: str, character: int) -> None:
        """Begin with a text and the caret before one of its characters."""
        self.setAccessibleName(tr("Line of {speaker}", speaker=speaker))
        self._take_font()
        self.setPlainText(" ".join(text.split()))
        self._space_lines()
        self.document().clearUndoRedoStacks()
        cursor = self.textCursor()
        cursor.setPosition(min(max(0, character), len(self.text())))
        self.setTextCursor(cursor)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """The text as it stands in the field."""
        return self.toPlainText()

    def _take_font(self) -> None:
        self.document().setDefaultFont(face("body"))

    def _step(self) -> float:
        layout = text_layout("x", face("body"), 1000.0, [])  # a line is only there as long as its layout
        return layout.lineAt(0).height() * LINE_HEIGHT

    def _space_lines(self) -> None:
        spacing = QTextBlockFormat()
        spacing.setLineHeight(self._step(), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)

    def cover(self, rect: QRect) -> None:
        """Lie over a text's place, so that no letter moves."""
        metrics = QFontMetricsF(face("body"))
        step = self._step()
        first = self.document().firstBlock().layout()
        ours = first.position().y() + (first.lineAt(0).y() + first.lineAt(0).ascent() if first.lineCount() else 0)
        theirs = (step - metrics.height()) / 2 + metrics.ascent()
        margin = round(_MARGIN)
        top = rect.top() + round(theirs - ours)
        self.setGeometry(rect.left() - margin, top, rect.width() + 2 * margin, rect.height() + 2 * margin + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        cursor = self.textCursor()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control:
                self.split.emit(cursor.position())
            else:
                self.saved.emit(-1 if shift else 1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Space and control:
            self.play.emit()
        elif key == Qt.Key.Key_Backspace and cursor.position() == 0 and not cursor.hasSelection():
            self.join.emit()
        elif key == Qt.Key.Key_F2:
            self.saved.emit(0)
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: object) -> None:
        # One paragraph: line breaks of what is pasted become spaces.
        self.insertPlainText(" ".join(source.text().split()) if hasattr(source, "text") else "")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        staying = (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.MenuBarFocusReason,
        )
        if self.isVisible() and event.reason() not in staying:
            self.saved.emit(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_font()
