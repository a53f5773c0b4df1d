"""Transcript blocks: one speaker's words in a paragraph, with marked spans, chips and word times. No Qt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from callcoach_desktop.domain.editing import Difference
from callcoach_desktop.domain.transcript import Side, Transcript, Utterance
from callcoach_desktop.ui.screens.call.wording import chip_label

PARAGRAPH_GAP_S = (
    3.0  # silences under 3 s are bridged in a turn (DESIGN.md, section 3); a longer one starts a paragraph
)
PARAGRAPH_WORDS = 90  # a monologue is cut at an utterance's end after this many words, to stay readable
_NBSP = "\u00a0"
_SLACK_S = 0.08


class MarkLike(Protocol):
    """What a block needs to know of a moment."""

    kind: str
    type: str
    side: Side
    voice: str
    start: float
    end: float
    quote: str


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `first` to `last` (exclusive) of a block's text that carry a moment."""

    first: int
    last: int
    kind: str
    mark: int


@dataclass(frozen=True, slots=True)
class Correction:
    """Characters `first` to `last` (exclusive) that a person corrected, and what the machine had heard there."""

    first: int
    last: int
    heard: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A paragraph's text with the chips in it (each in `chips` as a character range), the character ranges of the
    timed words in `word_first` and `word_last`, their seconds in `word_starts` and `word_ends`; `sizes` counts the
    words of each utterance."""

    text: str
    word_first: tuple[int, ...]
    word_last: tuple[int, ...]
    word_starts: tuple[float, ...]
    word_ends: tuple[float, ...]
    sizes: tuple[int, ...]
    spans: tuple[Span, ...] = ()
    chips: tuple[tuple[int, int], ...] = ()
    corrections: tuple[Correction, ...] = ()


class Block:
    """A paragraph of the transcript. Its parts are put together when they are first asked for.

    So a call of hours opens at once; `Block.parts` of all of them are made in the background afterwards.
    """

    __slots__ = (
        "_differences", "_made", "_marks", "_run", "end", "ids", "length", "side", "speaker", "start", "starts",
        "timed", "voice",
    )  # fmt: skip

    def __init__(
        self,
        run: Sequence[Utterance],
        speaker: str,
        side: Side,
        marks: Sequence[tuple[int, MarkLike]] = (),
        differences: Sequence[Difference] = (),
    ) -> None:
        self._run: Sequence[Utterance] = run
        self._marks = marks
        self._differences = differences
        first = run[0]
        self.voice = first.speaker  # the speaker's id; `speaker` is how the voice is called
        self._made: Parts | None = None
        self.start = first.start
        if len(run) == 1:  # as most are; there are a thousand in a long call
            self.ids, self.starts, self.end, self.timed = (first.id,), (first.start,), first.end, first.timed
            self.length = len(first.text) + 1 + 12 * len(marks)
        else:
            self.ids = tuple([u.id for u in run])
            self.starts = tuple([u.start for u in run])
            self.end = max([u.end for u in run])
            self.timed = all(u.timed for u in run)
            self.length = sum([len(u.text) + 1 for u in run]) + 12 * len(marks)
        self.speaker = speaker
        self.side = side

    @property
    def parts(self) -> Parts:
        """Text, words, spans and chips; the same object each time."""
        if self._made is None:
            run = self._run
            if not run:  # another thread was faster
                return self.parts
            plain = _plain(run)
            if self._differences:
                plain = replace(plain, corrections=_corrections(plain, self._differences))
            self._made = _with_marks(plain, self._marks) if self._marks else plain
            self._run = ()  # the words are not needed any more
        return self._made

    @property
    def text(self) -> str:
        """The text with the chips in it."""
        return self.parts.text

    @property
    def word_first(self) -> tuple[int, ...]:
        """Where each word begins in the text."""
        return self.parts.word_first

    @property
    def word_last(self) -> tuple[int, ...]:
        """Where each word ends in the text."""
        return self.parts.word_last

    @property
    def word_starts(self) -> tuple[float, ...]:
        """The second at which each word starts."""
        return self.parts.word_starts

    @property
    def spans(self) -> tuple[Span, ...]:
        """The marked stretches of the text."""
        return self.parts.spans

    @property
    def chips(self) -> tuple[tuple[int, int], ...]:
        """Where the chips are in the text."""
        return self.parts.chips

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Where a person corrected the text."""
        return self.parts.corrections

    @property
    def marks(self) -> Sequence[tuple[int, MarkLike]]:
        """The moments in this paragraph with their indices."""
        return self._marks

    def without_chips(self, first: int = 0, last: int | None = None) -> str:
        """The text from one character to another as it was said."""
        text, done = "", first
        last = len(self.text) if last is None else last
        for a, b in self.chips:
            if a > last or b <= first:
                continue
            text += self.text[done : max(done, a - 1)]
            done = max(done, b)
        return text + self.text[done:last] if done < last else text

    def words(self) -> list[list[tuple[str, float, float]]]:
        """Text, start and end (seconds) of the words of each utterance."""
        parts, at = self.parts, 0
        found = []
        for size in parts.sizes:
            found.append([
                (self.without_chips(parts.word_first[i], parts.word_last[i]), parts.word_starts[i], parts.word_ends[i])
                for i in range(at, at + size)
            ])  # fmt: skip
            at += size
        return found

    def word_at(self, second: float) -> int | None:
        """The index of the word being said at a second (kept lit through the pause after it, up to 0.4 s)."""
        i = bisect_right(self.parts.word_starts, second + 1e-3) - 1
        return i if i >= 0 and second <= self.parts.word_ends[i] + 0.4 else None

    def second_at(self, character: int) -> float:
        """The second at which the word under a character starts; the block's start without word times."""
        if not self.word_first:
            return self.start
        return self.word_starts[max(0, bisect_right(self.word_first, character) - 1)]


def build_blocks(
    transcript: Transcript,
    marks: Sequence[MarkLike],
    breaks: frozenset[str] = frozenset(),
    differences: Sequence[Difference] = (),
) -> tuple[Block, ...]:
    """The paragraphs of a transcript in order, with their moments laid over them.

    `breaks` are utterances that begin a paragraph because a person wants it, `differences` what a person corrected.
    """
    called = {s.id: (s.name, s.side) for s in transcript.speakers}
    runs = _runs(transcript.utterances, breaks)
    starts: dict[str, list[float]] = {}
    owners: dict[str, list[int]] = {}
    for i, run in enumerate(runs):
        starts.setdefault(run[0].speaker, []).append(run[0].start)
        owners.setdefault(run[0].speaker, []).append(i)
    marked: dict[int, list[tuple[int, MarkLike]]] = {}
    for i, mark in enumerate(marks):
        at = bisect_right(starts.get(mark.voice, []), mark.start + _SLACK_S) - 1
        if at >= 0:
            marked.setdefault(owners[mark.voice][at], []).append((i, mark))
    blocks = []
    for i, run in enumerate(runs):
        name, side = called.get(run[0].speaker, (run[0].speaker, "other"))
        changed = [d for d in differences if _is_in(d, run)] if differences else ()
        blocks.append(Block(run, name, side, marked.get(i, ()), changed))
    return tuple(blocks)


def _is_in(change: Difference, run: Sequence[Utterance]) -> bool:
    """Whether a correction was made in one of these utterances of a voice."""
    if change.speaker != run[0].speaker or change.end < run[0].start - _SLACK_S:
        return False
    middle = (change.start + change.end) / 2
    return any(u.start - _SLACK_S <= middle <= u.end + _SLACK_S for u in run)


def begun(transcript: Transcript, splits: Sequence[tuple[str, float]]) -> frozenset[str]:
    """The utterances that begin at places (voice, second) where a person wants a new line; a place inside of one that
    was joined later says nothing any more."""
    found = set()
    for voice, second in splits:
        own = [u for u in transcript.utterances if u.speaker == voice]
        at = bisect_right(own, second, key=lambda u: (u.words[0].start + u.words[0].end) / 2 if u.words else u.start)
        before = own[at - 1] if at else None
        last = before.words[-1] if before is not None and before.words else None
        if at < len(own) and before is not None and (last is None or (last.start + last.end) / 2 <= second):
            found.add(own[at].id)
    return frozenset(found)


def _runs(utterances: Sequence[Utterance], breaks: frozenset[str]) -> list[list[Utterance]]:
    runs: list[list[Utterance]] = []
    last: Utterance | None = None
    words = 0  # counted by spaces: asking for the words themselves would read them all
    for u in utterances:
        joins = (
            last is not None
            and last.speaker == u.speaker
            and words < PARAGRAPH_WORDS
            and u.start - last.end < PARAGRAPH_GAP_S
            and last.timed
            and u.timed
            and u.id not in breaks
        )
        if joins:
            runs[-1].append(u)
            words += u.text.count(" ") + 1
        else:
            runs.append([u])
            words = u.text.count(" ") + 1
        last = u
    return runs


def _plain(run: Sequence[Utterance]) -> Parts:
    pieces: list[str] = []
    first: list[int] = []
    last: list[int] = []
    starts: list[float] = []
    ends: list[float] = []
    sizes: list[int] = []
    at = 0
    for u in run:
        sizes.append(max(1, len(u.words)))
        if u.words:
            for word in u.words:
                text = word.text
                pieces.append(text)
                first.append(at)
                at += len(text)
                last.append(at)
                at += 1
                starts.append(word.start)
                ends.append(word.end)
        else:
            pieces.append(u.text)
            first.append(at)
            at += len(u.text)
            last.append(at)
            at += 1
            starts.append(u.start)
            ends.append(u.end)
    return Parts(
        text=" ".join(pieces),
        word_first=tuple(first),
        word_last=tuple(last),
        word_starts=tuple(starts),
        word_ends=tuple(ends),
        sizes=tuple(sizes),
    )


def _corrections(block: Parts, differences: Sequence[Difference]) -> tuple[Correction, ...]:
    """The words whose middles lie in a difference's seconds; the word before where words were taken out."""
    found = []
    middles = [(a + b) / 2 for a, b in zip(block.word_starts, block.word_ends, strict=True)]
    for d in differences:
        first = bisect_left(middles, d.start - 1e-3)
        last = bisect_right(middles, d.end + 1e-3) - 1
        if last < first or not d.now:
            first = last = min(max(0, first - 1), len(middles) - 1)
        found.append(Correction(block.word_first[first], block.word_last[last], d.heard))
    return tuple(found)


def _with_marks(block: Parts, marks: Sequence[tuple[int, MarkLike]]) -> Parts:
    text = block.text
    found: list[tuple[int, int, int, MarkLike]] = []
    for index, mark in marks:
        first, last = _where(block, mark)
        while last < len(text) and text[last] in "?!.,;:…\"'”’)":
            last += 1
        found.append((first, last, index, mark))
    found.sort(key=lambda f: (f[1], f[0]))
    cuts: list[int] = []  # where a chip goes, and how much it adds
    adds: list[int] = []
    out: list[str] = []
    chips: list[tuple[int, int]] = []
    done = grown = 0
    for _, last, _, mark in found:
        chip = _NBSP * 2 + chip_label(mark.kind, mark.type).replace(" ", _NBSP) + _NBSP * 2
        out.append(text[done:last] + (_NBSP if last > done else " "))  # a chip does not stand alone in a line
        chips.append((last + grown + 1, last + grown + 1 + len(chip)))
        out.append(chip)
        done = last
        grown += len(chip) + 1
        cuts.append(last)
        adds.append(grown)
    out.append(text[done:])

    def moved(position: int) -> int:
        i = bisect_left(cuts, position)
        return position + (adds[i - 1] if i else 0)

    def moved_start(position: int) -> int:
        i = bisect_right(cuts, position)
        return position + (adds[i - 1] if i else 0)

    return Parts(
        text="".join(out),
        word_first=tuple(moved_start(p) for p in block.word_first),
        word_last=tuple(moved(p) for p in block.word_last),
        word_starts=block.word_starts,
        word_ends=block.word_ends,
        sizes=block.sizes,
        corrections=tuple(Correction(moved_start(c.first), moved(c.last), c.heard) for c in block.corrections),
        spans=tuple(Span(moved_start(f), moved(last), m.kind, i) for f, last, i, m in found),
        chips=tuple(chips),
    )


def _where(block: Parts, mark: MarkLike) -> tuple[int, int]:
    """The characters of a moment: its quote nearest to its time, else the words spoken within its times."""
    i = max(0, bisect_left(block.word_starts, mark.start - _SLACK_S))
    near = block.word_first[min(i, len(block.word_first) - 1)] if block.word_first else 0
    quote = mark.quote.strip().rstrip(".?!,").casefold()
    if quote:
        folded = block.text.casefold()
        places: list[int] = []
        at = folded.find(quote)
        while at >= 0 and len(folded) == len(block.text):
            places.append(at)
            at = folded.find(quote, at + 1)
        if places:
            first = min(places, key=lambda p: abs(p - near))
            return first, first + len(quote)
    last = bisect_right(block.word_starts, mark.end + 1e-3) - 1
    i = min(i, len(block.word_first) - 1)
    return block.word_first[i], block.word_last[max(i, last)]
