"""Where the user's phrases are said: as they are written, or as a recogniser may have spelt what it heard.

Nothing is stemmed: a phrase is its words, contractions written out ("don't" is "do not") and hesitations between them
aside. Another spelling counts where it sounds almost alike: one word for a word, or a few for a few, with a word beside
them that is as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.competitors import common_words
from callcoach_desktop.analysis.questions.segments import ends_sentence
from callcoach_desktop.analysis.sounds import begins_alike, difference, sound
from callcoach_desktop.analysis.words import Run, bare_word

COINED = 0.2  # how far off one word may sound that is no common one
COMMON = 0.05  # and a common word, which is most often what was said
SEVERAL = 0.12  # and a few words, together with those around them that are as they were written
BETWEEN = 0.3  # and those few words by themselves
SHORTEST = 5  # sounds that a phrase needs to be looked for by sound
EXACT, HEARD = 0.96, 0.86  # how sure a phrase is that stands as it was written, and one that sounds the same

_ENDS = (("n't", "not"), ("'re", "are"), ("'ll", "will"), ("'ve", "have"), ("'m", "am"))
_WHOLE = {"can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"), "let's": ("let", "us"),
          "gonna": ("going", "to"), "wanna": ("want", "to")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """Words `first` to `last` (exclusive) of a run in which a phrase is said; `heard` where they only sound like it."""

    run: Run
    first: int
    last: int
    phrase: str
    heard: bool
    confidence: float

    @property
    def text(self) -> str:
        """What stands there."""
        return " ".join(t.text for t in self.run.tokens[self.first : self.last]).strip(".,?!;:")


@dataclass(frozen=True, slots=True)
class _Line:
    """The plain words of a run, and the token that each belongs to."""

    run: Run
    words: tuple[str, ...]
    tokens: tuple[int, ...]


@dataclass
class PhraseIndex:
    """The words of a call by where they stand, so that each phrase is a look and not a walk."""

    runs: Sequence[Run]
    lines: list[_Line] = field(default_factory=list)
    places: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, run in enumerate(self.runs):
            words: list[str] = []
            tokens: list[int] = []
            for at, token in enumerate(run.tokens):
                if token.bare in lexicon.FILLERS:
                    continue
                for word in plain_words(token.bare):
                    self.places.setdefault(word, []).append((number, len(words)))
                    words.append(word)
                    tokens.append(at)
            self.lines.append(_Line(run, tuple(words), tuple(tokens)))
        self._sounding: dict[str, list[str]] = {}
        for word in self.places:
            self._sounding.setdefault(sound(word)[:1], []).append(word)

    def find(self, phrase: str, *, by_sound: bool) -> list[Said]:
        """Every place of a phrase in order of the runs; the surest one where places overlap."""
        wanted = words_of(phrase)
        if not wanted:
            return []
        found = list(self._exact(phrase, wanted))
        sounds = sound("".join(wanted))
        if by_sound and len(sounds) >= SHORTEST:
            found += (
                self._one_word(wanted[0], phrase, sounds) if len(wanted) == 1 else self._several(phrase, wanted, sounds)
            )
        return _apart(found)

    def _exact(self, phrase: str, wanted: tuple[str, ...]) -> Iterator[Said]:
        rarest = min(range(len(wanted)), key=lambda n: len(self.places.get(wanted[n], ())))
        for number, at in self.places.get(wanted[rarest], ()):
            line, first = self.lines[number], at - rarest
            if first >= 0 and line.words[first : first + len(wanted)] == wanted:
                yield from self._said(line, first, first + len(wanted), phrase, None)

    def _one_word(self, written: str, phrase: str, wanted: str) -> Iterator[Said]:
        for first_sound, words in self._sounding.items():
            if not begins_alike(first_sound, wanted):
                continue
            for word in words:
                most = COMMON if word in common_words() else COINED
                apart = difference(sound(word), wanted, most)
                if apart <= most and word != written:
                    for number, at in self.places[word]:
                        yield from self._said(self.lines[number], at, at + 1, phrase, apart)

    def _several(self, phrase: str, wanted: tuple[str, ...], sounds: str) -> Iterator[Said]:
        """Windows around each word that stands there as it was written and is no mere word of grammar."""
        content = {w for w in wanted if w not in lexicon.FUNCTION_WORDS}
        seen: set[tuple[int, int, int]] = set()
        for word in content:
            for number, at in self.places.get(word, ()):
                line = self.lines[number]
                for first in range(max(0, at - len(wanted)), at + 1):
                    for last in range(max(at + 1, first + len(wanted) - 1), first + len(wanted) + 2):
                        if last > len(line.words) or (number, first, last) in seen:
                            continue
                        seen.add((number, first, last))
                        apart = _several_apart(line.words[first:last], wanted, len(sounds))
                        if apart is not None and line.words[first:last] != wanted:
                            yield from self._said(line, first, last, phrase, apart)

    @staticmethod
    def _said(line: _Line, first: int, last: int, phrase: str, apart: float | None) -> Iterator[Said]:
        """`apart` is how far off it sounds, None where it stands as it was written."""
        begin, end = line.tokens[first], line.tokens[last - 1] + 1
        if any(ends_sentence(t) for t in line.run.tokens[begin : end - 1]):
            return
        sure = EXACT if apart is None else HEARD - 2 * apart
        yield Said(line.run, begin, end, phrase, apart is not None, round(sure, 3))


@lru_cache(maxsize=16_384)
def plain_words(bare: str) -> tuple[str, ...]:
    """A bare word as it is compared: contractions written out, no possessive."""
    if bare in _WHOLE:
        return _WHOLE[bare]
    for end, word in _ENDS:
        if bare.endswith(end) and len(bare) > len(end):
            return bare.removesuffix(end), word
    return (bare.removesuffix("'s"),)


def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, as they are compared."""
    return tuple(w for one in phrase.split() if (bare := bare_word(one)) for w in plain_words(bare))


def _several_apart(heard: tuple[str, ...], wanted: tuple[str, ...], sounds: int) -> float | None:
    """How far off words sound as a share of all `sounds`; None when too far, or when too few are as they should be.

    What both begin and end with is the same: only what lies between is compared.
    """
    first = 0
    while first < min(len(heard), len(wanted)) and heard[first] == wanted[first]:
        first += 1
    last = 0
    while last < min(len(heard), len(wanted)) - first and heard[-1 - last] == wanted[-1 - last]:
        last += 1
    own, other = heard[first : len(heard) - last], wanted[first : len(wanted) - last]
    if len(other) > max(2, len(wanted) // 2):
        return None
    if not own or not other:  # a word more or less is another phrase
        return None if own or other else 0.0
    # As many words as there should be, and common ones: they were most likely said ("Thursday" for "Tuesday").
    most = COMMON if len(own) == len(other) and all(word in common_words() for word in own) else BETWEEN
    between = sound("".join(other))
    apart = difference(sound("".join(own)), between, most)
    return apart * len(between) / sounds if apart <= most and apart * len(between) <= SEVERAL * sounds else None


def _apart(found: Iterable[Said]) -> list[Said]:
    kept: list[Said] = []
    taken: set[tuple[int, int]] = set()
    for said in sorted(found, key=lambda s: (-s.confidence, s.last - s.first, s.run.start, s.first)):
        words = {(id(said.run), n) for n in range(said.first, said.last)}
        if taken.isdisjoint(words):
            taken |= words
            kept.append(said)
    return sorted(kept, key=lambda s: (s.run.start, s.first))
