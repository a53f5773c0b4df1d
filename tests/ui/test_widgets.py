import pytest
from PySide6.QtCore import QMimeData, QRectF, Qt, QUrl
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.widgets import words
from callcoach_desktop.ui.widgets.drop_overlay import dropped_paths
from callcoach_desktop.ui.widgets.search_field import SearchField
from callcoach_desktop.ui.widgets.segmented import Segmented
from callcoach_desktop.ui.widgets.suggesting import Suggestions
from callcoach_desktop.ui.widgets.talk_share import paint_talk_share
from callcoach_desktop.ui.widgets.toast import Toast


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (4, "a few seconds left"),
        (42, "about 40 s left"),
        (200, "about 3 min left"),
        (9000, "about 2.5 h left"),
    ],
)
def test_time_left_is_coarse(seconds, text):
    assert words.time_left(seconds) == text


def test_dates_and_counts():
    assert words.day("2026-11-24T14:05:00") == "24 Nov 2026"
    assert words.day_and_time("2026-11-24T14:05:00") == "24 Nov 2026, 14:05"
    assert words.day("soon") == "soon"
    assert words.counted(1, "call") == "1 call"
    assert words.counted(10_000, "call") == "10,000 calls"
    assert words.percent(None) == "–"


def _painted(share):
    picture = QImage(200, 8, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    paint_talk_share(painter, QRectF(0, 0, 200, 8), share)
    painter.end()
    return picture


def test_the_bar_is_to_scale_and_the_sides_differ_by_pattern():
    picture, tokens = _painted(0.25), theme.current()
    middle = [picture.pixelColor(x, 4).name() for x in range(200)]
    assert middle[10:45] == [tokens.rep.name()] * 35  # solid
    customer = middle[60:190]
    assert len(set(customer)) > 1  # hatched
    assert tokens.rep.name() not in customer


@pytest.mark.parametrize("share", [0.0, 1.0, None])
def test_the_bar_at_its_ends(share):
    picture, tokens = _painted(share), theme.current()
    middle = {picture.pixelColor(x, 4).name() for x in range(6, 194)}
    if share == 1.0:
        assert middle == {tokens.rep.name()}
    elif share is None:
        assert middle == {tokens.track.name()}
    else:
        assert tokens.rep.name() not in middle


def test_the_search_waits_until_the_typing_rests(qtbot):
    field, sent = SearchField("Search"), []
    qtbot.addWidget(field)
    field.searched.connect(sent.append)
    qtbot.keyClicks(field, "price")
    qtbot.waitUntil(lambda: bool(sent))
    assert sent == ["price"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert sent == ["price", ""]
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_a_notice_runs_its_end_unless_it_is_undone(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(600, 400)
    parent.show()
    toast, seen = Toast(parent), []
    toast.say("Deleted", "Undo", lambda: seen.append("undone"), expired=lambda: seen.append("first gone"))
    toast.action.click()
    assert seen == ["undone"]
    toast.say("Deleted", "Undo", lambda: seen.append("undone"), expired=lambda: seen.append("second gone"))
    toast.say("Other")
    assert seen == ["undone", "second gone"]
    toast.say("Short", expired=lambda: seen.append("third gone"), seconds=0.01)
    qtbot.waitUntil(lambda: seen[-1] == "third gone")
    assert not toast.isVisible()


def test_only_local_files_are_taken_from_a_drag(tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a call.mp3")), QUrl("https://example.org/b.mp3")])
    assert dropped_paths(data) == [tmp_path / "a call.mp3"]


def test_a_choice_tells_only_what_a_person_chose(qtbot):
    choice, seen = Segmented("Theme", (("a", "A"), ("b", "B")), "a"), []
    qtbot.addWidget(choice)
    choice.chosen.connect(seen.append)
    choice.set_value("b")
    assert (choice.value(), seen) == ("b", [])
    choice.findChildren(type(choice._buttons["a"]))[0].click()
    assert (choice.value(), seen) == ("a", ["a"])


def test_words_are_offered_at_once_and_completed_after_a_comma(qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    offered = Suggestions(field, listed=True)
    offered.offer(["warm", "west"])
    assert offered.completionCount() == 2, "all of them, before anything is typed"
    offered.popup().hide()
    field.setText("cold, we")
    offered.setCompletionPrefix("cold, we")
    assert offered.currentCompletion() == "cold, west"
