"""The pages of the left rail beside the list and the settings: made when they are first wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from callcoach_desktop.ui.counting import Counting
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.look_back.opening import LookingBack
from callcoach_desktop.ui.playbook_notes import CallNotes, PlaybookNotes
from callcoach_desktop.ui.recording.glancing import Glancing
from callcoach_desktop.ui.trail import Place

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from callcoach_desktop.ui.main_window import MainWindow
    from callcoach_desktop.ui.services import Services
    from callcoach_desktop.ui.widgets.rail import Entry


def entries() -> tuple[Entry, ...]:
    """What the rail lists."""
    return (
        ("today", tr("Today"), "sun"),
        ("calls", tr("Calls"), "phone-call"),
        ("progress", tr("Progress"), "gauge"),
        ("works", tr("What works"), "circle-check"),
        ("playbook", tr("Playbook"), "book-open"),
        ("one-on-one", tr("1-on-1"), "users"),
        ("deals", tr("Deals"), "list"),
        ("clips", tr("Clips"), "scissors"),
    )


_HALVES = {"scorecards": "clips", "team": "deals"}
"""Pages that share an entry of the rail with another one."""
_BELOW = {"team": "deals"}


class Pages(QObject):
    """Shows a page by its key. A page reads its library only while it is seen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._services: Services | None = None
        self._made: dict[str, Any] = {}
        self._counting = Counting(self, self._make_ready)
        self._tracking = Counting(self)  # trackers that changed reach all calls
        self.notes = PlaybookNotes(self)
        self.notes.problem.connect(window.tell)
        self.glancing = Glancing(window.recording, self.notes)
        self.looking_back = LookingBack(window)

    def attach(self, services: Services) -> None:
        """Begin with a library."""
        self._services = services
        if services.coach is not None:
            self._counting.attach(services.coach, services.library)
            self.looking_back.attach(services.coach, services.library)
        if services.trackers is not None:
            self._tracking.attach(services.trackers, services.library)
        self.notes.attach(services.playbook, services.library)
        for key, page in self._made.items():
            self._attach(key, page)

    def _make_ready(self, coach: Any, stop: Callable[[], bool]) -> None:
        """What the pages show, before anybody goes there; on a worker thread."""
        from callcoach_desktop.services.looking_back import kept_example  # numpy: not at the start

        today, services = date.today(), self._services  # noqa: DTZ011 - the rep's own day
        coach.make_ready(today, stop)
        progress = coach.progress(today) if coach.current() is not None else None
        if services is not None and progress is not None and not stop():
            kept_example(coach, services.library, progress)
        if services is not None and services.playbook is not None and not stop():
            services.playbook.shown(today)  # reads all answers to objections the first time

    def detach(self) -> None:
        """Let go of the library."""
        self._counting.detach()
        self.looking_back.detach()
        self._tracking.detach()
        self.notes.detach()
        for page in self._made.values():
            page.model.detach()
        if self._services is not None and self._services.coach is not None:
            self._services.coach.close()
        self._services = None

    def show(self, key: str) -> None:
        """Go to a page of the rail, by a link: Back leads to where one was."""
        window = self._window
        if key == "settings":
            window.show_settings()
        elif key == "calls":
            window.show_calls()
        else:
            window.trail.step(Place(key))
            window.rail.select(_HALVES.get(key, key))
            window.stack.setCurrentWidget(self.page(key))
            window.setWindowTitle("CallCoach")

    def shown(self) -> str:
        """The key of the page that one sees, "" when it is the list or a call."""
        seen = self._window.stack.currentWidget()
        if self._window.settings_shown():
            return "settings"
        return next((key for key, page in self._made.items() if page is seen), "")

    def above(self) -> str:
        """The page that the shown one lies below, "" when there is none."""
        return _BELOW.get(self.shown(), "")

    def page(self, key: str) -> QWidget:
        """Today, Progress, What works or Deals."""
        if key not in self._made:
            makers = {
                "today": self._make_today,
                "progress": self._make_progress,
                "works": self._make_works,
                "playbook": self._make_playbook,
                "one-on-one": self._make_one_on_one,
                "deals": self._make_deals,
                "team": self._make_team,
                "clips": self._make_clips,
                "scorecards": self._make_scorecards,
            }
            page = makers[key]()
            window = self._window
            page.open_call.connect(window.open_call)
            page.import_wanted.connect(window.choosing.files)
            page.problem.connect(window.tell)
            window.stack.addWidget(page)
            self._made[key] = page
            self._attach(key, page)
        made: QWidget = self._made[key]
        return made

    def _make_today(self) -> Any:
        from callcoach_desktop.ui.screens.today.view import TodayScreen
        from callcoach_desktop.ui.screens.today.view_model import TodayViewModel

        made = TodayScreen(TodayViewModel(self))
        made.progress_wanted.connect(lambda: self.show("progress"))
        made.entry_wanted.connect(self.show_entry)
        made.look_back.connect(self.looking_back.open)
        made.reviews_wanted.connect(self.looking_back.open_all)
        made.did.connect(lambda text: self._window.tell(text, tr("Undo"), self._window.undoing.undo_step))
        return made

    def _make_progress(self) -> Any:
        from callcoach_desktop.ui.screens.progress.view import ProgressScreen
        from callcoach_desktop.ui.screens.progress.view_model import ProgressViewModel

        made = ProgressScreen(ProgressViewModel(self))
        made.did.connect(lambda text: self._window.tell(text, tr("Undo"), self._window.undoing.undo_step))
        made.trackers_wanted.connect(lambda: self._window.show_settings("trackers"))
        return made

    def _make_works(self) -> Any:
        from callcoach_desktop.ui.screens.works.view import WorksScreen
        from callcoach_desktop.ui.screens.works.view_model import WorksViewModel

        return WorksScreen(WorksViewModel(self))

    def _make_one_on_one(self) -> Any:
        from callcoach_desktop.ui.exports.dialog import show_in_folder
        from callcoach_desktop.ui.screens.one_on_one.view import OneOnOneScreen
        from callcoach_desktop.ui.screens.one_on_one.view_model import OneOnOneViewModel

        made = OneOnOneScreen(OneOnOneViewModel(self))
        undo = self._window.undoing.undo_step
        made.did.connect(lambda text, may: self._window.tell(text, tr("Undo") if may else "", undo if may else None))
        made.score_wanted.connect(lambda session, form: self.fill_scorecard(one_on_one=session, form=form))
        made.written.connect(
            lambda text, path: self._window.tell(text, tr("Show in folder"), lambda: show_in_folder(path))
        )
        return made

    def _make_playbook(self) -> Any:
        from callcoach_desktop.ui.screens.playbook.view import PlaybookScreen
        from callcoach_desktop.ui.screens.playbook.view_model import PlaybookViewModel

        made = PlaybookScreen(PlaybookViewModel(self))
        made.did.connect(lambda text: self._window.tell(text, tr("Undo"), self._window.undoing.undo_step))
        made.said.connect(self._window.tell)
        return made

    def note_entries(self, screen: QWidget) -> None:
        """Let a call screen show what the playbook says to its moments."""
        if self._services is None or self._services.playbook is None:
            return
        made = CallNotes(screen, self.notes)
        made.wanted.connect(self.show_entry)
        made.compose.connect(self.compose_entry)
        made.did.connect(lambda text: self._window.tell(text, tr("Undo"), self._window.undoing.undo_step))

    def show_entry(self, entry_id: str) -> None:
        """The playbook, at an entry."""
        self.show("playbook")
        page: Any = self.page("playbook")
        page.show_entry(entry_id)

    def compose_entry(self, content: Any) -> None:
        """The playbook, with a new entry that has this in it already."""
        self.show("playbook")
        page: Any = self.page("playbook")
        page.compose(content)

    def take_playbooks(self, paths: list[Path]) -> list[Path]:
        """Show what a playbook among the files would bring; returns the other files."""
        found = [path for path in paths if path.suffix.lower() == ".playbook"]
        for path in found[:1]:  # one dialog at a time
            self.show("playbook")
            page: Any = self.page("playbook")
            page.look(path)
        return [path for path in paths if path not in found]

    def _make_deals(self) -> Any:
        from callcoach_desktop.ui.screens.deals.view import DealsScreen
        from callcoach_desktop.ui.screens.deals.view_model import DealsViewModel

        made = DealsScreen(DealsViewModel(self))
        made.team_wanted.connect(lambda: self.show("team"))
        made.written.connect(self._written)
        made.did.connect(lambda text, undo: self._window.tell(text, tr("Undo") if undo else "", undo))
        return made

    def _make_clips(self) -> Any:
        from callcoach_desktop.ui.exports.dialog import show_in_folder
        from callcoach_desktop.ui.screens.clips.view import ClipsScreen
        from callcoach_desktop.ui.screens.clips.view_model import ClipsViewModel
        from callcoach_desktop.ui.sound.player import Player

        window, model = self._window, ClipsViewModel(self)
        made = ClipsScreen(model, Player(model))
        made.did.connect(lambda text: window.tell(text, tr("Undo"), window.undoing.undo_step))
        made.told.connect(lambda text, path: window.tell(text, tr("Show"), lambda: show_in_folder(Path(path))))
        made.calls_wanted.connect(window.show_calls)
        made.tab_wanted.connect(self.show)
        return made

    def _make_scorecards(self) -> Any:
        from callcoach_desktop.ui.exports.dialog import show_in_folder
        from callcoach_desktop.ui.screens.scorecards.view import ScorecardsScreen
        from callcoach_desktop.ui.screens.scorecards.view_model import ScorecardsViewModel

        window = self._window
        made = ScorecardsScreen(ScorecardsViewModel(self))
        made.visited.connect(lambda: window.trail.back() if window.trail.leads_back else None)
        made.did.connect(lambda text: window.tell(text, tr("Undo"), window.undoing.undo_step))
        made.told.connect(lambda text, path: window.tell(text, tr("Show"), lambda: show_in_folder(Path(path))))
        made.tab_wanted.connect(self.show)
        return made

    def offer_scorecards(self, screen: Any) -> None:
        """Let a call screen ask for a scorecard of its call."""
        if self._services is not None and self._services.scorecards is not None and hasattr(screen, "score_requested"):
            screen.score_requested.connect(lambda call: self.fill_scorecard(call=call))

    def fill_scorecard(self, *, call: str | None = None, one_on_one: str | None = None, form: str = "") -> None:
        """Open a form for exactly one of a call and a 1-on-1; without a form the first that is published."""
        from callcoach_desktop.domain.scorecards import Subject

        self.show("scorecards")
        page: Any = self.page("scorecards")
        page.begin(form, Subject(call, one_on_one), visiting=True)

    def _written(self, text: str, path: Path) -> None:
        from callcoach_desktop.ui.exports.dialog import show_in_folder

        self._window.tell(text, tr("Show"), lambda: show_in_folder(path))

    def _make_team(self) -> Any:
        from callcoach_desktop.ui.screens.team.view import TeamScreen
        from callcoach_desktop.ui.screens.team.view_model import TeamViewModel

        made = TeamScreen(TeamViewModel(self))
        made.back.connect(lambda: self._window.trail.up(Place("deals")))
        return made

    def _attach(self, key: str, page: Any) -> None:
        services = self._services
        if services is None or services.coach is None:
            return
        if key == "playbook":
            page.model.book, page.model.files = services.playbook, services.playbook_files
            page.model.clips = services.clips
            page.excerpts.attach(services.library)
        if key == "today":
            page.model.agenda, page.model.book = services.agenda, services.playbook
        elif key == "one-on-one":
            page.model.service, page.model.editor = services.one_on_ones, services.editor
            page.model.clips, page.model.scorecards = services.clips, services.scorecards
            page.excerpts.attach(services.library)
        elif key == "clips":
            page.model.clips, page.exporter = services.clips, services.clip_files
        elif key == "scorecards":
            page.model.service = services.scorecards
        elif key == "deals":
            page.model.deals, page.model.returning = services.deals, services.returns
            page.model.pages = services.deal_pages
        elif key == "team":
            page.model.teams = services.teams
        page.model.attach(services.coach, services.library)
