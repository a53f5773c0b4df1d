"""The Team page over a folder of packages: strips by name, what is not shown with its reason, keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from looking import words_in
from PySide6.QtCore import Qt

from callcoach_desktop.coaching.team import Left, SharedCall, team
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.coaching import built_in
from callcoach_desktop.ui.screens.team.strip import StripChart
from callcoach_desktop.ui.screens.team.view import TeamScreen
from callcoach_desktop.ui.screens.team.view_model import TeamViewModel
from callcoach_desktop.ui.tasks import finish_tasks


class Folder:
    """Reads nothing: gives what a folder would."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    def read(self, folder, behaviours, passphrase, told, stop):
        self.asked.append((str(folder), passphrase))
        if folder.name == "empty":
            raise KnownError("no_packages", "There is no package in it.", "Ask your reps.")
        calls = [
            SharedCall(
                f"{rep}{n}", f"{rep}{n}", rep, f"Call {n}", f"2026-11-{n + 1:02}", None, {"talk_ratio": 0.4 + 0.02 * n}
            )
            for rep, many in (("Zoe", 6), ("Bo", 2))
            for n in range(many)
        ]
        left = [] if passphrase else [Left("x.callcoach", "It is sealed with a passphrase.")]
        return team(str(folder), calls, left, built_in())


@pytest.fixture
def screen(qtbot, library, coach):
    model = TeamViewModel()
    model.folder = ""
    made = TeamScreen(model)
    model.teams = Folder()
    made.resize(1200, 760)
    qtbot.addWidget(made)
    model.attach(coach, library)
    made.show()
    yield made
    finish_tasks()
    model.detach()


def strips(screen):
    return [one for one in screen.page.findChildren(StripChart) if one.isVisibleTo(screen.page)]


def test_nothing_chosen_says_what_to_do(screen, qtbot):
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.nothing)
    assert "nothing is imported" in screen.empty.text.text()


def test_reps_by_name_with_strips(screen, qtbot):
    screen.model.choose(Path("/shared/team"))
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    qtbot.waitUntil(lambda: len(strips(screen)) == 2)
    assert [one.strip.rep for one in strips(screen)] == ["Bo", "Zoe"]
    assert "not for employment decisions" in screen.page.line.text()
    assert "2 calls: too few for a usual range" in words_in(screen.page)
    assert "x.callcoach: It is sealed" in words_in(screen.page)
    zoe = strips(screen)[1]
    zoe.setFocus()
    qtbot.keyClick(zoe, Qt.Key.Key_Right)
    assert "Call 0" in zoe.accessibleDescription()
    screen.grab()


def test_the_passphrase_is_asked_for_and_not_kept(screen, qtbot):
    screen.model.choose(Path("/shared/team"))
    qtbot.waitUntil(lambda: "x.callcoach" in words_in(screen.page))
    screen.ask_passphrase()
    screen._open_with("three quiet walnuts")
    qtbot.waitUntil(lambda: "x.callcoach" not in words_in(screen.page))
    assert screen.model.teams.asked[-1] == ("/shared/team", "three quiet walnuts")
    screen.model.choose(Path("/shared/other"))
    qtbot.waitUntil(lambda: screen.model.teams.asked[-1] == ("/shared/other", None))


def test_a_bad_folder_is_a_sentence(screen, qtbot):
    with qtbot.waitSignal(screen.problem) as told:
        screen.model.choose(Path("/shared/empty"))
    assert "no package" in told.args[0]
