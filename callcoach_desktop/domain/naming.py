"""Names that a library knows, for what leaves it without them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Of all calls and deals. `people`: voices, contacts, owners, colleagues; `companies` and `deals`: whom one sells
    to, and how that is called. `competitors` are hidden only where that is asked for; `own` (products, terms) stay."""

    people: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    deals: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
