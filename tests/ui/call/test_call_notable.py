"""Flags of what stands out, and the curves of tone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.analysis import Moment, Outlier, Place, Tone
from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui.screens.call.notable import facts_of_analysis, tone_curves
from callcoach_desktop.ui.screens.call.scene import build_scene
from callcoach_desktop.ui.screens.call.view import CallScreen

REP = frozenset({"left"})


def discount(start: float, speaker: str = "left") -> Moment:
    return Moment("x", "pricing", "", speaker, start, start + 2, "I can take ten percent off", 0.8, "price words")


def test_a_long_monologue_and_an_early_discount_are_flagged(detail: CallDetail):
    plain = replace(detail.analysis, moments=())
    assert facts_of_analysis(plain, REP) == ()
    long = replace(
        plain,
        metrics={**plain.metrics, "longest_monologue": 220.0},
        places={**plain.places, "longest_monologue": Place(60.0, 280.0)},
        moments=(discount(95.0),),
    )
    monologue, early = facts_of_analysis(long, REP)
    assert (monologue.label, monologue.start, monologue.end) == ("monologue 3:40", 60.0, 280.0)
    assert early.label == "discount at 1:35"
    assert "minute 2" in early.why


def test_a_late_discount_or_one_that_the_customer_asks_for_is_none(detail: CallDetail):
    plain = detail.analysis
    for moment in (discount(400.0), discount(20.0, "right")):
        facts = facts_of_analysis(replace(plain, moments=(moment,)), REP)
        assert not any(f.kind == "early_discount" for f in facts)


def test_outliers_are_flagged_with_their_reason(detail: CallDetail):
    why = "Customer tone fell by 0.5; usually it falls by 0.1."
    found = replace(detail.analysis, outliers=(Outlier("tone_dropped", why, 130.0, -0.5, "-0.1"),))
    fact = facts_of_analysis(found, REP)[0]
    assert (fact.label, fact.why, fact.start, fact.good) == ("tone drops", why, 130.0, False)


def test_tone_is_a_curve_a_side_with_gaps_where_it_says_nothing(detail: CallDetail):
    said = detail.transcript.utterances
    tones = tuple(Tone(u.id, 0.8 if u.speaker == "right" else -0.4, "neutral") for u in said)
    sides = {"left": ("rep", "Leonie"), "right": ("customer", "Marcus")}
    curves = tone_curves(replace(detail.analysis, tones=tones), detail.transcript, sides, detail.row.duration * 2)
    assert [c.name for c in curves] == ["Leonie", "Marcus"]
    talk = [c.times < detail.row.duration * 0.9 for c in curves]
    assert np.nanmax(curves[0].values[talk[0]]) < 0
    assert np.nanmin(curves[1].values[talk[1]]) > 0
    assert np.isnan(curves[1].values[-5:]).all()  # long after the last word
    assert tone_curves(detail.analysis, detail.transcript, sides, 100.0) == ()  # no tones were found


@pytest.mark.parametrize("near", ["in its words", "at the end"])
def test_a_flag_is_not_written_over_a_bookmark(
    opened: Callable[[Library], CallScreen], library: Library, qtbot: QtBot, near: str
):
    screen = opened(library)
    call = library.call("dental000001")
    start = 130.0 if near == "in its words" else call.row.duration - 12.0
    found = replace(call.analysis, outliers=(Outlier("tone_dropped", "It fell.", start, -0.5, "-0.1"),))
    screen.map.set_scene(build_scene(replace(call, analysis=found)), None)
    screen.map.set_comments((Comment("b", "bookmark", start + 10.0, None, "", "2026-09-03T14:00:00Z"),))
    qtbot.waitUntil(lambda: bool(screen.map.grab()) and bool(screen.map._painted.flags), timeout=5000)
    ((bookmark, _comment),) = screen.map._painted.flags
    rows = screen.map.rows
    ((left, right, _fact),) = (f for f in screen.map._painted.facts if f[2].start == start)
    assert rows.left - 10 <= left <= rows.left + rows.width  # its sign is still seen
    assert right - left < 40 or not left < bookmark < right


def test_the_map_shows_flags_says_why_and_goes_there(
    opened: Callable[[Library], CallScreen], library: Library, qtbot: QtBot
):
    screen = opened(library)
    found = replace(library.call("dental000001").analysis, outliers=(
        Outlier("tone_dropped", "It fell.", 130.0, -0.5, "-0.1"),))  # fmt: skip
    screen.map.set_scene(build_scene(replace(library.call("dental000001"), analysis=found)), None)
    qtbot.waitUntil(lambda: bool(screen.map.grab()) and bool(screen.map._painted.facts), timeout=5000)
    left, _right, fact = screen.map._painted.facts[0]
    assert fact.start == 130.0
    top, bottom = screen.map.rows.flags
    point = QPointF(left + 4, (top + bottom) / 2)
    assert screen.map.under.texts(point)[2] == "It fell."
    with qtbot.waitSignal(screen.map.seek, timeout=1000) as sought:
        qtbot.mouseClick(screen.map, Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert sought.args == [130.0]


def test_n_goes_from_mark_to_mark_of_the_kinds_that_are_shown(
    opened: Callable[[Library], CallScreen], library: Library, qtbot: QtBot
):
    screen = opened(library)
    pains = sorted(m.start for m in screen.scene.marks if m.kind == "pain")
    assert pains
    screen.map.set_kinds(frozenset({"pain"}))
    facts = {f.start for f in screen.scene.facts}
    stops = sorted({*pains, *facts} - {0.0})
    screen.go(0.0)
    qtbot.keyClick(screen, Qt.Key.Key_N)
    assert screen.playing.position() == stops[0]
    screen.map.set_kinds(frozenset(e.kind.key for e in screen.map.legend.entries))
    qtbot.keyClick(screen, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert screen.playing.position() <= stops[0]
