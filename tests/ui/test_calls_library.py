"""The list on a real library: what it writes is there, undone and read again, also by the next window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls
from callcoach_desktop.ui.screens.calls.filtering import Filter
from callcoach_desktop.ui.screens.calls.view import CallsScreen
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel
from callcoach_desktop.ui.tasks import finish_tasks


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:

        def fill(conn):
            for number in range(4):
                call_id = f"call{number:08}"
                new = calls.NewCall(
                    call_id, f"Call {number}", f"2026-11-2{number}T10:00:00", "sound", f"calls/2026/{call_id}",
                    state="ready", customer="Harrow Ridge",
                )  # fmt: skip
                calls.insert(conn, new)

        made.db.write(fill)
        yield made


@pytest.fixture
def screen(qtbot, library):
    view_model = CallsViewModel()
    made = CallsScreen(view_model)
    made.editor = Editor(library)
    qtbot.addWidget(made)
    made.resize(1112, 760)
    made.show()
    view_model.attach(library, made.editor)
    qtbot.waitUntil(lambda: view_model.model.rowCount() == 4)
    made.table.setFocus()
    yield made
    view_model.detach()
    finish_tasks()  # the library is closed next


def test_tags_are_written_shown_filtered_and_undone(screen, library, qtbot):
    screen.table.selectAll()
    qtbot.keyClick(screen.table, Qt.Key.Key_T)
    popup = QApplication.activePopupWidget()
    qtbot.keyClicks(popup.field, "pricing")
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [row.tags for row in library.calls()] == [("pricing",)] * 4)
    qtbot.waitUntil(lambda: screen.view_model.live.values["tag"] == [("pricing", 4)])
    screen.view_model.set_facet("tag", "pricing")
    assert screen.view_model.model.rowCount() == 4
    screen.editor.undo()
    qtbot.waitUntil(lambda: screen.view_model.model.rowCount() == 0)
    assert all(row.tags == () for row in library.calls())


def test_the_bin_takes_gives_back_and_deletes_for_good(screen, library, qtbot):
    screen.table.choose("call00000002")
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(library.calls()) == 3)
    screen.editor.undo()
    qtbot.waitUntil(lambda: screen.view_model.model.find("call00000002") >= 0)
    screen.table.choose("call00000001")
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(screen.view_model.binned.entries) == 1)
    screen.show_bin()
    assert [row.id for row in screen.view_model.model.shown()] == ["call00000001"]
    screen.view_model.doing.purge(["call00000001"])
    qtbot.waitUntil(screen.page.empty_bin.isVisible)
    qtbot.waitUntil(lambda: library.db.read(lambda conn: not calls.exists(conn, "call00000001")))


def test_a_type_and_a_saved_filter_are_there_for_the_next_window(screen, library, qtbot):
    screen.view_model.doing.set_field(["call00000000", "call00000003"], "call_type", "demo")
    screen.view_model.save_filter("Demos", Filter(type="demo"))
    qtbot.waitUntil(lambda: library.setting("filters") is not None)
    qtbot.waitUntil(lambda: sum(row.call_type == "demo" for row in library.calls()) == 2)
    again = CallsViewModel()
    again.attach(library, Editor(library))
    qtbot.waitUntil(lambda: again.counts == {"Demos": 2})
    assert Filter.from_setting(again.saved[0]) == Filter(type="demo")
    again.detach()
