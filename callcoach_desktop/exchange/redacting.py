"""Names taken out of what leaves the library: of people, of whom one sells to, of deals, and addresses.

Taken out, word by word where they stand with a capital: the names of the call itself (speakers, customer, deal with its
company and contact) and every person that the library knows from any call or deal. Of other customers and deals: the
name as a whole, and each word of a company that is no common one. Competitors only where that is asked for. Besides,
e-mail addresses as they are written and said, and people and companies that are only mentioned, as far as simple rules
find them (`exchange.mentioned`). What no rule finds stays: the export dialog and the command line say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from callcoach_desktop.analysis.competitors import common_words
from callcoach_desktop.domain.naming import KnownNames
from callcoach_desktop.exchange import mentioned
from callcoach_desktop.exchange.first_names import SURE, WORDS_TOO

NAME = "[name]"
_LEAST = 3  # letters of a word that counts as a name: "de" and "GO" are in too many sentences
# A name of two letters is taken out of what a person is called, unless it is one of these at the start of a sentence.
_SMALL_WORDS = """Ab Ah Am An As At Be By Da Do Du Er Es Go He Hi Hm If Im In Is It Ja Je La Le Me Mr Ms My No Ob Of
Oh Ok On Or So To Um Up Us Uh We Wo Zu"""
_SMALL = frozenset(_SMALL_WORDS.split())
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\w+(?: (?:dot|punkt) \w+)* at \w+(?: (?:dot|punkt) \w+)+", re.IGNORECASE
)
_KEPT = frozenset(
    {"id", "speaker", "kind", "type", "role", "side", "stage", "sentiment_label", "format", "created_at", "author",
     "reaction"}
)  # fmt: skip
_PLAIN = frozenset({"The", "And", "For", "Call", "GmbH", "Ltd", "Inc", "LLC", "Rep", "Customer", "Speaker", "Company"})
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_MANY = 3  # a word in so many names of customers is what they deal in, not who they are
_SAID = frozenset({"I", "I'm", "I'd", "I'll", "I've"})
_POINTS = ' .,;:!?()"\u201c\u201d\u201e'


class Redactor:
    """Replaces the words of names by `[name]`."""

    def __init__(
        self,
        names: Iterable[str | None],
        people: Iterable[str] = (),
        *,
        addresses: bool = False,
        phrases: Iterable[str] = (),
        mentions: bool = False,
        language: str = "",
        kept: frozenset[str] = frozenset(),
        small: bool = False,
    ) -> None:
        """`people` are names of persons, of which two letters count, too; with `addresses` e-mail addresses go,
        `phrases` go as wholes, with `mentions` what the rules find in a `language`, but for the words `kept`. `small`:
        names stand without capitals, too, since the texts have none."""
        self._addresses, self._mentions, self._language, self._kept = addresses, mentions, language, kept
        words = {w for w in _words(names) if len(w) >= _LEAST}
        words |= {w for w in _words(people) if len(w) >= _LEAST or (len(w) > 1 and w not in _SMALL)}
        kept_words = sorted((w for w in words if w != w.lower() and w not in _PLAIN), key=len, reverse=True)
        # Case counts: the customer "Gate House" must not empty "we open the gate". All capitals are the name too.
        forms = [
            re.escape(form)
            for word in kept_words
            for form in dict.fromkeys((word, word.upper() if len(word) >= _LEAST else word))
        ]
        case = re.IGNORECASE if small else re.NOFLAG
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", case) if forms else None
        wholes = [
            r"\W+".join(map(re.escape, form.split()))
            for phrase in sorted(set(phrases), key=len, reverse=True)
            for form in dict.fromkeys((phrase, phrase.upper()))
        ]
        self._phrases = re.compile(rf"(?<!\w)(?:{'|'.join(wholes)})(?!\w)", case) if wholes else None

    def text(self, text: str) -> str:
        """The text without the names."""
        for start, end in reversed(self._places(text)):
            text = f"{text[:start]}{NAME}{text[end:]}"
        if self._names is not None:
            text = self._names.sub(NAME, text)
        return re.sub(rf"{re.escape(NAME)}(?:[ -]{re.escape(NAME)})+", NAME, text)

    def __call__(self, value: Any) -> Any:
        """JSON without the names; ids and kinds stay as they are."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple):
            return [self(one) for one in value]
        if isinstance(value, dict):
            made = {key: one if key in _KEPT else self(one) for key, one in value.items()}
            if isinstance(value.get("text"), str) and "words" in value:
                made["words"] = self._without(made["words"], value["text"])
            return made
        return value

    def _places(self, text: str) -> list[tuple[int, int]]:
        """What goes because of where it stands, in order and apart."""
        found = [match.span() for match in _ADDRESS.finditer(text)] if self._addresses else []
        if self._phrases is not None:
            found += [match.span() for match in self._phrases.finditer(text)]
        if self._mentions:
            found += [(one.start, one.end) for one in mentioned.find(text, self._language, self._kept)]
        apart: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if apart and start < apart[-1][1]:
                apart[-1] = (apart[-1][0], max(apart[-1][1], end))
            else:
                apart.append((start, end))
        return apart

    def _without(self, words: Any, text: str) -> Any:
        """The words of an utterance without those that go because of where they stand: they are kept one by one."""
        places = self._places(text)
        hidden = {part.strip(_POINTS) for start, end in places for part in text[start:end].split()} - {""}

        def of(value: Any) -> Any:
            if isinstance(value, str):
                bare = value.strip(_POINTS)
                return NAME if bare in hidden or bare.removesuffix("'s").removesuffix("\u2019s") in hidden else value
            if isinstance(value, list | tuple):
                return [of(one) for one in value]
            return {key: of(one) for key, one in value.items()} if isinstance(value, dict) else value

        return of(words) if hidden else words


def redactor(
    value: Any,
    names: Iterable[str | None],
    people: Iterable[str],
    known: KnownNames,
    *,
    language: str = "",
    competitors: bool = False,
) -> Redactor:
    """What takes the names out of `value` (JSON): its own `names` and `people`, those that the library knows, with
    `competitors` theirs as well, and what the rules find."""
    texts = list(_texts(value))
    small = not has_capitals(texts)
    here = {word for text in texts for word in _WORD.findall(text)}
    if small:
        here |= {word.capitalize() for word in here}
    # Only what stands in the texts is looked for: a pattern of all names of ten thousand calls takes seconds.
    everybody = {w for w in _words(known.people) & here if w in SURE or w not in WORDS_TOO}
    companies, wholes = _others(known, here)
    rivals = _words(known.competitors)
    own = frozenset(_words(known.own))
    if competitors:
        companies |= {w for w in rivals if w.lower() not in common_words()}
        wholes |= set(known.competitors)
    else:
        own |= rivals
    found = mentioned.words(texts, language, own)
    words, persons = [*names, *companies, *found], [*people, *(everybody - own)]
    if small:  # then a word that is one in any sentence only goes as part of the whole name
        wholes |= {" ".join(_WORD.findall(name)) for name in (*names, *people) if name}
        words = [w for w in _words(words) if w.lower() not in common_words()]
        persons = [w for w in _words(persons) if w not in WORDS_TOO]
    return Redactor(
        words, persons, addresses=True, phrases=wholes, mentions=True, language=language, kept=own, small=small
    )


def has_capitals(texts: Iterable[str]) -> bool:
    """Whether texts are written with capitals; a recogniser that writes none leaves not one in a hundred words."""
    words = [w for text in texts for w in _WORD.findall(text)]
    return not words or sum(w[0].isupper() and w not in _SAID for w in words) > len(words) / 100


def _others(known: KnownNames, here: set[str]) -> tuple[set[str], set[str]]:
    """Of companies and deals what may stand in texts with the words `here`: words, and names as wholes."""
    counts: dict[str, int] = {}
    for name in known.companies:
        for word in _words([name]):
            counts[word] = counts.get(word, 0) + 1
    common = common_words()
    words = {
        w for w, n in counts.items()
        if w in here and n < _MANY and len(w) > _LEAST and w != w.lower() and w.lower() not in common
    }  # fmt: skip
    loud = {word.upper() for word in here}
    wholes = {
        " ".join(parts)
        for name in (*known.companies, *known.deals)
        for piece in re.split(r"\s+[-\u2013\u2014:|/]+\s+|[,;()]", name)
        if (parts := [p for p in _WORD.findall(piece) if p not in _PLAIN])
        and any(p != p.lower() for p in parts)
        and (len(parts) > 1 or name in known.companies)
        and all(p.upper() in loud for p in parts)
    }
    return words, wholes


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in _KEPT and key != "words":
                yield from _texts(one)


def _words(names: Iterable[str | None]) -> set[str]:
    found = {w for name in names if name for w in _WORD.findall(name)}
    return found | {w[:-2] for w in found if w[-2:] in ("'s", "\u2019s")}
