"""What the call screen shows, from a call."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.times import clock
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.header import _names
from callcoach_desktop.ui.screens.call.opening import notes
from callcoach_desktop.ui.screens.call.partial import partial_scene
from callcoach_desktop.ui.screens.call.scene import TalkBar, build_scene
from callcoach_desktop.ui.screens.call.view_model import Facts, Loaded
from callcoach_desktop.ui.screens.call.wording import chip_label, moment_label, span_words


def test_the_rep_is_on_top_and_talk_adds_up(detail: CallDetail):
    scene = build_scene(detail)
    assert [(lane.name, lane.side) for lane in scene.lanes] == [("Leonie", "rep"), ("Marcus", "customer")]
    for lane in scene.lanes:
        spoken = sum(u.end - u.start for u in detail.transcript.utterances if u.speaker == lane.key)
        assert np.sum(lane.talk_ends - lane.talk_starts) == pytest.approx(spoken)
    assert scene.talk.share == pytest.approx(150.152 / (150.152 + 210.769), abs=0.002)
    assert scene.swappable
    assert scene.guessed


def test_overlaps_are_the_seconds_both_talk(detail: CallDetail):
    scene = build_scene(detail)
    assert np.sum(scene.overlaps[:, 1] - scene.overlaps[:, 0]) == pytest.approx(0.6, abs=0.05)


def test_one_voice_is_one_lane_without_figures_of_sides(detail: CallDetail):
    mono = replace(
        detail.transcript,
        speakers=(Speaker("voice", "Voice", "other"),),
        utterances=tuple(replace(u, speaker="voice") for u in detail.transcript.utterances),
    )
    scene = build_scene(replace(detail, transcript=mono, rep_channel_from=None))
    assert [(lane.name, lane.caption) for lane in scene.lanes] == [("Voice", "all voices")]
    assert scene.talk is None
    assert not scene.swappable
    assert any("not told apart" in n for n in scene.notices)


def test_sides_of_voices_can_be_swapped_and_the_guess_says_so(detail: CallDetail):
    voices = replace(detail.transcript, speakers=tuple(replace(s, channel=None) for s in detail.transcript.speakers))
    scene = build_scene(replace(detail, transcript=voices, rep_channel=None, rep_channel_from="guessed"))
    assert scene.swappable
    assert scene.guessed
    assert scene.by_voice
    said = notes(Loaded(None, scene, None, Facts(detail.row)), swapped=False)
    assert "Who of the two is the rep was guessed from what is said" in said
    assert "channel" not in said
    third = replace(voices.utterances[-1], id="u-third", speaker="s3", start=voices.duration - 1, end=voices.duration)
    three = replace(
        voices, speakers=(*voices.speakers, Speaker("s3", "", "other")), utterances=(*voices.utterances, third)
    )
    scene = build_scene(replace(detail, transcript=three, rep_channel=None, rep_channel_from="guessed"))
    said = notes(Loaded(None, scene, None, Facts(detail.row)), swapped=False)
    assert "Who is the rep was guessed from what is said; click on a name" in said
    by_channel = notes(Loaded(None, build_scene(detail), None, Facts(detail.row)), swapped=False)
    assert "Which channel is the rep was guessed" in by_channel


def test_many_unnamed_voices_share_a_lane(detail: CallDetail):
    speakers = tuple(Speaker(f"s{i}", f"Guest {i}", "other") for i in range(6))
    utterances = tuple(Utterance(f"u{i}", f"s{i}", i * 2.0, i * 2.0 + 1, "hello") for i in range(6))
    scene = build_scene(replace(detail, transcript=Transcript(12.0, "en", speakers, utterances), analysis=None))
    assert [(lane.name, lane.caption) for lane in scene.lanes] == [("Other voices", "6 people")]


def test_another_language_says_so(detail: CallDetail):
    scene = build_scene(replace(detail, transcript=replace(detail.transcript, language="de")))
    assert any("another language than English (de)" in n for n in scene.notices)


def test_a_transcript_without_times_hides_what_needs_them(detail: CallDetail):
    untimed = tuple(replace(u, timed=False, words=()) for u in detail.transcript.utterances)
    metrics = dict.fromkeys(detail.analysis.metrics)
    scene = build_scene(
        replace(
            detail,
            transcript=replace(detail.transcript, utterances=untimed),
            analysis=replace(detail.analysis, metrics=metrics),
        )
    )
    assert not scene.timed
    assert {f.value for f in scene.figures} == {"–"}
    assert next(f for f in scene.figures if f.key == "talk_ratio").note == "needs times"


def test_figures_say_value_note_and_place(detail: CallDetail):
    figures = {f.key: f for f in build_scene(detail).figures}
    assert (figures["talk_ratio"].value, figures["talk_ratio"].note) == ("42%", "customer 58%")
    assert "Gong" in figures["talk_ratio"].source
    assert figures["questions"].value == "26"
    assert figures["patience"].place == 20.9
    assert figures["fillers_per_100_words"].value == "–"
    assert figures["longest_monologue"].note.startswith("at ")


def test_moments_are_grouped_with_questions_by_side(detail: CallDetail):
    titles = [g.title for g in build_scene(detail).groups]
    assert titles[-2:] == ["Questions asked by the rep", "Questions from the other side"]
    assert "Pain" in titles


def test_rhetorical_questions_are_not_on_the_way_of_the_question_keys(detail: CallDetail):
    scene = build_scene(detail)
    rhetorical = [m.start for m in scene.marks if m.kind == "question" and m.type == "rhetorical"]
    assert rhetorical
    assert not set(rhetorical) & set(scene.question_starts)


def test_words_so_far_make_a_scene(detail: CallDetail):
    working = replace(detail, row=replace(detail.row, state="working"), transcript=None, analysis=None)
    words = [("Hello", 0.5, 0.8, 0.9, 0), ("there", 0.8, 1.1, 0.9, 0), ("Hi", 1.4, 1.6, 0.8, 1), ("So", 4.0, 4.2, 1, 0)]
    scene = partial_scene(working, words)
    assert scene.state == "working"
    assert [(b.speaker, b.text) for b in scene.blocks] == [("Left", "Hello there"), ("Right", "Hi"), ("Left", "So")]
    assert scene.figures == ()


def test_a_call_without_words_is_empty(detail: CallDetail):
    nothing = replace(detail.transcript, utterances=())
    assert build_scene(replace(detail, transcript=nothing, analysis=None)).state == "empty"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (60, "1:00"), (3600, "1:00:00"), (7325, "2:02:05"), (-1, "0:00")]
)
def test_clock(seconds: float, text: str):
    assert clock(seconds) == text


def test_words_for_lengths_and_moments():
    assert [span_words(s) for s in (0.6, 24.2, 190)] == ["0.6 s", "24 s", "3 min 10 s"]
    assert moment_label("question", "open") == "Open question"
    assert moment_label("competitor", "Chairside") == "Competitor: Chairside"
    assert chip_label("pain", "") == "pain"
    assert chip_label("objection", "price") == "objection: price"


def test_names_beside_the_talk_share_are_cut_only_where_there_is_no_room(qapp):
    metrics = QFontMetricsF(face("small"))
    wide = metrics.horizontalAdvance("Leonie Customer Services") + 8
    assert _names(metrics, TalkBar("Leonie", "Customer Services", 0.5), wide) == ("Leonie", "Customer Services")
    left, right = _names(metrics, TalkBar("Leonie", "Customer Services of the North", 0.5), wide)
    assert left == "Leonie"
    assert right.startswith("Customer Serv")
    assert right.endswith("…")
    assert _names(metrics, TalkBar("Leonie", "Marcus", 0.5), 10.0) == ("", "")
