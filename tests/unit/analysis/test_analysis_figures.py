"""Each definition of DESIGN.md, section 3, on calls that were worked out by hand."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcoach_desktop.analysis import VERSION, analyse
from callcoach_desktop.domain.codec import analysis_from_json, analysis_to_json
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Term, Vocabulary

REP, CUSTOMER = Speaker("left", "Ann", "rep", 0), Speaker("right", "Bob", "customer", 1)


def call(*lines, duration=None, language="en", speakers=(REP, CUSTOMER), timed=True):
    utterances = tuple(
        Utterance(f"u{n}", {"r": "left", "c": "right"}.get(who, who), start, end, text, (), timed)
        for n, (who, start, end, text) in enumerate(lines)
    )
    end = max((u.end for u in utterances), default=0.0)
    return Transcript(duration if duration is not None else end, language, speakers, utterances)


def metrics(*lines, **more):
    return analyse(call(*lines, **more), Vocabulary()).metrics


def test_talk_ratio_and_seconds_count_every_utterance():
    found = metrics(
        ("r", 0, 6, "We make pumps."), ("c", 6, 10, "I see them."), ("r", 12, 14, "Good, then."), duration=20
    )
    assert found["rep_talk_seconds"] == 8
    assert found["customer_talk_seconds"] == 4
    assert found["talk_ratio"] == pytest.approx(8 / 12)
    assert found["silence_share"] == pytest.approx(8 / 20)
    assert found["overlap_seconds"] == 0


def test_overlap_counts_for_both_sides_and_once_as_sound():
    found = metrics(("r", 0, 10, "One long story about pumps."), ("c", 8, 12, "Let me stop you there."), duration=12)
    assert found["talk_ratio"] == pytest.approx(10 / 14)
    assert found["overlap_seconds"] == pytest.approx(2)
    assert found["silence_share"] == pytest.approx(0)


@pytest.mark.parametrize("murmur", ["Mm-hm.", "Um-hum.", "Unhum!", "Hum hum."])  # as recognisers write it
def test_a_backchannel_is_talk_but_no_turn(murmur):
    analysis = analyse(
        call(
            ("r", 0, 5, "We make pumps for farms"),
            ("c", 4, 4.5, murmur),
            ("r", 5.5, 9, "and for mines too."),
            ("c", 9.5, 12, "Our mine has forty pumps."),
        ),
        Vocabulary(),
    )
    assert [(t.side, t.start, t.end) for t in analysis.turns] == [("rep", 0, 9), ("customer", 9.5, 12)]
    assert analysis.turns[0].utterances == ("u0", "u2")
    assert analysis.metrics["customer_talk_seconds"] == pytest.approx(3.0)
    assert analysis.metrics["longest_monologue"] == 9
    assert analysis.places["longest_monologue"].start == 0
    assert analysis.metrics["longest_customer_story"] == 2.5
    assert analysis.metrics["interruptions_by_customer"] == 0


def test_a_short_answer_after_which_nobody_goes_on_is_a_turn():
    analysis = analyse(call(("r", 0, 3, "We ship on Monday."), ("c", 3.2, 3.6, "Okay.")), Vocabulary())
    assert [t.side for t in analysis.turns] == ["rep", "customer"]


def test_three_seconds_of_silence_end_a_turn_and_less_does_not():
    bridged = analyse(call(("r", 0, 2, "One."), ("r", 4.9, 6, "Two.")), Vocabulary())
    assert [(t.start, t.end) for t in bridged.turns] == [(0, 6)]
    split = analyse(call(("r", 0, 2, "One."), ("r", 5, 6, "Two.")), Vocabulary())
    assert len(split.turns) == 2


def test_patience_is_the_median_wait_of_transfers_to_the_rep():
    analysis = analyse(
        call(
            ("c", 0, 2, "We have a leak."),
            ("r", 3, 4, "That is bad."),
            ("c", 4, 6, "It is very bad."),
            ("r", 6.2, 8, "I can help there."),
            ("c", 9, 11, "Then do that soon."),
            ("r", 13, 14, "I will do that."),
        ),
        Vocabulary(),
    )
    assert analysis.metrics["patience"] == pytest.approx(1.0)
    assert analysis.metrics["shortest_wait"] == pytest.approx(0.2)
    assert analysis.places["shortest_wait"].start == pytest.approx(6)
    assert analysis.metrics["interactivity"] == pytest.approx(5 / (14 / 60))


@pytest.mark.parametrize(("start", "count"), [(9.7, 1), (9.75, 0), (8.0, 1), (10.5, 0)])
def test_an_interruption_starts_at_least_300_ms_before_the_other_ends(start, count):
    found = metrics(("c", 0, 10, "It all began in March."), ("r", start, 14, "Sorry, which March was it then"))
    assert found["interruptions_by_rep"] == count
    assert found["interruptions_by_customer"] == 0


def test_wait_after_own_question_is_the_silence_before_the_answer():
    found = metrics(
        ("r", 0, 2, "How do you count stock?"),
        ("c", 3.5, 5, "We count by hand."),
        ("r", 5, 7, "And who does the counting?"),
        ("c", 7.5, 9, "My brother does it."),
    )
    assert found["wait_after_question"] == pytest.approx(1.0)
    assert found["questions"] == 2
    assert found["questions_per_hour"] == pytest.approx(2 / (9 / 3600))


def test_pace_and_fillers():
    found = metrics(("r", 0, 60, "um " + "word " * 99), ("c", 60, 61, "Fine by me."))
    assert found["words_per_minute"] == pytest.approx(99)
    assert found["fillers_per_100_words"] == pytest.approx(100 / 99)


def test_a_mono_call_has_questions_but_no_sides():
    voice = (Speaker("voice", "Voice", "other"),)
    analysis = analyse(call(("voice", 0, 3, "How do you count stock? We count by hand."), speakers=voice), Vocabulary())
    assert [m.quote for m in analysis.moments if m.kind == "question"] == ["How do you count stock?"]
    for name in ("talk_ratio", "questions", "patience", "longest_monologue", "interactivity", "overlap_seconds"):
        assert analysis.metrics[name] is None
    assert analysis.talk_share == ()
    assert "not known" in analysis.summary.headline


def test_without_times_no_figure_of_time_is_told():
    found = metrics(("r", 0, 1, "How do you count stock?"), ("c", 1, 2, "By hand."), timed=False)
    assert found["questions"] == 1
    for name in ("patience", "silence_share", "words_per_minute", "questions_per_hour", "wait_after_question"):
        assert found[name] is None


def test_another_language_gets_question_marks_only():
    analysis = analyse(
        call(("r", 0, 3, "Wie zählen Sie den Bestand?"), ("c", 3, 5, "Von Hand."), language="de"), Vocabulary()
    )
    assert [m.quote for m in analysis.moments] == ["Wie zählen Sie den Bestand?"]
    assert analysis.metrics["fillers_per_100_words"] is None
    assert analysis.metrics["talk_ratio"] == pytest.approx(0.6)


def test_competitors_are_found_by_whole_words_and_aliases():
    vocabulary = Vocabulary(competitors=(Term("Stark", ("stark industries",)), Term("Summit")))
    analysis = analyse(
        call(("c", 0, 4, "It is starkly better. We had Stark's forklift."), ("r", 4, 6, "Summit is new.")), vocabulary
    )
    found = [m for m in analysis.moments if m.kind == "competitor"]
    assert [(m.type, m.quote, m.speaker) for m in found] == [
        ("Stark", "We had Stark's forklift.", "right"),
        ("Summit", "Summit is new.", "left"),
    ]


def test_the_headline_repeats_measured_figures():
    analysis = analyse(call(("r", 0, 6, "How do you count stock?"), ("c", 6, 10, "We count it by hand.")), Vocabulary())
    assert analysis.summary.headline == "Call, 0:10: rep spoke 60%, asked 1 question; longest rep turn 0:06"


def test_no_words_at_all():
    analysis = analyse(Transcript(0.0, "en", (), ()), Vocabulary())
    assert analysis.version == VERSION
    assert analysis.turns == ()
    assert set(analysis.metrics.values()) == {None} or analysis.metrics["silence_share"] is None


WORDS = st.sampled_from(
    [
        "yeah",
        "mm-hm",
        "what",
        "do",
        "you",
        "think?",
        "We",
        "have",
        "pumps.",
        "is",
        "it",
        "right?",
        "and",
        "so",
        "or",
        "because",
        "um",
        "okay.",
        "price",
        "Summit",
    ]
)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["left", "right", "ghost", "third"]),
        st.floats(0, 300, allow_nan=False).map(lambda x: round(x, 2)),
        st.floats(-0.5, 20, allow_nan=False).map(lambda x: round(x, 2)),
        st.lists(WORDS, max_size=14).map(" ".join),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.booleans(), st.sampled_from(["en", "fr"]))
def test_any_call_gives_finite_figures_and_turns_that_hold_every_utterance(lines, timed, language):
    speakers = (REP, CUSTOMER, Speaker("third", "Cyd", "other"))
    transcript = call(
        *((who, s, s + length, text) for who, s, length, text in lines),
        language=language,
        speakers=speakers,
        timed=timed,
    )
    analysis = analyse(transcript, Vocabulary(competitors=(Term("Summit"),)))
    assert all(v is None or math.isfinite(v) for v in analysis.metrics.values())
    for name in ("talk_ratio", "silence_share", "open_question_share"):
        assert analysis.metrics[name] is None or 0 <= analysis.metrics[name] <= 1
    assert all(s is None or 0 <= s <= 1 for _, s in analysis.talk_share)
    held = [u for t in analysis.turns for u in t.utterances]
    assert len(held) == len(set(held))
    assert all(t.end >= t.start for t in analysis.turns)
    assert [t.start for t in analysis.turns] == sorted(t.start for t in analysis.turns)
    for side in ("rep", "customer"):
        mine = [t for t in analysis.turns if t.side == side]
        assert analysis.metrics.get(f"{side}_turns") in (None, len(mine))
    for moment in analysis.moments:
        assert moment.end >= moment.start
        assert 0 <= moment.confidence <= 1
        assert moment.quote
    assert analysis_from_json(analysis_to_json(analysis)) == analysis
    shuffled = Transcript(transcript.duration, language, speakers, tuple(reversed(transcript.utterances)))
    assert analyse(shuffled, Vocabulary(competitors=(Term("Summit"),))) == analysis


@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 30), st.floats(0, 5)), min_size=2, max_size=20))
@settings(max_examples=40, deadline=None)
def test_shares_sum_to_one_and_swap_with_the_sides(spans):
    clock, lines = 0.0, []
    for rep, length, gap in spans:
        lines.append(("r" if rep else "c", clock, clock + length, "These are words we said."))
        clock += length + gap
    here = metrics(*lines)
    there = metrics(*[("c" if who == "r" else "r", s, e, t) for who, s, e, t in lines])
    if here["talk_ratio"] is None:
        assert there["talk_ratio"] is None
    else:
        assert here["talk_ratio"] + there["talk_ratio"] == pytest.approx(1)
        assert here["interruptions_by_rep"] == there["interruptions_by_customer"]
