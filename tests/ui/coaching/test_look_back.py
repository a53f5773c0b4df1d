"""Looking back at a call: the words and the questions first, the figures after them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from looking import texts_in
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.coaching import Review
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.self_review import SaidLine
from callcoach_desktop.ui.look_back.asking import LineDelegate, LineRole
from callcoach_desktop.ui.look_back.dialog import LookBackDialog
from callcoach_desktop.ui.look_back.reviews import CallRole, ReviewsDialog
from callcoach_desktop.ui.tasks import finish_tasks
from callcoach_desktop.ui.widgets.talk_lanes import Pin, TalkLanes

Fill = Callable[[int, int], list[str]]
NOW = datetime.fromisoformat("2026-11-24T18:00")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    yield made
    finish_tasks()


def opened(window: QWidget, coach: Coach, library: Library, call: str, qtbot: QtBot) -> LookBackDialog:
    dialog = LookBackDialog(window, coach, library, call, lambda: NOW)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() > 0, timeout=20_000)
    return dialog


def test_no_figure_is_seen_before_the_rep_has_said_how_it_went(window, coach, library, fill, qtbot):
    call = fill(6, 3)[-1]
    dialog = opened(window, coach, library, call, qtbot)
    asking = dialog.asking
    assert dialog.stack.currentWidget() is asking
    assert "%" not in texts_in(asking)
    assert asking.list.count() == 2
    assert not asking.save.isEnabled()
    asking.list.setCurrentRow(1)
    assert asking.keep.take.text() == "Keep this moment (0:04)"
    asking.keep.take.click()
    asking.keep.text.setText("I let them tell it")
    asking.feeling.set_value("4")
    asking.intention.setText("ask who drives")
    asking._changed()
    with qtbot.waitSignal(dialog.kept, timeout=10_000) as kept:
        asking.save.click()
    review, before = kept.args
    assert before is None
    assert (review.feeling, review.keep_at, review.keep, review.intention) == (
        4, 4.5, "I let them tell it", "ask who drives"
    )  # fmt: skip
    assert coach.review(call).created_at == "2026-11-24T18:00:00"
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.showing, timeout=10_000)
    assert [pin.at for pin in dialog.showing.lanes.pins] == [4.5]
    assert "You: it went well." in texts_in(dialog.showing)
    with qtbot.waitSignal(dialog.go, timeout=1000) as go:
        next(b for b in dialog.showing.findChildren(QPushButton) if b.text() == "Open the call").click()
    assert go.args == [call, -1.0]


def test_what_was_typed_is_kept_when_the_dialog_is_closed(window, coach, library, fill, qtbot):
    call = fill(1, 0)[0]
    dialog = opened(window, coach, library, call, qtbot)
    dialog.asking.change.text.setText("talked over her")
    with qtbot.waitSignal(dialog.kept, timeout=10_000):
        dialog.reject()
    assert coach.review(call).change == "talked over her"


def test_a_call_with_a_review_shows_it_and_can_be_changed(window, coach, library, fill, qtbot):
    call = fill(1, 0)[0]
    coach.put_review(Review(call, 2, 1.0, "the question", intention="wait"))
    dialog = opened(window, coach, library, call, qtbot)
    assert dialog.stack.currentWidget() is dialog.showing
    dialog.showing.change.click()
    assert dialog.asking.keep.text.text() == "the question"
    assert dialog.asking.feeling.value() == "2"
    dialog.accept()


def test_reviews_are_found_by_their_words(window, coach, fill, qtbot):
    first, second = fill(2, 0)
    coach.put_review(Review(first, 2, keep="the budget question", created_at="2026-11-20T10:00:00"))
    coach.put_review(Review(second, 5, intention="send the drawing", created_at="2026-11-21T10:00:00"))
    dialog = ReviewsDialog(window, coach)
    qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=10_000)
    qtbot.keyClicks(dialog.field, "BUDGET")
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=10_000)
    assert dialog.list.item(0).data(CallRole) == first
    qtbot.keyClicks(dialog.field, "nothing")
    qtbot.waitUntil(lambda: dialog.nothing.text() == "No review has these words.", timeout=10_000)


def test_pins_of_the_lanes_are_reached_by_key_and_a_click_chooses_a_second(qtbot):
    lanes = TalkLanes()
    qtbot.addWidget(lanes)
    lanes.resize(600, 124)
    lanes.set_call([("rep", 0, 50), ("customer", 50, 100)], [("opening", 0, 100)], 100.0,
                   [Pin(20.0, "keep", "good"), Pin(80.0, "change", "warn")])  # fmt: skip
    lanes.grab()
    with qtbot.waitSignal(lanes.chosen, timeout=1000) as chosen:
        qtbot.keyClick(lanes, Qt.Key.Key_Right)
        qtbot.keyClick(lanes, Qt.Key.Key_Right)
        qtbot.keyClick(lanes, Qt.Key.Key_Return)
    assert chosen.args == [80.0]
    with qtbot.waitSignal(lanes.chosen, timeout=1000) as chosen:
        qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(int(lanes._x(50.0)), 60))
    assert chosen.args[0] == pytest.approx(50.0, abs=0.5)


def test_a_line_gets_the_room_that_its_words_take_at_any_width(qtbot: QtBot):
    shown = QListWidget()
    qtbot.addWidget(shown)
    shown.show()
    delegate = LineDelegate(shown)
    item = QListWidgetItem(shown)
    item.setData(LineRole, SaidLine(42.0, 47.0, "rep", "Walk me through the last time you had to schedule it twice."))
    option = QStyleOptionViewItem()
    option.font = shown.font()
    for wide in range(220, 700):
        shown.resize(wide, 200)
        shown.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        high = delegate.sizeHint(option, shown.indexFromItem(item)).height()
        shown.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        assert delegate.sizeHint(option, shown.indexFromItem(item)).height() == high
        option.rect = QRect(0, 0, wide, high)
        drawn = QImage(wide, high + 40, QImage.Format.Format_RGB32)
        drawn.fill(Qt.GlobalColor.white)
        painter = QPainter(drawn)
        delegate.paint(painter, option, shown.indexFromItem(item))
        painter.end()
        below = drawn.copy(0, high, wide, 40)
        blank = QImage(below.size(), below.format())
        blank.fill(Qt.GlobalColor.white)
        assert below == blank, wide


def test_lines_are_laid_out_anew_when_they_have_another_width(window, coach, library, fill, qtbot):
    dialog = opened(window, coach, library, fill(3, 0)[-1], qtbot)
    asking = dialog.asking
    words = "On a normal day two people sit down in the morning and go through all of it by hand. " * 5
    said = tuple(SaidLine(5.0 * i, 5.0 * i + 4, "rep", words[: 20 + 7 * (i % 50)].strip()) for i in range(120))
    asking.show_sheet(replace(asking.sheet, lines=said))
    rows, option = asking.list, QStyleOptionViewItem()
    option.font = rows.font()

    def fits() -> bool:
        indexes = [rows.indexFromItem(rows.item(i)) for i in range(rows.count())]
        return rows.verticalScrollBar().isVisible() and all(
            rows.visualRect(one).height() == rows.itemDelegate().sizeHint(option, one).height() for one in indexes
        )

    qtbot.waitUntil(fits, timeout=10_000)
    wide = rows.viewport().width()
    dialog.resize(dialog.width() - 180, dialog.height())
    qtbot.waitUntil(lambda: rows.viewport().width() < wide and fits(), timeout=10_000)
