"""Words with times and speakers, in the shapes that the rest of the analysis works on. Times are seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from callcoach_desktop.analysis.lexicon import BACKCHANNELS
from callcoach_desktop.domain.transcript import Side, Transcript, Utterance

_NOT_PART_OF_A_WORD = re.compile(r"[^\w']+")
MAX_RUN_PAUSE = 3.0  # seconds; the silence that a turn bridges (DESIGN.md, section 3)
BACKCHANNEL_WORDS = 3  # at most so many words make a backchannel (DESIGN.md, section 3)


@dataclass(frozen=True, slots=True)
class Token:
    """A spoken word. `bare` is lower case without punctuation, and empty for pure punctuation.

    `utterance` is the index into the transcript's sorted utterances. `exact` is True where a recogniser heard the
    word and measured its times, False where somebody wrote it and they were spread over the utterance.
    """

    text: str
    bare: str
    start: float
    end: float
    utterance: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Run:
    """One speaker's words in a row: nobody else took the floor between them and no silence was over 3 s."""

    speaker: str
    side: Side
    tokens: tuple[Token, ...]

    @property
    def start(self) -> float:
        """When its first word begins."""
        return self.tokens[0].start

    @property
    def end(self) -> float:
        """When its last word ends."""
        return max(t.end for t in self.tokens)


@lru_cache(maxsize=16_384)
def bare_word(text: str) -> str:
    """Lower case, one kind of apostrophe, no punctuation."""
    return _NOT_PART_OF_A_WORD.sub("", text.lower().replace("’", "'")).strip("'")


def sorted_utterances(transcript: Transcript) -> tuple[Utterance, ...]:
    """The utterances by start; an end before its start is taken as the start."""
    mended = (
        u if u.end >= u.start else Utterance(u.id, u.speaker, u.start, u.start, u.text, u.words, u.timed)
        for u in transcript.utterances
    )
    return tuple(sorted(mended, key=lambda u: (u.start, u.end, u.id)))


def tokens_of(utterance: Utterance, index: int) -> list[Token]:
    """The utterance's words; without word times its seconds are shared out by letters.

    Hyphenated words ("e-mail") stay one word; a dash between spaces is punctuation of the word before it.
    """
    if utterance.words:
        # A recogniser is never wholly sure; words of which nobody knows how sure to be have times that were shared out.
        heard = any(w.probability < 1.0 for w in utterance.words)
        raw = [(w.text.strip(), w.start, max(w.start, w.end), heard) for w in utterance.words]
    else:
        texts = utterance.text.split()
        letters = [len(t) + 1 for t in texts]
        total = sum(letters)
        length = utterance.end - utterance.start
        raw, said = [], 0
        for text, count in zip(texts, letters, strict=True):
            start = utterance.start + length * said / total
            said += count
            raw.append((text, start, utterance.start + length * said / total, False))
    tokens: list[Token] = []
    for text, start, end, exact in raw:
        bare = bare_word(text)
        if not bare and tokens:  # a lone "?" or dash belongs to the word before it
            last = tokens[-1]
            tokens[-1] = Token(last.text + text, last.bare, last.start, max(last.end, end), index, last.exact)
        elif bare:
            tokens.append(Token(text, bare, start, end, index, exact))
    return tokens


def is_backchannel_text(words: Sequence[str]) -> bool:
    """At most three words, all of the backchannel list. `words` are bare."""
    return 0 < len(words) <= BACKCHANNEL_WORDS and all(w in BACKCHANNELS for w in words)


def runs(transcript: Transcript, utterances: Sequence[Utterance], backchannels: Iterable[int]) -> list[Run]:
    """Each speaker's words in a row, sorted by start. `backchannels` are the indexes of utterances that take no
    floor: they make runs of their own and break nobody's."""
    small = frozenset(backchannels)
    found: list[list[Token]] = []
    speakers: list[str] = []
    open_run: int | None = None
    for index, utterance in enumerate(utterances):
        tokens = tokens_of(utterance, index)
        if not tokens:
            continue
        if index in small:
            found.append(tokens)
            speakers.append(utterance.speaker)
            continue
        if (
            open_run is not None
            and speakers[open_run] == utterance.speaker
            and tokens[0].start - found[open_run][-1].end < MAX_RUN_PAUSE
        ):
            found[open_run].extend(tokens)
        else:
            found.append(tokens)
            speakers.append(utterance.speaker)
            open_run = len(found) - 1
    made = [
        Run(speaker, transcript.side_of(speaker), tuple(tokens))
        for speaker, tokens in zip(speakers, found, strict=True)
    ]
    return sorted(made, key=lambda r: (r.start, r.end))
