"""One call: words -> turns, questions, metrics. Pure functions, no I/O and no clock.

`analyse` and `VERSION` are loaded when somebody first names them: who lays edits over words needs this package, and not
the numpy and the lexicons behind those two, before the first list is on the screen.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callcoach_desktop.analysis.whole import VERSION, analyse

__all__ = ["VERSION", "analyse"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from callcoach_desktop.analysis import whole

    globals().update({known: getattr(whole, known) for known in __all__})
    return globals()[name]
