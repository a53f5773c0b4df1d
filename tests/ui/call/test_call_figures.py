"""Figures on the rep's usual range, tables, and what is heard, on the screen itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.transcript import Speaker
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.usual import Usual, limits
from callcoach_desktop.store import calls
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.ui.screens.call.figure_cards import FigureGrid
from callcoach_desktop.ui.screens.call.figure_texts import build_figures, usual_words
from callcoach_desktop.ui.screens.call.range_bar import scale
from callcoach_desktop.ui.screens.call.scene import build_scene
from callcoach_desktop.ui.screens.call.selecting import Span
from callcoach_desktop.ui.screens.call.table import MapTable
from callcoach_desktop.ui.screens.call.view import CallScreen
from callcoach_desktop.ui.sound.player import Player
from callcoach_desktop.ui.tasks import finish_tasks

SHARE = limits("talk_ratio", [0.40, 0.44, 0.38, 0.43, 0.40], "discovery")


@pytest.fixture
def screen_of(qtbot: QtBot) -> Iterator[Any]:
    """Opens a call of a library and waits until it is shown."""
    made: list[CallScreen] = []
    windows: list[QWidget] = []

    def open_it(services: Any, call_id: str = "dental000001") -> CallScreen:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1105, 800)
        screen = CallScreen(services, window, player=Player(open_device=lambda rate: None))
        screen.resize(1105, 800)
        made.append(screen)
        window.show()
        with qtbot.waitSignal(screen.ready, timeout=10_000):
            screen.open(call_id)
        qtbot.waitUntil(lambda: screen.map.rows is not None, timeout=10_000)
        return screen

    yield open_it
    for screen in made:
        screen.close_call()
    finish_tasks()


@pytest.fixture
def grid(detail: CallDetail, qtbot: QtBot) -> FigureGrid:
    """The figures of the scripted call."""
    made = FigureGrid()
    qtbot.addWidget(made)
    made.set_figures(build_figures(detail, two_sided=True))
    made.show()
    return made


def card_of(grid: FigureGrid, key: str):
    return next(c for c in grid.cards if c.figure.key == key)


def add_earlier(library: Library, count: int, call_type: str = "discovery") -> None:
    def work(conn: Any) -> None:
        calls.set_override(conn, "dental000001", "call_type", call_type)
        for i in range(count):
            call_id = f"earlier{i:05d}"
            calls.insert(conn, NewCall(call_id, f"Earlier {i}", f"2026-08-{i + 1:02d}T10:00:00", "sound",
                                       f"calls/2026/{call_id}", state="ready"))  # fmt: skip
            calls.set_override(conn, call_id, "call_type", call_type)
            conn.execute("INSERT INTO metrics VALUES (?, 'talk_ratio', ?)", (call_id, 0.4 + 0.02 * (i % 2)))

    library.db.write(work)


def test_a_range_is_drawn_said_and_explained(grid: FigureGrid):
    grid.set_usual({"talk_ratio": SHARE, "patience": Usual(4, None, None, None, "discovery")})
    card = card_of(grid, "talk_ratio")
    low, high = f"{SHARE.low * 100:.0f}%", f"{SHARE.high * 100:.0f}%"
    assert f"usual {low} to {high}; this call is within it" in card.accessibleName()
    assert "over 5 discovery calls" in card.toolTip()
    assert "25,537 calls (Gong Labs)" in card.toolTip()
    assert grid.foot.text() == "Band: your usual range, 5 discovery calls"
    bare = card_of(grid, "patience")
    assert not bare.ranged
    assert "after 5 calls of this type (4 now)" in bare.toolTip()
    assert card.sizeHint().height() > bare.sizeHint().height()


def test_a_call_outside_its_range_is_told_so_in_words(grid: FigureGrid):
    figure = card_of(grid, "talk_ratio").figure
    above = limits("talk_ratio", [0.10, 0.11, 0.10, 0.11, 0.10])
    below = limits("talk_ratio", [0.90, 0.91, 0.90, 0.91, 0.90])
    assert usual_words(figure, above).endswith("above it")
    assert usual_words(figure, below).endswith("below it")


def test_fewer_than_five_calls_are_one_quiet_line(grid: FigureGrid):
    grid.set_usual({"talk_ratio": limits("talk_ratio", [0.4, 0.5])})
    assert grid.foot.text() == "Your usual range: after 5 calls (2 so far)"
    assert not any(card.ranged for card in grid.cards)
    grid.set_usual({})
    assert grid.foot.text() == ""


@pytest.mark.parametrize("value", [None, 0.05, 0.4, 0.9])
def test_the_value_is_always_on_the_track(value: float | None):
    left, right = scale(0.3, 0.5, value)
    assert left < 0.3 < 0.5 < right
    assert left >= 0.0
    assert value is None or left <= value <= right


def test_ranges_come_from_the_library(screen_of: Any, library: Library, qtbot: QtBot):
    add_earlier(library, 6)
    screen = screen_of(library)
    kind = screen.figures
    qtbot.waitUntil(lambda: "your usual range" in kind.foot.text(), timeout=10_000)
    assert card_of(kind, "talk_ratio").ranged
    qtbot.waitUntil(lambda: screen.map._usual_share is not None, timeout=5000)
    low, high = screen.map._usual_share
    assert low < 0.42 < high


def test_every_plot_has_a_table(detail: CallDetail, qtbot: QtBot):
    scene = build_scene(detail)
    note = Comment("c1", "comment", 61.0, None, "Ask again", "2026-09-03T14:00:00Z")
    table = MapTable(scene, comments=(note,), usual={"talk_ratio": SHARE}, first="figures")
    qtbot.addWidget(table)
    assert [t.key for t in table.tables] == ["map", "share", "figures"]
    assert table.tabs["figures"].isChecked()
    row = next(r for r in table.table.rows if r[0] == "Talk ratio")
    assert row[1] == "42%"
    assert row[3].startswith("usual ")
    table.tabs["map"].click()
    assert any(r[3] == "comment" and r[4] == "Ask again" for r in table.table.rows)
    went: list[float] = []
    table.go.connect(went.append)
    table.view.activated.emit(table.view.model().index(3, 0))
    assert went == [table.table.seconds[3]]
    table.tabs["share"].click()
    table.view.selectRow(0)
    table.copy()
    assert QGuiApplication.clipboard().text().splitlines()[0].split("\t")[1:] == ["Leonie", "Marcus"]


def test_the_grid_asks_for_its_table(screen_of: Any, services: Any, qtbot: QtBot):
    screen = screen_of(services)
    screen.figures.table_button.click()
    table = next(w for w in screen.findChildren(MapTable) if w.isVisible())
    assert table.table.key == "figures"
    table.close()


def test_the_selection_is_looped_by_key_and_freed_by_escape(screen_of: Any, services: Any, qtbot: QtBot):
    screen = screen_of(services)
    screen.map.set_selection(Span(100.0, 110.0))
    qtbot.keyClick(screen.transcript, Qt.Key.Key_X)
    assert screen.player.loop == (100.0, 110.0)
    assert screen.transport.loop.isChecked()
    assert screen.map.bar.loop_button.isChecked()
    qtbot.keyClick(screen.transcript, Qt.Key.Key_Escape)
    assert screen.player.loop is None
    assert screen.map.selection is None
    assert not screen.transport.loop.isChecked()


def test_without_a_selection_the_turn_that_is_heard_is_looped(screen_of: Any, services: Any, qtbot: QtBot):
    screen = screen_of(services)
    lane = screen.scene.lanes[0]
    screen.seek(float(lane.turn_starts[2]) + 0.5)
    screen.transport.loop.click()
    assert screen.player.loop == (lane.turn_starts[2], lane.turn_ends[2])
    screen.transport.loop.click()
    assert screen.player.loop is None


def test_silence_is_skipped_by_key_and_button(screen_of: Any, services: Any, qtbot: QtBot):
    screen = screen_of(services)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_S)
    assert screen.player.skipping
    assert screen.transport.skip.isChecked()
    screen.transport.skip.click()
    assert not screen.player.skipping


def test_a_side_is_muted_and_says_so(screen_of: Any, services: Any):
    screen = screen_of(services)
    button = screen.transport.mutes["customer"]
    assert button.accessibleName() == "Mute Marcus"
    button.click()
    assert screen.player.muted == {"customer"}
    assert button.toolTip() == "Marcus is muted; click to hear again"


def test_one_channel_says_why_it_cannot_be_muted(screen_of: Any, services: Any):
    heard = services.details["dental000001"]
    speakers = (Speaker("left", "Leonie", "rep", None), Speaker("right", "Marcus", "customer", None))
    services.details["dental000001"] = replace(heard, transcript=replace(heard.transcript, speakers=speakers))
    screen = screen_of(services)
    button = screen.transport.mutes["rep"]
    assert not button.isEnabled()
    assert "on one channel" in button.toolTip()


def test_turns_are_stepped_through(screen_of: Any, services: Any, qtbot: QtBot):
    screen = screen_of(services)
    starts = sorted(t for lane in screen.scene.lanes for t in lane.turn_starts.tolist())
    screen.seek(starts[3] - 0.2)
    screen.transport.after_turn.click()
    assert screen.player.position() == pytest.approx(starts[3])
    qtbot.keyClick(screen.transcript, Qt.Key.Key_T)
    assert screen.player.position() == pytest.approx(starts[4])


def test_how_it_is_said_is_shown_when_it_is_asked_for(screen_of: Any, services: Any, qtbot: QtBot):
    screen = screen_of(services)
    entry = next(e for e in screen.map.legend.entries if e.kind.key == "wording")
    assert not entry.isChecked()
    before = len(screen.scene.marks)
    entry.click()
    qtbot.waitUntil(lambda: len(screen.scene.marks) > before, timeout=10_000)
    kinds = {m.kind for m in screen.scene.marks}
    assert {"you", "we"} <= kinds

    def listed() -> bool:
        return any(row.startswith("“You”") for row in screen.moments.shown if isinstance(row, str))

    qtbot.waitUntil(listed, timeout=10_000)
    next(e for e in screen.map.legend.entries if e.kind.key == "you").click()
    assert not listed()
    next(e for e in screen.map.legend.entries if e.kind.key == "wording").click()
    qtbot.waitUntil(lambda: len(screen.scene.marks) == before, timeout=10_000)


def test_the_legend_filters_the_list_of_moments_too(screen_of: Any, services: Any):
    screen = screen_of(services)
    before = len(screen.moments.shown)
    entry = next(e for e in screen.map.legend.entries if e.kind.key == "pricing")
    entry.click()
    assert len(screen.moments.shown) == before - entry.kind.count - 1
