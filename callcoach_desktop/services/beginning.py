"""What a person says of a call when its recording begins: kept at once, before the first word of it is spoken."""

from __future__ import annotations

from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, consents
from callcoach_desktop.store.changes import Connection


def begin(library: Library, call_id: str, said: ImportOptions, consent: Consent) -> None:
    """Keep customer, deal and type of a call that is being recorded, and how its people agreed, in one transaction.

    Raises KnownError `no_such_call`.
    """

    def work(conn: Connection) -> None:
        calls.row(conn, call_id)  # raises, when there is no such call
        for field, value in (("customer", said.customer), ("deal", said.deal), ("call_type", said.call_type)):
            if value:
                calls.set_override(conn, call_id, field, value)
        consents.put(conn, call_id, consent)

    library.db.write(work)
