"""Where things live on this machine. `CALLCOACH_HOME` moves everything; nothing is created here."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def home() -> Path:
    """The folder of everything we keep: `CALLCOACH_HOME`, or the user's data folder of the operating system."""
    moved = os.environ.get("CALLCOACH_HOME")
    if moved:
        return Path(moved).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("CallCoach", appauthor=False, roaming=False))


def default_library() -> Path:
    """The library that is used when none is named."""
    return home() / "library"


def models_folder() -> Path:
    """Where speech models live; `CALLCOACH_MODELS` overrides (several homes may share the large files)."""
    moved = os.environ.get("CALLCOACH_MODELS")
    return Path(moved).expanduser().absolute() if moved else home() / "models"


def logs_folder() -> Path:
    """Where the log and the crash log are written."""
    return home() / "logs"


@cache
def resources() -> Path:
    """Our resources: `_resources` of an installed package, or `resources/` of a checkout.

    Raises FileNotFoundError when neither is there (a broken installation).
    """
    for folder in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no resources beside {_PACKAGE}")
