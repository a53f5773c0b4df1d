"""What a person has chosen about recording, as the library's settings keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from callcoach_desktop.domain.recording import ICS_PATH, LIVE_WORDS, ON_MAINS, REQUIRED

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.consent import How

HOW, BEEP, HIDE, LAW_READ = "record_consent_how", "record_beep", "record_hide", "record_law_read"
KEYS = (REQUIRED, HOW, BEEP, HIDE, ON_MAINS, LIVE_WORDS, LAW_READ, ICS_PATH)
"""All settings of recording."""


class SettingsService(Protocol):
    """The library's settings."""

    def setting(self, key: str, default: Any = None) -> Any: ...

    def set_setting(self, key: str, value: Any) -> object: ...


@dataclass(frozen=True)
class Preferences:
    """`required`: no recording without a word about consent. `hide`: the bar is kept out of shared screens."""

    required: bool = False
    how: How = "said"
    beep: bool = False
    hide: bool = True
    law_read: bool = False
    ics_path: str = ""


def read_preferences(library: SettingsService) -> Preferences:
    """Read them all; not for the UI thread."""
    from callcoach_desktop.domain.consent import HOWS

    how = library.setting(HOW)
    return Preferences(
        required=bool(library.setting(REQUIRED, False)),
        how=how if how in HOWS and how != "none" else "said",
        beep=bool(library.setting(BEEP, False)),
        hide=bool(library.setting(HIDE, True)),
        law_read=bool(library.setting(LAW_READ, False)),
        ics_path=str(library.setting(ICS_PATH) or ""),
    )
