"""Names of people and companies that are only mentioned: found by rules, since the library does not know them.

The rules: words with a capital after a title ("Mr Brandt", "Frau Dr. Kern"), an introduction ("my name is") or what
somebody is ("my colleague Otto"); a common first name, with the surname behind it; words before a legal form
("Nordwind Logistik GmbH"). In English, where a capital inside a sentence is a name, a word that is in no word list goes
as well. A name without a capital, one that is a common word and stands alone, and what only the context tells stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from callcoach_desktop.analysis.competitors import common_words
from callcoach_desktop.analysis.lexicon import word_set
from callcoach_desktop.exchange.first_names import SURE, WORDS_TOO

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDS = frozenset(".!?:;…\n")
_LONGEST = 3  # words of a name, particles aside
_LEAST = 3  # letters of a word that is a name wherever it stands
_TITLES = word_set("Mr Mrs Ms Miss Mister Madam Sir Dr Doctor Prof Professor Herr Herrn Frau Doktor")
_ADDRESSED = word_set("Dr Prof Doctor Professor Doktor and und & Mrs Mr Ms Frau Herr Herrn")
_PARTICLES = word_set("von van de der den del della di da du la le zu zum zur bin al el")
_SAID = tuple(
    tuple(words.split())
    for words in (
        "my name is", "my name's", "his name is", "her name is", "mein name ist", "ich heiße", "ich heisse", "named",
        "namens", "hier spricht",
    )
)  # fmt: skip
_SAID_PERHAPS = tuple(
    tuple(words.split()) for words in ("this is", "it's", "i'm", "i am", "hier ist", "ich bin", "das ist")
)
_FROM = word_set("from at with here speaking calling von vom aus bei am")
_ROLES = word_set(
    """colleague colleagues boss manager partner assistant director wife husband friend buddy owner founder lead ceo cto
    cfo coo cio ciso vp supervisor coworker teammate engineer controller buyer planner technician electrician consultant
    kollege kollegen kollegin chef chefin geschäftsführer geschäftsführerin leiter leiterin mitarbeiter mitarbeiterin
    freund freundin partnerin vorgesetzter vorgesetzte assistentin bruder schwester brother sister"""
)
_FORMS = word_set(
    """GmbH mbH AG KG KGaA SE OHG UG Inc Incorporated Ltd Limited LLC LLP Corp Corporation plc PLC BV NV SARL Oy Holding
    Holdings"""
)
_DATES = word_set(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Christmas Easter Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag
    Januar Februar März Mai Juni Juli Oktober Dezember Ostern Weihnachten English German"""
)
_CALLED = word_set(
    """I I'm I'd I'll I've OK Okay Yes No Yeah Ja Nein Mhm Hmm Uh Um Thanks Hello Hi Sie Ihnen Ihr Ihre Ihrem Ihren
    Ihrer The A An And But So We You He She They It Our Their Your His Her At By For From In Of On To With Bei Das Dem
    Den Der Des Die Ein Eine Einem Einen Einer Er Es Für Im Mit Seit Und Unser Unsere Von Vom Wie Wir Zu Zur"""
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    gap: str  # what stands before it
    first: bool  # of a sentence

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() and len(self.text) > 1 and self.text not in _CALLED


@dataclass(frozen=True, slots=True)
class Found:
    """Characters `start` to `end` of a text; `sure` where the words are a name elsewhere in the call, too."""

    start: int
    end: int
    sure: bool


def find(text: str, language: str = "", kept: frozenset[str] = frozenset()) -> list[Found]:
    """The names in a text, in order. `language` is ISO 639-1; words in `kept` are no names by themselves."""
    tokens = _tokens(text)
    found: list[Found] = []
    for at in range(len(tokens)):
        for first, last, sure in (
            *_after_title(tokens, at), *_introduced(tokens, at), *_after_role(tokens, at), *_first_name(tokens, at),
            *_company(tokens, at), *_unfamiliar(tokens, at, language, kept),
        ):  # fmt: skip
            found.append(Found(tokens[first].start, _bare_end(tokens[last - 1]), sure))
    return _joined(found)


def words(texts: Iterable[str], language: str = "", kept: frozenset[str] = frozenset()) -> set[str]:
    """Words of the names in texts that are names wherever they stand with a capital: no text has them without."""
    texts = list(texts)
    small = {token for text in texts for token in _TOKEN.findall(text) if token[0].islower()}
    names: set[str] = set()
    for text in texts:
        for one in find(text, language, kept):
            if one.sure:
                names.update(w for w in _TOKEN.findall(text[one.start : one.end]) if len(w) >= _LEAST)
    names -= _DATES | _FORMS | _TITLES | WORDS_TOO | kept
    return {name for name in names if name[0].isupper() and name.lower() not in small}


def _tokens(text: str) -> list[_Token]:
    made: list[_Token] = []
    before = 0
    for match in _TOKEN.finditer(text):
        gap = text[before : match.start()]
        ends = not made or any(c in _ENDS for c in gap)
        if ends and made and gap.startswith(".") and "\n" not in gap and made[-1].text in _TITLES:
            ends = False  # "Dr. Kern"
        made.append(_Token(match.group(), match.start(), match.end(), gap, ends))
        before = match.end()
    return made


def _bare_end(token: _Token) -> int:
    """Where the name ends: before an English genitive."""
    return token.end - 2 if token.text[-2:] in ("'s", "’s") else token.end


def _run(tokens: Sequence[_Token], at: int, *, comma: bool = False) -> int:
    """Where the run of capitalised words that begins at `at` ends (`at` itself when none begins there)."""
    last, count = at, 0
    while last < len(tokens) and count < _LONGEST:
        token = tokens[last]
        gap = token.gap.strip(" \u00a0")
        allowed = gap in ("", "-") or (comma and last == at and gap == ",") or (gap == "." and not token.first)
        if not allowed or (token.first and last > at):
            break
        if token.text in _PARTICLES and last > at and last + 1 < len(tokens) and tokens[last + 1].capital:
            last += 1
            continue
        if not token.capital or token.text in _DATES:
            break
        last += 1
        count += 1
        if token.text[-2:] in ("'s", "’s"):
            break
    return last


_Part = tuple[int, int, bool]


def _after_title(tokens: Sequence[_Token], at: int) -> Iterator[_Part]:
    if tokens[at].text not in _TITLES:
        return
    first = at + 1
    while first < len(tokens) and tokens[first].text in _ADDRESSED:
        first += 1
    begin = first
    while begin < len(tokens) and tokens[begin].text in _PARTICLES:
        begin += 1
    if begin < len(tokens) and not tokens[begin].first and (last := _run(tokens, begin)) > begin:
        yield first, last, True


def _introduced(tokens: Sequence[_Token], at: int) -> Iterator[_Part]:
    for phrases, surely in ((_SAID, True), (_SAID_PERHAPS, False)):
        for phrase in phrases:
            first = at + len(phrase)
            if tuple(t.text.lower().replace("’", "'") for t in tokens[at:first]) != phrase or first >= len(tokens):
                continue
            last = _run(tokens, first)
            if last == first:
                continue
            tells = last < len(tokens) and not tokens[last].first and tokens[last].text.lower() in _FROM
            if surely or tells or tokens[first].text in SURE:
                yield first, last, surely or tokens[first].text in SURE


def _after_role(tokens: Sequence[_Token], at: int) -> Iterator[_Part]:
    first = at + 1
    if tokens[at].text.lower() not in _ROLES or first >= len(tokens) or tokens[first].first:
        return
    if (last := _run(tokens, first, comma=True)) > first:
        yield first, last, tokens[first].text in SURE


def _first_name(tokens: Sequence[_Token], at: int) -> Iterator[_Part]:
    token = tokens[at]
    name = token.text[:-2] if token.text[-2:] in ("'s", "’s") else token.text
    if name in SURE:
        yield at, max(_run(tokens, at), at + 1), True
    elif name in WORDS_TOO and not token.first and (last := _run(tokens, at)) > at + 1:
        yield at, last, False


def _company(tokens: Sequence[_Token], at: int) -> Iterator[_Part]:
    if tokens[at].text not in _FORMS or tokens[at].first:
        return
    first = at
    while first > 0 and at - first < 4:
        before = tokens[first - 1]
        gap = tokens[first].gap.strip(" \u00a0,.")
        if gap not in ("", "-", "&") or not (before.capital or before.text in ("Co", "und", "and")):
            break
        first -= 1
    last = at + 1  # "GmbH & Co. KG"
    while last < len(tokens) and tokens[last].text in {*_FORMS, "Co"} and not tokens[last].gap.strip(" \u00a0,.&"):
        last += 1
    if first < at:
        yield first, last, True


def _unfamiliar(tokens: Sequence[_Token], at: int, language: str, kept: frozenset[str]) -> Iterator[_Part]:
    token = tokens[at]
    if language != "en" or token.first or not token.capital or token.text in kept or token.text.isupper():
        return
    bare = token.text.lower().replace("’", "'").removesuffix("'s")
    common = common_words()
    forms = (bare, bare.removesuffix("s"), bare.removesuffix("es"), bare.split("'")[0])
    if not any(form in common for form in forms) and token.text not in _DATES:
        yield at, at + 1, True


def _joined(found: Sequence[Found]) -> list[Found]:
    made: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, f.end)):
        if made and one.start < made[-1].end:
            last = made[-1]
            made[-1] = Found(last.start, max(last.end, one.end), last.sure or one.sure)
        else:
            made.append(one)
    return made
