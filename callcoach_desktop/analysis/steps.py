"""Who does what by when: the fields of next steps and commitments, from the words in which they were said (English)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from callcoach_desktop.analysis.dates import When, best_date, find_dates
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.days import iso_of, moment_of
from callcoach_desktop.domain.transcript import Side

KINDS = frozenset({"next_step", "commitment"})
Detail = dict[str, str | float | bool | None]
_OTHER: dict[Side, Side] = {"rep": "customer", "customer": "rep", "other": "other"}
_WILL = r"(?:'ll|’ll| will| shall|'m going to|’m going to| am going to|'m gonna| can| could| am|'m|’m|'d|’d| would)"
# What somebody does to have something reach the other side: "we'll send you" is the speaker's own step.
_GIVES = (
    r"(?:send|e-?mail|mail|forward|get|give|show|bring|ship|deliver|prepare|draft|put|write|share|text|post|drop|make|"
    r"have|set|book|come|call|ring|invite|introduce|connect|check|ask|find|order|arrange|organi[sz]e|schedule)"
)
_SUBJECTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("other", re.compile(r"\b(?:if|when|once|after|before) you\b", re.IGNORECASE)),  # a condition: skipped as a subject
    ("both", re.compile(r"\b(?:you and (?:i|me)|both of us|let's|let us|shall we)\b", re.IGNORECASE)),
    ("self", re.compile(rf"\bi{_WILL}\b|\blet me\b|"
                        r"\bi (?=(?:promise|owe|call|ring|send|bring|sign|do)\b)", re.IGNORECASE)),
    ("we", re.compile(rf"\bwe{_WILL}\b|\bwe(?:'re|’re| are) going to\b|"
                      r"\bwe (?=(?:meet|talk|look|speak|sit|go)\b)", re.IGNORECASE)),
    ("own", re.compile(r"\b(?:our|my) (?!call\b|meeting\b|next\b)(?:\w+ ){0,2}?"
                       r"(?:will|can|is going to|comes|calls)\b", re.IGNORECASE)),
    ("third", re.compile(r"\b(?:your |the )?(?!(?:it|that|this|there|what|which|who|i|we|you|and)\b)[\w.]+"
                         r"(?:(?:'ll|’ll| will| can) (?!be\b)|(?: will| can) be (?:there|here|with)\b|"
                         r" (?:comes|goes|gets|brings|calls|rings)\b)", re.IGNORECASE)),
    ("got", re.compile(r"\byou(?:'ll|’ll| will| get| receive)? (?:have|get|receive|hear|see)\b", re.IGNORECASE)),
    ("asked", re.compile(r"\b(?:can|could|would|will) you\b|"
                         r"\byou(?:'ll|’ll| will| send| bring| sign| call| check| let)\b|"
                         r"\b(?:please )?(?:send|call|give|let|put|e-?mail|text) (?:me|us)\b", re.IGNORECASE)),
)  # fmt: skip
_OWN = frozenset({"self", "we", "own"})
_LINKS = re.compile(r"^(?:and|so|then|but|well|okay|ok|or|also|um|uh|,|\s)+\b", re.IGNORECASE)
_LOOSE = re.compile(r"(?:\b(?:and|so|then|but|or|by|on|at|before|until|for|to|with|the)\b|[,\s\-–—])+$", re.IGNORECASE)
_END = re.compile(r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<![.\s][A-Za-z])[.?!;](?=\s|$)", re.IGNORECASE)
_NEXT = re.compile(
    r",? (?:and|so|then|but)(?: then)? (?:maybe |perhaps )?(?:(?:i|we|you|he|she|they|it|somebody|someone)"
    r"(?:'ll|’ll|'d|’d| will| can| could)\b|\w+(?:'ll|’ll)\b|(?:let's|let’s|let us|let me|shall we)\b|"
    r"(?:can|could|will|would) (?:you|we|i)\b)|,? (?:and|then) i (?=(?:ring|call|send|bring|come)\b)",
    re.IGNORECASE,
)
_REACHES = re.compile(r"\b(?:from me|from us|to you|with you|in your (?:in-?box|mail|hands?|post))\b", re.IGNORECASE)
_LETTERS = 160
_ANY_DAY = "2000-01-03"  # without a call's date the words still say when


def with_fields(moments: Sequence[Moment], sides: Mapping[str, Side], started_at: str) -> list[Moment]:
    """Next steps and commitments with `who` ("rep", "customer", "both" or None), `what`, `by_when` (as it was said),
    `due` (ISO 8601, None when no day was said) and `due_exact`; other moments as they are."""
    return [
        replace(
            m,
            detail=m.detail
            | step_fields(m.quote, sides.get(m.speaker, "other"), started_at, promised=m.kind == "commitment"),
        )
        if m.kind in KINDS
        else m
        for m in moments
    ]


def step_fields(quote: str, side: Side, started_at: str, *, promised: bool = False) -> Detail:
    """The fields of one step; see `with_fields`. None where it was not said. In what is `promised`, what the speaker
    will do comes before what is asked of the other: "send me the paper and I'll sign it"."""
    found = find_dates(quote, started_at or _ANY_DAY)
    who, what, clause = _who_and_what(quote, side, found, promised=promised)
    # "I'll send it by Monday, and let's talk on Thursday at two": the day of what is done, not of the other thing.
    own = [
        when for when, (first, _) in zip(found, _letters(quote, found), strict=True) if clause[0] <= first < clause[1]
    ]
    best = best_date(own or found)
    due, exact = _due(best, started_at)
    return {
        "who": who,
        "what": what,
        "by_when": None if best is None else best.said,
        "due": due,
        "due_exact": exact,
    }


def says_when(quote: str) -> bool | None:
    """Whether words say by which day or hour: False where only about when ("next week"), None where not at all."""
    best = best_date(find_dates(quote, _ANY_DAY))
    return None if best is None else best.exact or best.minute is not None


def _due(best: When | None, started_at: str) -> tuple[str | None, bool | None]:
    """The date, and whether it was said as one; "by five" alone is the call's own day, when it is not five yet."""
    begin = moment_of(started_at)
    if best is None or begin is None:
        return None, None
    if best.day is not None:
        return best.iso, best.exact
    if best.minute is not None and best.minute > begin[1] and best.said.casefold().startswith(("by ", "before ")):
        return iso_of(begin[0], best.minute), False
    return None, None


def _who_and_what(
    quote: str, side: Side, dates: Sequence[When], *, promised: bool
) -> tuple[str | None, str | None, tuple[int, int]]:
    """The first one who is said to do something, what comes after the words that say so, and the letters of the quote
    in which that stands."""
    firsts = [
        (match.start(), order, name, match)
        for order, (name, pattern) in enumerate(_SUBJECTS)
        for match in pattern.finditer(quote)
    ]
    conditions = {start + match.group().rfind("you") for start, _, name, match in firsts if name == "other"}
    if promised and any(name in _OWN for _, _, name, _ in firsts):
        firsts = [first for first in firsts if first[2] != "asked"]
    if any(name not in {"other", "third"} for _, _, name, _ in firsts):
        firsts = [first for first in firsts if first[2] != "third"]  # what others do counts where nobody here does
    for start, _, name, match in sorted(firsts, key=lambda f: f[:2]):
        if name == "other" or start in conditions:
            continue
        if name == "got":
            # Who receives does nothing; the other one sees to it.
            return side, _plain(quote, match.start(), dates), _span(quote, match.start())
        after = quote[match.end() :]
        what_from = (
            match.start()
            if name in {"asked", "own", "third"} and not match.group().lower().endswith("you")
            else match.end()
        )
        who: str = side
        if name in {"both", "we"}:
            gives = name == "we" and re.match(rf"\s+{_GIVES}\b.*\b(?:you|your)\b", _clause(after), re.IGNORECASE)
            who = side if gives else "both"
        elif name == "asked" or (name == "third" and match.group().casefold().startswith("your ")):
            who = _OTHER[side]
        return who, _plain(quote, what_from, dates), _span(quote, what_from)
    if _REACHES.search(quote):
        return side, _plain(quote, 0, dates), (0, len(quote))
    return None, None, (0, 0)


def _span(quote: str, begin: int) -> tuple[int, int]:
    return begin, begin + len(_clause(quote[begin:]))


def _clause(text: str) -> str:
    """The words up to the end of their sentence, or to where somebody else does something else."""
    return _NEXT.split(_END.split(text, maxsplit=1)[0], maxsplit=1)[0]


def _plain(quote: str, offset: int, dates: Sequence[When]) -> str | None:
    """The clause that begins at a letter, without its dates and without the words that only lead to them."""
    clause = _clause(quote[offset:])
    for begin, end in _letters(quote, dates):
        first, last = begin - offset, end - offset
        if first >= 0 and last <= len(clause) + 1:  # a full stop behind it is not in the clause any more
            clause = clause[:first] + " , " + " " * max(0, last - first - 3) + clause[last:]
    clause = re.sub(r"\s+([,.])", r"\1", " ".join(clause.split()))
    clause = re.sub(r"(?:, ?){2,}", ", ", clause)
    clause = re.sub(r",(?= (?:to|with|for|from|over|back|in|at)\b)", "", clause)  # what a date stood between
    clause = _LOOSE.sub("", _LINKS.sub("", clause)).strip(" ,")
    if len(clause) > _LETTERS:
        clause = clause[:_LETTERS].rsplit(" ", 1)[0] + "…"
    return clause or None


def _letters(quote: str, dates: Sequence[When]) -> list[tuple[int, int]]:
    """Where in the quote each date begins and ends."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"\S+", quote)]
    return [(spans[when.first][0], spans[when.last - 1][1]) for when in dates]
