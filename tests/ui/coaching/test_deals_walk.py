"""Walks the pages of deals, of a return and of the team: names, the way of the Tab key, room for the text."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow

from callcoach_desktop.services.deal_page import DealPages
from callcoach_desktop.services.deals import Deals
from callcoach_desktop.services.returns import Returns
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.exports.package_options import PackageOptions
from callcoach_desktop.ui.imports.sealed_dialog import SealedDialog
from callcoach_desktop.ui.screens.deals.view import DealsScreen
from callcoach_desktop.ui.screens.deals.view_model import DealsViewModel
from callcoach_desktop.ui.screens.team.view import TeamScreen
from callcoach_desktop.ui.screens.team.view_model import TeamViewModel
from callcoach_desktop.ui.tasks import finish_tasks
from tests.ui.coaching.conftest import TODAY
from tests.ui.coaching.test_one_deal import LATER, ROWS, talk
from tests.ui.coaching.test_team_page import Folder

sys.path.insert(0, str(Path(__file__).parents[1]))
from walking import Pseudo, clipped, nameless, unreachable


@pytest.fixture(params=["plain", "pseudo", "200 %"])
def dressed(request, qapp):
    translator = Pseudo(qapp)
    if request.param == "pseudo":
        qapp.installTranslator(translator)
    if request.param == "200 %":
        theme.set_scale(qapp, 2.0)
    yield request.param
    qapp.removeTranslator(translator)
    theme.set_scale(qapp, 1.0)


def look(window, state, wrong):
    QApplication.processEvents()
    found = {"nameless": nameless(window), "unreachable": unreachable(window), "clipped": clipped(window)}
    wrong |= {f"{state}: {kind}": some for kind, some in found.items() if some}


def test_the_pages_of_deals_and_the_team(dressed, qtbot, library, coach, tmp_path, monkeypatch):
    talk(library, coach, "aaaaaaaaaaa1", date(2026, 10, 6))
    talk(library, coach, "aaaaaaaaaaa2", date(2026, 11, 10))
    deals = Deals(library)
    model = DealsViewModel(today=lambda: TODAY)
    model.deals, model.returning, model.pages = deals, Returns(library, coach), DealPages(library, coach)
    for stamp, text in (("2026-10-05T08:00:00+00:00", ROWS), ("2026-11-02T08:00:00+00:00", LATER)):
        path = tmp_path / f"{stamp[:10]}.csv"
        path.write_text(text)
        monkeypatch.setattr("callcoach_desktop.store.deal_imports.now", lambda s=stamp: s)
        deals.take(deals.read(path), path.name)
    model.returning.add("workshop", "Workshop on price", date(2026, 10, 20), "talk_ratio")
    screen = DealsScreen(model)
    window = QMainWindow()
    window.setCentralWidget(screen)
    window.resize(1100, 760)
    qtbot.addWidget(window)
    model.attach(coach, library)
    wrong = {}
    window.show()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page, timeout=20_000)
    qtbot.waitUntil(lambda: model.returns != (), timeout=20_000)
    qtbot.settle()
    look(window, "the list", wrong)
    for name in ("Fridges", "Gates"):
        screen.open_deal(next(d for d in model.shown.deals if d.name == name))
        page = screen.deal_page
        qtbot.waitUntil(lambda p=page, n=name: p.isVisible() and p.heading.text() == n, timeout=20_000)
        qtbot.settle()
        look(window, name, wrong)
    screen.leave()
    screen.open_return()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.returns_page, timeout=20_000)
    qtbot.settle()
    look(window, "a return", wrong)
    screen.returns_page._toggle_table()
    look(window, "a return as a table", wrong)
    model.detach()
    team = TeamScreen(TeamViewModel())
    team.model.folder, team.model.teams = "/shared/team", Folder()
    other = QMainWindow()
    other.setCentralWidget(team)
    other.resize(1100, 760)
    qtbot.addWidget(other)
    team.model.attach(coach, library)
    other.show()
    qtbot.waitUntil(lambda: team.currentWidget() is team.page, timeout=20_000)
    qtbot.settle()
    look(other, "the team", wrong)
    team.model.detach()
    dialog = SealedDialog(window, [Path("/x/A call with a rather long name of a customer 2026-11-21.callcoach")])
    dialog.show()
    dialog.answer(dialog.paths, [])
    qtbot.settle()
    look(dialog, "a sealed package", wrong)
    dialog.close()
    options = PackageOptions(theme.px(560))
    options.redacted.setChecked(True)
    options.sealed.setChecked(True)
    qtbot.addWidget(options)
    options.show()
    qtbot.settle()
    look(options, "what goes into a package", wrong)
    finish_tasks()
    assert wrong == {}
