"""Consent to a recording: the record of a call, and the setting that wants one before a recording begins."""

from __future__ import annotations

from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.recording import REQUIRED
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, consents
from callcoach_desktop.store.changes import Connection

__all__ = ["REQUIRED", "Consents"]


class Consents:
    """The records of one library. All methods may be called from any thread but the UI's."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def of(self, call_id: str) -> Consent | None:
        """How consent was given to a call; None for one that was not recorded here."""
        return self._library.db.read(lambda conn: consents.of_call(conn, call_id))

    def put(self, call_id: str, consent: Consent) -> None:
        """Keep it. Raises KnownError `no_such_call`."""

        def work(conn: Connection) -> None:
            calls.row(conn, call_id)  # raises, when there is no such call
            consents.put(conn, call_id, consent)

        self._library.db.write(work)

    def check(self, consent: Consent | None) -> None:
        """Raise KnownError `consent_missing` where the library's setting wants consent and `consent` has none."""
        given = consent is not None and consent.how != "none"
        if not given and self._library.setting(REQUIRED, default=False):
            raise KnownError(
                "consent_missing",
                "This library records only after a word about consent.",
                "Say how the others agreed, or change it in the settings.",
            )
