"""Who of the named speakers is the rep, and who the customer."""

from __future__ import annotations

import re
import unicodedata

from callcoach_desktop.domain.transcript import Side, Speaker, Transcript
from callcoach_desktop.exchange.cues import UNNAMED

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\|.*$")  # "Anna Berg (Acme)", "Anna Berg | Acme"


def assign_sides(transcript: Transcript, rep_name: str | None, customer_name: str | None) -> Transcript:
    """Lay sides over the speakers of a transcript by name.

    The rep is who matches `rep_name`, by full name, else by first name, in any case and without accents; a name that
    matches several people on its best level matches nobody. With exactly one other named speaker that one is the
    customer; otherwise those whose name (company included, as in "Anna (Acme)") holds `customer_name`. The rest keep
    the side they have.
    """
    named = [s for s in transcript.speakers if s.name.strip() and s.name != UNNAMED]
    sides: dict[str, Side] = {}
    rep = _best(named, rep_name)
    if rep is not None:
        sides[rep.id] = "rep"
    others = [s for s in named if s is not rep]
    if rep is not None and len(others) == 1:
        sides[others[0].id] = "customer"
    elif customer_name and (wanted := _tokens(customer_name)):
        for speaker in others:
            have = _tokens(speaker.name)
            if any(have[i : i + len(wanted)] == wanted for i in range(len(have))):
                sides[speaker.id] = "customer"
    return transcript.with_sides(sides)


def _best(speakers: list[Speaker], name: str | None) -> Speaker | None:
    wanted = _tokens(_ASIDE.sub(" ", name or ""))
    if not wanted:
        return None
    people = [(s, _tokens(_ASIDE.sub(" ", s.name))) for s in speakers]
    levels = (
        [s for s, have in people if have == wanted],
        [s for s, have in people if sorted(have) == sorted(wanted)],  # "Berg, Anna"
        [s for s, have in people if have and (set(wanted) <= set(have) or set(have) <= set(wanted))],
        [s for s, have in people if have and have[0] == wanted[0] and (len(have) == 1 or len(wanted) == 1)],
    )
    for found in levels:
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _tokens(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.findall(r"\w+", plain)
