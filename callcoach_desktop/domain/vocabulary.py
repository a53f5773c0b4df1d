"""Names that the rep cares about: competitors, products, people, other terms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A name and the other ways in which it is said or written."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The library's vocabulary; empty by default."""

    competitors: tuple[Term, ...] = ()
    products: tuple[Term, ...] = ()
    people: tuple[Term, ...] = ()
    terms: tuple[Term, ...] = ()

    def names(self) -> tuple[str, ...]:
        """All names, competitors first, without doubles: what the decoder is given as hotwords."""
        every = (*self.competitors, *self.products, *self.people, *self.terms)
        return tuple(dict.fromkeys(t.name for t in every))
