"""Rotating log files that only their owner may read."""

from __future__ import annotations

import logging.handlers
from io import TextIOWrapper
from pathlib import Path

from callcoach_desktop.system.files import make_private


class PrivateRotatingFiles(logging.handlers.RotatingFileHandler):
    """As Python's, each new file made private."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        make_private(Path(self.baseFilename))
        return stream
