"""Which deal a call belongs to: by company, contact, e-mail, title and dates, and by what is said where those leave
several.

A sure match is taken, a doubtful one is proposed with its reason, and nothing is said where two deals fit alike. The
weights are ours: what counts is that a match is called sure only when one deal fits and no other comes near
(`tests/benchmarks/deals.py` measures precision and recall on made-up years).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from callcoach_desktop.coaching.deal_signs import decide

SURE = 0.80  # fit from which a match is taken by itself
PROPOSED = 0.50  # fit from which it is shown for a key press
MARGIN = 0.15  # how far the second must be behind for the first to be sure: more than a few days tell
NEAR = 88.0  # likeness of two company names, 0..100, from which they may be one (spelling, not another word)
APART = 10  # days by which other deals of a company must be away from a call for the one that was open to be sure
DAYS_BEFORE, DAYS_AFTER = 45, 21  # a deal is often made after the first call, and calls go on after its close

# Legal forms say nothing about which company it is.
_LEGAL = """gmbh mbh ag kg kgaa ohg ug se ev inc incorporated corp corporation co company ltd limited llc llp plc sa sas
sarl bv nv ab as oy srl spa sl pty the and und"""
_MAIL = """gmail.com googlemail.com outlook.com hotmail.com yahoo.com icloud.com gmx.de gmx.net web.de t-online.de
aol.com proton.me live.com"""
_FORMS, _FREE_MAIL = frozenset(_LEGAL.split()), frozenset(_MAIL.split())
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of a call. `people` are names of the customer's speakers, `sellers` of the rep's, `kind` its type;
    `text` may hold e-mail addresses."""

    id: str
    title: str
    day: date
    customer: str | None = None
    deal: str | None = None
    people: tuple[str, ...] = ()
    text: str = ""
    sellers: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What is known of a deal."""

    id: str
    name: str
    company: str | None = None
    contact: str | None = None
    email: str | None = None
    opened: date | None = None
    closed: date | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A call's deal: `score` in 0..1, `why` for a person."""

    call: str
    deal: str
    state: Literal["sure", "proposed"]
    score: float
    why: str


def match(
    calls: Iterable[CallFacts], deals: Sequence[DealFacts], heard: Callable[[str], str] = lambda _: ""
) -> list[Match]:
    """The deal of each call for which one fits; calls without any are left out.

    `heard` gives all that was said in a call; it is asked only where several deals fit alike.
    """
    index = _Index(deals)
    return [found for call in calls if (found := _best(call, index, heard)) is not None]


class _Index:
    """Deals by the words that calls may share with them, so that ten thousand calls do not meet each deal."""

    def __init__(self, deals: Sequence[DealFacts]) -> None:
        self.deals = deals
        self.companies: Mapping[str, list[int]] = defaultdict(list)
        self.words: Mapping[str, list[int]] = defaultdict(list)
        self.names: Mapping[str, list[int]] = defaultdict(list)
        self.starts: Mapping[str, set[str]] = defaultdict(set)
        self.people: Mapping[str, list[int]] = defaultdict(list)
        self.domains: Mapping[str, list[int]] = defaultdict(list)
        for n, deal in enumerate(deals):
            company = plain(deal.company or "")
            if company:
                self.companies[company].append(n)
                for word in set(company.split()):
                    self.words[word].append(n)
            name = plain(deal.name)
            self.names[name].append(n)
            if len(name) > 6 and " " in name:  # "Renewal" alone is the name of many deals
                self.starts[name.split()[0]].add(name)
            if deal.contact:
                self.people[plain(deal.contact)].append(n)
            if domain := _domain(deal.email):
                self.domains[domain].append(n)
        self._known = list(self.companies)
        self._like: dict[str, dict[str, float]] = {}

    def like(self, company: str) -> dict[str, float]:
        """Companies whose name is nearly this one, with their likeness in 0..1."""
        if company in self.companies:
            return {company: 1.0}
        if company not in self._like:
            found = process.extract(company, self._known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=5)
            part = process.extract(company, self._known, scorer=fuzz.token_set_ratio, score_cutoff=99, limit=5)
            both = {name: score / 100 for name, score, _ in found}
            for name, _, _ in part:  # "Otter" and "Otter Lifts Holding": less sure than the whole name
                both.setdefault(name, 0.85)
            self._like[company] = both
        return self._like[company]


def _best(call: CallFacts, index: _Index, heard: Callable[[str], str]) -> Match | None:
    fits = _fits(call, index)
    ranked = sorted(
        ((score + _in_time(call.day, index.deals[n]), reasons, n) for n, (score, reasons) in fits.items()),
        key=lambda item: (-item[0], item[2]),
    )
    if not ranked or ranked[0][0] < PROPOSED:
        return None
    state: Literal["sure", "proposed"]
    score, reasons, n = ranked[0]
    deal = index.deals[n]
    alike = [one for one in ranked if score - one[0] < MARGIN]
    near = [index.deals[m] for _, _, m in alike[1:]]
    lone = not near or _only_open(call.day, deal, near)
    told = None if lone else decide(call, [deal, *near], heard(call.id), plain)
    if told is not None:
        at, why, lone = told
        score, reasons, n = alike[at]
        deal, reasons = index.deals[n], [*reasons, why]
        state = "sure" if lone and score >= SURE else "proposed"
        return Match(call.id, deal.id, state, round(min(score, 1.0), 3), "; ".join(dict.fromkeys(reasons)))
    if not lone and ranked[1][0] >= score - 1e-9 and deal.opened == index.deals[ranked[1][2]].opened:
        reasons = [*reasons, f"“{index.deals[ranked[1][2]].name}” fits as well"]
    state = "sure" if lone and score >= SURE else "proposed"
    return Match(call.id, deal.id, state, round(min(score, 1.0), 3), "; ".join(reasons))


def _fits(call: CallFacts, index: _Index) -> dict[int, tuple[float, list[str]]]:
    """How well deals fit by what is written: 0..1 each, from their strongest sign and a little from each other."""
    signs: dict[int, list[tuple[float, str]]] = defaultdict(list)
    if call.deal:
        for n in index.names.get(plain(call.deal), ()):
            signs[n].append((0.98, "the call names this deal"))
    if call.customer:
        for company, likeness in index.like(plain(call.customer)).items():
            for n in index.companies[company]:
                why = "same company" if likeness == 1 else f"company “{index.deals[n].company}” is spelt nearly so"
                # Another spelling may be another company: it is proposed, or something else must speak for it too.
                signs[n].append((0.80 if likeness == 1 else 0.68 * likeness, why))
    title = plain(f"{call.title} {call.deal or ''}")
    words = title.split()
    for n in {n for word in set(words) for n in index.words.get(word, ())} - set(signs):
        company = plain(index.deals[n].company or "")
        if len(company) > 3 and f" {company} " in f" {title} ":
            signs[n].append((0.72, "the title names the company"))
    for name in {name for word in words for name in index.starts.get(word, ())}:
        if f" {name} " in f" {title} ":
            for n in index.names[name]:
                signs[n].append((0.85, "the title names this deal"))
    for person in call.people:
        for n in index.people.get(plain(person), ()):
            if " " in plain(person):  # a first name alone is anybody's
                signs[n].append((0.70, f"{index.deals[n].contact} is its contact"))
    for domain in _domains(f"{call.text} {call.title} {' '.join(call.people)}"):
        for n in index.domains.get(domain, ()):
            signs[n].append((0.75, f"same e-mail domain ({domain})"))
    fits = {}
    for n, found in signs.items():
        found.sort(reverse=True)
        rest = 1.0
        for score, _ in found:
            rest *= 1 - score * (1.0 if score == found[0][0] else 0.5)
        fits[n] = (1 - rest, [why for _, why in found])
    return fits


def _only_open(day: date, deal: DealFacts, others: Sequence[DealFacts]) -> bool:
    """Whether of several deals that fit alike this one alone was open on the day, and no other came or went near it:
    a deal is often entered some days after its first call."""
    if deal.opened is None or not deal.opened <= day <= (deal.closed or day):
        return False
    return all(
        other.opened is not None
        and ((other.opened - day).days > APART or (other.closed is not None and (day - other.closed).days > APART))
        for other in others
    )


def _in_time(day: date, deal: DealFacts) -> float:
    """What the dates add: a call inside the deal's life speaks for it, one far outside against it."""
    if deal.opened is None and deal.closed is None:
        return 0.0
    early = (deal.opened - day).days if deal.opened else 0
    late = (day - deal.closed).days if deal.closed else 0
    if early <= 0 and late <= 0:
        return 0.12
    if early <= DAYS_BEFORE and late <= DAYS_AFTER:
        return 0.0
    return -0.35 if max(early - DAYS_BEFORE, late - DAYS_AFTER) > 120 else -0.2


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """A name without case, accents, punctuation and legal form."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    words = _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))
    kept = [word for word in words if word not in _FORMS]
    return " ".join(kept or words)


def _domain(email: str | None) -> str | None:
    domain = (email or "").rpartition("@")[2].lower()
    return domain if domain and domain not in _FREE_MAIL else None


def _domains(text: str) -> set[str]:
    found = re.findall(r"@([\w-]+(?:\.[\w-]+)+)", text.lower())
    return {domain for domain in found if domain not in _FREE_MAIL}
