"""What a person reads in a part of the window."""

from PySide6.QtWidgets import QLabel, QWidget


def words_in(widget: QWidget) -> str:
    """The texts of all labels that are seen once `widget` is, one a line."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def texts_in(widget: QWidget) -> str:
    """The texts of all labels that were not hidden one by one, one a line: also of parts that Qt has yet to show."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())
