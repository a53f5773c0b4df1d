"""The way back: from which screens the open one was reached by links.

A call that was opened from a deal, a 1-on-1 or Today goes back there, and the pages are kept as they were left, so that
scroll and selection are where they were. What is chosen in the rail or a menu begins anew: from there Back is the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callcoach_desktop.ui.main_window import MainWindow

_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A screen: the key of a page of the rail, `settings`, or `call` with the call and the second it was left at (-1:
    from its start)."""

    key: str
    call: str = ""
    at: float = -1.0

    def same(self, other: Place) -> bool:
        """Whether it is the same screen, wherever it stands in it."""
        return (self.key, self.call) == (other.key, other.call)


class Trail:
    """The steps that led to the screen of a window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._places: list[Place] = []
        self._going_back = False

    def step(self, to: Place) -> None:
        """A link is about to show `to`. A screen that was on the way already is gone back to: no circles."""
        if self._going_back:
            return
        here = self._here()
        if not here.same(to):
            self._places.append(here)
        for n, place in enumerate(self._places):
            if place.same(to):
                del self._places[n:]
                break
        del self._places[:-_LONGEST]

    def forget(self) -> None:
        """Begin anew where one is."""
        if not self._going_back:
            self._places.clear()

    @property
    def leads_back(self) -> bool:
        """Whether the open screen was reached by a link."""
        return bool(self._places)

    def back(self) -> None:
        """The screen before; when there was none, the page that this one lies below, else the list."""
        place = self._places.pop() if self._places else Place(self._window.pages.above() or "calls")
        self._going_back = True
        try:
            self._go(place)
        finally:
            self._going_back = False

    def up(self, to: Place) -> None:
        """To the page that the open one lies below: as it was left when it was on the way; Back does not lead here."""
        places = self._places
        at = next((n for n, place in enumerate(places) if place.same(to)), None)
        del places[0 if at is None else at :]
        self._going_back = True
        try:
            self._go(to)
        finally:
            self._going_back = False

    def _here(self) -> Place:
        window = self._window
        if window.host.is_open:
            return Place("call", window.host.call_id, window.host.position)
        return Place(window.pages.shown() or "calls")

    def _go(self, place: Place) -> None:
        window = self._window
        if place.key != "call":
            window.pages.show(place.key)
        elif place.call != window.host.call_id:
            window.open_call(place.call, place.at)
        else:  # as it was left
            window.rail.select("calls")
            window.host.come_back()
            window.retitle()
