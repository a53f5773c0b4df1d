"""Who does what by when: the fields of a next step, as they were said (English)."""

from __future__ import annotations

import re

_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_NUMBER = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half past \w+|"
    r"quarter (?:past|to) \w+)"
)
_HOURS = rf"at {_NUMBER}(?: (?:thirty|fifteen|sharp|o'clock|am|pm))?"
_TIMES = (
    rf"(?:this |next |the |coming )*{_DAY}(?: (?:morning|afternoon|evening|night|week))?(?: {_HOURS})?",
    r"tomorrow(?: (?:morning|afternoon|evening))?",
    r"tonight|today|noon|end of (?:the )?(?:day|week|month|play)",
    r"this (?:week|afternoon|evening|morning)|next (?:week|month)",
    rf"(?:the )?[\w-]+ of {_MONTH}|{_MONTH} (?:the )?[\w-]+",
    _HOURS,
    rf"within (?:the |an |{_NUMBER} )?(?:hour|day|days|hours|week|weeks)",
)
_WHEN = re.compile(
    rf"\b(?:(?:by|on|before|until|at|this|next|in|within|for|first thing)\s+)?(?:{'|'.join(_TIMES)})\b", re.IGNORECASE
)
_WE = re.compile(r"\b(?:we'll|we will|let's|shall we|we can|we could)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you'll|you will|could you|can you|would you|if you|you send|you bring)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:i'll|i will|i am sending|i'm sending|i can|i shall|let me|i send)\b", re.IGNORECASE)
_WHAT = re.compile(
    r"\b(?:i'll|i will|we'll|we will|let's|let me|shall we|you'll|could you|can you)\s+(.+)", re.IGNORECASE
)


def step_fields(quote: str, side: str) -> dict[str, str | float | bool | None]:
    """`who` ("rep", "customer", "both" or None), `what` and `by_when` in the words of the call, None where not said."""
    mine, yours, ours = _I.search(quote), _YOU.search(quote), _WE.search(quote)
    other = "customer" if side == "rep" else "rep"
    who = "both" if ours or (mine and yours) else side if mine else other if yours else None
    when = [m.group().strip() for m in _WHEN.finditer(quote)]
    what = _WHAT.search(quote)
    return {
        "who": who,
        "what": re.split(r"[.?!;]", what.group(1))[0].strip() if what else None,
        "by_when": max(when, key=len) if when else None,
    }
