"""Text as people look for it: case and accents aside, and never an error of the search syntax."""

from __future__ import annotations

import re
import unicodedata

_PIECE = re.compile(r'"([^"]*)"|(\S+)')


def fold(text: str | None) -> str:
    """Lower case without accents: `fold("Müller") == fold("MULLER")`. None becomes an empty string."""
    if not text:
        return ""
    if text.isascii():
        return text.lower()
    pieces = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in pieces if not unicodedata.combining(c))


def clean(text: str) -> str:
    """Text that SQLite can take: lone surrogates (undecodable file names) are replaced, NUL characters dropped."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def match_expression(text: str) -> str | None:
    """What a person typed, as an FTS5 query: all words must occur, "quoted words" in a row, the last word may go on.

    None when it holds nothing to look for. Every word is quoted, so no operator or punctuation can be an error.
    """
    pieces = [(m.group(1) or m.group(2) or "", m.group(2) is not None) for m in _PIECE.finditer(clean(text))]
    terms: list[str] = []
    for number, (piece, bare) in enumerate(pieces):
        if not any(c.isalnum() for c in piece):
            continue
        quoted = '"' + piece.replace('"', '""') + '"'
        open_ended = bare and number == len(pieces) - 1 and piece[-1].isalnum() and not text[-1:].isspace()
        terms.append(quoted + " *" if open_ended else quoted)
    return " ".join(terms) or None
