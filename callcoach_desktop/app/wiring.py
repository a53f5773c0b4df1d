"""What stands behind the window: a library with its queue, and the services over it, built in one place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.system.late import Late

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.ui.services import Services


def open_services(folder: Path, upgrading: Callable[[], object] = lambda: None) -> Services:
    """Open the library in `folder` with its queue and importer. Runs on a worker thread. Raises KnownError.

    `upgrading` is called first when the library has to be brought to this version.
    """
    # Imported here, off the UI thread and after the first picture.
    from callcoach_desktop.services import models
    from callcoach_desktop.services.agenda import Agenda
    from callcoach_desktop.services.consent import Consents
    from callcoach_desktop.services.editing import Editor
    from callcoach_desktop.services.exporting import Exporter
    from callcoach_desktop.services.importing import Importer, make_runner
    from callcoach_desktop.services.judging import Judge
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.live_words import LiveWords
    from callcoach_desktop.services.recording import Recordings
    from callcoach_desktop.services.unsealing import Unsealer
    from callcoach_desktop.services.voices import OwnVoice
    from callcoach_desktop.services.watching import Watcher
    from callcoach_desktop.ui.imports.flow import ModelServices
    from callcoach_desktop.ui.services import Services

    if Library.is_outdated(folder):
        upgrading()
    library = Library.open(folder)
    library.analyse_apart()
    runner = make_runner(library)
    importer = Importer(library, runner)
    coach = Late(lambda: _coach(library))
    playbook = Late(lambda: _playbook(library, coach))
    return Services(
        library,
        runner,
        importer,
        ModelServices(models.ensure_model, models.get_model, models.list_models, models.remove_model, models.calibrate),
        editor=Editor(library),
        exporter=Exporter(library),
        watcher=Watcher(library, importer),
        recordings=Recordings(library),
        live_words=LiveWords(library),
        agenda=Agenda(library),
        consents=Consents(library),
        judge=Judge(library),
        voice=OwnVoice(library),
        trackers=Late(lambda: _trackers(library)),
        coach=coach,
        deals=Late(lambda: _deals(library)),
        unsealer=Unsealer(library, importer),
        teams=Late(_teams),
        deal_pages=Late(lambda: _deal_pages(library, coach)),
        returns=Late(lambda: _returns(library, coach)),
        playbook=playbook,
        playbook_files=Late(lambda: _playbook_files(playbook)),
        one_on_ones=Late(lambda: _one_on_ones(library, coach)),
        clips=Late(lambda: _clips(library)),
        clip_files=Late(lambda: _clip_files(library)),
        scorecards=Late(lambda: _scorecards(library, coach)),
    )


def close_services(services: Services) -> None:
    """Stop the queue (the running job goes on at the next start) and close the library."""
    services.watcher.stop()
    services.unsealer.close()
    services.runner.stop()
    services.library.close()


def _coach(library: Library) -> object:
    from callcoach_desktop.services.coaching import Coach

    return Coach(library)


def _trackers(library: Library) -> object:
    from callcoach_desktop.services.trackers import Trackers

    return Trackers(library)


def _deals(library: Library) -> object:
    from callcoach_desktop.services.deals import Deals

    return Deals(library)


def _one_on_ones(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.one_on_ones import OneOnOnes

    return OneOnOnes(library, coach)


def _teams() -> object:
    from callcoach_desktop.services.team import Teams

    return Teams()


def _deal_pages(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.deal_page import DealPages

    return DealPages(library, coach)


def _playbook(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.playbook import Playbook

    return Playbook(library, coach)


def _playbook_files(playbook: Any) -> object:
    from callcoach_desktop.services.playbook_files import PlaybookFiles

    return PlaybookFiles(playbook)


def _returns(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.returns import Returns

    return Returns(library, coach)


def _clips(library: Library) -> object:
    from callcoach_desktop.services.clips import Clips

    return Clips(library)


def _clip_files(library: Library) -> object:
    from callcoach_desktop.services.clip_export import ClipExporter
    from callcoach_desktop.services.clips import Clips

    return ClipExporter(library, Clips(library))


def _scorecards(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.scorecards import Scorecards

    return Scorecards(library, coach)
