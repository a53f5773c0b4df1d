"""Which of a company's deals a call is about, where several were open on its day.

The company and the date fit them all alike. What may tell them apart is who speaks or is named in the call, words that
only one deal's name has ("renewal", "pilot"), and an amount that is said. One sign for one deal decides; two signs for
two deals decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callcoach_desktop.coaching.matching import CallFacts, DealFacts

_LEAST_NAME = 3  # letters of a first name that is looked for in what was said
_LEAST_WORD = 4  # letters of a word of a deal's name
_LEAST_AMOUNT = 1000  # smaller numbers are said of many things
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,\u2019' \u00a0]\d{3})+(?![\d])|(?<![\d.,])\d{4,}(?!\d)")
Plain = Callable[[str], str]
Sign = tuple[int, str, bool]
"""Which of the deals, why, and whether that is sure."""


def decide(call: CallFacts, deals: Sequence[DealFacts], heard: str, plain: Plain) -> Sign | None:
    """The one of these deals that something speaks for; None where nothing does, or for more than one of them.

    `heard` is all that was said. It is sure where the sign could have been there for each of the other deals and was
    not: where they have another contact, own words in their names, another amount.
    """
    found = (_contact(call, deals, heard, plain), _words(call, deals, plain), _amount(deals, heard))
    told = [one for one in found if one is not None]
    if not told or len({one[0] for one in told}) > 1:
        return None
    return told[0][0], "; ".join(one[1] for one in told), any(one[2] for one in told)


def _contact(call: CallFacts, deals: Sequence[DealFacts], heard: str, plain: Plain) -> Sign | None:
    speaking = {plain(person) for person in call.people}
    sellers = {word for name in call.sellers for word in plain(name).split()}
    spoke, named = [], []
    for n, deal in enumerate(deals):
        whole = plain(deal.contact or "")
        first = whole.split()[0] if whole else ""
        if whole and speaking & {whole, first}:
            spoke.append(n)
        elif first and len(first) >= _LEAST_NAME and first not in sellers and _said(str(deal.contact), heard):
            named.append(n)
    for who, how in ((spoke, "speaks in it"), (named, "is named in it")):
        if who:
            if len(who) > 1:
                return None
            others = [deal for n, deal in enumerate(deals) if n != who[0]]
            return who[0], f"{deals[who[0]].contact} {how}", all(deal.contact for deal in others)
    return None


def _said(contact: str, heard: str) -> bool:
    first = contact.split(maxsplit=1)[0]
    return re.search(rf"(?<!\w){re.escape(first)}(?!\w)", heard) is not None


def _words(call: CallFacts, deals: Sequence[DealFacts], plain: Plain) -> Sign | None:
    said = set(plain(f"{call.title} {call.kind}").split())
    own = []
    for deal in deals:
        company = set(plain(deal.company or "").split()) | set(plain(call.customer or "").split())
        own.append({w for w in plain(deal.name).split() if len(w) >= _LEAST_WORD and not w.isdigit()} - company)
    shared = set.intersection(*own)
    fits = [(n, (words & said) - shared) for n, words in enumerate(own) if (words & said) - shared]
    if len(fits) != 1:
        return None
    n, words = fits[0]
    named = f"the call is called “{min(words)}” too"
    return n, named, all(other - shared for m, other in enumerate(own) if m != n)


def _amount(deals: Sequence[DealFacts], heard: str) -> Sign | None:
    said = {int(re.sub(r"\D", "", number)) for number in _NUMBER.findall(heard)}
    fits = [n for n, deal in enumerate(deals) if deal.amount and deal.amount >= _LEAST_AMOUNT and deal.amount in said]
    if len(fits) != 1:
        return None
    amount = deals[fits[0]].amount or 0.0
    odd = amount % _LEAST_AMOUNT != 0  # a round thousand may be anything
    return fits[0], f"its amount ({amount:,.0f}) is said", odd and all(d.amount for d in deals)
