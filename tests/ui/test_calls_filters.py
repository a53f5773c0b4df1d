"""Columns, chips, saved filters and the keys through what was found."""

from dataclasses import replace

import fake_services as fakes
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from callcoach_desktop.domain.calls import SearchHit
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.screens.calls import filtering
from callcoach_desktop.ui.screens.calls.columns import BY_KEY, COLUMNS, fit, usual
from callcoach_desktop.ui.screens.calls.filtering import Filter
from callcoach_desktop.ui.screens.calls.view import CallsScreen
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel
from callcoach_desktop.ui.widgets.name_dialog import NameDialog


def _hit(call: str, at: float) -> SearchHit:
    return SearchHit(call, "Pricing call", "2026-11-27T10:00:00", f"u{at}", "left", at, "the \x02price\x03 is fair", at)


@pytest.fixture
def screen(qtbot):
    rows = fakes.make_rows(14)
    rows[1] = replace(rows[1], tags=("pricing", "q4"), deal="Rollout")
    rows[2] = replace(rows[2], tags=("q4",))
    library = fakes.FakeLibrary(rows, [_hit(rows[n].id, 60.0 + n) for n in range(3)])
    view_model = CallsViewModel()
    made = CallsScreen(view_model)
    made.library = library
    qtbot.addWidget(made)
    made.resize(1112, 760)
    made.show()
    view_model.attach(library, fakes.FakeEditor(library))
    qtbot.waitUntil(lambda: view_model.is_loaded)
    yield made
    view_model.detach()


def _shown(screen):
    return [row.id for row in screen.view_model.model.shown()]


def _pick(screen, qtbot, facet, typed):
    chip = screen.filters.chips[facet]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    popup = QApplication.activePopupWidget()
    qtbot.keyClicks(popup.field, typed)
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)


# columns


def test_a_persons_columns_order_and_widths_come_back(screen, qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    menu = screen.table.build_columns_menu()
    next(action for action in menu.actions() if action.text() == "Tags").trigger()
    next(action for action in menu.actions() if action.text() == "Questions").trigger()
    header = screen.table.horizontalHeader()
    header.moveSection(header.visualIndex(BY_KEY["customer"]), 0)
    header.resizeSection(BY_KEY["tags"], 211)
    screen.table.sortByColumn(BY_KEY["duration"], Qt.SortOrder.AscendingOrder)
    wanted = screen.table.columns()
    assert wanted[0] == "customer"
    assert "tags" in wanted
    assert "questions" not in wanted
    screen.save(settings)
    settings.sync()

    other = CallsScreen(CallsViewModel())
    qtbot.addWidget(other)
    other.restore(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    other.resize(1112, 760)
    other.show()
    assert other.table.columns() == wanted
    assert other.table.columnWidth(BY_KEY["tags"]) == 211
    assert other.view_model.model.sorting() == (BY_KEY["duration"], Qt.SortOrder.AscendingOrder)
    other.table.reset_columns()
    assert other.table.columns() == usual(other.table.viewport().width())
    assert other.table.columnWidth(BY_KEY["tags"]) != 211


def test_settings_of_another_version_do_no_harm(screen, tmp_path):
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    for kept in ("[]", "{", '{"shown": 3, "widths": {}}', '{"shown": ["nonsense"], "widths": {"x": 1}}'):
        settings.setValue("calls/columns", kept)
        screen.restore(settings)
        assert "title" in screen.table.columns()


def test_the_usual_columns_fill_the_table_and_show_customers_whole(screen):
    table = screen.table
    assert sum(table.columnWidth(BY_KEY[key]) for key in table.columns()) == table.viewport().width()
    for n in range(7):
        index = screen.view_model.model.index(n, BY_KEY["customer"])
        assert table.delegate.wanted_width(index) <= table.columnWidth(BY_KEY["customer"])


@pytest.mark.parametrize("room", [300, 520, 744, 1050, 1690])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_widths_never_go_below_their_least_and_fill_the_room_where_they_can(room, scale):
    def px(width):
        return round(width * scale)

    shown = usual(room, px)
    widths = fit(room, shown, {}, px)
    least = sum(px(COLUMNS[BY_KEY[key]].least) for key in shown)
    assert sum(widths.values()) == max(room, least)
    assert all(widths[key] >= px(COLUMNS[BY_KEY[key]].least) for key in shown)
    assert fit(room, shown, {"customer": 333}, px)["customer"] == 333


def test_a_narrow_table_lets_columns_go_and_says_them_below_the_title(screen, qtbot):
    assert "call_type" in screen.table.columns()
    screen.resize(760, 700)
    qtbot.waitUntil(lambda: "call_type" not in screen.table.columns())
    assert "Discovery" in screen.table.delegate._below(screen.view_model.model.row(0))
    screen.resize(1112, 760)
    qtbot.waitUntil(lambda: "call_type" in screen.table.columns())


def test_large_text_makes_rows_and_columns_larger(screen, qtbot):
    app = QApplication.instance()
    before = screen.table.rowHeight(0)
    theme.set_scale(app, 2.0)
    try:
        assert screen.table.rowHeight(0) == 2 * before
        assert screen.minimumSizeHint().width() < 1112
    finally:
        theme.set_scale(app, 1.0)
    assert screen.table.rowHeight(0) == before


def test_the_columns_menu_sorts_and_turns_round(screen):
    def sort_by(heading):
        menu = screen.table.build_columns_menu()
        inner = next(one.menu() for one in menu.actions() if one.menu() is not None)
        next(one for one in inner.actions() if one.text().startswith(heading)).trigger()

    sort_by("Call")
    titles = [row.title.casefold() for row in screen.view_model.model.shown()]
    assert titles == sorted(titles)
    sort_by("Call")
    assert [row.title.casefold() for row in screen.view_model.model.shown()] == sorted(titles, reverse=True)
    sort_by("Deal")  # not shown
    assert screen.view_model.model.sorting()[0] == BY_KEY["deal"]


# chips and saved filters


def test_chips_filter_and_clear_all_takes_them_back(screen, qtbot):
    _pick(screen, qtbot, "tag", "q4")
    assert len(_shown(screen)) == 2
    _pick(screen, qtbot, "type", "demo")
    assert _shown(screen) == ["call00000002"]
    assert screen.filters.chips["tag"].isChecked()
    assert "q4" in screen.filters.chips["tag"].text()
    assert "1 of 14" in screen.subtitle.text()
    qtbot.mouseClick(screen.filters.clear, Qt.MouseButton.LeftButton)
    assert len(_shown(screen)) == 14
    assert not screen.filters.clear.isVisible()


def test_a_filter_that_finds_nothing_says_which_and_can_be_cleared(screen, qtbot):
    _pick(screen, qtbot, "tag", "pricing")
    _pick(screen, qtbot, "type", "renewal")
    qtbot.waitUntil(screen.nothing.isVisible)
    assert "Tag pricing" in screen.nothing.text.text()
    assert "Type Renewal" in screen.nothing.text.text()
    qtbot.mouseClick(screen.page.clear, Qt.MouseButton.LeftButton)
    assert len(_shown(screen)) == 14
    assert screen.table.isVisible()


def test_a_filter_is_saved_used_renamed_and_deleted(screen, qtbot):
    _pick(screen, qtbot, "tag", "q4")
    screen.views.save()
    box = screen.window().findChild(NameDialog)
    box.field.setText("End of year")
    box.accept()
    qtbot.waitUntil(lambda: screen.library.settings.get("filters") is not None)
    kept = screen.library.settings["filters"]
    assert kept == [{"name": "End of year", "text": "", "type": None, "tag": "q4", "state": None, "customer": None}]
    qtbot.waitUntil(lambda: screen.view_model.counts == {"End of year": 2})
    assert screen.views.text().strip() == "End of year"

    screen.clear_filters()
    assert screen.views.text().strip() == "All calls"
    menu = screen.views.build_menu()
    action = next(one for one in menu.actions() if one.text().startswith("End of year"))
    assert action.text() == "End of year\t2"
    action.trigger()
    assert len(_shown(screen)) == 2

    screen.view_model.rename_filter("End of year", "Q4")
    qtbot.waitUntil(lambda: screen.library.settings["filters"][0]["name"] == "Q4")
    screen.view_model.delete_filter("Q4")
    qtbot.waitUntil(lambda: screen.library.settings["filters"] == [])
    assert screen.views.current() == ""


def test_saved_filters_that_somebody_broke_are_left_out(screen, qtbot):
    screen.library.settings["filters"] = ["x", {"tag": "q4"}, {"name": "Good", "tag": "q4", "state": 3}, None]
    screen.view_model.reload()
    qtbot.waitUntil(lambda: [one["name"] for one in screen.view_model.saved] == ["Good"])


def test_every_word_must_be_somewhere_also_in_tags_and_deals():
    reading = filtering.read(
        [replace(fakes.make_rows(2)[1], tags=("Straße",), deal="Rollout 2027"), *fakes.make_rows(1)]
    )
    for text, number in (("rollout pricing", 1), ("STRASSE", 1), ("", 2), ("call nothing", 0)):
        assert len(filtering.keep(reading.entries, Filter(text=text))) == number


def test_unchanged_calls_keep_their_entries_between_readings():
    rows = fakes.make_rows(3)
    first = filtering.read(rows)
    second = filtering.read([rows[0], replace(rows[1], title="New"), replace(rows[2])], first.entries)
    assert [new is old for new, old in zip(second.entries, first.entries, strict=True)] == [True, False, True]


def test_selection_and_place_stay_when_rows_come_in(screen, qtbot):
    screen.table.choose("call00000005")
    screen.library.rows = [
        replace(fakes.make_rows(1)[0], id="fresh", started_at="2027-01-01T10:00:00"),
        *screen.library.rows,
    ]
    screen.view_model.reload()
    qtbot.waitUntil(lambda: len(_shown(screen)) == 15)
    assert screen.table.chosen() == ["call00000005"]
    assert screen.view_model.model.row(screen.table.currentIndex()).id == "call00000005"


# what was said


def test_up_and_down_move_through_hits_while_typing_and_enter_opens_at_the_second(screen, qtbot):
    opened = []
    screen.open_call.connect(lambda call, at: opened.append((call, at)))
    qtbot.keyClicks(screen.search, "price")
    qtbot.waitUntil(screen.hits.isVisible)
    qtbot.keyClick(screen.search, Qt.Key.Key_Down)
    qtbot.keyClick(screen.search, Qt.Key.Key_Down)
    qtbot.keyClick(screen.search, Qt.Key.Key_Down)  # the end holds
    qtbot.keyClick(screen.search, Qt.Key.Key_Up)
    assert screen.search.text() == "price"
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert opened == [("call00000001", 61.0)]


def test_a_filter_also_holds_for_sentences(screen, qtbot):
    _pick(screen, qtbot, "tag", "pricing")
    qtbot.keyClicks(screen.search, "price")
    qtbot.waitUntil(screen.hits.isVisible)
    assert [hit.call for hit in screen.view_model.hits] == ["call00000001"]


def test_nothing_found_does_not_flash_up_between_keys(screen, qtbot):
    seen = []
    screen.stack.currentChanged.connect(lambda _: seen.append(screen.stack.currentWidget()))
    qtbot.keyClicks(screen.search, "price")
    assert len(_shown(screen)) == 0
    qtbot.waitUntil(screen.hits.isVisible)
    assert screen.page.nothing_card not in seen


def test_arrows_walk_from_the_table_into_the_sentences_and_back(screen, qtbot):
    screen.library.hits = [_hit("call00000001", 5.0)]
    screen.library.hits[0] = replace(screen.library.hits[0], snippet="a \x02pricing\x03 call")
    qtbot.keyClicks(screen.search, "pricing")
    qtbot.waitUntil(screen.hits.isVisible)
    qtbot.waitUntil(screen.table.isVisible)
    screen.table.setFocus()
    last = len(_shown(screen)) - 1
    screen.table.setCurrentIndex(screen.view_model.model.index(last, 0))
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    assert screen.hits.list.hasFocus()
    qtbot.keyClick(screen.hits.list, Qt.Key.Key_Up)
    assert screen.table.hasFocus()
