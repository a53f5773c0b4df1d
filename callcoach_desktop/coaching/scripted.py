"""Calls written down with the marks of a careful listener: read for the practice library, their words alone.

A file is a heading (`name: value` a line), an empty line, then turns: R (rep) or C (customer), + or - for the speaker's
tone, the seconds of silence before it, the words. `[stage]` begins a stage; `{code:words}` marks words. The marks are
what the analysis is measured by and are left out here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

from callcoach_desktop.domain.coaching import Outcome, OutlierKind

_TURN = re.compile(r"([RC])[+-]? (-?\d+(?:\.\d+)?) (.+)")
_MARK = re.compile(r"\{[a-z.]+:|\}")


@dataclass(frozen=True, slots=True)
class Script:
    """A call as it was written. `turns` are (R or C, seconds of silence before, words)."""

    id: str
    call_type: str
    rep: str
    customer: str
    company: str
    deal: str
    amount: float
    outcome: Outcome
    outlier: OutlierKind | None
    turns: tuple[tuple[str, float, str], ...]


def read_script(text: str) -> Script:
    """The call of a file. Raises ValueError where it is none."""
    heading, _, body = text.partition("\n\n")
    try:
        field = dict(line.split(": ", 1) for line in heading.splitlines())
        rep, customer = field["rep"].split(", ", 2), field["customer"].split(", ", 2)
        deal, amount, outcome, _opened, _closed = field["deal"].split("; ")
        outlier = None if field["outlier"] == "none" else field["outlier"]
        if outcome not in get_args(Outcome) or (outlier is not None and outlier not in get_args(OutlierKind)):
            raise ValueError(f"no such outcome or outlier: {outcome}, {outlier}")
        turns = tuple(_turn(line) for line in body.splitlines() if line.strip() and not line.startswith("["))
        return Script(
            field["id"], field["type"], rep[0], customer[0], customer[2], deal, float(amount.split(" ")[0]),
            cast("Outcome", outcome), cast("OutlierKind | None", outlier), turns,
        )  # fmt: skip
    except (KeyError, IndexError) as error:
        raise ValueError(f"the heading lacks {error}") from error


def _turn(line: str) -> tuple[str, float, str]:
    found = _TURN.fullmatch(line)
    if found is None:
        raise ValueError(f"no turn: {line[:60]!r}")
    return found[1], float(found[2]), _MARK.sub("", found[3])
