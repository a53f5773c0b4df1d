"""The figures of a call as cards, and its moments by kind."""

from __future__ import annotations

from callcoach_desktop.ui.screens.call.figure_cards import FigureCard, FigureGrid
from callcoach_desktop.ui.screens.call.moment_list import MomentList

__all__ = ["FigureCard", "FigureGrid", "MomentList"]
