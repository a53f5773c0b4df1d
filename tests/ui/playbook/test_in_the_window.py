"""The playbook in the window: reached by key and palette, files that are dropped, moments that open it, Undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from callcoach_desktop.app import Session
from callcoach_desktop.domain.playbook import Content, Situation
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.judging import Judge
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.playbook import Playbook
from callcoach_desktop.services.playbook_files import PlaybookFiles, Sharing
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui.palette.entries import entries_of
from callcoach_desktop.ui.screens.call.scene import Mark
from callcoach_desktop.ui.screens.playbook.dialogs import ArrivalDialog
from callcoach_desktop.ui.tasks import finish_tasks
from tests.ui.playbook.conftest import TODAY, add_call

PRICE = Content(Situation("objection", "price"), "Price: worth", "What is it worth to you?")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A library with a call in which price came up, and a playbook as somebody else shared it."""
    with Library.open(default_library()) as library:
        coach = Coach(library)
        call = add_call(library, coach, 1, TODAY)
        Judge(library).add(call, "objection", "price", 4.5, 9.0, "right")
        book = Playbook(library, coach)
        book.add(PRICE, TODAY)
        path = PlaybookFiles(book).share([], tmp_path / "team.playbook", Sharing("Dana"))
        Editor(library).undo()
        coach.close()
    return path


@pytest.fixture
def session(qtbot: Any, file: Path) -> Iterator[Session]:
    made = Session(default_library(), jobs=False)
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    with qtbot.waitSignal(made.opened, timeout=30_000):
        made.window.show()
    yield made
    made.window.close()
    finish_tasks()


def test_a_key_and_the_palette_go_there(session: Session, qtbot: Any):
    window = session.window
    qtbot.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    page = window.pages.page("playbook")
    assert window.stack.currentWidget() is page
    qtbot.waitUntil(page.empty.isVisible, timeout=20_000)
    assert any(one.text == "Playbook" and "5" in one.keys for one in entries_of(window))
    window.find()  # nothing to search yet: it does not leave the page
    assert window.stack.currentWidget() is page


def test_a_dropped_file_is_taken_in_shown_at_moments_and_undone(session: Session, qtbot: Any, file: Path):
    window = session.window
    window.import_paths([file])
    page = window.pages.page("playbook")
    qtbot.waitUntil(lambda: isinstance(page.dialog, ArrivalDialog), timeout=20_000)
    page.dialog.button.click()
    qtbot.waitUntil(lambda: len(window.pages.notes.entries) == 1, timeout=20_000)
    entry = window.pages.notes.entries[0]
    assert (entry.content, entry.version.origin.who) == (PRICE, "Dana")
    assert ("Price: worth", "Playbook") in [(one.text, one.where) for one in entries_of(window)]
    window.open_call("call00000001")
    screen = window.host.screen
    qtbot.waitUntil(lambda: screen.settled and bool(screen.moments.shown))
    screen.side_card.show_page("moments")
    moments = screen.moments
    row = next(i for i, one in enumerate(moments.shown) if isinstance(one, Mark) and one.kind == "objection")
    assert moments.note_of(moments.shown[row]) == "Price: worth"
    moments.setFocus()
    moments.focused_row = row
    qtbot.keyClick(moments, Qt.Key.Key_B)
    assert window.stack.currentWidget() is page
    assert page.list.current().id == entry.id
    window.undoing.undo_step()
    qtbot.waitUntil(lambda: window.pages.notes.entries == (), timeout=20_000)
    assert window.toast.text().startswith("Undone: Import playbook")
    window.undoing.redo_step()
    qtbot.waitUntil(lambda: len(window.pages.notes.entries) == 1, timeout=20_000)


def test_a_moment_is_kept_in_the_dialog_with_its_call(session: Session, qtbot: Any):
    window = session.window
    page = window.pages.page("playbook")
    window.open_call("call00000001")
    screen = window.host.screen
    qtbot.waitUntil(lambda: screen.settled and bool(screen.moments.shown))
    mark = next(one for one in screen.moments.shown if isinstance(one, Mark) and one.kind == "objection")
    menu = screen.judging.make_menu(mark)
    menu.actions()[-1].trigger()
    assert page.dialog.content.situation == Situation("objection", "price")
    page.dialog.title.setText("Price")
    page.dialog.say.setPlainText("Compared with what?")
    page.dialog.keep.click()
    book = page.model.book
    qtbot.waitUntil(lambda: len(book.entries()) == 1, timeout=20_000)
    example = book.entries()[0].content.examples[0]
    assert (example.call, example.title, example.date[:10]) == ("call00000001", "Customer 1", TODAY.isoformat())
    assert replace(book.entries()[0].content, examples=()) == Content(
        Situation("objection", "price"), "Price", "Compared with what?"
    )
