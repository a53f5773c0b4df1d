"""The map under mouse, trackpad and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.mark_kinds import OPEN_QUESTION, WORDING
from callcoach_desktop.ui.screens.call.scene import build_scene
from callcoach_desktop.ui.screens.call.selecting import Span
from callcoach_desktop.ui.screens.call.snapping import snap, step

NONE = Qt.KeyboardModifier.NoModifier
COMMENTS = (
    Comment("c1", "comment", 60.0, None, "Ask about the second clinic", "2026-09-03T14:00:00Z"),
    Comment("c2", "bookmark", 200.0, 230.0, "", "2026-09-03T14:00:00Z"),
)


@pytest.fixture
def the_map(detail: CallDetail, qtbot: QtBot) -> MapView:
    """A painted map of the scripted call."""
    made = MapView()
    qtbot.addWidget(made)
    made.resize(1100, 280)
    made.set_scene(build_scene(detail), None)
    made.show()
    qtbot.waitUntil(lambda: made._cache is not None, timeout=5000)
    return made


def at(the_map: MapView, second: float, y: float | None = None) -> QPointF:
    """The point of a second, in the talk share unless another height is asked for."""
    rows = the_map.rows
    return QPointF(rows.left + the_map.view.x(second, rows.width), rows.share[0] + 4 if y is None else y)


def send(widget: QWidget, kind: QEvent.Type, point: QPointF, button: Qt.MouseButton, held: Qt.KeyboardModifier) -> None:
    down = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    own = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    QApplication.sendEvent(widget, QMouseEvent(kind, point, widget.mapToGlobal(point), own, down, held))


def drag(
    widget: QWidget,
    start: QPointF,
    end: QPointF,
    held: Qt.KeyboardModifier = NONE,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    send(widget, QEvent.Type.MouseButtonPress, start, button, held)
    for part in (0.3, 0.7, 1.0):
        send(widget, QEvent.Type.MouseMove, start + (end - start) * part, button, held)
    send(widget, QEvent.Type.MouseButtonRelease, end, button, held)


def click(widget: QWidget, point: QPointF, held: Qt.KeyboardModifier = NONE) -> None:
    send(widget, QEvent.Type.MouseButtonPress, point, Qt.MouseButton.LeftButton, held)
    send(widget, QEvent.Type.MouseButtonRelease, point, Qt.MouseButton.LeftButton, held)


def wheel(widget: QWidget, point: QPointF, angle: QPoint, held: Qt.KeyboardModifier = NONE, pixels: QPoint = QPoint()):  # noqa: B008
    QApplication.sendEvent(widget, QWheelEvent(point, widget.mapToGlobal(point), pixels, angle, Qt.MouseButton.NoButton,
                                               held, Qt.ScrollPhase.NoScrollPhase, False))  # fmt: skip


# Selection


def test_a_drag_selects_and_holds_on_to_utterances(the_map: MapView, qtbot: QtBot):
    lane = the_map.scene.lanes[1]
    i = int(np.argmax(lane.talk_ends - lane.talk_starts))
    turn = lane.talk_starts[i], lane.talk_ends[i]
    with qtbot.waitSignal(the_map.span_selected) as told:
        drag(the_map, at(the_map, turn[0] - 0.1), at(the_map, turn[1] - 0.1))
    assert told.args == [pytest.approx(turn[0]), pytest.approx(turn[1])]
    assert the_map.selection == Span(*told.args)
    assert the_map.bar.isVisible()
    assert the_map.bar.length.text().endswith(" s")


def test_alt_selects_freely(the_map: MapView):
    drag(the_map, at(the_map, 100.0), at(the_map, 120.0), Qt.KeyboardModifier.AltModifier)
    second = the_map.view.length / the_map.rows.width
    assert the_map.selection.start == pytest.approx(100.0, abs=second)
    assert the_map.selection.end == pytest.approx(120.0, abs=second)


def test_dragging_backwards_is_the_same(the_map: MapView):
    drag(the_map, at(the_map, 120.0), at(the_map, 100.0), Qt.KeyboardModifier.AltModifier)
    assert the_map.selection.start < the_map.selection.end


def test_an_edge_can_be_dragged(the_map: MapView):
    the_map.set_selection(Span(100.0, 120.0))
    drag(the_map, at(the_map, 120.0), at(the_map, 160.0), Qt.KeyboardModifier.AltModifier)
    assert the_map.selection.start == 100.0
    assert the_map.selection.end == pytest.approx(160.0, abs=0.5)
    drag(the_map, at(the_map, 100.0), at(the_map, 180.0), Qt.KeyboardModifier.AltModifier)  # past the other edge
    assert the_map.selection.start == pytest.approx(160.0, abs=0.5)
    assert the_map.selection.end == pytest.approx(180.0, abs=0.5)


def test_a_click_seeks_and_lets_go_only_outside(the_map: MapView, qtbot: QtBot):
    the_map.set_selection(Span(100.0, 120.0))
    with qtbot.waitSignal(the_map.seek) as told:
        click(the_map, at(the_map, 110.0))
    assert told.args[0] == pytest.approx(110.0, abs=0.5)
    assert the_map.selection is not None
    with qtbot.waitSignal(the_map.span_cleared):
        click(the_map, at(the_map, 300.0))
    assert the_map.selection is None
    assert not the_map.bar.isVisible()


def test_escape_lets_go(the_map: MapView, qtbot: QtBot):
    the_map.set_selection(Span(100.0, 120.0))
    qtbot.keyClick(the_map, Qt.Key.Key_Escape)
    assert the_map.selection is None


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("play_button", "play_span"),
        ("comment_button", "comment_span"),
        ("cut_button", "cut_span"),
        ("clip_button", "clip_span"),
        ("copy_button", "copy_span"),
        ("loop_button", "loop_span"),
    ],
)
def test_the_bar_says_what_is_asked_for(the_map: MapView, qtbot: QtBot, button: str, signal: str):
    the_map.bar.set_playable(True)
    the_map.set_selection(Span(100.0, 120.0))
    with qtbot.waitSignal(getattr(the_map, signal)) as told:
        getattr(the_map.bar, button).click()
    assert told.args == [100.0, 120.0]


def test_a_loop_follows_the_selection_and_ends_with_it(the_map: MapView, qtbot: QtBot):
    the_map.bar.set_playable(True)
    the_map.set_selection(Span(100.0, 120.0))
    the_map.bar.loop_button.click()
    with qtbot.waitSignal(the_map.loop_span) as told:
        drag(the_map, at(the_map, 120.0), at(the_map, 140.0), Qt.KeyboardModifier.AltModifier)
    assert told.args == [100.0, pytest.approx(140.0, abs=0.5)]
    with qtbot.waitSignal(the_map.loop_ended):
        the_map.clear_selection()
    assert not the_map.bar.loop_button.isChecked()


def test_the_bar_stays_inside_the_map(the_map: MapView):
    for span in (Span(0.0, 2.0), Span(the_map.scene.duration - 2, the_map.scene.duration)):
        the_map.set_selection(span)
        assert the_map.rect().contains(the_map.bar.geometry())


def test_a_double_click_on_talk_selects_the_turn(the_map: MapView):
    lane = the_map.scene.lanes[1]
    top, _ = the_map.rows.lanes[1]
    middles = [at(the_map, float(middle), top + 2) for middle in (lane.turn_starts + lane.turn_ends) / 2]
    i, point = next((i, point) for i, point in enumerate(middles) if not the_map.under.marks(point))
    send(the_map, QEvent.Type.MouseButtonDblClick, point, Qt.MouseButton.LeftButton, NONE)
    assert the_map.selection == Span(float(lane.turn_starts[i]), float(lane.turn_ends[i]))


# View


def test_a_double_click_on_a_stage_shows_it_and_once_more_shows_all(the_map: MapView):
    stage = the_map.scene.stages[1]
    top, bottom = the_map.rows.stage
    point = at(the_map, (stage.start + stage.end) / 2, (top + bottom) / 2)
    send(the_map, QEvent.Type.MouseButtonDblClick, point, Qt.MouseButton.LeftButton, NONE)
    assert (the_map.view.start, the_map.view.end) == (pytest.approx(stage.start), pytest.approx(stage.end))
    send(the_map, QEvent.Type.MouseButtonDblClick, at(the_map, stage.start + 5, (top + bottom) / 2),
         Qt.MouseButton.LeftButton, NONE)  # fmt: skip
    assert not the_map.view.zoomed


def test_z_shows_the_selection_with_a_little_room(the_map: MapView, qtbot: QtBot):
    the_map.set_selection(Span(100.0, 150.0))
    qtbot.keyClick(the_map, Qt.Key.Key_Z)
    assert 97 <= the_map.view.start < 100.0
    assert 150.0 < the_map.view.end <= 153
    qtbot.keyClick(the_map, Qt.Key.Key_0)
    assert not the_map.view.zoomed


def test_the_middle_button_and_the_trackpad_move_the_map(the_map: MapView):
    the_map.zoom(5, 200.0)
    before = the_map.view.start
    start = at(the_map, 200.0)
    drag(the_map, start, start + QPointF(-100, 0), button=Qt.MouseButton.MiddleButton)
    assert the_map.view.start - before == pytest.approx(100 / the_map.rows.width * the_map.view.length, rel=0.01)
    assert the_map.selection is None
    before = the_map.view.start
    wheel(the_map, at(the_map, before + 10), QPoint(-60, 10), pixels=QPoint(-50, 8))
    assert the_map.view.start - before == pytest.approx(50 / the_map.rows.width * the_map.view.length, rel=0.01)


def test_a_selection_dragged_out_takes_the_map_along(the_map: MapView):
    the_map.zoom(6, 200.0)
    end = the_map.view.end
    drag(the_map, at(the_map, end - 5), QPointF(the_map.rows.right + 60, the_map.rows.share[0] + 4))
    assert the_map.view.end > end
    assert the_map.selection.end > end


# Minimap


def test_the_window_of_the_minimap_moves_resizes_and_jumps(the_map: MapView):
    mini, duration = the_map.mini, the_map.scene.duration

    def x(second: float) -> QPointF:
        return QPointF(second / duration * mini.width(), 8)

    drag(mini, x(0.0) + QPointF(1, 0), x(100.0))  # the left edge of the whole call
    assert the_map.view.start == pytest.approx(100.0, abs=1.0)
    assert the_map.view.end == pytest.approx(duration)
    drag(mini, x(the_map.view.end) - QPointF(1, 0), x(200.0))
    assert the_map.view.end == pytest.approx(200.0, abs=1.5)
    length = the_map.view.length
    drag(mini, x(150.0), x(180.0))
    assert the_map.view.start == pytest.approx(130.0, abs=1.5)
    assert the_map.view.length == pytest.approx(length)
    click(mini, x(300.0))
    assert (the_map.view.start + the_map.view.end) / 2 == pytest.approx(300.0, abs=1.5)


def test_edges_of_the_window_cannot_cross(the_map: MapView):
    mini = the_map.mini
    the_map.zoom_to(100, 200)
    edge = QPointF(the_map.view.end / the_map.scene.duration * mini.width() - 1, 8)
    drag(mini, edge, QPointF(2, 8))
    assert the_map.view.length > 0
    assert the_map.view.start == pytest.approx(96.0, abs=0.5)


# Legend


def test_the_legend_shows_what_occurs_and_how_often(the_map: MapView):
    marks = the_map.scene.marks
    shown = {e.kind.key: e.kind.count for e in the_map.legend.entries}
    assert shown["competitor"] == sum(m.kind == "competitor" for m in marks)
    assert shown[OPEN_QUESTION] == sum(m.kind == "question" and m.type == "open" for m in marks)
    assert sum(shown.values()) == len(marks)
    assert "comment" not in shown


def test_a_click_on_the_legend_hides_a_kind_and_that_is_remembered(the_map: MapView, qtbot: QtBot, detail: CallDetail):
    entry = next(e for e in the_map.legend.entries if e.kind.key == "question")
    before = sum(len(found) for found in the_map._painted.marks)
    with qtbot.waitSignal(the_map.kinds_changed) as told:
        entry.click()
    assert told.args == [frozenset({"question", WORDING})]
    qtbot.waitUntil(lambda: sum(len(f) for f in the_map._painted.marks) == before - entry.kind.count, timeout=5000)
    another = MapView()
    qtbot.addWidget(another)
    another.set_scene(build_scene(detail), None)
    assert another.legend.hidden == frozenset({"question", WORDING})
    assert not next(e for e in another.legend.entries if e.kind.key == "question").isChecked()


def test_shift_shows_a_kind_alone_and_then_all(the_map: MapView):
    entry = next(e for e in the_map.legend.entries if e.kind.key == "pricing")
    middle = QPointF(entry.rect().center())
    click(entry, middle, Qt.KeyboardModifier.ShiftModifier)
    assert [e.kind.key for e in the_map.legend.entries if e.isChecked()] == ["pricing"]
    click(entry, middle, Qt.KeyboardModifier.ShiftModifier)
    assert all(e.isChecked() for e in the_map.legend.entries if e.kind.key != WORDING)


def test_set_kinds_is_the_filter_from_outside(the_map: MapView):
    the_map.set_kinds(frozenset({"pain"}))
    assert [e.kind.key for e in the_map.legend.entries if e.isChecked()] == ["pain"]


def test_a_narrow_legend_keeps_signs_and_counts(the_map: MapView, qtbot: QtBot):
    the_map.resize(560, 280)
    qtbot.waitUntil(lambda: not the_map.legend.entries[0].words, timeout=5000)
    assert the_map.legend.entries[-1].geometry().right() <= the_map.legend.width()
    assert all(e.accessibleName() for e in the_map.legend.entries)
    the_map.resize(390, 280)
    qtbot.waitUntil(lambda: not the_map.legend.entries[0].counted, timeout=5000)
    assert the_map.legend.entries[-1].geometry().right() <= the_map.legend.width()


# Comments


def test_comments_are_flags_that_can_be_clicked(the_map: MapView, qtbot: QtBot):
    the_map.set_comments(COMMENTS)
    qtbot.waitUntil(lambda: len(the_map._painted.flags) == 2, timeout=5000)
    top, bottom = the_map.rows.flags
    point = at(the_map, 60.0, (top + bottom) / 2)
    with qtbot.waitSignals([the_map.comment_clicked, the_map.seek]):
        click(the_map, point)
    assert "second clinic" in the_map.under.texts(point)[1]
    assert [e.kind.key for e in the_map.legend.entries][-3:] == ["comment", "bookmark", WORDING]
    next(e for e in the_map.legend.entries if e.kind.key == "bookmark").click()
    qtbot.waitUntil(lambda: [c.id for _, c in the_map._painted.flags] == ["c1"], timeout=5000)


def test_without_comments_there_is_no_row_for_them(the_map: MapView):
    bare = the_map.sizeHint().height()
    the_map.set_comments(COMMENTS)
    assert the_map.sizeHint().height() > bare
    the_map.set_comments(())
    assert the_map.rows.flags is None


# Keys and words


def test_keys_move_the_play_head(the_map: MapView, qtbot: QtBot):
    told: list[float] = []
    the_map.seek.connect(told.append)
    the_map.set_position(100.0)
    for key, held in (
        (Qt.Key.Key_Right, NONE),
        (Qt.Key.Key_Left, NONE),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Home, NONE),
        (Qt.Key.Key_End, NONE),
    ):
        qtbot.keyClick(the_map, key, held)
    assert told == [105.0, 95.0, 115.0, 0.0, the_map.scene.duration]


def test_up_and_down_go_from_mark_to_mark_and_say_it(the_map: MapView, qtbot: QtBot):
    the_map.set_position(0.0)
    told: list[str] = []
    the_map.hovered.connect(lambda point, head, words, why: told.append(words))
    first = the_map.scene.marks[0]
    qtbot.keyClick(the_map, Qt.Key.Key_Down)
    assert first.quote in told[-1]
    assert first.quote in the_map.accessibleDescription()


def test_the_keyboard_selects_from_border_to_border(the_map: MapView, qtbot: QtBot):
    the_map.set_position(float(the_map.scene.lanes[0].talk_starts[3]))
    held = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(the_map, Qt.Key.Key_Right, held)
    one = the_map.selection
    assert one.end in the_map.scene.borders
    qtbot.keyClick(the_map, Qt.Key.Key_Right, held)
    assert the_map.selection.end > one.end
    qtbot.keyClick(the_map, Qt.Key.Key_Left, held)
    assert the_map.selection == one


def test_the_other_button_asks_for_the_menu_of_one_mark(the_map: MapView, qtbot: QtBot):
    lane, clusters = next(
        (n, c) for n, c in enumerate(the_map._painted.clusters) if any(len(x.members) == 1 for x in c)
    )
    one = next(x for x in clusters if len(x.members) == 1)
    top, bottom = the_map.rows.lanes[lane]
    point = QPoint(round(the_map.rows.left + one.x), round((top + bottom) / 2))
    mark = the_map.scene.marks[the_map._painted.marks[lane][one.members[0]]]
    reason = QContextMenuEvent.Reason.Mouse
    with qtbot.waitSignal(the_map.mark_menu) as asked:
        QApplication.sendEvent(the_map, QContextMenuEvent(reason, point, the_map.mapToGlobal(point)))
    assert asked.args[0] is mark
    with qtbot.assertNotEmitted(the_map.mark_menu):
        share = at(the_map, 5.0).toPoint()
        QApplication.sendEvent(the_map, QContextMenuEvent(reason, share, the_map.mapToGlobal(share)))


def test_an_overlap_says_so(the_map: MapView):
    a, b = the_map.scene.overlaps[0]
    y = (the_map.rows.lanes[0][1] + the_map.rows.lanes[1][0]) / 2
    head, _, why = the_map.under.texts(at(the_map, (a + b) / 2, y))
    assert "both talk at once" in head
    assert f"{b - a:.1f} s" in why


def test_moving_the_play_head_does_not_paint_the_map_again(the_map: MapView, qtbot: QtBot):
    before = the_map._cache
    for second in np.arange(10.0, 12.0, 0.1):
        the_map.set_position(float(second), playing=True)
        QApplication.processEvents()
    assert the_map._cache is before


# Snapping


def test_a_border_wins_over_a_nearer_gap(the_map: MapView, detail: CallDetail):
    borders, blocks = the_map.scene.borders, the_map.scene.blocks
    words = detail.transcript.utterances[0].words
    gap = (words[0].end + words[1].start) / 2
    start = detail.transcript.utterances[0].start
    assert snap(borders, blocks, gap + 0.02, 0.05) == pytest.approx(gap)
    assert snap(borders, blocks, gap, gap - start + 0.01) == pytest.approx(start)
    assert snap(borders, blocks, 5000.0, 1.0) == 5000.0


def test_borders_are_all_starts_and_ends(the_map: MapView, detail: CallDetail):
    times = {t for u in detail.transcript.utterances for t in (u.start, u.end)}
    assert the_map.scene.borders.tolist() == sorted(times)


def test_without_words_nothing_is_held_on_to():
    nothing = np.zeros(0)
    assert snap(nothing, (), 3.0, 10.0) == 3.0
    assert step(nothing, 3.0, 1) == step(nothing, 3.0, -1) == 3.0
