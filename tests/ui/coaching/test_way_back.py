"""Back in the real window: from a call to the page that it was opened from, from a form to its call."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from callcoach_desktop.app import Session
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.scorecards import Scorecards, starters
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui.tasks import finish_tasks
from tests.ui.coaching.conftest import add_call


@pytest.fixture
def call() -> str:
    """A call in the user's library, and a form."""
    with Library.open(default_library()) as library:
        coach = Coach(library)
        made = add_call(library, coach, 1, date(2026, 11, 20))
        for n in range(40):
            coach.enter_deal(f"Deal {n:02}", "lost", f"2026-10-{1 + n % 28:02}", 100.0 * n)
        cards = Scorecards(library, coach)
        cards.publish(cards.add_starter(starters()[0].id).id)
        coach.close()
    return made


@pytest.fixture
def window(qtbot: Any, call: str) -> Any:
    session = Session(default_library(), jobs=False)
    qtbot.addWidget(session.window)
    session.window.resize(1280, 800)
    with qtbot.waitSignal(session.opened, timeout=30_000):
        session.window.show()
    yield session.window
    session.window.close()
    finish_tasks()


def test_a_call_goes_back_to_the_deals_as_they_stood(qtbot, window, call):
    window.go_to("deals")
    page = window.pages.page("deals")
    qtbot.waitUntil(lambda: page.currentWidget() is page.page and page.table.proxy.rowCount() == 40, timeout=20_000)
    page.table.setCurrentIndex(page.table.proxy.index(17, 0))
    bar = page.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    stood, chosen = bar.value(), page.table.current().id
    page.open_call.emit(call, 2.0)
    qtbot.waitUntil(lambda: window.host.is_open and window.host.screen.scene is not None, timeout=20_000)
    with qtbot.waitSignal(page.model.loaded, timeout=20_000):  # the page is read anew when it is seen again
        window.go_back()
    assert window.stack.currentWidget() is page
    assert (bar.value(), page.table.current().id) == (stood, chosen)


def test_a_form_that_was_opened_for_a_call_closes_to_the_call(qtbot, window, call):
    window.open_call(call)
    qtbot.waitUntil(lambda: window.host.screen.scene is not None, timeout=20_000)
    window.pages.fill_scorecard(call=call)
    page = window.pages.page("scorecards")
    qtbot.waitUntil(lambda: page.currentWidget() is page.fill, timeout=20_000)
    window.go_back()
    assert window.host.is_open
    assert window.host.call_id == call
    window.go_back()
    assert window.stack.currentWidget() is window.calls


@pytest.mark.parametrize("way", ["by a link", "from the menu"])
def test_the_team_has_a_visible_way_back_to_the_deals(qtbot, window, way):
    window.go_to("deals")
    deals = window.pages.page("deals")
    if way == "by a link":
        deals.team_wanted.emit()
    else:
        window.go_to("team")
    team = window.pages.page("team")
    qtbot.waitUntil(lambda: team.currentWidget() is team.nothing, timeout=20_000)
    back = next(b for b in team.nothing.findChildren(QPushButton) if b.accessibleName() == "Back to all deals")
    assert back.isVisible()
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is deals
    window.go_back()  # no circle
    assert window.stack.currentWidget() is window.calls
    window.go_to("team")
    window.go_back()
    assert window.stack.currentWidget() is deals
