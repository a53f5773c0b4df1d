"""What is read from the library before a dialog of recording opens. All of it runs on a worker thread."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.imports.flow import options_from
from callcoach_desktop.ui.recording.preferences import read_preferences

if TYPE_CHECKING:
    from callcoach_desktop.domain.consent import Consent
    from callcoach_desktop.ui.recording.dialog import Prepared
    from callcoach_desktop.ui.recording.recovery import CutOff
    from callcoach_desktop.ui.services import Services


def prepared(services: Services) -> Prepared:
    """For the start dialog. A calendar that cannot be read is told in it and keeps nobody from recording."""
    from callcoach_desktop.ui.recording.dialog import Prepared

    agenda, trouble = (), ""
    if services.agenda is not None:
        try:
            agenda = tuple(services.agenda.next_calls(datetime.now().astimezone()))
        except KnownError as error:
            trouble = error.problem.sentence()
    editor = services.editor
    return Prepared(
        read_preferences(services.library),
        tuple(editor.all_customers()) if editor is not None else (),
        tuple(editor.all_types()) if editor is not None else (),
        agenda,
        options_from(services.library),
        trouble,
        tuple(editor.all_deals()) if editor is not None else (),
        services.coach.intentions() if services.coach is not None else {},
        services.recordings.hours_left(),
    )


def found_at_start(services: Services) -> tuple[list[tuple[Any, Consent | None]], list[CutOff]]:
    """Recordings that run in another process, each with its consent (whether it beeps), and those that were cut off."""
    from callcoach_desktop.ui.recording.recovery import CutOff

    recordings, library, consents = services.recordings, services.library, services.consents
    running = [(one, None if consents is None else consents.of(one.call)) for one in recordings.running()]
    alive = {one.call for one, _ in running}
    cut_off = []
    for call in recordings.waiting():
        if call not in alive:
            try:
                row = library.call(call).row
                cut_off.append(CutOff(call, row.title, row.started_at))
            except KnownError:  # the database is older than the recording: a backup was put back
                cut_off.append(CutOff(call, call, datetime.now().isoformat(timespec="seconds")))  # noqa: DTZ005
    return running, cut_off
