"""What a walk over the screens looks at, and the pseudo-locale that it wears."""

import re

from PySide6.QtCore import QRect, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QTextEdit,
    QWidget,
)

from callcoach_desktop.ui.widgets.basics import ElidedLabel

INTERACTIVE = (QAbstractButton, QComboBox, QLineEdit, QAbstractItemView, QPlainTextEdit, QTextEdit, QSlider)
LONGER = 0.4
_ACCENTS = str.maketrans("aeiouyAEIOUcnsz", "àéîõüýÀÉÎÕÜçñšž")


class Pseudo(QTranslator):
    """Every string with accents and 40 % longer; what stands in braces stays."""

    def isEmpty(self):
        return False

    def translate(self, context, text, disambiguation=None, n=-1):
        if context != "CallCoach":
            return None
        return "|".join(_longer(half) for half in text.split("|"))


def _longer(text):
    parts = re.split(r"(\{[^}]*\}|&.)", text)
    made = "".join(part if re.match(r"\{|&", part) else part.translate(_ACCENTS) for part in parts)
    words = text.split()
    if len(words) == 12 and words[0] == "Jan":
        return made  # the months are cut into words
    return made + "·" * max(1, round(LONGER * len(re.sub(r"\{[^}]*\}", "", text))))


def shown(window):
    """The visible widgets of a window, without Qt's own inside others."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and not widget.objectName().startswith("qt_"):
            yield widget


def named(widget):
    where = type(widget.parent()).__name__ if widget.parent() else ""
    text = widget.text() if hasattr(widget, "text") and callable(widget.text) else ""
    return f"{where}/{type(widget).__name__} {text[:50] or widget.accessibleName()[:50]!r}"


def nameless(window):
    """Interactive widgets that a screen reader would call nothing."""
    return [
        named(widget)
        for widget in shown(window)
        if (isinstance(widget, INTERACTIVE) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus)
        and not isinstance(widget.parent(), QComboBox)
        and type(widget) is not QAbstractScrollArea
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton | QLabel) and widget.text())  # a text is a name
        and type(widget).__name__ not in ("QTableCornerButton", "QAbstractButton", "QHeaderView", "QScrollArea")
        and type(widget) is not QWidget
    ]


def unreachable(window):
    """Interactive widgets that Tab never comes to."""
    return [
        named(widget)
        for widget in shown(window)
        if isinstance(widget, INTERACTIVE)
        and widget.isEnabled()
        and not isinstance(widget.parent(), QComboBox | QLineEdit)
        and type(widget).__name__ not in ("QTableCornerButton", "QAbstractButton", "QHeaderView")
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _by_arrows(widget)
    ]


def _by_arrows(widget):
    """One of a group of which one is chosen: Tab comes to the chosen one, the arrow keys to the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is None or not group.exclusive():
        return False
    return any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in group.buttons())


def clipped(window):
    """Texts that have not the room that they need, and widgets that are cut off by their window's edge."""
    found = []
    whole = QRect(0, 0, window.width(), window.height())
    for widget in shown(window):
        inside = widget.parentWidget()
        while inside is not None and not isinstance(inside, QAbstractScrollArea):
            inside = inside.parentWidget()
        if inside is None and not isinstance(widget, QLabel):
            corner = widget.mapTo(window, widget.rect().topLeft())
            box = QRect(corner, widget.size())
            if not whole.contains(box) and whole.intersects(box):
                found.append(f"over the edge: {named(widget)}")
        if isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget, QLabel) and widget.text():
            if widget.wordWrap():
                if widget.heightForWidth(widget.width()) > widget.height() + 1:
                    found.append(f"too low: {named(widget)}")
            elif widget.sizeHint().width() > widget.width() + 1 or widget.fontMetrics().height() > widget.height() + 1:
                found.append(f"too narrow: {named(widget)} {widget.sizeHint().width()} in {widget.width()}")
        elif isinstance(widget, QPushButton) and widget.text():
            hint = widget.sizeHint()
            if hint.width() > widget.width() + 1 or hint.height() > widget.height() + 1:
                found.append(f"too small: {named(widget)} {hint.width()}x{hint.height()} in {widget.width()}")
    return found
