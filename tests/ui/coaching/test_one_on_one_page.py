"""The 1-on-1 page and its shared view on a real library: prepared, edited, talked through, ended, handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from looking import texts_in
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton

from callcoach_desktop.domain.one_on_ones import Agreement, Item, with_agreement, with_item
from callcoach_desktop.domain.scorecards import Field, Subject
from callcoach_desktop.services.clips import Clips
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.one_on_ones import OneOnOnes
from callcoach_desktop.services.scorecards import Scorecards
from callcoach_desktop.ui.pdf import write_pdf
from callcoach_desktop.ui.screens.one_on_one.view import OneOnOneScreen
from callcoach_desktop.ui.screens.one_on_one.view_model import OneOnOneViewModel
from callcoach_desktop.ui.sound.excerpts import Excerpts
from callcoach_desktop.ui.tasks import finish_tasks
from callcoach_desktop.ui.widgets.dot_chart import DotChart
from tests.ui.coaching.conftest import TODAY, add_call


class FakePlayer(QObject):
    """Remembers what it was asked to play."""

    moved = Signal(float)
    silent = Signal(str)
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source, self.spans, self.playing, self.at = "", [], False, 0.0

    def set_source(self, path: str | None, duration: float) -> None:
        self.source = path or ""

    def play_span(self, start: float, end: float) -> None:
        self.spans.append((start, end))
        self.playing, self.at = True, start + 1.5
        self.playing_changed.emit(True)

    def pause(self) -> None:
        if self.playing:
            self.playing = False
            self.playing_changed.emit(False)

    def position(self) -> float:
        return self.at

    def close(self) -> None:
        self.pause()


@pytest.fixture
def service(library, coach):
    return OneOnOnes(library, coach)


@pytest.fixture
def screen(qtbot, library, coach, service):
    made = OneOnOneScreen(OneOnOneViewModel(today=lambda: TODAY), Excerpts(None, FakePlayer))
    made.model.service, made.model.editor = service, Editor(library)
    made.model.clips, made.model.scorecards = Clips(library), Scorecards(library, coach)
    made.excerpts.attach(library)
    made.resize(1100, 760)
    qtbot.addWidget(made)
    made.model.attach(coach, library)
    yield made
    finish_tasks()
    made.model.detach()
    finish_tasks()


def named(widget: Any, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if text in (b.text().strip(), b.accessibleName()))


def sounding(library: Library, call: str) -> None:
    """As if the call had a sound."""
    mark = "UPDATE calls SET source = 'sound', sound = '{}' WHERE id = ?"
    library.db.write(lambda conn: conn.execute(mark, (call,)))


@pytest.fixture
def session(library, coach, service):
    """A 1-on-1 of two moments and a topic; the first can be heard."""
    one = add_call(library, coach, 1, TODAY - timedelta(days=2))
    other = add_call(library, coach, 2, TODAY - timedelta(days=1))
    sounding(library, one)
    made = service.prepare(TODAY, "Friday")
    items = (
        Item("i1", "hard", "An objection", "Why did you ask first?", "2 of 3 were lost.", "We hope.", one, 4.0, 9.0,
             private="He was unsure"),
        Item("i2", "good", "A long story", "Why did they open up?", "It lasted 40 s.", "Well.", other, 4.0, 9.0),
        Item("i3", "topic", "Holiday"),
    )  # fmt: skip
    return service.change(made.id, "Fill", lambda s: replace(s, items=items))


@pytest.fixture
def shown(screen, session, qtbot):
    """The page with that session."""
    screen.show()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    return screen


def titles(screen: OneOnOneScreen) -> list[str]:
    return [row.item.title for row in screen.agenda.rows]


def test_without_one_it_says_what_to_do_and_makes_the_first(screen, qtbot, service):
    screen.show()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.empty)
    qtbot.mouseClick(named(screen.empty, "Prepare a 1-on-1"), Qt.MouseButton.LeftButton)
    assert screen.dialog is not None
    screen.dialog.title.setText("First talk")
    qtbot.mouseClick(screen.dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    assert screen.page.heading.text() == "First talk"
    assert "Nothing to talk about yet" in texts_in(screen.agenda)
    assert [one.title for one in service.every()] == ["First talk"]


def test_the_agenda_is_edited_by_keys_and_taken_back(shown, qtbot, service, session):
    assert titles(shown) == ["An objection", "A long story", "Holiday"]
    row = shown.agenda.rows[2]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: titles(shown) == ["An objection", "Holiday", "A long story"])
    qtbot.waitUntil(shown.agenda.rows[1].hasFocus)  # the keyboard stays on what was moved
    qtbot.keyClick(shown.agenda.rows[1], Qt.Key.Key_Return)
    editor = shown.agenda.rows[1].editor
    editor.title.setText("Holiday in July")
    editor.private.setText("Check the calendar")
    qtbot.keyClick(editor.title, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(shown)[1] == "Holiday in July")
    assert "Check the calendar" in texts_in(shown.agenda)
    shown.agenda.topic.setText("Tooling")
    qtbot.keyClick(shown.agenda.topic, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Tooling" in titles(shown))
    shown.agenda.rows[0].setFocus()
    with qtbot.waitSignal(shown.did) as did:
        qtbot.keyClick(shown.agenda.rows[0], Qt.Key.Key_Delete)
    assert did.args == ["“An objection” was taken off the agenda", True]
    qtbot.waitUntil(lambda: titles(shown) == ["Holiday in July", "A long story", "Tooling"])
    for _ in range(4):
        shown.model.editor.undo()
    qtbot.waitUntil(lambda: titles(shown) == ["An objection", "A long story", "Holiday"])


def test_a_moment_is_heard_at_a_click_and_one_without_sound_is_read(shown, qtbot, library):
    first, second, topic = shown.agenda.rows
    assert topic.play_button is None
    qtbot.mouseClick(first.play_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.excerpts.key == "i1")
    player = shown.excerpts._player
    assert player.spans == [(4.0, 9.0)]
    assert player.source.endswith("sound.flac")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown.excerpts.key == "")
    assert second.play_button is None
    with qtbot.waitSignal(shown.open_call) as opened:
        qtbot.mouseClick(named(second, "Read A long story at 0:04"), Qt.MouseButton.LeftButton)
    assert opened.args == ["call00000002", 4.0]


def test_what_is_typed_is_kept_by_itself_and_not_written_over(shown, qtbot, service, session):
    field = shown.notes.notes
    field.setPlainText("Half a sen")
    service.change(session.id, "Other", lambda s: with_item(s, Item("x", "topic", "From elsewhere")))
    qtbot.waitUntil(lambda: "From elsewhere" in titles(shown))
    assert field.toPlainText() == "Half a sen"
    field.setPlainText("Half a sentence")
    shown.person.fields["goals"].setFocus()
    field.keep()
    qtbot.waitUntil(lambda: service.one(session.id).notes == "Half a sentence")
    shown.person.fields["goals"].setPlainText("Lead a team")
    shown.hide()  # leaving keeps it
    qtbot.waitUntil(lambda: service.one(session.id).person.goals == "Lead a team")
    assert service.one(session.id).private == ""


def test_the_keyboard_stays_in_the_field_that_is_kept(shown, qtbot, service, session):
    shown.activateWindow()
    for field, kept in (
        (shown.notes.notes, lambda: service.one(session.id).notes),
        (shown.person.fields["mindset"], lambda: service.one(session.id).person.mindset),
    ):
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        qtbot.keyClicks(field, "Half")
        field.keep()  # as after a pause
        qtbot.waitUntil(lambda kept=kept: kept() == "Half")
        qtbot.settle()
        assert field.hasFocus()
        qtbot.keyClicks(field, " done")
        assert field.toPlainText() == "Half done"
    service.end(session.id, TODAY)
    qtbot.waitUntil(lambda: shown.agenda.rows[0]._said is not None)
    field = shown.agenda.rows[0]._said
    field.setFocus()
    qtbot.keyClicks(field, "Wait")
    field.keep()
    qtbot.waitUntil(lambda: service.one(session.id).item("i1").said == "Wait")
    qtbot.settle()
    assert shown.agenda.rows[0]._said is field
    assert field.hasFocus()


def test_the_focus_brings_its_chart(shown, qtbot, library, coach, service, session):
    call = add_call(library, coach, 7, TODAY, talk_ratio=0.5)
    coach.start_focus("talk_ratio", TODAY - timedelta(days=5))
    service.change(session.id, "Add", lambda s: with_item(s, Item("f", "focus", "Talk ratio", about="talk_ratio")))
    qtbot.waitUntil(lambda: bool(shown.agenda.findChildren(DotChart)))
    chart = shown.agenda.findChildren(DotChart)[0]
    assert [dot.call for dot in chart.dots] == [call]
    with qtbot.waitSignal(shown.open_call) as opened:
        chart.chosen.emit(call)
    assert opened.args[0] == call
    view = open_shared(shown, qtbot)
    view.go(4)
    assert view.slide.chart is None
    qtbot.keyClick(view, Qt.Key.Key_3)
    assert [dot.call for dot in view.slide.chart.dots] == [call]


def test_what_is_still_open_is_suggested_and_added(shown, qtbot, service, session):
    qtbot.mouseClick(shown.agenda.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Nothing else stands out" in texts_in(shown.agenda))
    earlier = service.prepare(TODAY - timedelta(days=7), "Before")
    service.change(earlier.id, "Agree", lambda s: with_agreement(s, Agreement("a", "Wait two seconds")))
    service.end(earlier.id, TODAY - timedelta(days=7))
    qtbot.waitUntil(lambda: "Wait two seconds" in texts_in(shown.history))
    qtbot.mouseClick(shown.agenda.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shown.agenda._offered) == 1)
    qtbot.mouseClick(named(shown.agenda, "Add to the agenda: Wait two seconds"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles(shown)[-1] == "Wait two seconds")
    assert named(shown.agenda, "How it went: Wait two seconds: Still open").isChecked()


def open_shared(shown: OneOnOneScreen, qtbot: Any) -> Any:
    qtbot.mouseClick(shown.shared_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.shared is not None and shown.shared.isVisible())
    qtbot.waitExposed(shown.shared)
    return shown.shared


def test_the_shared_view_asks_first_and_shows_the_figure_second(shown, qtbot, service, session):
    view = open_shared(shown, qtbot)
    assert "These figures are for coaching" in texts_in(view)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.current.item.id == "i1"
    assert "Why did you ask first?" in texts_in(view)
    assert "2 of 3 were lost." not in texts_in(view)
    assert "He was unsure" not in texts_in(view)
    assert "A hard moment" not in texts_in(view)  # whether it was is theirs to say
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert "2 of 3 were lost." not in texts_in(view)
    qtbot.keyClick(view, Qt.Key.Key_2)
    assert "2 of 3 were lost." in texts_in(view)
    assert "Your own view: not well (2 of 5)" in texts_in(view)
    qtbot.waitUntil(lambda: service.one(session.id).item("i1").rating == 2)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    qtbot.keyClick(view, Qt.Key.Key_0)  # the rep does not want to rate
    assert "It lasted 40 s." in texts_in(view)
    assert service.one(session.id).item("i2").rating is None
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: service.one(session.id).rating == 4)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert "What do we agree on?" in texts_in(view)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown.shared is None)


def test_comments_go_to_the_second_that_is_heard_and_say_who(shown, qtbot, library, service, session):
    view = open_shared(shown, qtbot)
    view.go(1)
    qtbot.keyClick(view, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: shown.excerpts.key == "i1")
    qtbot.keyClick(view, Qt.Key.Key_C)
    field = view.slide.remarks.field
    qtbot.waitUntil(field.hasFocus)
    view.who.set_value("rep")
    qtbot.keyClicks(field, "I was lost: 1, 2, right")  # keys of the view are letters while one types
    assert view.current.item.id == "i1"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "0:05  Rep: I was lost: 1, 2, right" in texts_in(view))
    view.who.set_value("manager")
    qtbot.mouseClick(named(view, "React here: Strong"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "0:05  Manager: Strong" in texts_in(view))
    found = library.call("call00000001").comments
    assert {(c.author, c.reaction, c.start) for c in found} == {("rep", "", 5.5), ("manager", "strong", 5.5)}
    shown.model.editor.undo()
    assert len(library.call("call00000001").comments) == 1


def test_a_comment_that_was_not_sent_is_kept_and_the_view_stays_closed(shown, qtbot, library, session):
    view = open_shared(shown, qtbot)
    view.go(1)
    view.slide.remarks.field.setText("Half a thought")
    qtbot.mouseClick(view.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [c.text for c in library.call("call00000001").comments] == ["Half a thought"])
    view.slide.remarks.field.setText("Another")
    view.close()
    qtbot.waitUntil(lambda: [c.text for c in library.call("call00000002").comments] == ["Another"])
    qtbot.settle()
    assert shown.shared is None


def test_what_is_said_is_kept_when_one_goes_on(shown, qtbot, service, session):
    view = open_shared(shown, qtbot)
    view.go(1)
    qtbot.keyClick(view, Qt.Key.Key_N)
    qtbot.waitUntil(view.slide.said.hasFocus)
    qtbot.keyClicks(view.slide.said, "Next time wait")
    qtbot.mouseClick(view.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: service.one(session.id).item("i1").said == "Next time wait")
    assert view.current.item.id == "i2"
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.slide.said.toPlainText() == "Next time wait"
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: service.one(session.id).item("i1").said == "")
    qtbot.waitUntil(lambda: view.slide.said.toPlainText() == "")
    qtbot.keyClick(view, Qt.Key.Key_End)
    view.slide.said.setPlainText("Less hurry")
    qtbot.keyClick(view.slide.said, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: service.one(session.id).notes == "Less hurry")


def test_it_ends_with_agreements_and_they_come_back(shown, qtbot, coach, service, session):
    coach.start_focus("talk_ratio", TODAY - timedelta(days=20))
    view = open_shared(shown, qtbot)
    view.go(99)
    form = view.slide.findChild(type(shown.agreements.form))
    form.behaviour.setCurrentIndex(form.behaviour.findData("patience"))
    assert form.becomes.currentData() == "focus"
    form.action.setText("Wait two seconds")
    qtbot.mouseClick(form.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Wait two seconds" in texts_in(view))
    qtbot.mouseClick(named(view.slide, "End the 1-on-1…"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.dialog is not None)
    assert "The focus on Talk ratio ends today" in texts_in(shown.dialog)
    with qtbot.waitSignal(shown.did) as did:
        qtbot.mouseClick(shown.dialog.go, Qt.MouseButton.LeftButton)
    assert did.args[0] == "The 1-on-1 is kept, with 1 agreement"
    qtbot.waitUntil(lambda: shown.shared is None)
    assert coach.current().behaviour == "patience"
    assert service.one(session.id).state == "held"
    shown.model.prepare(TODAY + timedelta(days=14))
    qtbot.waitUntil(lambda: titles(shown)[:1] == ["Wait two seconds"])
    kept = named(shown.agenda, "How it went: Wait two seconds: Kept")
    qtbot.mouseClick(kept, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: service.one(session.id).agreements[0].state == "kept")
    assert "Friday, 24 November" in texts_in(shown.history)
    qtbot.mouseClick(named(shown.history, "Show Friday"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.page.heading.text() == "Friday")


def test_the_room_for_the_person_is_a_slide_only_when_chosen(shown, qtbot, service, session):
    qtbot.mouseClick(shown.person.shared, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: service.one(session.id).show_person)
    view = open_shared(shown, qtbot)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert "Room for you" in texts_in(view)
    assert "No figures here" in texts_in(view)


def test_a_clip_is_talked_about(shown, qtbot, service, session):
    qtbot.mouseClick(shown.agenda.clip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.dialog is not None)
    assert "There is no clip yet" in texts_in(shown.dialog)
    assert not shown.dialog.add.isEnabled()
    shown.dialog.reject()
    clip = shown.model.clips.cut("call00000001", 4.2, 8.5, "How they work today")
    shown.model.clips.cut("call00000002", 0.0, 3.0, "Another")
    own = shown.model.clips.add_list("Openings")
    shown.model.clips.put_in(own.id, [clip.id])
    qtbot.mouseClick(shown.agenda.clip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.dialog is not None and shown.dialog.list.count() == 2)
    shown.dialog.lists.setCurrentIndex(shown.dialog.lists.findData(own.id))
    assert shown.dialog.list.count() == 1
    qtbot.mouseClick(shown.dialog.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles(shown)[-1] == "How they work today")
    item = service.one(session.id).items[-1]
    assert (item.kind, item.call, item.start, item.end, item.about) == ("clip", "call00000001", 4.2, 8.5, clip.id)
    assert item.quote == "Well, we call the driver and hope."
    qtbot.mouseClick(shown.agenda.rows[-1].play_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.excerpts.key == item.id)
    assert shown.excerpts._player.spans == [(4.2, 8.5)]


def test_a_scorecard_is_a_step_of_the_session_and_the_rep_comes_first(shown, qtbot, service, session):
    cards, subject = shown.model.scorecards, Subject(one_on_one=session.id)
    form = cards.add_form("Quarter", "", [Field("f1", "scale", "Discovery"), Field("f2", "yes_no", "Next step")])
    cards.publish(form.id)
    qtbot.waitUntil(lambda: "Fill in a scorecard" in [b.text() for b in shown.scores.findChildren(QPushButton)])
    with qtbot.waitSignal(shown.score_wanted) as wanted:
        qtbot.mouseClick(named(shown.scores, "Fill in a scorecard"), Qt.MouseButton.LeftButton)
    assert wanted.args == [session.id, ""]
    first, second = (one.id for one in cards.form(form.id).fields)
    cards.hand_in(form.id, subject, "manager", {first: 2, second: False})
    qtbot.waitUntil(lambda: "Rep: not yet · Manager: done" in texts_in(shown.scores))
    view = open_shared(shown, qtbot)
    place = next(i for i, one in enumerate(view.deck.slides) if one.kind == "scores")
    view.go(place)
    assert "The rep fills it in first" in texts_in(view)
    assert "2 of 5" not in texts_in(view)
    with qtbot.waitSignal(shown.score_wanted) as wanted:
        qtbot.mouseClick(named(view.slide, "Fill it in"), Qt.MouseButton.LeftButton)
    assert wanted.args == [session.id, form.id]
    cards.hand_in(form.id, subject, "rep", {first: 4, second: False})
    shown.model.open_deck()
    qtbot.waitUntil(lambda: "4 of 5" in texts_in(view))
    assert "2 of 5" in texts_in(view)
    assert "Where do you see it differently, and why?" in texts_in(view)
    assert "must not be used in, employment decisions" in texts_in(view)


def test_one_page_is_handed_over_as_pdf_and_as_a_web_page(shown, qtbot, service, session, tmp_path):
    service.change(session.id, "Agree", lambda s: with_agreement(s, Agreement("a", "Wait", "patience")))
    for suffix in (".pdf", ".html"):
        shown.hand_over()
        dialog = shown.dialog
        dialog.kind.set_value(suffix)
        dialog._fit()
        assert dialog.sound.isEnabled() == (suffix == ".html")
        assert not dialog.person.isEnabled()  # nothing is said there
        with qtbot.waitSignal(shown.written, timeout=20_000) as written:
            dialog.write(tmp_path / "page")
        assert written.args[1] == tmp_path / f"page{suffix}"
    pdf = (tmp_path / "page.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") == 1
    page = (tmp_path / "page.html").read_text()
    assert "<b>Wait</b>" in page
    assert "He was unsure" not in page


def test_a_long_page_is_still_one_sheet(qapp, tmp_path):
    said = "Why did you stay with this for so long, and what did you want to reach with it in that moment?"
    line = f"<style>p {{ margin: 2px 0; }}</style><p>{said}</p>"
    assert write_pdf(f"<h1>Long</h1>{line * 45}", "Long", tmp_path / "a.pdf") == 1
    assert write_pdf(f"<h1>Too long</h1>{line * 400}", "Too long", tmp_path / "b.pdf") > 1


def test_a_session_is_deleted_and_comes_back(shown, qtbot, service, session):
    with qtbot.waitSignal(shown.did) as did:
        shown.model.delete()
    assert did.args[0] == "“Friday” was deleted"
    qtbot.waitUntil(lambda: shown.currentWidget() is shown.empty)
    shown.model.editor.undo()
    qtbot.waitUntil(lambda: shown.currentWidget() is shown.page)
    assert titles(shown) == ["An objection", "A long story", "Holiday"]


def test_after_a_restart_everything_is_there(qtbot, tmp_path):
    folder = tmp_path / "again"

    def opened() -> tuple[Library, Coach, OneOnOneScreen]:
        library = Library.open(folder)
        coach = Coach(library)
        made = OneOnOneScreen(OneOnOneViewModel(today=lambda: TODAY), Excerpts(None, FakePlayer))
        made.model.service, made.model.editor = OneOnOnes(library, coach), Editor(library)
        made.excerpts.attach(library)
        qtbot.addWidget(made)
        made.model.attach(coach, library)
        made.show()
        return library, coach, made

    def closed(library: Library, coach: Coach, made: OneOnOneScreen) -> None:
        made.hide()  # what stands in a field is kept, in the order in which it was typed
        made.model.detach()
        finish_tasks()
        coach.close()
        library.close()

    library, coach, screen = opened()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.empty)
    screen.model.prepare(TODAY, "Friday")
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    screen.agenda.topic.setText("Holiday")
    qtbot.keyClick(screen.agenda.topic, Qt.Key.Key_Return)
    screen.notes.notes.setPlainText("Typed in the last second")
    screen.notes.private.setPlainText("For me")
    screen.person.fields["help"].setPlainText("Join a call")
    closed(library, coach, screen)
    library, coach, screen = opened()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    assert titles(screen) == ["Holiday"]
    assert screen.notes.notes.toPlainText() == "Typed in the last second"
    assert screen.notes.private.toPlainText() == "For me"
    assert screen.person.fields["help"].toPlainText() == "Join a call"
    assert Path(folder / "library.db").exists()
    closed(library, coach, screen)
