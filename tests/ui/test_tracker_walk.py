"""Walks what is new around trackers: names, the way of the Tab key, room for the text, in each language and size."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from walking import Pseudo, clipped, nameless, unreachable

from callcoach_desktop.domain.vocabulary import Tracker
from callcoach_desktop.services.coaching import built_in
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.trackers import Trackers
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.own_behaviours.card import OwnCard
from callcoach_desktop.ui.own_behaviours.editor import BehaviourEditor
from callcoach_desktop.ui.tasks import finish_tasks
from callcoach_desktop.ui.trackers.editor import TrackerEditor
from callcoach_desktop.ui.trackers.panel import TrackerPanel

AGENDA = Tracker("Agenda", ("agenda for today", "what I would like to cover"), ("Here is what I want to cover",), "rep")


@pytest.fixture(params=["plain", "pseudo", "200 %"])
def language(request, qapp):
    translator = Pseudo(qapp)
    if request.param == "pseudo":
        qapp.installTranslator(translator)
    if request.param == "200 %":
        theme.set_scale(qapp, 2.0)
    yield request.param
    finish_tasks()
    qapp.removeTranslator(translator)
    theme.set_scale(qapp, 1.0)


def wrong_on(window: QWidget, state: str) -> list[str]:
    QApplication.processEvents()
    found = []
    for what, look in (("nameless", nameless), ("not by Tab", unreachable), ("clipped", clipped)):
        found += [f"{state}: {what}: {one}" for one in look(window)]
    return found


def test_trackers_have_names_and_room(tmp_path, language, qtbot):
    with Library.open(tmp_path / "library") as library:
        trackers = Trackers(library)
        panel = TrackerPanel(trackers, library.subscribe)
        panel.resize(theme.px(760), theme.px(300))
        qtbot.addWidget(panel)
        panel.show()
        qtbot.waitUntil(lambda: panel.trackers is not None, timeout=20_000)
        wrong = wrong_on(panel, "no tracker")
        trackers.save(AGENDA)
        qtbot.waitUntil(lambda: panel.trackers == (AGENDA,), timeout=20_000)
        qtbot.settle()
        wrong += wrong_on(panel, "a tracker")
        editor = TrackerEditor(trackers, AGENDA)
        qtbot.addWidget(editor)
        editor.show()
        qtbot.settle()
        wrong += wrong_on(editor, "editor")
        assert wrong == []
        finish_tasks()


def test_own_behaviours_have_names_and_room(language, qtbot):
    card = OwnCard(built_in(), ("Agenda",), lambda _behaviour, _replaces: None)
    card.resize(theme.px(800), theme.px(200))
    qtbot.addWidget(card)
    card.show()
    wrong = wrong_on(card, "card")
    editor = BehaviourEditor(("Agenda",), built_in())
    qtbot.addWidget(editor)
    editor.show()
    qtbot.settle()
    wrong += wrong_on(editor, "behaviour")
    assert wrong == []
