"""Who wrote a comment, and what it says by a sign: as screens call it."""

from __future__ import annotations

from callcoach_desktop.ui.i18n import tr

SIGNS = ("strong", "idea", "question", "again")
SIGN_ICONS = {"strong": "circle-check", "idea": "sun", "question": "message-circle-question-mark", "again": "repeat"}


def sign_name(sign: str) -> str:
    """A reaction."""
    return {
        "strong": tr("Strong"), "idea": tr("An idea"), "question": tr("A question"), "again": tr("Hear it again"),
    }[sign]  # fmt: skip


def author_name(author: str) -> str:
    """Who wrote a comment; "" where nobody said so."""
    return {"rep": tr("Rep"), "manager": tr("Manager")}.get(author, "")
