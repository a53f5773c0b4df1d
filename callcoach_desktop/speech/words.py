"""Words of a channel -> utterances: each word finds the stretch of sound that it was said in.

Whisper's word times come from its attention and swing by 0.2 s and more next to pauses; speech spans know where sound
begins and ends. So spans set the edges of utterances and words only say what was said in between.
"""

from __future__ import annotations

from collections.abc import Callable

from callcoach_desktop.domain.transcript import Utterance, Word
from callcoach_desktop.speech.activity import Span, merge

PAUSE = 0.7  # s: a longer pause ends an utterance (DESIGN.md, section 3)
FAR = 0.6  # s: a word further than this from any speech was not said
SPOKEN_PER_LETTER = 0.12  # s: slow speech; what a word covers at most, with SPOKEN_LEAST
SPOKEN_LEAST = 0.35


def spoken_end(word: Word) -> float:
    """The end of a word, cut to what can be spoken: an end that was drawn over a dropped sentence is not believed."""
    letters = sum(c.isalnum() for c in word.text)
    return min(word.end, word.start + SPOKEN_LEAST + SPOKEN_PER_LETTER * letters)


def stretches(spans: list[Span], pause: float = PAUSE) -> list[Span]:
    """Speech spans joined over pauses that do not end an utterance."""
    return merge(spans, pause)


def utterances_of(speaker: str, words: list[Word], spans: list[Span]) -> list[Utterance]:
    """Utterances of one channel. Words far from any sound are dropped; a stretch without words gives none.

    Ids are numbered by the caller's order later; here they are empty.
    """
    runs = stretches(spans)
    said: list[list[Word]] = [[] for _ in runs]
    for word in sorted(words, key=lambda w: (w.start, w.end)):
        index = _home(word, runs)
        if index is not None:
            said[index].append(word)
    return [
        Utterance("", speaker, run[0], run[1], " ".join(w.text for w in inside), _clean(inside, run))
        for run, inside in zip(runs, said, strict=True)
        if inside
    ]


def _home(word: Word, runs: list[Span]) -> int | None:
    """Index of the run that a word overlaps most, else of the nearest within FAR."""
    end = max(spoken_end(word), word.start + 0.02)
    best, best_score = None, -FAR
    for index, (start, stop) in enumerate(runs):
        if start > end + FAR:
            break
        overlap = min(end, stop) - max(word.start, start)  # negative: the distance
        if overlap > best_score:
            best, best_score = index, overlap
    return best


def _clean(words: list[Word], run: Span) -> tuple[Word, ...]:
    """Word times inside the run, in order, outer words drawn to the sound's edges when they are near."""
    start, end = run
    out: list[Word] = []
    at = start
    for i, word in enumerate(words):
        begin = min(max(word.start, at), end)
        last = i == len(words) - 1
        if i == 0 and begin - start < FAR:
            begin = start
        stop = min(max(spoken_end(word), begin), end)
        if last and end - stop < FAR:
            stop = end
        out.append(Word(word.text, begin, stop, word.probability))
        at = stop
    return tuple(out)


def uncovered(words: list[Word], spans: list[Span], least: float = 0.6) -> list[Span]:
    """Speech that no word covers: gaps of at least `least` seconds of speech between words.

    Word times swing, so each word is widened by 0.25 s on both sides.
    """
    covered = merge([(w.start - 0.25, spoken_end(w) + 0.25) for w in words], 0.0)
    out: list[Span] = []
    for start, end in spans:
        at = start
        for a, b in covered:
            if b <= at:
                continue
            if a >= end:
                break
            if a - at >= least:
                out.append((at, min(a, end)))
            at = max(at, b)
        if end - at >= least:
            out.append((at, end))
    return out


def drop_doubles(
    utterances: list[list[Utterance]], spans: tuple[tuple[Span, ...], ...], levels: tuple[tuple[float, ...], ...]
) -> list[list[Utterance]]:
    """Utterances of two channels without those that say at the same time, quieter, what the other channel says.

    Leaked speech is removed by its sound first (`speech.leak`); this catches what was too reverberant for that.
    At least three words, and seven of ten at the same time on the other side: two people do say "yeah" together.
    """
    loud = [_loudness(list(s), list(v)) for s, v in zip(spans, levels, strict=True)]
    out: list[list[Utterance]] = []
    for channel in (0, 1):
        other = [w for u in utterances[1 - channel] for w in u.words]
        out.append(
            [
                u
                for u in utterances[channel]
                if not (_echoes(u, other) and loud[channel](u.start, u.end) < loud[1 - channel](u.start, u.end))
            ]
        )
    return out


def _echoes(utterance: Utterance, other: list[Word]) -> bool:
    words = [(letters_of(w.text), w.start) for w in utterance.words]
    if len(words) < 3:
        return False
    near: dict[str, list[float]] = {
        letters_of(w.text): [] for w in other if utterance.start - 1 <= w.start <= utterance.end + 1
    }
    for w in other:
        if letters_of(w.text) in near:
            near[letters_of(w.text)].append(w.start)
    same = sum(any(abs(at - start) < 0.5 for at in near.get(text, ())) for text, start in words)
    return same >= 0.7 * len(words)


def letters_of(text: str) -> str:
    """A word's letters and digits alone, in lower case: what two hearings of it have in common."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _loudness(spans: list[Span], levels: list[float]) -> Callable[[float, float], float]:
    """Mean level in dBFS of a channel's speech between two times; -100 where it does not speak."""

    def between(start: float, end: float) -> float:
        inside = [
            (min(b, end) - max(a, start), v) for (a, b), v in zip(spans, levels, strict=True) if b > start and a < end
        ]
        total = sum(length for length, _ in inside)
        return sum(length * v for length, v in inside) / total if total > 0 else -100.0

    return between
