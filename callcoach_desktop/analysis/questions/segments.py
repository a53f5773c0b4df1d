"""Cutting a run of words into sentence-like segments, with or without punctuation."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from callcoach_desktop.analysis.questions.forms import asks_by_form, clean_inversion, may_begin, shape
from callcoach_desktop.analysis.questions.model import Model
from callcoach_desktop.analysis.words import Run, Token

_SENTENCE_END = re.compile(r"[.?!…]+[\"'”’)\]]*$|[?!][,;]$")
_ABBREVIATION = re.compile(r"^(mr|mrs|ms|dr|st|vs|etc|no|approx|[a-z]|([a-z]\.)+[a-z])\.$", re.IGNORECASE)
_QUESTION_END = re.compile(r"\?")
PUNCTUATED = 1 / 60  # sentence ends a word; speech has about one in ten, so less than this is no punctuation
LEAST_ENDS = 30  # sentence ends without one question mark from which nobody wrote any: every fourth sentence asks
UTTERANCE_EDGE = 2.0  # log-odds that the edge of an utterance adds to a boundary where no pause was measured


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `first` to `last` (exclusive) of a run. `asks` is True where it ends in a question mark;
    `marked` is True where the text carries punctuation, question marks among it."""

    run: Run
    first: int
    last: int
    asks: bool
    marked: bool

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Its words."""
        return self.run.tokens[self.first : self.last]

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, bare."""
        return tuple(t.bare for t in self.tokens)

    @property
    def start(self) -> float:
        """Seconds. (The words of overlapping utterances of one speaker need not be in order of time.)"""
        return min(t.start for t in self.tokens)

    @property
    def end(self) -> float:
        """Seconds."""
        return max(t.end for t in self.tokens)

    @property
    def opening(self) -> str:
        """The sign before its first word: "^" at the start of the run, else as `sign`."""
        return sign(self.run.tokens[self.first - 1]) if self.first else "^"

    @property
    def closing(self) -> str:
        """The sign after its last word (see `sign`)."""
        return sign(self.run.tokens[self.last - 1])

    @property
    def text(self) -> str:
        """As it was written."""
        return " ".join(t.text for t in self.tokens)


def is_punctuated(tokens: Sequence[Token]) -> bool:
    """Whether a text carries sentence punctuation."""
    ends = sum(bool(_SENTENCE_END.search(t.text)) for t in tokens)
    return ends > 0 and ends >= PUNCTUATED * len(tokens)


def writes_question_marks(tokens: Sequence[Token]) -> bool:
    """Whether who wrote a text writes question marks: some captions have full stops alone. Told by all of a call."""
    signs = [sign(t) for t in tokens]
    return "?" in signs or signs.count(".") < LEAST_ENDS


def ends_sentence(token: Token) -> bool:
    """Whether a word closes a sentence ("3.5" and "Dr." do not)."""
    return sign(token) in {"?", "."}


def sign(token: Token) -> str:
    """The punctuation that a word carries: "?", "." for every other end of a sentence, "," or "none"."""
    return _sign_of(token.text)


@lru_cache(maxsize=16_384)
def _sign_of(text: str) -> str:
    """See `sign`. Kept, because it is asked of every word many times."""
    if _SENTENCE_END.search(text) and not _ABBREVIATION.match(text):
        return "?" if _QUESTION_END.search(text) else "."
    return "," if text[-1:] in ",;:-–—" else "none"


def sentences(run: Run) -> list[tuple[int, int]]:
    """Where each sentence of punctuated text begins and ends (exclusive)."""
    ends = [i + 1 for i, token in enumerate(run.tokens) if ends_sentence(token) or i == len(run.tokens) - 1]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def by_punctuation(run: Run) -> list[Segment]:
    """Segments that end where the punctuation says."""
    return [
        Segment(run, first, last, bool(_QUESTION_END.search(run.tokens[last - 1].text)), marked=True)
        for first, last in sentences(run)
    ]


def boundary_signs(run: Run, at: int, marked: bool) -> list[str]:
    """What the sound and the punctuation say of a boundary before word `at`: features of their own, absent where
    word times were not measured or the text has no punctuation."""
    left, right = run.tokens[at - 1], run.tokens[at]
    found = []
    if left.exact and right.exact:
        silence = right.start - left.end
        found.append("pause:" + next((n for n in ("0.05", "0.15", "0.35", "0.6") if silence <= float(n)), "more"))
    if marked:
        here = sign(left)
        form = asks_by_form([t.bare for t in run.tokens[at : at + 5]], 0)
        found += [f"sign:{here}", f"sign:{here} {shape(right.bare)}", f"sign:{here} form:{form}"]
        if clean_inversion([t.bare for t in run.tokens[max(0, at - 4) : at + 3]], min(at, 4)):
            found.append(f"sign:{here} clean")
    return found


def boundary_features(words: Sequence[str], at: int, since: int) -> list[str]:
    """What a boundary before word `at` (1 or more) can be told from: the two words before and three after, the form
    of asking that may begin there, and how many words ago (`since`) the last boundary was."""
    before = shape(words[at - 1])
    further = shape(words[at - 2]) if at > 1 else "^"
    here = shape(words[at])
    after = shape(words[at + 1]) if at + 1 < len(words) else "$"
    later = shape(words[at + 2]) if at + 2 < len(words) else "$"
    form = asks_by_form(words, at) if may_begin(words, at) else None
    length = next((n for n in (1, 2, 4, 8, 14, 24) if since <= n), 99)
    found = ["clean"] if clean_inversion(words, at) else []
    return [
        *found,
        "bias",
        f"since:{length}",
        f"since:{length} {here}",
        f"form:{form} {before}",
        f"form:{form} {length}",
        f"form:{form} {here} {after}",
        f"b:{before}",
        f"fb:{further} {before}",
        f"h:{here}",
        f"ha:{here} {after}",
        f"hal:{here} {after} {later}",
        f"bh:{before} {here}",
        f"bha:{before} {here} {after}",
        f"fbh:{further} {before} {here}",
    ]


def boundary_odds(run: Run, model: Model, marked: bool, parts: Sequence[tuple[int, int]]) -> list[float]:
    """Log-odds of a boundary before each word of a run that stands inside one of these `parts` (sentences, or the whole
    run; first and last word, exclusive), and infinity elsewhere: a part begins and ends at a boundary."""
    words = [t.bare for t in run.tokens]
    found = [math.inf] * len(words)
    weight = model.boundary.get
    for first, last in parts:
        since = 1
        for at in range(first + 1, last):
            left, right = run.tokens[at - 1], run.tokens[at]
            odds = sum([weight(f, 0.0) for f in boundary_features(words, at, since)])
            odds += sum([weight(f, 0.0) for f in boundary_signs(run, at, marked)])
            if left.utterance != right.utterance and not left.exact:
                odds += UTTERANCE_EDGE
            since = 1 if odds > 0 else since + 1
            found[at] = odds
    return found
