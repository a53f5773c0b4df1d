"""The Scorecards page over a real library: forms, versions, filling in, both sides, undo, files."""

from __future__ import annotations

import json

import pytest
from looking import texts_in
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from callcoach_desktop.domain.scorecards import SENTENCE, Field, Subject
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.scorecards import Scorecards
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.screens.scorecards.compare import Comparison
from callcoach_desktop.ui.screens.scorecards.table import AnswersTable
from callcoach_desktop.ui.screens.scorecards.view import ScorecardsScreen
from callcoach_desktop.ui.screens.scorecards.view_model import ScorecardsViewModel
from callcoach_desktop.ui.widgets.name_dialog import NameDialog

FIELDS = (
    Field("room", "scale", "Room to talk", "Silence after questions.", low="none", high="plenty"),
    Field("agreed", "yes_no", "Purpose agreed"),
    Field("price", "choice", "The price", options=("held", "traded")),
    Field("words", "text", "What next"),
)


@pytest.fixture
def cards(library, coach):
    return Scorecards(library, coach)


@pytest.fixture
def page(library, coach, cards, fill, qtbot):
    window_settings().remove("scorecards/viewer")
    fill(2, 0)
    model = ScorecardsViewModel()
    model.service = cards
    made = ScorecardsScreen(model)
    made.resize(1100, 720)
    qtbot.addWidget(made)
    model.attach(coach, library)
    made.problems, made.said = [], []
    made.problem.connect(made.problems.append)
    made.did.connect(made.said.append)
    made.show()
    qtbot.waitUntil(lambda: model.shown is not None, timeout=30_000)
    yield made
    model.detach()


@pytest.fixture
def form(page, cards, qtbot):
    made = cards.publish(cards.add_form("Review", "for every call", FIELDS).id)
    qtbot.waitUntil(lambda: page.model.shown.chosen == made.id, timeout=30_000)
    return made


def call_of(library) -> str:
    return library.calls()[0].id


def begun(page, form, library, qtbot):
    page.begin(form.id, Subject(call=call_of(library)))
    qtbot.waitUntil(lambda: page.currentWidget() is page.fill, timeout=30_000)
    return page.fill


def test_before_the_first_form_it_offers_some_to_begin_with(page, cards, qtbot):
    assert page.currentWidget() is page.empty
    menu = page.menus.new_menu()
    assert [a.text() for a in menu.actions()][:3] == ["Discovery call", "Price and objections", "How our coaching goes"]
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: page.currentWidget() is page.editor, timeout=30_000)
    assert page.editor.name.text() == "Discovery call"
    assert len(page.editor.fields) == 8
    menu.deleteLater()


def test_a_form_is_built_with_preview_and_published(page, cards, qtbot):
    page.menus.ask_form()
    dialog = page.findChild(NameDialog)
    dialog.field.setText("Mine")
    dialog.accept()
    qtbot.waitUntil(lambda: page.currentWidget() is page.editor, timeout=30_000)
    editor = page.editor
    editor.keep(publish=True)
    assert "no fields" in editor.wrong.text()
    editor.add()
    QTest.keyClicks(editor.label, "Was there room?")
    editor.kind.setCurrentIndex(editor.kind.findData("choice"))
    editor.kind.activated.emit(editor.kind.currentIndex())
    editor.options.setPlainText("yes, plenty\n\nhardly")
    editor.add()
    QTest.keyClicks(editor.label, "Next step")
    editor.kind.setCurrentIndex(editor.kind.findData("yes_no"))
    editor.kind.activated.emit(editor.kind.currentIndex())
    editor.behaviour.setCurrentIndex(editor.behaviour.findData("next_step_specific"))
    editor.behaviour.activated.emit(editor.behaviour.currentIndex())
    editor.move_by(-1)
    editor.draw()
    assert "1.  Next step" in texts_in(editor.preview)
    assert "Leave it open" in texts_in(editor.preview)
    editor.keep(publish=True)
    qtbot.waitUntil(lambda: bool(cards.forms() and cards.forms()[0].current), timeout=30_000)
    kept = cards.forms()[0].current
    assert [(f.kind, f.label, f.options, f.behaviour) for f in kept.fields] == [
        ("yes_no", "Next step", (), "next_step_specific"),
        ("choice", "Was there room?", ("yes, plenty", "hardly"), ""),
    ]
    assert page.problems == []


def test_an_edit_of_a_published_form_becomes_its_next_version(page, form, cards, library, qtbot):
    page.edit()
    editor = page.editor
    assert "stays as it is" in editor.line.text()
    assert not editor.publish_button.isEnabled()
    editor.questions.setCurrentRow(1)
    QTest.keyClick(editor.questions, Qt.Key.Key_Delete)
    assert [f.id for f in editor.fields] == ["room", "price", "words"]
    editor.close_form()
    qtbot.waitUntil(lambda: cards.forms()[0].draft is not None, timeout=30_000)
    assert cards.forms()[0].current == form
    qtbot.waitUntil(lambda: page.currentWidget() is page.page and "edited" in page.forms.about(0), timeout=30_000)
    Editor(library).undo()
    qtbot.waitUntil(lambda: "edited" not in page.forms.about(0), timeout=30_000)


def test_undo_reaches_an_editor_that_is_open(page, form, cards, library, qtbot):
    page.edit()
    page.editor.questions.setCurrentRow(0)
    page.editor.remove()
    page.editor.keep(publish=False)
    qtbot.waitUntil(lambda: cards.forms()[0].draft is not None, timeout=30_000)
    Editor(library).undo()
    qtbot.waitUntil(lambda: len(page.editor.fields) == 4, timeout=30_000)


def test_oneself_first_then_both_side_by_side(page, form, cards, library, qtbot):
    subject = Subject(call=call_of(library))
    cards.hand_in(form.id, subject, "manager", {"room": 2, "agreed": True, "price": "held", "words": "More silence"})
    fill = begun(page, form, library, qtbot)
    assert "You see them once yours are" in fill.note.text()
    assert "More silence" not in texts_in(page)
    room, agreed, price, words = fill.answers
    room._segments._buttons["4"].click()
    qtbot.waitUntil(lambda: cards.round(form.id, subject, "rep").rep is not None, timeout=30_000)
    assert cards.round(form.id, subject, "rep").rep.answers == {"room": 4}
    fill.hand_in()
    assert "“Purpose agreed” is not answered yet" in fill.open_words.text()
    assert cards.round(form.id, subject, "rep").rep.state == "draft"
    agreed._segments._buttons["yes"].click()
    price._radios["traded"].click()
    words._text.setPlainText("Ask, then wait")
    fill.hand_in()
    qtbot.waitUntil(lambda: bool(page.fill.findChildren(Comparison)), timeout=30_000)
    qtbot.waitUntil(lambda: "Both of you have answered." in fill.note.text(), timeout=30_000)
    said = texts_in(fill).split("\n")
    assert "You see 2 of 3 questions differently. Ask why first." in said
    assert {"4 of 5", "2 of 5", "2 steps apart", "differs", "Ask, then wait", "More silence", SENTENCE} <= set(said)
    assert "Change my answers" not in [b.text() for b in fill.findChildren(type(fill.back_button)) if b.isVisible()]
    page.fill.close_page()
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=30_000)
    qtbot.waitUntil(lambda: "You see 2 of 3" in texts_in(page.results), timeout=30_000)
    assert page.course.isVisible()
    page.show_table("Review", page.model.shown)
    table = page.findChild(AnswersTable)
    cells = [cells for _, cells in table.rows]
    assert cells[0][1:] == ("Customer 1", "Room to talk", "4 of 5", "2 of 5", "", "2 steps apart")
    with qtbot.waitSignal(table.go) as gone:
        table.table.cellActivated.emit(0, 0)
    assert gone.args == [subject]
    qtbot.waitUntil(lambda: page.currentWidget() is page.fill, timeout=30_000)


def test_answers_survive_leaving_and_are_undone(page, form, cards, library, qtbot):
    fill = begun(page, form, library, qtbot)
    fill.answers[0]._segments._buttons["n/a"].click()
    qtbot.waitUntil(lambda: bool(cards.history(form.id, "rep")), timeout=30_000)
    page.leave()
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=30_000)
    fill = begun(page, form, library, qtbot)
    assert fill.answers[0].is_answered()
    assert fill.answers[0].answer() is None
    Editor(library).undo()
    qtbot.waitUntil(lambda: not page.fill.answers[0].is_answered(), timeout=30_000)


def test_a_text_is_kept_when_the_page_is_left_in_the_middle_of_it(page, form, cards, library, qtbot):
    fill = begun(page, form, library, qtbot)
    fill.answers[3]._text.setPlainText("Half a sen")
    page.leave()
    qtbot.waitUntil(lambda: bool(cards.history(form.id, "rep")), timeout=30_000)
    assert cards.history(form.id, "rep")[0].rep.answers == {"words": "Half a sen"}


def test_what_cannot_be_handed_in_yet_is_kept_and_said(page, cards, library, qtbot):
    fields = (Field("step", "yes_no", "Next step", behaviour="next_step_specific"), Field("words", "text", "Why"))
    made = cards.publish(cards.add_form("Short", fields=fields).id)
    fill = begun(page, made, library, qtbot)
    fill.answers[1]._text.setPlainText("Half a sentence")  # and the call is too short for the rest to be measured
    fill.hand_in()
    qtbot.waitUntil(lambda: any("“Next step” is not answered" in one for one in page.problems), timeout=30_000)
    qtbot.waitUntil(lambda: page.model.pending == 0, timeout=30_000)
    qtbot.settle()
    assert fill.answers[1].answer() == "Half a sentence"
    kept = cards.round(made.id, Subject(call=call_of(library)), "rep").rep
    assert (kept.state, kept.answers) == ("draft", {"words": "Half a sentence"})


def test_as_a_manager_one_sees_the_reps_answers_only_when_they_are_in(page, form, cards, library, qtbot):
    subject = Subject(call=call_of(library))
    cards.fill(form.id, subject, "rep", {"room": 5})
    fill = begun(page, form, library, qtbot)
    assert fill.answers[0].answer() == 5
    fill.side._buttons["manager"].click()
    qtbot.waitUntil(lambda: page.model.viewer == "manager" and fill.viewer == "manager", timeout=30_000)
    assert not fill.answers[0].is_answered()
    assert "The rep sees this only when" in fill.note.text()
    assert window_settings().value("scorecards/viewer") == "manager"


def test_the_call_is_chosen_by_typing(page, form, library, qtbot):
    page.ask_call()
    qtbot.waitUntil(lambda: page.chooser is not None, timeout=30_000)
    chooser = page.chooser
    assert chooser.list.count() == 2
    QTest.keyClicks(chooser.search, "customer 1")
    assert chooser.list.count() == 1
    QTest.keyClick(chooser.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.currentWidget() is page.fill, timeout=30_000)
    assert page.fill.heading.text() == "Customer 1"


def test_without_a_published_form_it_says_so(page, cards, library, qtbot):
    cards.add_form("Draft", fields=FIELDS)
    page.begin("", Subject(call=call_of(library)))
    qtbot.waitUntil(lambda: page.problems == ["Publish a form first; then it can be filled in."], timeout=30_000)
    assert page.currentWidget() is page.page


def test_forms_and_answers_leave_as_files_and_forms_come_back(page, form, cards, library, tmp_path, monkeypatch, qtbot):
    cards.hand_in(form.id, Subject(call=call_of(library)), "rep", {"room": 4, "agreed": None, "price": None})
    qtbot.waitUntil(lambda: page.model.shown.form.filled == 1, timeout=30_000)
    told = []
    page.told.connect(lambda text, path: told.append(text))
    for fmt, name in (("csv", "a.csv"), ("json", "a.json"), ("form", "f.scorecard.json")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (str(tmp_path / name), ""))
        page.menus.ask_export(page.model.shown.form, fmt)
        qtbot.waitUntil(lambda name=name: f"Wrote “{name}”" in told, timeout=30_000)
    assert SENTENCE in (tmp_path / "a.csv").read_text("utf-8-sig")
    assert json.loads((tmp_path / "a.json").read_text())["rounds"][0]["lines"][0]["rep"] == 4
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "f.scorecard.json"), ""))
    page.menus.choose_file()
    qtbot.waitUntil(lambda: page.currentWidget() is page.editor, timeout=30_000)
    assert tuple(page.editor.fields) == FIELDS
    (tmp_path / "bad.json").write_text("{}")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "bad.json"), ""))
    page.menus.choose_file()
    qtbot.waitUntil(lambda: bool(page.problems), timeout=30_000)
    assert "no form of CallCoach" in page.problems[0]


def test_a_form_is_archived_and_found_again(page, form, cards, qtbot):
    page.model.archive(form.id)
    qtbot.waitUntil(lambda: page.currentWidget() is page.empty, timeout=30_000)
    page.model.show_archived(on=True)
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=30_000)
    assert "archived" in page.forms.about(0)
    page.model.bring_back(form.id)
    qtbot.waitUntil(lambda: "version 1" in page.forms.about(0), timeout=30_000)
