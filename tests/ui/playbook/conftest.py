"""A playbook over a real library."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from callcoach_desktop.coaching import counting
from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.coaching import Answer
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.playbook import Playbook
from callcoach_desktop.store import behaviours
from tests.ui.coaching.conftest import TODAY, add_call, coach, library

__all__ = ["TODAY", "add_call", "coach", "library"]

Answered = Callable[..., list[str]]
SAID = "What is it worth to you when no load comes in warm?"


@pytest.fixture
def book(library: Library, coach: Coach) -> Playbook:
    """The library's playbook."""
    return Playbook(library, coach)


@pytest.fixture
def answered(library: Library, coach: Coach) -> Iterator[Answered]:
    """Adds calls in which price came up and was answered by its value."""

    def add(n: int, outcome: str = "resolved", first: int = 0) -> list[str]:
        made = []
        for i in range(first, first + n):
            call = add_call(library, coach, i, TODAY)
            answer = Answer(call, "price", "reframe_value", outcome, 4.5, SAID)
            library.db.write(lambda conn, c=call, a=answer: behaviours.put_figures(conn, c, counting.VERSION, {}, [a]))
            made.append(call)
        library.changed(ChangeSet(calls=frozenset(made)))
        return made

    return add
