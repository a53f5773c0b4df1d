"""How the people of a recorded call agreed to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

How = Literal["said", "written", "one_party", "other", "none"]
"""`said` on the call, in `written` words before it, in a place where `one_party` (the rep) is enough, `other` (the note
tells); `none`: nobody has said that anybody agreed."""
HOWS: tuple[How, ...] = get_args(How)


@dataclass(frozen=True, slots=True)
class Consent:
    """The record that is kept with a call. `beep`: a tone was played at times so that everybody could hear it."""

    how: How
    note: str = ""
    beep: bool = False
    created_at: str = ""  # ISO 8601, UTC; "" before it is kept
