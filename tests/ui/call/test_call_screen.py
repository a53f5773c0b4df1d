"""The call screen as a person uses it: mouse, keys, states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.ui.screens.call.table import table_rows
from callcoach_desktop.ui.screens.call.view import CallScreen
from callcoach_desktop.ui.sound.player import NO_DEVICE, Player
from callcoach_desktop.ui.tasks import finish_tasks

Open = Callable[..., CallScreen]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Open]:
    """Opens a call in a window of a size and waits until it is shown."""
    made: list[CallScreen] = []
    windows: list[QWidget] = []  # a window without a reference would be gone at once

    def open_it(services: Any, call_id: str = "dental000001", at: float | None = None) -> CallScreen:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1105, 800)
        screen = CallScreen(services, window, player=Player(open_device=lambda rate: None))
        screen.resize(1105, 800)
        made.append(screen)
        window.show()
        with qtbot.waitSignal(screen.ready, timeout=5000):
            screen.open(call_id, at)
        qtbot.waitUntil(lambda: screen.map.rows is not None or not screen.map_card.isVisible(), timeout=5000)
        return screen

    yield open_it
    for screen in made:
        screen.close_call()
    finish_tasks()


def _click(widget: QWidget, point: QPointF) -> None:
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        event = QMouseEvent(kind, point, widget.mapToGlobal(point), Qt.MouseButton.LeftButton,
                            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(widget, event)


def _move(widget: QWidget, point: QPointF) -> None:
    event = QMouseEvent(QEvent.Type.MouseMove, point, widget.mapToGlobal(point), Qt.MouseButton.NoButton,
                        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(widget, event)


def _wheel(widget: QWidget, point: QPointF, dy: int, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    event = QWheelEvent(point, widget.mapToGlobal(point), QPoint(), QPoint(0, dy), Qt.MouseButton.NoButton, modifiers,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(widget, event)


def _x(screen: CallScreen, second: float) -> float:
    rows = screen.map.rows
    return rows.left + screen.map.view.x(second, rows.width)


def _lane_middle(screen: CallScreen, lane: int) -> float:
    top, bottom = screen.map.rows.lanes[lane]
    return (top + bottom) / 2


def test_a_call_opens_with_everything_of_it(opened: Open, services: Any):
    screen = opened(services)
    assert screen.header.title.text() == "Brightwater Dental: scheduling for five clinics"
    under = (screen.header.call_type, screen.header.date, screen.header.length)
    assert [one.text() for one in under] == ["discovery", "3 September 2026, 14:00", "6:32"]
    assert "guessed" in screen.notice.text()
    assert screen.transcript.row_count() > 60
    assert {c.figure.key for c in screen.figures.cards} >= {"talk_ratio", "patience", "interactivity"}
    assert screen.transport.isVisible()
    assert screen.transcript.hasFocus() or screen.transcript.focusPolicy() != Qt.FocusPolicy.NoFocus


def test_it_opens_at_the_second_asked_for(opened: Open, services: Any):
    screen = opened(services, at=300.0)
    assert screen.player.position() == 300.0
    row = screen.transcript._last_started(300.0)
    assert screen.transcript.row_seen(row)


def test_a_click_on_the_map_seeks_to_the_second_under_it(opened: Open, services: Any):
    screen = opened(services)
    _click(screen.map, QPointF(_x(screen, 200.0), screen.map.rows.share[0] + 5))
    assert screen.player.position() == pytest.approx(200.0, abs=0.3)


def test_a_click_on_a_mark_seeks_to_where_it_begins(opened: Open, services: Any):
    screen = opened(services)
    mark = next(m for m in screen.scene.marks if m.kind == "competitor")
    _click(screen.map, QPointF(_x(screen, mark.middle), _lane_middle(screen, mark.lane)))
    assert screen.player.position() == pytest.approx(mark.start)


def test_the_wheel_zooms_around_the_pointer_and_drag_moves(opened: Open, services: Any):
    screen = opened(services)
    point = QPointF(_x(screen, 150.0), _lane_middle(screen, 0))
    for _ in range(6):
        _wheel(screen.map, point, 120)
    assert screen.map.view.zoomed
    assert screen.map.view.second(point.x() - screen.map.rows.left, screen.map.rows.width) == pytest.approx(
        150, abs=0.5
    )
    before = screen.map.view.start
    _wheel(screen.map, point, 120, Qt.KeyboardModifier.ShiftModifier)
    assert screen.map.view.start < before
    assert screen.player.position() == 0.0
    screen.map.setFocus()
    QApplication.processEvents()
    screen.map.whole()
    assert not screen.map.view.zoomed


def test_hovering_a_mark_says_its_words_and_why(opened: Open, services: Any):
    screen = opened(services)
    mark = next(m for m in screen.scene.marks if m.kind == "competitor")
    x = _x(screen, mark.middle)
    _move(screen.map, QPointF(x, _lane_middle(screen, mark.lane)))
    assert screen.card.isVisible()
    assert mark.quote in screen.card._words.text()
    assert "careful listener" in screen.card._why.text()
    screen.map.leaveEvent(QEvent(QEvent.Type.Leave))
    assert not screen.card.isVisible()


def test_hovering_talk_says_the_words(opened: Open, services: Any):
    screen = opened(services)
    turn = max(zip(screen.scene.lanes[1].turn_starts, screen.scene.lanes[1].turn_ends, strict=True),
               key=lambda t: t[1] - t[0])  # fmt: skip
    head, words, _ = screen.map.under.talk_texts(1, turn[0] + 0.5)
    assert "Marcus" in head
    assert len(words) > 20


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        (Qt.Key.Key_L, 100.0, 105.0), (Qt.Key.Key_J, 100.0, 95.0), (Qt.Key.Key_Right, 100.0, 105.0),
        (Qt.Key.Key_Left, 2.0, 0.0),
    ],
)  # fmt: skip
def test_keys_step(opened: Open, services: Any, qtbot: QtBot, key: Qt.Key, start: float, end: float):
    screen = opened(services)
    screen.seek(start)
    qtbot.keyClick(screen.transcript, key)
    assert screen.player.position() == pytest.approx(end)


def test_space_plays_and_pauses_without_a_sound_device(opened: Open, services: Any, qtbot: QtBot):
    screen = opened(services)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_Space)
    assert screen.player.playing
    qtbot.waitUntil(lambda: screen.transport.note.text() == NO_DEVICE, timeout=5000)
    qtbot.waitUntil(lambda: screen.map._position > 0.1, timeout=5000)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_K)
    assert not screen.player.playing
    assert screen.transport.play.accessibleName() == "Play"


def test_question_keys_go_from_question_to_question(opened: Open, services: Any, qtbot: QtBot):
    screen = opened(services)
    first, second = screen.scene.question_starts[:2]
    qtbot.keyClick(screen.transcript, Qt.Key.Key_Q)
    assert screen.player.position() == pytest.approx(first)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_Period)
    assert screen.player.position() == pytest.approx(second)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    assert screen.player.position() == pytest.approx(first)


def test_speed_keys_and_box_agree(opened: Open, services: Any, qtbot: QtBot):
    screen = opened(services)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_BracketRight)
    assert screen.player.speed == 1.25
    assert screen.transport.speeds.currentText() == "1.25×"


def test_a_click_on_a_word_seeks_to_it(opened: Open, services: Any):
    screen = opened(services)
    view = screen.transcript
    row = 3
    block = view.blocks[row]
    word = 2
    layout = view.layout_of(row)
    x = layout.layout.lineAt(0).cursorToX(block.word_first[word] + 1)[0]
    rect = view.rect_of(row)
    _click(view.viewport(), QPointF(view.text_left() + x, rect.top() + 5 + layout.layout.lineAt(0).height() / 2))
    assert screen.player.position() == pytest.approx(block.word_starts[word])


def test_the_word_being_said_is_lit_and_followed(opened: Open, services: Any):
    screen = opened(services)
    u = services.details["dental000001"].transcript.utterances[60]
    word = u.words[len(u.words) // 2]
    screen.player.seek(word.start + 0.01)
    lit = screen.transcript._lit
    said = [screen.transcript.blocks[r].text[screen.transcript.blocks[r].word_first[w]:
            screen.transcript.blocks[r].word_last[w]] for r, w in lit.items() if w is not None]  # fmt: skip
    assert word.text in said
    assert screen.transcript.row_seen(next(iter(lit)))


def test_scrolling_by_hand_ends_following_until_asked(opened: Open, services: Any):
    screen = opened(services)
    view = screen.transcript
    _wheel(view.viewport(), QPointF(300, 100), -360)
    assert not view.follow
    assert view._follow_button.isVisible()
    place = view.verticalScrollBar().value()
    screen.player.seek(380.0)
    assert view.verticalScrollBar().value() == place
    view._follow_button.click()
    assert view.follow
    assert view.row_seen(view._current)
    assert not view._follow_button.isVisible()


def test_find_steps_through_hits_and_skips_chips(opened: Open, services: Any, qtbot: QtBot):
    screen = opened(services)
    screen.open_find()
    screen.find_bar.field.setText("chairside")
    text = " ".join(u.text for u in services.details["dental000001"].transcript.utterances).lower()
    count = text.count("chairside")
    assert screen.find_bar.count.text().endswith(f"of {count}")
    first = screen.transcript._hits.chosen
    qtbot.keyClick(screen.find_bar.field, Qt.Key.Key_Return)
    assert screen.transcript._hits.chosen == (first + 1) % count
    screen.find_bar.field.setText("no such words")
    assert screen.find_bar.count.text() == "No hits"
    qtbot.keyClick(screen.find_bar.field, Qt.Key.Key_Escape)
    assert not screen.find_bar.isVisible()


def test_a_figure_leads_to_its_place(opened: Open, services: Any):
    screen = opened(services)
    card = next(c for c in screen.figures.cards if c.figure.key == "longest_monologue")
    assert "Click to hear it" in card.toolTip()
    card.click()
    assert screen.player.position() == pytest.approx(card.figure.place)


def test_a_moment_leads_to_its_place(opened: Open, services: Any, qtbot: QtBot):
    screen = opened(services)
    screen.side_card.show_page("moments")
    screen.moments.focused_row = 1
    qtbot.keyClick(screen.moments, Qt.Key.Key_Return)
    assert screen.player.position() == pytest.approx(screen.scene.groups[0].marks[0].start)


def test_swapping_sides_is_one_click_and_back(opened: Open, services: Any, qtbot: QtBot):
    screen = opened(services)
    screen.seek(50.0)
    screen.header.swap_button.click()
    qtbot.waitUntil(lambda: screen.scene.lanes[0].name == "Marcus", timeout=5000)
    qtbot.waitUntil(screen.header.swap_button.isEnabled, timeout=5000)
    assert screen.player.position() == 50.0
    assert "guessed" not in screen.notice.text()
    screen.header.swap_button.click()
    qtbot.waitUntil(lambda: screen.scene.lanes[0].name == "Leonie", timeout=5000)
    assert services.swaps == 2


def test_a_write_elsewhere_is_shown_where_one_was(opened: Open, services: Any, detail: CallDetail, qtbot: QtBot):
    screen = opened(services)
    screen.transcript.verticalScrollBar().setValue(400)
    old = services.details["dental000001"]
    services.put(replace(old, row=replace(old.row, title="Another title")))
    qtbot.waitUntil(lambda: screen.header.title.text() == "Another title", timeout=5000)
    qtbot.waitUntil(lambda: screen.transcript.verticalScrollBar().value() == 400, timeout=5000)


def test_text_appears_while_it_is_made(opened: Open, services: Any, qtbot: QtBot):
    done = services.details["dental000001"]
    row = replace(done.row, state="working")
    services.details["dental000001"] = replace(done, row=row, transcript=None, analysis=None)
    screen = opened(services)
    assert screen.state.heading.text() == "Listening to this call"
    screen.set_partial([("Hello", 0.5, 0.9, 1.0, 0), ("there.", 0.9, 1.2, 1.0, 0)])
    qtbot.waitUntil(lambda: screen.transcript.row_count() == 1, timeout=5000)
    assert screen.body.currentIndex() == 0
    assert "Still being transcribed" in screen.notice.text()
    screen.set_partial([("Hello", 0.5, 0.9, 1.0, 0), ("there.", 0.9, 1.2, 1.0, 0), ("Hi.", 2.0, 2.2, 1.0, 1)])
    qtbot.waitUntil(lambda: screen.transcript.row_count() == 2, timeout=5000)
    services.put(done)
    qtbot.waitUntil(lambda: screen.transcript.row_count() > 60, timeout=5000)
    qtbot.waitUntil(lambda: bool(screen.figures.cards), timeout=5000)  # the parts are filled one after the other


def test_a_failed_call_says_why_and_offers_another_try(opened: Open, services: Any, qtbot: QtBot):
    done = services.details["dental000001"]
    row = replace(done.row, state="failed", error="The disk is full. Free some space.")
    services.details["dental000001"] = replace(done, row=row, transcript=None, analysis=None)
    screen = opened(services)
    assert screen.state.sentence.text() == "The disk is full. Free some space."
    with qtbot.waitSignal(screen.retry) as asked:
        screen.state.button.click()
    assert asked.args == ["dental000001"]


def test_a_transcript_without_sound_has_no_player(opened: Open, services: Any):
    done = services.details["dental000001"]
    services.details["dental000001"] = replace(done, sound=None, peaks=None)
    screen = opened(services)
    assert not screen.transport.isVisible()
    assert "nothing to play" in screen.notice.text()
    screen.seek(100.0)
    assert screen.map._position == 100.0


def test_lost_peaks_are_a_sentence(opened: Open, services: Any, tmp_path: Any):
    done = services.details["dental000001"]
    services.details["dental000001"] = replace(done, peaks=str(tmp_path / "gone.npz"))
    screen = opened(services)
    assert "cannot be read" in screen.notice.text()


def test_a_call_that_is_not_there_is_a_sentence(services: Any, qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    screen = CallScreen(services, window)
    screen.open("nothing")
    qtbot.waitUntil(lambda: "no such call" in screen.state.sentence.text(), timeout=5000)
    screen.close_call()
    finish_tasks()


def test_escape_goes_back_and_stops(opened: Open, services: Any, qtbot: QtBot):
    screen = opened(services)
    screen.player.play()
    with qtbot.waitSignal(screen.closed):
        qtbot.keyClick(screen.transcript, Qt.Key.Key_Escape)
    assert not screen.player.playing


def test_the_map_as_a_table(opened: Open, services: Any, qtbot: QtBot):
    screen = opened(services)
    rows = table_rows(screen.scene)
    turns = sum(len(lane.turn_starts) for lane in screen.scene.lanes)
    scene = screen.scene
    assert len(rows) == turns + len(scene.marks) + len(scene.overlaps) + len(scene.stages)
    assert [r[0] for r in rows] == sorted(r[0] for r in rows)


def test_everything_that_can_be_reached_has_a_name(opened: Open, services: Any):
    screen = opened(services)
    nameless = [
        w for w in screen.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisibleTo(screen) and not w.accessibleName()
        and not (isinstance(w, QAbstractButton) and w.text())
    ]  # fmt: skip
    assert [type(w).__name__ for w in nameless] == []


def test_a_paragraph_can_be_copied(opened: Open, services: Any):
    from callcoach_desktop.ui.screens.call.text_selection import plain_text

    screen = opened(services)
    QGuiApplication.clipboard().setText(plain_text(screen.transcript.blocks[0]))
    assert QGuiApplication.clipboard().text() == "0:00 Leonie: Hi Marcus, it's Leonie from Slotwise. Is now still good?"
