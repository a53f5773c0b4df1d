"""Errors as sentences for people.

`KnownError` is something of the outside world (a broken file, a full disk): it says what happened and what to
do, and is shown as it is. Anything else that is raised is a bug of ours and is reported as one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What a person is told. `code` is stable and in snake_case (tests and screens may switch on it)."""

    code: str
    what: str
    do: str

    def sentence(self) -> str:
        """What happened, then what to do, as one line."""
        return f"{self.what} {self.do}".strip()


class KnownError(Exception):
    """Something of the outside world went wrong; `problem` says what and what to do next."""

    def __init__(self, code: str, what: str, do: str = "") -> None:
        self.problem = Problem(code, what, do)
        super().__init__(self.problem.sentence())


class Cancelled(Exception):  # noqa: N818 - an outcome, not an error
    """The work was stopped on request; nothing of it is kept half done."""
