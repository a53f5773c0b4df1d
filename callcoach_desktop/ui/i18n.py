"""Words on the screen, through Qt's translation."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "CallCoach"
"""The one context of all our strings, so that a sentence is translated once."""


def tr(text: str, n: int = -1, **values: object) -> str:
    """`text` in the language of the screen; `{name}` in it is replaced by the value of that name.

    With `n` the translation picks the form of the number: English has "%n call(s)" written as one or many by the
    two halves around `|`: `tr("{n} call|{n} calls", n)`.
    """
    words = QCoreApplication.translate(CONTEXT, text, None, n)
    if n >= 0:
        if "|" in words:
            one, many = words.split("|", 1)
            words = one if n == 1 else many
        values = {"n": f"{n:,}", **values}
    return words.format(**values) if values else words
