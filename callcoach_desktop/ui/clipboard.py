"""Cut, Copy, Paste and Select All of the Edit menu: what the widget with the cursor makes of them."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

ClipboardAct = Literal["cut", "copy", "paste", "selectAll"]


def act_on_focus(act: ClipboardAct, key: QKeySequence.StandardKey) -> None:
    """Do it in the widget with the cursor: a text field by its own method, anything else by the key it listens to."""
    widget = QApplication.focusWidget()
    if widget is None:
        return
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        getattr(widget, act)()
        return
    pressed = QKeySequence(key)[0]
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, pressed.key(), pressed.keyboardModifiers()))
