import fake_services as fakes
import pytest
from PySide6.QtCore import Qt

from callcoach_desktop.ui.main_window import MainWindow
from callcoach_desktop.ui.palette.entries import calls_of
from callcoach_desktop.ui.palette.matching import best, entry
from callcoach_desktop.ui.palette.view import Palette


def _entries(*texts):
    return [entry(text, "Menu", lambda: None) for text in texts]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("exp", "Export"),
        ("if", "Import Folder"),
        ("folder", "Import Folder"),
        ("large text", "Larger Text"),
        ("EXPORT", "Export"),
    ],
)
def test_what_a_few_letters_mean(typed, first):
    found = best(typed, _entries("Import", "Import Folder", "Export", "Larger Text", "Smaller Text"))
    assert found[0].text == first


def test_nothing_fits_and_everything_fits():
    entries = _entries("Import", "Export")
    assert best("zzz", entries) == []
    assert best("", entries) == entries


def test_ten_thousand_titles_need_whole_words():
    titles = calls_of(fakes.make_rows(10_000), lambda _: None)
    found = best("pricing 6994", _entries("Import"), titles)
    assert [one.text for one in found] == ["Pricing call 6994"]
    assert best("prcng", (), titles) == []


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.attach(fakes.make_services(fakes.FakeLibrary(fakes.make_rows(7))))
    qtbot.waitUntil(lambda: made.calls.view_model.is_loaded)
    yield made
    made.close()


def _palette(window, qtbot):
    window.menus.palette.trigger()
    (palette,) = [one for one in window.findChildren(Palette) if one.isVisible()]
    qtbot.waitUntil(lambda: len(palette._titles) == 7)
    return palette


def test_an_action_by_its_letters(window, qtbot):
    palette = _palette(window, qtbot)
    qtbot.keyClicks(palette.field, "settings")
    palette.grab()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.settings()


def test_a_setting_is_shown_at_its_section(window, qtbot):
    palette = _palette(window, qtbot)
    qtbot.keyClicks(palette.field, "vocab")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    screen = window.settings()
    qtbot.waitUntil(lambda: screen.scroll.verticalScrollBar().value() > 0)
    window.find()
    qtbot.keyClicks(screen.search, "graphics card")
    assert [key for key, one in screen.sections.items() if not one.isHidden()] == ["transcription"]


def test_keys_move_and_close(window, qtbot):
    palette = _palette(window, qtbot)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == palette.list.model().rowCount() - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClicks(palette.field, "no such thing at all")
    assert palette.nothing.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in window.findChildren(Palette)))


def test_a_call_that_was_opened_lately_is_offered_once():
    recent = [entry("Pike pricing", "Recent call", print, about="a")]
    titles = [entry("Pike pricing", "Pike · 23 Nov 2026", print, loose=False, about=one) for one in "ab"]
    assert [(one.where, one.about) for one in best("pike", recent, titles)] == [
        ("Recent call", "a"), ("Pike · 23 Nov 2026", "b"),
    ]  # fmt: skip
    assert [one.about for one in best("23 nov", recent, titles)] == ["a", "b"], "where only its day was typed, too"
