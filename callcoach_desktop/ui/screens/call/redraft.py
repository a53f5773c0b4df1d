"""What an edit makes of the paragraphs on the screen, before the library has taken it. No Qt.

The library's answer replaces all of this as soon as it is there; until then the person sees what was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from callcoach_desktop.domain.transcript import Side, Utterance, Word
from callcoach_desktop.ui.screens.call.blocks import Block

Said = tuple[str, float, float]  # a word with its start and end in seconds


def share_out(before: Sequence[Sequence[str]], text: str) -> list[str]:
    """The new text of each utterance of a paragraph when the whole paragraph's text is now `text`.

    Words that stayed keep their utterance; new words go where the words they replace were, or to the utterance of the
    word before them.
    """
    old = [(word, i) for i, words in enumerate(before) for word in words]
    new = text.split()
    owners: list[int] = []
    for tag, a, b, c, d in SequenceMatcher(None, [w for w, _ in old], new, autojunk=False).get_opcodes():
        if tag == "equal":
            owners += [owner for _, owner in old[a:b]]
        elif b > a:
            owners += [old[a + (b - a) * k // (d - c)][1] for k in range(d - c)]
        elif d > c:
            owners += [old[a - 1][1] if a else 0] * (d - c)
    shared: list[list[str]] = [[] for _ in before]
    for word, owner in zip(new, owners, strict=True):
        shared[owner].append(word)
    return [" ".join(words) for words in shared]


def respeak(words: Sequence[Said], text: str, start: float, end: float) -> list[Said]:
    """Times for the words of a new text: words that stayed keep theirs, others share the gap they fill (seconds)."""
    new = text.split()
    made: list[Said] = []
    for tag, a, b, c, d in SequenceMatcher(None, [w[0] for w in words], new, autojunk=False).get_opcodes():
        if tag == "equal":
            made += words[a:b]
            continue
        first = words[a][1] if a < b else (words[a - 1][2] if a else start)
        last = words[b - 1][2] if a < b else (words[a][1] if a < len(words) else end)
        each = max(0.0, last - first) / max(1, d - c)
        made += [(new[c + k], first + each * k, first + each * (k + 1)) for k in range(d - c)]
    return made


def _utterance(name: str, voice: str, words: Sequence[Said], timed: bool, start: float, end: float) -> Utterance:
    said = tuple(Word(*word) for word in words)
    return Utterance(name, voice, start, end, " ".join(w.text for w in said), said, timed)


def _runs(block: Block) -> list[tuple[str, list[Said]]]:
    return list(zip(block.ids, block.words(), strict=True))


def _block(block: Block, runs: Sequence[tuple[str, Sequence[Said]]], start: float, end: float) -> Block:
    run = []
    for i, (name, words) in enumerate(runs):
        at = words[0][1] if words else start
        run.append(_utterance(name, block.voice, words, block.timed, start if i == 0 else at,
                              words[-1][2] if words else end))  # fmt: skip
    marks = [(k, m) for k, m in block.marks if start - 0.1 <= m.start <= end + 0.1] if any(w for _, w in runs) else []
    return Block(run, block.speaker, block.side, marks)


def with_texts(block: Block, texts: Sequence[str]) -> Block | None:
    """The paragraph with other texts of its utterances; None when nothing is left of it."""
    runs = []
    for (name, words), text in zip(_runs(block), texts, strict=True):
        if text:
            one = words if text == " ".join(w[0] for w in words) else None
            runs.append((name, one or respeak(_singles(words), text, words[0][1], words[-1][2])))
    return _block(block, runs, block.start, block.end) if runs else None


def _singles(words: Sequence[Said]) -> list[Said]:
    """Words one by one, also of an utterance that has only one time for its whole text."""
    made: list[Said] = []
    for text, start, end in words:
        pieces = text.split()
        each = (end - start) / max(1, len(pieces))
        made += [(piece, start + each * i, start + each * (i + 1)) for i, piece in enumerate(pieces)]
    return made


def split_block(block: Block, utterance: int, word: int) -> tuple[Block, Block]:
    """The paragraph in two: the second begins at a word of an utterance (0 = with that utterance)."""
    runs = [(name, _singles(words)) for name, words in _runs(block)]
    name, words = runs[utterance]
    head = [*runs[:utterance], *([(name, words[:word])] if word else [])]
    tail = [(f"{name}+" if word else name, words[word:]), *runs[utterance + 1 :]]
    at = tail[0][1][0][1]
    return _block(block, head, block.start, head[-1][1][-1][2]), _block(block, tail, at, block.end)


def join_blocks(first: Block, second: Block) -> Block:
    """Two paragraphs of one voice as one."""
    return _block(first, [*_runs(first), *_runs(second)], first.start, max(first.end, second.end))


def spoken_by(block: Block, voice: str, name: str, side: Side) -> Block:
    """The paragraph as said by another voice."""
    run = [
        _utterance(one, voice, words, block.timed, words[0][1], words[-1][2]) for one, words in _runs(block)
    ]  # fmt: skip
    return Block(run, name, side)


def word_at(text: str, character: int) -> int:
    """Which word a split before a character of the text goes before; inside a word it is that word, which goes
    along. 0 and the number of words mean that there is nothing on one side."""
    word = len(text[:character].split())
    inside = 0 < character < len(text) and not text[character - 1].isspace() and not text[character].isspace()
    return word - 1 if inside else word
