"""The Playbook page on a real library: nothing, proposals, entries; writing, undoing, versions, files, conflicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from looking import words_in
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QToolButton

from callcoach_desktop.domain.playbook import Content, Example, Situation
from callcoach_desktop.services.clips import Clips
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.playbook_files import PlaybookFiles, Sharing
from callcoach_desktop.ui.screens.playbook.dialogs import ArrivalDialog, HistoryDialog, ShareDialog
from callcoach_desktop.ui.screens.playbook.editor import EntryDialog
from callcoach_desktop.ui.screens.playbook.interval_bars import IntervalBars
from callcoach_desktop.ui.screens.playbook.view import PlaybookScreen
from callcoach_desktop.ui.screens.playbook.view_model import PlaybookViewModel
from callcoach_desktop.ui.tasks import finish_tasks
from tests.ui.playbook.conftest import SAID, TODAY

PRICE = Content(Situation("objection", "price"), "Price: worth", "What is it worth to you?", "It is about value.")
RIVAL = Content(Situation("competitor", "Coldline"), "When Coldline is named", "Ask what they like about it.")


@pytest.fixture
def screen(qtbot, library, coach, book):
    made = PlaybookScreen(PlaybookViewModel(today=lambda: TODAY))
    made.model.book, made.model.files = book, PlaybookFiles(book)
    made.resize(1200, 760)
    qtbot.addWidget(made)
    made.model.attach(coach, library)
    yield made
    finish_tasks()
    made.model.detach()


def shown(screen: PlaybookScreen, qtbot: Any, page: str = "page") -> None:
    screen.show()
    qtbot.waitUntil(lambda: screen.currentWidget() is getattr(screen, page))


def press(qtbot: Any, widget: Any, name: str) -> None:
    found = [b for kind in (QPushButton, QToolButton) for b in widget.findChildren(kind)
             if name in (b.text().strip(), b.accessibleName()) and not b.isHidden()]  # fmt: skip
    assert found, name
    qtbot.mouseClick(found[-1], Qt.MouseButton.LeftButton)


def test_an_empty_one_says_what_to_do(screen, qtbot):
    shown(screen, qtbot, "empty")
    names = [b.text() for b in screen.empty.findChildren(QPushButton)]
    assert names == ["New entry", "Import a playbook…", "Import calls"]
    press(qtbot, screen.empty, "New entry")
    assert isinstance(screen.dialog, EntryDialog)
    screen.dialog.reject()


def test_calls_suggest_a_start_that_is_taken_or_declined(screen, qtbot, answered, book, library):
    made = answered(6)
    shown(screen, qtbot, "start")
    assert SAID in words_in(screen.suggestions)
    bars = screen.suggestions.findChild(IntervalBars)
    assert bars.accessibleDescription().startswith("Resolved by “reframe to value”: 6 of 6 (61 to 100%)")
    with qtbot.waitSignal(screen.open_call) as opened:
        press(qtbot, screen.suggestions, "Hear it in Customer 5 at 0:04")
    assert opened.args == [made[-1], 4.5]
    with qtbot.waitSignal(screen.did) as did:
        press(qtbot, screen.suggestions, "Do not propose “Price: reframe to value” again")
    assert did.args == ["Not proposed again: Price: reframe to value"]
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.empty)
    Editor(library).undo()
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.start)
    with qtbot.waitSignal(screen.did):
        press(qtbot, screen.suggestions, "Add “Price: reframe to value”")
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    assert [e.content.say for e in book.entries()] == [SAID]
    assert "Too early to tell" in words_in(screen.detail)
    assert "6 objections were answered" in screen.page.line.text()


def test_an_entry_is_written_and_edited_in_the_dialog(screen, qtbot, book, library):
    shown(screen, qtbot, "empty")
    screen.compose()
    dialog = screen.dialog
    assert not dialog.keep.isEnabled()
    dialog.kind.setCurrentIndex(dialog.kind.findData("competitor"))
    assert dialog.about.isVisibleTo(dialog)
    assert not dialog.way.isVisibleTo(dialog)
    assert dialog.hint.text() == "Still to say: when"
    dialog.about.setText("Coldline")
    dialog.title.setText("When Coldline is named")
    dialog.say.setPlainText("Ask what they like about it.")
    with qtbot.waitSignal(screen.did):
        qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    shown(screen, qtbot)
    assert [e.content for e in book.entries()] == [RIVAL]
    qtbot.waitUntil(lambda: "When Coldline is named" in words_in(screen.detail))
    press(qtbot, screen.detail, "Edit “When Coldline is named”")
    screen.dialog.say.setPlainText("Ask first.")
    with qtbot.waitSignal(screen.did):
        qtbot.mouseClick(screen.dialog.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Ask first." in words_in(screen.detail))
    assert "2 versions" in [b.text() for b in screen.detail.findChildren(QPushButton)]
    Editor(library).undo()
    qtbot.waitUntil(lambda: "Ask what they like about it." in words_in(screen.detail))


def test_the_list_is_searched_filtered_and_walked_by_keys(screen, qtbot, book):
    for content in (PRICE, RIVAL):
        book.add(content, TODAY)
    shown(screen, qtbot)
    assert screen.list.current().content == PRICE
    qtbot.keyClick(screen.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "Coldline" in words_in(screen.detail))
    screen.search.setText("worth value")
    screen.search.flush()
    assert [e.content.title for e in screen.list.entries.entries] == ["Price: worth"]
    assert "1 of 2 entries" in screen.page.line.text()
    screen.search.setText("nothing of the kind")
    screen.search.flush()
    qtbot.waitUntil(lambda: "No entry holds these words." in words_in(screen.detail))
    screen.show_entry(book.entries()[1].id)  # asked for from elsewhere: the search makes room
    assert screen.list.current().content == RIVAL
    screen.kinds.setCurrentIndex(screen.kinds.findData("objection"))
    screen.kinds.activated.emit(1)
    assert [e.content.title for e in screen.list.entries.entries] == ["Price: worth"]
    with qtbot.waitSignal(screen.did) as did:
        qtbot.keyClick(screen.list, Qt.Key.Key_Delete)
    assert did.args == ["“Price: worth” deleted"]
    qtbot.waitUntil(lambda: screen.list.entries.rowCount() == 0)


def test_examples_open_their_call_while_it_is_here(screen, qtbot, book, answered, library):
    call = answered(1)[0]
    book.add(replace(PRICE, examples=(Example("Said so.", 4.5, 9.0, call), Example("Elsewhere.", title="Their call"))),
             TODAY)  # fmt: skip
    shown(screen, qtbot)
    with qtbot.waitSignal(screen.open_call) as opened:
        press(qtbot, screen.detail, "Hear it in Customer 0 at 0:04")
    assert opened.args == [call, 4.5]
    assert "Their call" in words_in(screen.detail)
    Editor(library).bin([call])
    qtbot.waitUntil(lambda: not any("Hear it" in b.accessibleName() for b in screen.detail.findChildren(QPushButton)
                                    if not b.isHidden()))  # fmt: skip
    assert "“Said so.”" in words_in(screen.detail)
    library.delete_call(call)
    qtbot.waitUntil(lambda: "“Said so.”" not in words_in(screen.detail))


def test_a_clip_of_ones_own_becomes_an_example(screen, qtbot, book, answered, library):
    call = answered(1)[0]
    clip = Clips(library).cut(call, 4.5, 9.0, "The driver")
    book.add(PRICE, TODAY)
    screen.model.clips = Clips(library)
    shown(screen, qtbot)
    press(qtbot, screen.detail, "Edit “Price: worth”")
    dialog = screen.dialog
    qtbot.waitUntil(lambda: dialog.clip.count() == 2)
    assert dialog.clip.itemText(1) == "The driver · Customer 0, 0:04"
    dialog.clip.activated.emit(1)
    dialog.clip.activated.emit(1)  # once is enough
    with qtbot.waitSignal(screen.did):
        qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    example = book.entries()[0].content.examples
    assert example == (Example("Well, we call the driver and hope.", 4.5, 9.0, call, "Customer 0",
                               f"{TODAY.isoformat()}T10:00", clip.id),)  # fmt: skip


def test_an_earlier_version_is_put_in_force(screen, qtbot, book):
    id_ = book.add(PRICE, TODAY)
    book.edit(id_, replace(PRICE, say="Other words."), TODAY)
    shown(screen, qtbot)
    press(qtbot, screen.detail, "2 versions")
    qtbot.waitUntil(lambda: isinstance(screen.dialog, HistoryDialog))
    dialog = screen.dialog
    assert not dialog.put.isEnabled()
    dialog.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: "What is it worth to you?" in words_in(dialog))
    with qtbot.waitSignal(screen.did) as did:
        qtbot.mouseClick(dialog.put, Qt.MouseButton.LeftButton)
    assert did.args == ["Version 1 is in force again"]
    assert book.entry(id_).content.say == "What is it worth to you?"


def test_a_conflict_is_shown_with_both_sides_and_settled(screen, qtbot, book, library, tmp_path):
    id_ = book.add(PRICE, TODAY)
    files = PlaybookFiles(book)
    path = files.share([], tmp_path / "team.playbook", Sharing("Dana"))
    book.edit(id_, replace(PRICE, say="Mine."), TODAY)
    theirs = files.look(path).handout.entries[0]
    _offer(path, replace(theirs.content, say="Dana's words."), theirs.id)
    files.take(path)
    shown(screen, qtbot)
    told = words_in(screen.detail)
    assert "Dana has other words for this, from the file “team.playbook”" in told
    assert "Dana's words." in told
    assert "Mine." in told
    assert "two versions: choose" in screen.list.entries.data(screen.list.currentIndex(),
                                                              Qt.ItemDataRole.AccessibleTextRole)  # fmt: skip
    with qtbot.waitSignal(screen.did) as did:
        press(qtbot, screen.detail, "Take theirs: Price: worth")
    assert did.args == ["Theirs is taken"]
    qtbot.waitUntil(lambda: "Mine." not in words_in(screen.detail))
    assert "From Dana, by the file “team.playbook”" in words_in(screen.detail)


def _offer(path: Path, content: Content, id_: str) -> None:
    from callcoach_desktop.domain.playbook import mark_of
    from callcoach_desktop.exchange.playbook import Carried, Handout, write_playbook

    with path.open("wb") as out:
        write_playbook(Handout("Dana", "2026-11-20", (Carried(id_, content, mark_of(content)),)), out, {})


def test_a_file_is_shared_and_taken_in(screen, qtbot, book, tmp_path, monkeypatch):
    book.add(PRICE, TODAY)
    shown(screen, qtbot)
    target = tmp_path / "out.playbook"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(qtbot, screen.page, "Share the playbook")
    dialog = screen.dialog
    assert isinstance(dialog, ShareDialog)
    assert not dialog.sound.isEnabled()  # names are taken out, so voices are
    dialog.who.setText("Dana")
    with qtbot.waitSignal(screen.said) as said:
        press(qtbot, dialog, "Choose a place…")
    assert said.args == ["Written: out.playbook"]
    book.delete(book.entries()[0].id)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.empty)
    press(qtbot, screen.empty, "Import a playbook…")
    qtbot.waitUntil(lambda: isinstance(screen.dialog, ArrivalDialog))
    assert "From Dana" in words_in(screen.dialog)
    assert "1 new" in words_in(screen.dialog)
    assert [screen.dialog.table.item(0, c).text() for c in range(3)] == ["Price: worth", "Objection: price", "new"]
    with qtbot.waitSignal(screen.did) as did:
        press(qtbot, screen.dialog, "Take in")
    assert did.args == ["1 entry taken in"]
    assert book.entries()[0].version.origin.who == "Dana"


def test_a_bad_file_is_a_sentence(screen, qtbot, tmp_path):
    bad = tmp_path / "bad.playbook"
    bad.write_bytes(b"PK\x03\x04 cut off")
    shown(screen, qtbot, "empty")
    with qtbot.waitSignal(screen.problem) as told:
        screen.look(bad)
    assert "is not a whole CallCoach playbook" in told.args[0]
    assert screen.dialog is None


def test_what_stands_long_enough_was_read(screen, qtbot, book):
    id_ = book.add(PRICE, TODAY)
    screen.detail._timer.setInterval(10)
    shown(screen, qtbot)
    screen.detail.hold(seen=True)
    qtbot.waitUntil(lambda: book.entry(id_).read_at != "")
