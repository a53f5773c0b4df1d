"""Hits of a text in the paragraphs. No Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from callcoach_desktop.ui.screens.call.blocks import Block


class Hits:
    """All places of a text (any case), chips left out; `chosen` is the one the person is at, -1 for none."""

    def __init__(self, blocks: Sequence[Block] = (), text: str = "") -> None:
        self.text = text
        self.places: list[tuple[int, int, int]] = []  # paragraph, first and last character
        self._of: dict[int, list[int]] = {}
        self.chosen = -1
        if not text.strip():
            return
        wanted = re.compile(re.escape(text.strip()), re.IGNORECASE)
        for row, block in enumerate(blocks):
            for match in wanted.finditer(block.text):
                first, last = match.span()
                if not any(a < last and first < b for a, b in block.chips):
                    self._of.setdefault(row, []).append(len(self.places))
                    self.places.append((row, first, last))

    def in_row(self, row: int) -> list[tuple[int, int, bool]]:
        """First and last character of the hits of a paragraph, and whether each is the chosen one."""
        return [(*self.places[i][1:], i == self.chosen) for i in self._of.get(row, ())]

    def nearest(self, row: int) -> int:
        """The first hit at or after a paragraph, else the first of all."""
        return next((i for i, place in enumerate(self.places) if place[0] >= row), 0)
