"""One call: words -> turns, questions, metrics. Pure functions, no I/O and no clock.

`analyse` is loaded when somebody first names it: who lays edits over words, or looks for older analyses,
needs this package, and not the numpy and the lexicons behind it, before the first list is on the screen.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callcoach_desktop.analysis.whole import analyse

from callcoach_desktop.analysis.version import VERSION

__all__ = ["VERSION", "analyse"]


def __getattr__(name: str) -> Any:
    if name != "analyse":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from callcoach_desktop.analysis.whole import analyse

    globals()[name] = analyse
    return analyse
