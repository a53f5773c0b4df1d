"""The search for questions inside recognised text, and the data file of its weights."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.questions import model, scoring, search
from callcoach_desktop.analysis.questions.around import Around
from callcoach_desktop.analysis.questions.forms import clean_inversion
from callcoach_desktop.analysis.questions.segments import Segment
from callcoach_desktop.analysis.words import Run, Token
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.domain.vocabulary import Vocabulary

SPEAKERS = (Speaker("left", "Ann", "rep"), Speaker("right", "Bob", "customer"))


def heard(*lines: tuple[str, str]) -> list[str]:
    """The quotes of the questions of a recognised call: every word has its time."""
    clock, utterances = 0.0, []
    for n, (who, text) in enumerate(lines):
        words = tuple(Word(w, clock + i * 0.3, clock + i * 0.3 + 0.28, 0.9) for i, w in enumerate(text.split()))
        utterances.append(Utterance(f"u{n}", who, clock, words[-1].end, text, words))
        clock = words[-1].end + 0.4
    analysis = analyse(Transcript(clock, "en", SPEAKERS, tuple(utterances)), Vocabulary())
    return [m.quote for m in analysis.moments if m.kind == "question"]


def test_a_question_that_lost_its_mark_is_found_inside_a_sentence() -> None:
    found = heard(
        ("right", "We send the vans out on a Tuesday."),
        ("left", "I see, so how do you handle returns at the moment."),
        ("right", "We do not, really."),
    )
    assert len(found) == 1
    assert found[0].endswith("how do you handle returns at the moment.")


def test_two_questions_of_one_sentence_are_two_moments() -> None:
    found = heard(
        ("right", "We send the vans out on a Tuesday."),
        ("left", "How many vans do you have? And do you own them?"),
        ("right", "Nine, and yes."),
    )
    assert found == ["How many vans do you have?", "And do you own them?"]


def test_statements_of_recognised_text_stay_statements() -> None:
    assert heard(("left", "We make sensors for cold stores."), ("right", "I know, I read about it in the paper.")) == []


@pytest.mark.parametrize(
    ("text", "at", "clean"),
    [
        ("have you seen it", 0, True),
        ("okay is that enough", 1, True),
        ("what do you think", 1, False),  # the question word asks
        ("nor do we want it", 1, False),
        ("the trouble was it didn't work", 2, False),
        ("we have the vans", 1, False),
    ],
)
def test_clean_inversion(text: str, at: int, clean: bool) -> None:
    assert clean_inversion(text.split(), at) is clean


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(1, 5), st.floats(-5, 5, allow_nan=False)), max_size=14),
    st.sets(st.integers(0, 11), max_size=3),
)
def test_chosen_parts_never_overlap_and_only_marks_excuse_low_odds(
    parts: list[tuple[int, int, float]], marks: set[int]
) -> None:
    tokens = tuple(Token("w?" if i in marks else "w", "w", i * 1.0, i + 0.5, 0, True) for i in range(17))
    run = Run("left", "rep", tokens)
    scored = []
    for first, length, odds in sorted(parts):
        last = min(first + length, 12)
        segment = Segment(run, first, last, tokens[last - 1].text == "w?", True)
        scored.append((search.Placed(segment, ("w",) * (last - first), Around(), 1.0, 1.0), odds))
    chosen = search.choose(scored)
    assert all(a.segment.last <= b.segment.first for (a, _), (b, _) in itertools.pairwise(chosen))
    assert all(odds > 0 or p.segment.asks for p, odds in chosen)


def test_the_data_file_keeps_its_weights() -> None:
    shipped = model.shipped()
    assert model.loads(shipped.dumps()) == shipped
    assert all(len(values) == len(scoring.KINDS) for values in shipped.types.values())
    assert shipped.marked["bias"] < 0  # most of what is said asks nothing


@pytest.mark.parametrize("text", ["", "{}"])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        model.loads(text)
