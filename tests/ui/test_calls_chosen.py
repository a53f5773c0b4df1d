"""What is done with one or many chosen calls: tags, types, the bin, export, copying, dragging out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import fake_services as fakes
import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.screens.calls.columns import BY_KEY, days_left, summary_line
from callcoach_desktop.ui.screens.calls.view import CallsScreen
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel


@pytest.fixture
def screen(qtbot):
    rows = fakes.make_rows(9)
    rows[1] = replace(rows[1], tags=("pricing", "q4"))
    rows[2] = replace(rows[2], tags=("q4",))
    library = fakes.FakeLibrary(rows)
    view_model = CallsViewModel()
    made = CallsScreen(view_model)
    made.library, made.editor = library, fakes.FakeEditor(library)
    qtbot.addWidget(made)
    made.resize(1112, 760)
    made.show()
    view_model.attach(library, made.editor)
    qtbot.waitUntil(lambda: view_model.is_loaded)
    made.table.setFocus()
    yield made
    view_model.detach()


def _choose(screen, *numbers):
    selecting = screen.table.selectionModel()
    selecting.clear()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for number in numbers:
        index = screen.view_model.model.index(number, 0)
        selecting.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        selecting.select(index, flags)


def _row(screen, number):
    return next(row for row in screen.library.rows if row.id == f"call{number:08}")


def _popup():
    return QApplication.activePopupWidget()


def test_many_chosen_calls_show_what_can_be_done_with_them(screen, qtbot):
    assert screen.filters.isVisible()
    qtbot.keyClick(screen.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert screen.selection.isVisible()
    assert screen.selection.count.text() == "9 selected"
    assert not screen.filters.isVisible()
    qtbot.mouseClick(screen.selection.none, Qt.MouseButton.LeftButton)
    assert screen.filters.isVisible()
    assert screen.table.chosen() == []


def test_several_tags_are_given_and_taken_in_one_step(screen, qtbot):
    _choose(screen, 1, 2, 3)
    qtbot.keyClick(screen.table, Qt.Key.Key_T)
    popup = _popup()
    states = {popup.items.item(n).text(): popup.items.item(n).checkState() for n in range(popup.items.rowCount())}
    assert states == {"pricing": Qt.CheckState.PartiallyChecked, "q4": Qt.CheckState.PartiallyChecked}
    qtbot.keyClick(popup.field, Qt.Key.Key_Space)  # pricing: all
    qtbot.keyClick(popup.field, Qt.Key.Key_Down)
    qtbot.keyClick(popup.field, Qt.Key.Key_Space)  # q4: all
    qtbot.keyClick(popup.field, Qt.Key.Key_Space)  # q4: none
    qtbot.keyClicks(popup.field, "follow up, board")
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(screen.editor.steps) == 1)
    for number in (1, 2, 3):
        assert _row(screen, number).tags == ("board", "follow up", "pricing")
    qtbot.waitUntil(lambda: ("board", 3) in screen.view_model.live.values["tag"])


def test_typing_completes_a_tag_that_is_known(screen, qtbot):
    _choose(screen, 5)
    qtbot.keyClick(screen.table, Qt.Key.Key_T)
    qtbot.keyClicks(_popup().field, "pri")
    qtbot.keyClick(_popup().field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _row(screen, 5).tags == ("pricing",))


def test_escape_leaves_the_tags_alone(screen, qtbot):
    _choose(screen, 1)
    qtbot.keyClick(screen.table, Qt.Key.Key_T)
    popup = _popup()
    qtbot.keyClick(popup.field, Qt.Key.Key_Space)
    qtbot.keyClick(popup.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: _popup() is None)
    assert screen.editor.steps == []


@pytest.mark.parametrize(
    ("key", "field", "typed", "value"),
    [
        (Qt.Key.Key_Y, "call_type", "rene", "renewal"),
        (Qt.Key.Key_Y, "call_type", "Onboarding", "Onboarding"),
        (Qt.Key.Key_C, "customer", "linden", "Lindenhof"),
        (Qt.Key.Key_D, "deal", "Rollout 2027", "Rollout 2027"),
    ],
)
def test_a_fact_of_many_calls_is_set_in_one_step(screen, qtbot, key, field, typed, value):
    _choose(screen, 0, 1)
    qtbot.keyClick(screen.table, key)
    qtbot.keyClicks(_popup().field, typed)
    qtbot.keyClick(_popup().field, Qt.Key.Key_Return)
    assert getattr(screen.view_model.model.row(0), field) == value, "shown before it is written"
    qtbot.waitUntil(lambda: screen.editor.steps == [(field, ("call00000000", "call00000001"))])
    assert getattr(_row(screen, 1), field) == value


def test_escape_from_a_button_leaves_the_selection(screen, qtbot):
    _choose(screen, 2, 3)
    screen.selection.buttons["tag"].setFocus()
    qtbot.keyClick(screen.selection.buttons["tag"], Qt.Key.Key_Escape)
    assert screen.table.chosen() == []
    assert screen.table.hasFocus()


def test_a_button_asks_below_itself_and_a_key_below_the_row_in_hand(screen, qtbot):
    _choose(screen, 0, 1)
    pressed = screen.selection.buttons["type"]
    qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
    below = pressed.mapToGlobal(QPoint(0, pressed.height() + 4))
    assert (_popup().pos() - below).manhattanLength() < 9  # as much as the platform calls a frame
    qtbot.keyClick(_popup().field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: _popup() is None)
    qtbot.keyClick(screen.table, Qt.Key.Key_Y)
    assert _popup().pos().y() > below.y() + 20
    qtbot.keyClick(_popup().field, Qt.Key.Key_Escape)


def test_after_a_deletion_by_button_the_keys_are_in_the_list(screen, qtbot):
    _choose(screen, 2, 3)
    screen.selection.buttons["delete"].setFocus()
    qtbot.mouseClick(screen.selection.buttons["delete"], Qt.MouseButton.LeftButton)
    assert screen.table.hasFocus()


def test_a_change_that_could_not_be_written_is_taken_back_and_said(screen, qtbot):
    screen.library.failing = KnownError("disk_full", "The disk is full.", "Free some space.")
    with qtbot.waitSignal(screen.view_model.problem):
        screen.view_model.doing.set_field(["call00000000"], "customer", "Nobody")
    screen.library.failing = None
    screen.view_model.reload()
    qtbot.waitUntil(lambda: screen.view_model.model.row(0).customer == "Brightwater Dental")


def test_delete_puts_calls_into_the_bin_at_once_and_they_come_back(screen, qtbot):
    _choose(screen, 2, 3)
    with qtbot.waitSignal(screen.binned) as got, qtbot.assertNotEmitted(screen.deleted):
        qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
    assert got.args == [["call00000002", "call00000003"]]
    assert screen.view_model.model.total() == 7
    qtbot.waitUntil(lambda: len(screen.view_model.binned.entries) == 2)
    assert screen.library.deleted == [], "nothing is deleted for good"
    assert screen.view_model.model.row(screen.table.currentIndex()).id == "call00000004"

    screen.show_bin()
    qtbot.waitUntil(lambda: screen.view_model.model.rowCount() == 2)
    assert "30 days" in screen.subtitle.text()
    assert screen.view_model.model.index(0, BY_KEY["state"]).data() == "30 days left"
    screen.table.selectAll()
    qtbot.mouseClick(screen.selection.buttons["restore"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen.page.empty_bin.isVisible)
    qtbot.mouseClick(screen.page.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.view_model.model.rowCount() == 9)


def test_an_undone_deletion_shows_again(screen, qtbot):
    _choose(screen, 4)
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(screen.view_model.binned.entries) == 1 and not screen.view_model.doing.gone)
    screen.editor.restore(["call00000004"])  # as Undo does
    qtbot.waitUntil(lambda: screen.view_model.model.find("call00000004") >= 0)


def test_deleting_for_good_asks_first(screen, qtbot):
    screen.editor.bin(["call00000001", "call00000002"])
    screen.show_bin()
    qtbot.waitUntil(lambda: screen.view_model.model.rowCount() == 2)
    _choose(screen, 0)
    actions = screen.actions_of_chosen
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert "Pricing call" in actions.asking.question.text()
    assert not actions.asking.yes.autoDefault()
    qtbot.keyClick(actions.asking, Qt.Key.Key_Return)  # Enter does not delete
    assert screen.editor.purged == []
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    qtbot.mouseClick(actions.asking.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.editor.purged == ["call00000001"])
    qtbot.waitUntil(lambda: screen.view_model.model.rowCount() == 1)


def test_an_empty_bin_says_what_it_is_for(screen, qtbot):
    screen.show_bin()
    assert screen.page.empty_bin.isVisible()
    assert "30 days" in screen.page.empty_bin.text.text()


def test_export_and_transcribing_again_are_asked_for_all_chosen(screen, qtbot):
    _choose(screen, 0, 2)
    with qtbot.waitSignal(screen.export_requested) as got:
        qtbot.keyClick(screen.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert got.args == [["call00000000", "call00000002"]]
    with qtbot.waitSignal(screen.again_requested) as got:
        qtbot.keyClick(screen.table, Qt.Key.Key_R)
    assert got.args == [["call00000000", "call00000002"]]


def test_analysing_again_tells_how_far_it_is(screen, qtbot):
    told = []
    screen.view_model.doing.progress.connect(lambda done, of: told.append((done, of)))
    _choose(screen, 0, 1, 2)
    qtbot.keyClick(screen.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: (0, 0) in told)
    assert screen.library.reanalysed == ["call00000000", "call00000001", "call00000002"]
    assert told[:3] == [(0, 3), (1, 3), (2, 3)]
    assert not screen.page.progress.isVisible()


def test_a_summary_line_is_copied_for_each_call(screen, qtbot):
    _choose(screen, 0, 1)
    qtbot.keyClick(screen.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1] == "Pricing call · Harrow Ridge · 27 Nov 2026 · 10:37 · you talked 65% · 13 questions"
    assert len(lines) == 2
    unknown = replace(fakes.make_rows(1)[0], talk_ratio=None, questions=None, customer=None)
    assert summary_line(unknown) == "Scheduling for five clinics · 28 Nov 2026 · 4:00"


def test_chosen_calls_are_dragged_out_as_their_originals(screen, qtbot):
    _choose(screen, 1, 2)
    qtbot.waitUntil(lambda: len(screen.view_model.model.originals) == 2)
    model = screen.view_model.model
    data = model.mimeData([model.index(n, 0) for n in (1, 2)])
    wanted = [str(screen.library.folder / f"call0000000{n}.mp3") for n in (1, 2)]
    assert [url.toLocalFile() for url in data.urls()] == wanted
    assert all(name.startswith("ui-task") for name in screen.library.asked_on)
    assert model.supportedDragActions() == Qt.DropAction.CopyAction, "a move would take the originals away"


def test_our_own_drag_is_not_imported_and_a_foreign_one_goes_on(screen):
    model = screen.view_model.model
    foreign = QMimeData()
    foreign.setUrls([])
    for data, ours in ((model.mimeData([model.index(0, 0)]), True), (foreign, False)):
        event = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        screen.dragEnterEvent(event)
        assert event.isAccepted() == ours


def test_letters_do_not_rename_or_jump(screen, qtbot):
    screen.table.choose("call00000003")
    qtbot.keyClick(screen.table, Qt.Key.Key_P)
    assert screen.table.chosen() == ["call00000003"]


def test_days_in_the_bin_are_counted_down():
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for ago, left in ((0, 30), (0.5, 30), (1.5, 29), (29.5, 1), (31, 0)):
        assert days_left((now - timedelta(days=ago)).isoformat(), now) == left
    assert days_left("2026-11-24T12:00:00", now) == 30
    assert days_left("yesterday", now) == 30


def test_every_action_has_a_key_of_its_own_and_a_place_in_the_help(screen):
    actions = screen.actions_of_chosen
    for acts in (actions.acts, actions.bin_acts):
        keys = [act.shortcut for act in acts]
        assert len(set(keys)) == len(keys)
        assert all(act.shown_key() for act in acts)
    assert ("T", "Tag") in actions.help()
    assert len(actions.help()) == len(actions.acts) + len(actions.bin_acts)


def test_everything_that_takes_the_keyboard_has_a_name_and_a_place_in_the_order(screen, qtbot):
    screen.table.selectAll()
    for one in screen.findChildren(QWidget):
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible():
            assert one.accessibleName(), one
    names = []
    screen.search.setFocus()
    for _ in range(30):
        focus = screen.window().focusWidget()
        names.append(focus.accessibleName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        if screen.window().focusWidget() is screen.search:
            break
    wanted = ["Import", "Tag", "Set type", "Delete", "More actions", "Clear selection", "Calls"]
    places = [names.index(name) for name in wanted]
    assert places == sorted(places)


def test_the_bar_of_chosen_calls_opens_no_windows_of_its_own(qtbot):
    """Its buttons were once shown before they had a parent, as windows that took the keys."""
    before = {one for one in QApplication.topLevelWidgets() if one.isVisible()}
    screen = CallsScreen(CallsViewModel())
    qtbot.addWidget(screen)
    screen.selection.fit()
    assert {one for one in QApplication.topLevelWidgets() if one.isVisible()} == before
