"""The composition root: the only place that builds the window (`session`) and what stands behind it (`wiring`)."""

from callcoach_desktop.app.session import Session
from callcoach_desktop.app.start import make_application, run

__all__ = ["Session", "make_application", "run"]
