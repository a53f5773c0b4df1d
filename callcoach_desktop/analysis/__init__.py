"""One call: words -> turns, questions, metrics. Pure functions, no I/O and no clock."""

from callcoach_desktop.analysis.analyse import VERSION, analyse

__all__ = ["VERSION", "analyse"]
