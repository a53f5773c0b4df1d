"""Which voice is the rep's, told from what is said: for calls in which nothing else says it.

Sellers ask and say "you"; buyers tell and say "I"; who records his calls mostly opens them. Weights are the means over
the variances of the two sides' difference in our own 22 scripted calls, rounded, so that a feature counts as far as
it is steady. It is a guess and must be shown as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from callcoach_desktop.domain.transcript import Transcript, Utterance

_YOU = frozenset(["you", "your", "yours", "you're", "you've", "you'd", "you'll"])
_I = frozenset(["i", "my", "me", "mine", "i'm", "i've", "i'd", "i'll"])
_WORD = re.compile(r"[a-z']+")
# A point of 100 words; a question an utterance; opening the call.
_PER_YOU, _PER_ASKED, _PER_I, _FIRST = 1.3, 7.5, 0.35, 0.8
_USUAL_WORDS, _USUAL_UTTERANCES = 100, 5  # of the call's own average that are added to what a voice says
_NAMES_ITSELF = 100.0  # "this is Anna", when the rep is called Anna: nothing else counts then
_OPENING_S = 60.0
_LEAST_WORDS = 20  # a voice that says less is nobody to judge
_LEAST_SHARE = 0.15  # of all words: of three people and more, who says less is a colleague who joins in


@dataclass(frozen=True, slots=True)
class RepGuess:
    """The speaker who sounds like the rep, and by how much more than the next one (log odds, 0 and more)."""

    speaker: str
    margin: float


def guess_rep(transcript: Transcript, rep_name: str | None = None) -> RepGuess | None:
    """Who is the rep; None for another language than English, or when fewer than two voices say enough."""
    if transcript.language.split("-")[0] not in {"en", ""}:
        return None
    by_voice: dict[str, list[Utterance]] = {}
    for utterance in transcript.utterances:
        by_voice.setdefault(utterance.speaker, []).append(utterance)
    words = {voice: [w for u in own for w in _words(u.text)] for voice, own in by_voice.items()}
    voices = [voice for voice in by_voice if len(words[voice]) >= _LEAST_WORDS]
    if len(voices) > 2:
        least = sum(len(own) for own in words.values()) * _LEAST_SHARE
        voices = [voice for voice in voices if len(words[voice]) >= least]
    if len(voices) < 2:
        return None
    first = transcript.utterances[0].speaker
    usual = _rates([w for own in words.values() for w in own], transcript.utterances)
    scores = {
        voice: _score(_rates(words[voice], by_voice[voice], usual)) + (_FIRST if voice == first else 0.0)
        + (_NAMES_ITSELF if rep_name and _names_itself(by_voice[voice], rep_name) else 0.0)
        for voice in voices
    }  # fmt: skip
    best, next_ = sorted(voices, key=lambda v: -scores[v])[:2]
    return RepGuess(best, scores[best] - scores[next_])


def _rates(
    words: Sequence[str], utterances: Sequence[Utterance], usual: tuple[float, float, float] | None = None
) -> tuple[float, float, float]:
    """How often a word is "you", how often "I", how often an utterance asks. With `usual`, the rates of the whole call,
    a voice that says little is near them: a colleague's three sentences tell less than a rep's hundred. The order of
    two voices stays."""
    counted = (
        sum(w in _YOU for w in words), sum(w in _I for w in words), sum("?" in u.text for u in utterances),
    )  # fmt: skip
    of = (len(words), len(words), len(utterances))
    if usual is None:
        you, i, asked = (n / max(count, 1) for n, count in zip(counted, of, strict=True))
        return you, i, asked
    more = (_USUAL_WORDS, _USUAL_WORDS, _USUAL_UTTERANCES)
    you, i, asked = ((n + x * m) / (count + m) for n, count, x, m in zip(counted, of, usual, more, strict=True))
    return you, i, asked


def _score(rates: tuple[float, float, float]) -> float:
    you, i, asked = rates
    return 100 * (_PER_YOU * you - _PER_I * i) + _PER_ASKED * asked


def _names_itself(utterances: list[Utterance], name: str) -> bool:
    first = re.escape(name.casefold().strip().partition(" ")[0])
    said = " ".join(u.text.casefold() for u in utterances if u.start <= _OPENING_S)
    # "its" is how a recogniser may hear it.
    pattern = (
        rf"\b(?:this is|it'?s|it is|i'm|i am|my name is|my name's) {first}\b|\b{first} (?:here|speaking|calling|from)\b"
    )
    return bool(first) and re.search(pattern, said) is not None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("’", "'"))
