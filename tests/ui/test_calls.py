import time
from dataclasses import replace

import fake_services as fakes
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit

from callcoach_desktop.domain.calls import ChangeSet, SearchHit
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.screens.calls.columns import BY_KEY, COLUMNS
from callcoach_desktop.ui.screens.calls.hits import around_the_hit, runs
from callcoach_desktop.ui.screens.calls.model import CallsModel
from callcoach_desktop.ui.screens.calls.view import CallsScreen
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel


def _titles(model: QAbstractItemModel) -> list[str]:
    return [model.index(n, 0).data() for n in range(model.rowCount())]


@pytest.fixture
def model():
    made = CallsModel()
    made.set_rows(fakes.make_rows(7))
    return made


@pytest.fixture
def screen(qtbot):
    library = fakes.FakeLibrary(
        fakes.make_rows(7),
        [
            SearchHit(
                "call00000001",
                "Pricing call",
                "2026-11-27T10:00:00",
                "u1",
                "left",
                61.5,
                "the \x02price\x03 is fair",
                61.9,
            )
        ],
    )
    view_model = CallsViewModel()
    made = CallsScreen(view_model)
    made.library = library
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    view_model.attach(library)
    qtbot.waitUntil(lambda: view_model.is_loaded)
    yield made
    view_model.detach()


def test_the_model_keeps_qts_contract(model, qapp):
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_text("pricing")
    model.sort(BY_KEY["duration"], Qt.SortOrder.AscendingOrder)
    model.set_text("")
    model.set_hidden({"call00000002"})
    model.set_rows(fakes.make_rows(12))


@pytest.mark.parametrize("column", range(len(COLUMNS)))
@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_every_column_sorts_and_equal_rows_stay_newest_first(model, column, order):
    model.set_rows(fakes.make_rows(60))
    model.sort(column, order)
    keys = [COLUMNS[column].sort_key(row) for row in model.shown()]
    assert keys == sorted(keys, reverse=order == Qt.SortOrder.DescendingOrder)
    for before, after, row, following in zip(keys, keys[1:], model.shown(), model.shown()[1:], strict=False):
        if before == after:
            assert row.started_at >= following.started_at


def test_the_filter_wants_every_word_in_title_customer_or_deal(model):
    model.set_text("call RIDGE")
    assert _titles(model) == ["Pricing call", "First call about the cold chain"]
    model.set_text("no such thing")
    assert _titles(model) == []


@pytest.mark.parametrize(
    "typed", ["call ridge", "RIDGE p", "pricing", "no such", "a l", "Ma\N{LATIN SMALL LETTER SHARP S}", "e"]
)
def test_letter_by_letter_the_same_calls_pass_as_at_once(model, typed):
    for end in range(len(typed) + 1):
        model.set_text(typed[:end])
        one_by_one = model.shown()
        model.set_text("\0")  # nothing passes, and no text begins with it
        model.set_text(typed[:end])
        assert one_by_one == model.shown()
    hidden = {row.id for row in model.shown()[::2]}
    model.set_hidden(hidden)
    model.set_text(typed + "e")
    assert not hidden & {row.id for row in model.shown()}
    model.set_hidden(())
    model.set_text("")
    assert len(model.shown()) == model.total()


def test_unknown_figures_are_not_shown_as_zero(model):
    row = next(number for number, row in enumerate(model.shown()) if row.talk_ratio is None)
    assert model.index(row, BY_KEY["talk_ratio"]).data() == ""
    assert model.index(row, BY_KEY["questions"]).data() == ""
    assert "not told apart" in model.index(row, BY_KEY["talk_ratio"]).data(Qt.ItemDataRole.AccessibleTextRole)


def test_changed_cells_do_not_reset_the_view(model, qtbot):
    rows = fakes.make_rows(7)
    rows[2] = replace(rows[2], title=rows[2].title, questions=29)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_rows(rows)


def test_a_running_job_shows_in_its_call(model):
    rows = fakes.make_rows(3)
    model.set_rows([replace(rows[0], state="working"), *rows[1:]])
    model.set_jobs([fakes.make_job("j", call=rows[0].id)])
    assert model.index(0, BY_KEY["state"]).data() == "20%"
    model.set_jobs([fakes.make_job("j", call=rows[0].id, state="paused")])
    assert model.index(0, BY_KEY["state"]).data() == "Paused"
    model.set_jobs([])
    assert model.index(0, BY_KEY["state"]).data() == "Working"


def test_a_call_that_is_recorded_says_so_with_its_running_time(model, qtbot):
    rows = [replace(one, source="recording", state="working", duration=0.0) for one in fakes.make_rows(3)]
    model.set_rows([*rows[:2], replace(rows[2], duration=60.0)])
    at = {model.row(number).id: number for number in range(3)}
    state, length = BY_KEY["state"], BY_KEY["duration"]

    def cells(row):
        return model.index(at[row.id], state).data(), model.index(at[row.id], length).data()

    with qtbot.waitSignal(model.dataChanged) as changed:
        model.set_recorded({rows[0].id: ("Recording", 761.0)})
    assert changed.args[0].row() == at[rows[0].id]
    assert cells(rows[0]) == ("Recording", "12:41")
    assert cells(rows[1]) == ("Recording", "")  # one that another program records
    assert cells(rows[2]) == ("Working", "1:00")  # its sound is there
    spoken = model.index(at[rows[0].id], length).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Length: 12:41"
    model.set_jobs([fakes.make_job("j", call=rows[0].id, state="queued")])
    assert cells(rows[0])[0] == "Waiting"


def test_filter_and_sort_of_ten_thousand_calls_stay_within_the_budget(model):
    model.set_rows(fakes.make_rows(10_000))
    took = []
    for text in ("ridge", "call 77", "zzz", ""):
        for column in (BY_KEY["title"], BY_KEY["talk_ratio"], BY_KEY["started_at"]):
            began = time.process_time()
            model.set_text(text)
            model.sort(column, Qt.SortOrder.DescendingOrder)
            took.append(time.process_time() - began)
    assert sorted(took)[len(took) // 2] < 0.05


def test_rows_are_read_on_a_worker_thread(screen):
    assert all(name.startswith("ui-task") for name in screen.library.asked_on)
    assert screen.table.isVisible()
    assert "7 calls" in screen.subtitle.text()


def test_search_filters_rows_and_finds_sentences_and_enter_opens_them(screen, qtbot):
    opened = []
    screen.open_call.connect(lambda call, at: opened.append((call, at)))
    screen.search.setText("price")
    screen.search.flush()
    qtbot.waitUntil(screen.hits.isVisible)
    assert not screen.page.table_card.isVisible()
    screen.grab()
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert opened == [("call00000001", 61.9)]


def test_search_without_any_result_says_so(screen, qtbot):
    screen.search.setText("xylophone")
    screen.search.flush()
    qtbot.waitUntil(screen.nothing.isVisible)
    assert "xylophone" in screen.nothing.text.text()
    screen.search.clear()
    screen.search.flush()
    qtbot.waitUntil(screen.table.isVisible)


def test_enter_opens_the_chosen_call(screen, qtbot):
    screen.table.choose("call00000003")
    with qtbot.waitSignal(screen.open_call) as got:
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert got.args == ["call00000003", -1.0]


def test_renaming_in_place_is_kept(screen, qtbot):
    screen.table.choose("call00000002")
    qtbot.keyClick(screen.table, Qt.Key.Key_F2)
    editor = screen.table.viewport().findChild(QLineEdit)
    editor.setText("A better title")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "A better title" in _titles(screen.view_model.model))
    qtbot.waitUntil(
        lambda: any(row.title == "A better title" for row in screen.library.rows)
    )  # shown before it is kept


def test_a_deleted_call_can_come_back(screen, qtbot):
    screen.table.choose("call00000004")
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
    assert screen.view_model.model.find("call00000004") == -1
    screen.view_model.undo_delete(["call00000004"])
    assert screen.view_model.model.find("call00000004") >= 0
    assert screen.library.deleted == []


def test_a_deletion_that_nobody_undid_is_carried_out(screen, qtbot):
    screen.view_model.delete(["call00000004", "call00000005"])
    screen.view_model.confirm_delete(["call00000004", "call00000005"])
    qtbot.waitUntil(lambda: len(screen.library.deleted) == 2)
    qtbot.waitUntil(lambda: screen.view_model.model.total() == 5)


def test_closing_carries_out_what_waits(screen):
    screen.view_model.delete(["call00000001"])
    screen.view_model.detach()
    assert screen.library.deleted == ["call00000001"]


def test_a_change_elsewhere_is_read_again(screen, qtbot):
    screen.library.rows = fakes.make_rows(9)
    screen.library.publish(ChangeSet(calls=frozenset({"call00000007", "call00000008"})))
    qtbot.waitUntil(lambda: screen.view_model.model.rowCount() == 9)
    assert screen.library.asked[-1].ids is not None  # the others are not read for it


def test_what_another_program_wrote_is_read_whole(screen, qtbot):
    screen.library.rows = fakes.make_rows(9)
    screen.library.publish(ChangeSet(all=True))
    qtbot.waitUntil(lambda: screen.view_model.model.rowCount() == 9)


def test_a_call_that_went_away_leaves_the_list(screen, qtbot):
    screen.library.rows = screen.library.rows[1:]
    screen.library.publish(ChangeSet(calls=frozenset({"call00000000"})))
    qtbot.waitUntil(lambda: screen.view_model.model.rowCount() == 6)
    assert screen.view_model.model.find("call00000000") == -1


def test_the_menu_offers_what_can_be_done_and_names_the_keys(screen, qtbot):
    screen.table.choose("call00000000")
    menu = screen.table.menu_of()
    actions = [action for action in menu.actions() if action.text()]
    assert all(action.isEnabled() for action in actions)
    assert all(action.text().partition("\t")[2] for action in actions), "an action without its key"
    next(action for action in actions if action.text().startswith("Swap")).trigger()
    qtbot.waitUntil(lambda: screen.library.swapped == ["call00000000"])
    screen.table.selectAll()
    several = {action.text().partition("\t")[0]: action.isEnabled() for action in screen.table.menu_of().actions()}
    assert several["Delete (7 calls)"]
    assert not several["Rename"]
    assert not several["Open"]


def test_an_error_of_the_library_becomes_a_sentence(screen, qtbot):
    screen.library.failing = KnownError("disk_full", "The disk is full.", "Free some space.")
    with qtbot.waitSignal(screen.view_model.problem) as got:
        screen.view_model.rename("call00000000", "x")
    assert got.args == ["The disk is full. Free some space."]
    screen.library.failing = None


def test_an_empty_library_invites_the_first_drop(qtbot):
    view_model = CallsViewModel()
    screen = CallsScreen(view_model)
    qtbot.addWidget(screen)
    screen.show()
    view_model.attach(fakes.FakeLibrary())
    qtbot.waitUntil(screen.empty.isVisible)
    assert not screen.search.isVisible()
    view_model.detach()


def test_a_failed_call_shows_its_sentence(screen, qtbot):
    rows = fakes.make_rows(7)
    sentence = "The file is empty. Record it again."
    screen.library.rows = [replace(rows[0], state="failed", error=sentence), *rows[1:]]
    screen.view_model.reload()
    qtbot.waitUntil(lambda: screen.view_model.model.row(0).error == sentence)
    assert screen.view_model.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == sentence
    screen.grab()


def test_a_snippet_is_cut_into_runs():
    assert runs("so \x02price\x03 and\n\x02cost\x03") == [
        ("so ", False),
        ("price", True),
        (" and ", False),
        ("cost", True),
    ]
    assert runs("plain") == [("plain", False)]
    assert runs("") == []


def test_a_hit_far_on_in_its_sentence_is_shown():
    near = runs("a \x02paper\x03 book")
    assert around_the_hit(near, 20, len) == near, "it fits as it is"
    far = runs(
        "booking takes them most of a morning, one writes on \x02paper\x03 or in a \x02paper\x03 \x02book\x03 and so on"
    )
    shown = around_the_hit(far, 30, len)
    assert shown[0] == ("…", False)
    assert "".join(text for text, _ in shown).startswith("…or in a paper book")
    assert shown[2:5] == [("paper", True), (" ", False), ("book", True)], "the two that stand together"
    longest = runs("word " * 30 + "\x02antidisestablishment\x03 end")
    assert around_the_hit(longest, 10, len)[-2:] == [("antidisestablishment", True), (" end", False)]
