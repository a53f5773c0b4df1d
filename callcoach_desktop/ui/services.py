"""What the window asks of an open library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.ui.imports.flow import ImporterService, ModelServices


@dataclass(frozen=True)
class Services:
    """All that the window asks of an open library. The last ones are None where the window is shown without them."""

    library: Any  # services.library.Library
    runner: Any  # jobs.runner.JobRunner
    importer: ImporterService
    models: ModelServices
    editor: Any = None  # services.editing.Editor
    exporter: Any = None  # services.exporting.Exporter
    watcher: Any = None  # services.watching.Watcher
    recordings: Any = None  # services.recording.Recordings
    live_words: Any = None  # services.live_words.LiveWords
    agenda: Any = None  # services.agenda.Agenda
    consents: Any = None  # services.consent.Consents
    judge: Any = None  # services.judging.Judge
    coach: Any = None  # services.coaching.Coach
    deals: Any = None  # services.deals.Deals
    deal_pages: Any = None  # services.deal_page.DealPages
    returns: Any = None  # services.returns.Returns
    playbook: Any = None  # services.playbook.Playbook
    playbook_files: Any = None  # services.playbook_files.PlaybookFiles
    one_on_ones: Any = None  # services.one_on_ones.OneOnOnes
    teams: Any = None  # services.team.Teams
    unsealer: Any = None  # services.unsealing.Unsealer
    voice: Any = None  # services.voices.OwnVoice
    trackers: Any = None  # services.trackers.Trackers
    clips: Any = None  # services.clips.Clips
    clip_files: Any = None  # services.clip_export.ClipExporter
    scorecards: Any = None  # services.scorecards.Scorecards
