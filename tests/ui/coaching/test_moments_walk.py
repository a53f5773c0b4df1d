"""Walks the pages of clips and scorecards: names, the way of the Tab key, room for the text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QStackedWidget

from callcoach_desktop.domain.scorecards import Subject
from callcoach_desktop.services.clip_export import ClipExporter
from callcoach_desktop.services.clips import Clips
from callcoach_desktop.services.scorecards import Scorecards
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.screens.clips.view import ClipsScreen
from callcoach_desktop.ui.screens.clips.view_model import ClipsViewModel
from callcoach_desktop.ui.screens.scorecards.table import AnswersTable
from callcoach_desktop.ui.screens.scorecards.view import ScorecardsScreen
from callcoach_desktop.ui.screens.scorecards.view_model import ScorecardsViewModel
from tests.ui.coaching.test_clips_page import CALL, QUIET, FakePlayer, add

sys.path.insert(0, str(Path(__file__).parents[1]))
from walking import Pseudo, clipped, nameless, unreachable


@pytest.fixture(params=["plain", "pseudo", "200 %"])
def language(request, qapp):
    translator = Pseudo(qapp)
    if request.param == "pseudo":
        qapp.installTranslator(translator)
    if request.param == "200 %":
        theme.set_scale(qapp, 2.0)
    yield request.param
    qapp.removeTranslator(translator)
    theme.set_scale(qapp, 1.0)


def wrong_on(window: QStackedWidget, state: str) -> list[str]:
    QApplication.processEvents()
    found = []
    for what, look in (("nameless", nameless), ("not by Tab", unreachable), ("clipped", clipped)):
        found += [f"{state}: {what}: {one}" for one in look(window)]
    return found


def test_the_clips_page_has_names_and_room(library, coach, language, qtbot):
    clips = Clips(library)
    model = ClipsViewModel()
    model.clips = clips
    page = ClipsScreen(model, FakePlayer())
    page.exporter = ClipExporter(library, clips)
    page.resize(1112, 770)
    qtbot.addWidget(page)
    model.attach(coach, library)
    page.show()
    qtbot.waitUntil(lambda: page.currentWidget() is page.empty, timeout=30_000)
    wrong = wrong_on(page, "no clips")
    add(library, CALL, sound=True)
    add(library, QUIET, sound=False)
    for call in (CALL, QUIET):
        clips.cut(call, 1.0, 7.0, note="Calm, and to the point")
    clips.add_list("Good hooks")
    qtbot.waitUntil(lambda: len(page.clips.rows.clips) == 2, timeout=30_000)
    qtbot.settle()
    wrong += wrong_on(page, "clips")
    page.export(page.clips.rows.clips)
    qtbot.settle()
    wrong += wrong_on(page.dialog, "export")
    page.dialog.reject()
    model.detach()
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_scorecards_page_has_names_and_room(library, coach, fill, language, qtbot):
    fill(2, 0)
    cards = Scorecards(library, coach)
    model = ScorecardsViewModel()
    model.service = cards
    page = ScorecardsScreen(model)
    page.resize(1112, 770)
    qtbot.addWidget(page)
    model.attach(coach, library)
    page.show()
    qtbot.waitUntil(lambda: page.currentWidget() is page.empty, timeout=30_000)
    wrong = wrong_on(page, "no forms")
    form = cards.publish(cards.add_starter("discovery").id)
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=30_000)
    qtbot.settle()
    wrong += wrong_on(page, "a form")
    subject = Subject(call=library.calls()[0].id)
    page.begin(form.id, subject)
    qtbot.waitUntil(lambda: page.currentWidget() is page.fill, timeout=30_000)
    qtbot.settle()
    wrong += wrong_on(page, "filling in")
    every = {f.id: None for f in form.fields if f.kind not in ("figure", "text")}
    cards.hand_in(form.id, subject, "rep", {**every, "curiosity": 2, "problem": "they told a case"})
    cards.hand_in(form.id, subject, "manager", {**every, "curiosity": 4, "problem": "not at all"})
    qtbot.waitUntil(lambda: not page.fill.answers, timeout=30_000)
    qtbot.settle()
    wrong += wrong_on(page, "both sides")
    page.leave()
    qtbot.waitUntil(lambda: page.currentWidget() is page.page and page.course.isVisible(), timeout=30_000)
    qtbot.settle()
    wrong += wrong_on(page, "over time")
    page.show_table("Discovery call", page.model.shown)
    table = page.findChild(AnswersTable)
    qtbot.settle()
    wrong += wrong_on(table, "as a table")
    table.reject()
    page.edit()
    for row in range(len(page.editor.fields)):
        page.editor.questions.setCurrentRow(row)
        page.editor.draw()
        qtbot.settle()
        wrong += wrong_on(page, f"the editor, question {row + 1}")
    page.leave()
    page.ask_call()
    qtbot.waitUntil(lambda: page.chooser is not None, timeout=30_000)
    qtbot.settle()
    wrong += wrong_on(page.chooser, "which call")
    page.chooser.reject()
    model.detach()
    assert not wrong, "\n" + "\n".join(dict.fromkeys(wrong))
