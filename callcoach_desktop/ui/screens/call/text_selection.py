"""What is selected in the transcript: from a character of one paragraph to a character of another. No Qt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.screens.call.blocks import Block

Place = tuple[int, int]
"""A paragraph and a character in its text."""


@dataclass(frozen=True, slots=True)
class TextSelection:
    """From where the mouse went down (`anchor`) to where it is (`head`); equal places select nothing."""

    anchor: Place
    head: Place

    @property
    def first(self) -> Place:
        """The earlier end."""
        return min(self.anchor, self.head)

    @property
    def last(self) -> Place:
        """The later end."""
        return max(self.anchor, self.head)

    @property
    def empty(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor == self.head

    def rows(self) -> range:
        """The paragraphs that are touched."""
        return range(self.first[0], self.last[0] + 1)

    def within(self, row: int, block: Block) -> tuple[int, int] | None:
        """The selected characters of a paragraph, out to whole words; None for none."""
        if self.empty or not self.first[0] <= row <= self.last[0]:
            return None
        first = self.first[1] if row == self.first[0] else 0
        last = self.last[1] if row == self.last[0] else len(block.text)
        a = max(0, bisect_right(block.word_first, first) - 1)
        b = bisect_left(block.parts.word_last, last)
        if last <= first or not block.word_first:
            return None
        b = min(b, len(block.word_first) - 1)
        if block.word_first[b] >= last:  # the end lies in the space before a word
            b = max(a, b - 1)
        return block.word_first[a], block.parts.word_last[b]

    def seconds(self, blocks: Sequence[Block]) -> tuple[float, float] | None:
        """From the first selected word's start to the last one's end; None for none."""
        found = []
        for row in self.rows():
            span = self.within(row, blocks[row])
            if span is not None:
                words = blocks[row].parts
                a, b = bisect_left(words.word_first, span[0]), bisect_left(words.word_last, span[1])
                found.append((words.word_starts[a], words.word_ends[b]))
        return (found[0][0], max(end for _, end in found)) if found else None

    def text(self, blocks: Sequence[Block]) -> str:
        """The selected words, each paragraph with its time and name."""
        lines = []
        for row in self.rows():
            span, block = self.within(row, blocks[row]), blocks[row]
            if span is not None:
                second = block.second_at(span[0]) if block.timed else None
                lines.append(line_of_text(block.speaker, block.without_chips(*span), second))
        return "\n".join(lines)


def whole_rows(first: int, last: int, blocks: Sequence[Block]) -> TextSelection:
    """All of the paragraphs from one to another."""
    a, b = min(first, last), max(first, last)
    start, end = (a, 0), (b, len(blocks[b].text))
    return TextSelection(start, end) if first <= last else TextSelection(end, start)


def line_of_text(speaker: str, text: str, second: float | None) -> str:
    """ "12:07 Leonie: What happens then?"; without a time for None."""
    return f"{speaker}: {text}" if second is None else f"{clock(second)} {speaker}: {text}"


def plain_text(block: Block) -> str:
    """A paragraph without its chips, with time and name: what is copied."""
    return line_of_text(block.speaker, block.without_chips(), block.start if block.timed else None)
