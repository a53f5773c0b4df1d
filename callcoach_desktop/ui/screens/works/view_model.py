"""What the page What works shows, read in the background. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from callcoach_desktop.coaching.insights import where
from callcoach_desktop.domain.coaching import Insight, Insights
from callcoach_desktop.ui.page_model import PageModel

MOST = 8  # comparisons that are shown with their dots
LEAST_DOTS = 5  # closed deals below which a plot of them shows nothing


@dataclass(frozen=True, slots=True)
class Works:
    """All of the page."""

    found: Insights
    calls: int

    @property
    def findings(self) -> tuple[Insight, ...]:
        """What is above the bar."""
        return tuple(i for i in self.found.insights if i.finding)

    @property
    def others(self) -> tuple[Insight, ...]:
        """What was looked at and can be shown, but is not a finding."""
        if self.found.closed < LEAST_DOTS:
            return ()
        return tuple(i for i in self.found.insights if not i.finding and not i.beside and i.dots)[:MOST]

    def along(self, finding: Insight) -> tuple[Insight, ...]:
        """What would be a finding by itself and only goes along with this one."""
        name = where(finding)
        return tuple(i for i in self.found.insights if i.beside == name)


def read(coach: Any) -> Works:
    """Read the page; runs in the background."""
    return Works(coach.insights(), len(coach.facts(())))


class WorksViewModel(PageModel):
    """`loaded` carries a Works."""

    def reading(self) -> Callable[[], Works]:
        """The page."""
        coach = self.coach
        return lambda: read(coach)
