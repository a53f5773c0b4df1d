"""Stages, tone, marks and the summary that is made of them."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.meaning.finder import segments_of
from callcoach_desktop.analysis.meaning.model import Weights, best_path, chances, loads, odds
from callcoach_desktop.analysis.words import Run, tokens_of
from callcoach_desktop.domain.analysis import StageName
from callcoach_desktop.domain.codec import analysis_from_json, analysis_to_json
from callcoach_desktop.domain.transcript import Side, Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Term, Vocabulary

SPEAKERS = (Speaker("r", "", "rep"), Speaker("c", "", "customer"))
LINES = (
    ("c", "Hello, this is Dana."),
    ("r", "Hi Dana, thanks for making the time today. Is now still good?"),
    ("c", "Sure, go ahead."),
    ("r", "How do you keep track of the spare parts in the workshop today?"),
    ("c", "On paper. It is a nightmare, we lose hours every week and nobody knows what is in stock."),
    ("r", "What happens when a part is missing?"),
    ("c", "The whole line stops. We had Brightleaf show us something, but it was far too complicated."),
    ("r", "The plan for your size is four hundred a month, and that includes the setup."),
    ("c", "Four hundred a month? That is far too expensive, I could never get that past my boss."),
    ("r", "I understand. What would it need to save you so that it is worth it?"),
    ("c", "I don't know. Send me the details and I'll look at them."),
    ("r", "I'll send you the proposal by Thursday, and we can talk on Friday at ten."),
    ("c", "Okay, I'll read it before then. Thank you, goodbye."),
)


def transcript(language: str = "en", speakers: tuple[Speaker, ...] = SPEAKERS) -> Transcript:
    clock, said = 0.0, []
    for n, (who, text) in enumerate(LINES):
        end = clock + 0.4 * len(text.split())
        said.append(Utterance(f"u{n}", who, clock, end, text))
        clock = end + 0.5
    return Transcript(clock, language, speakers, tuple(said))


@pytest.fixture(scope="module")
def analysis():
    return analyse(transcript(), Vocabulary(competitors=(Term("Brightleaf"),)))


def test_stages_cover_the_call_without_a_gap(analysis) -> None:
    assert analysis.stages[0].start == 0.0
    assert analysis.stages[-1].end == pytest.approx(transcript().duration)
    for one, after in zip(analysis.stages, analysis.stages[1:], strict=False):
        assert one.end == after.start
        assert one.name != after.name
    assert analysis.stages[0].name == "opening"
    assert analysis.stages[-1].name == "closing"


def test_each_stage_has_its_talk_ratio(analysis) -> None:
    for name in {stage.name for stage in analysis.stages}:
        assert 0.0 <= analysis.metrics[f"talk_ratio_{name}"] <= 1.0


def test_every_utterance_has_a_tone(analysis) -> None:
    assert [tone.utterance for tone in analysis.tones] == [f"u{n}" for n in range(len(LINES))]
    assert all(-1.0 <= tone.score <= 1.0 for tone in analysis.tones)
    scores = {tone.utterance: tone.score for tone in analysis.tones}
    assert scores["u4"] < scores["u12"]


def test_competitor_says_where_and_by_whom(analysis) -> None:
    (named,) = [m for m in analysis.moments if m.kind == "competitor"]
    assert named.detail["raised_by"] == "customer"
    assert named.detail["stage"] in {stage.name for stage in analysis.stages}
    assert 0.3 < named.detail["share"] < 0.7


def test_a_push_back_is_an_objection_with_its_response(analysis) -> None:
    pushed = [m for m in analysis.moments if m.kind == "objection"]
    assert any("too expensive" in m.quote and m.type == "price" for m in pushed)
    replies = {m.detail["objection"]: m for m in analysis.moments if m.kind == "objection_response"}
    assert set(replies) == {m.id for m in pushed}
    assert all(m.speaker == "r" and m.detail["outcome"] in ("resolved", "parked", "lost") for m in replies.values())


def test_points_of_the_summary_stand_where_a_moment_stands(analysis) -> None:
    starts = {m.kind: set() for m in analysis.moments}
    for moment in analysis.moments:
        starts[moment.kind].add(moment.start)
    for point in analysis.summary.points:
        if point.kind in starts:
            assert point.start in starts[point.kind]
    assert "Brightleaf named" in analysis.summary.headline


def test_analysis_survives_being_stored(analysis) -> None:
    assert analysis_from_json(analysis_to_json(analysis)) == analysis


def test_nothing_is_guessed_in_another_language_or_without_sides() -> None:
    foreign = analyse(transcript("de"), Vocabulary())
    assert (foreign.stages, foreign.tones) == ((), ())
    others = (Speaker("r", "", "other"), Speaker("c", "", "other"))
    assert analyse(transcript(speakers=others), Vocabulary()).stages == ()


def test_the_likeliest_path_minds_what_follows_what() -> None:
    scores = np.log(np.array([[0.9, 0.1], [0.45, 0.55], [0.9, 0.1]]))
    stay = np.log(np.array([[0.9, 0.1], [0.1, 0.9]]))
    assert best_path(scores, np.zeros((2, 2))) == [0, 1, 0]
    assert best_path(scores, stay) == [0, 0, 0]
    assert best_path(np.zeros((0, 2)), stay) == []


def test_weights_read_back_as_written() -> None:
    model = Weights({"pain": {"nightmare": (1.5,)}}, ((0.0,),), {"pain": 0.3}, {"pain": 0.4})
    assert loads(model.dumps()) == model
    assert chances(odds(model.tables["pain"], [["nightmare"], []], 1))[:, 0] == pytest.approx([0.8176, 0.5], abs=1e-3)


def test_segments_end_with_the_call() -> None:
    def run(side: Side, start: float) -> Run:
        return Run(side, side, tuple(tokens_of(Utterance("u", side, start, start + 2, "well then"), 0)))

    names: list[StageName] = ["opening", "opening", "closing"]
    found = segments_of([run("rep", 1.0), run("customer", 4.0), run("rep", 8.0)], names, 12.0)
    assert [(s.name, s.start, s.end) for s in found] == [("opening", 0.0, 8.0), ("closing", 8.0, 12.0)]
