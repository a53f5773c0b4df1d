"""Clips and scorecards are two halves of one entry of the rail: the choice between them, in the head of both pages."""

from __future__ import annotations

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.segmented import Segmented


def halves(chosen: str) -> Segmented:
    """`chosen` is "clips" or "scorecards", the key of a page; its signal carries the other when that is wanted."""
    return Segmented(tr("Show"), (("clips", tr("Clips")), ("scorecards", tr("Scorecards"))), chosen)
