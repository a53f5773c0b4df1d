"""Verdicts laid over moments, and what they teach: `analysis.judged`, `analysis.ranking`."""

from __future__ import annotations

import pytest

from callcoach_desktop.analysis.judged import lay
from callcoach_desktop.analysis.ranking import MOST, ranked, shifts
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.judging import Judgement, Tally
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance

WORDS = Transcript(
    60.0,
    "en",
    (Speaker("s1", "Rep", "rep"), Speaker("s2", "Customer", "customer")),
    (Utterance("u0", "s1", 0.0, 10.0, "a b"), Utterance("u1", "s2", 10.0, 20.0, "c d")),
)


def moment(id_, start, end, *, kind="question", type_="open", speaker="s1", confidence=0.8):
    return Moment(id_, kind, type_, speaker, start, end, "q", confidence, "w")


def verdict(word, start, end, *, kind="question", guess="open", type_="open", speaker="s1"):
    return Judgement("j1", word, kind, guess, type_, speaker, start, end, "q", "2026-01-01T00:00:00+00:00")


def test_a_removed_sentence_that_is_cut_anew_stays_removed():
    cut = [moment("a", 0.0, 2.0), moment("b", 2.0, 4.0), moment("c", 4.5, 6.0)]
    assert [m.id for m in lay(cut, [verdict("wrong", 0.0, 4.0)], WORDS)] == ["c"]


def test_a_verdict_takes_the_moment_that_it_overlaps_most():
    laid = lay([moment("a", 0.0, 2.5), moment("b", 2.5, 6.0)], [verdict("changed", 2.0, 6.0, type_="check")], WORDS)
    assert [(m.id, m.type) for m in laid] == [("a", "open"), ("b", "check")]


def test_another_competitor_in_the_same_sentence_is_another_moment():
    both = [moment("a", 0, 2, kind="competitor", type_="Acme"), moment("b", 0, 2, kind="competitor", type_="Globex")]
    laid = lay(both, [verdict("wrong", 0, 2, kind="competitor", guess="Globex", type_="Globex")], WORDS)
    assert [m.type for m in laid] == ["Acme"]


def test_a_voice_that_has_another_name_now_is_found_by_its_time():
    [brought] = lay([], [verdict("right", 11.0, 14.0, speaker="left")], WORDS)
    assert (brought.speaker, brought.confidence) == ("s2", 1.0)


def test_few_verdicts_teach_nothing_and_many_never_too_much():
    assert shifts([Tally("question", "open", 4, 0, 0)]) == {}
    good = shifts([Tally("question", "open", 50, 0, 0)])
    assert 0 < good["question", "open"] <= MOST
    bad = shifts([Tally("question", "check", 0, 10, 190)])
    assert bad["question", "check"] == pytest.approx(-MOST)
    retyped = shifts([Tally("question", "closed", 0, 20, 0)])
    assert retyped["question", "closed"] < 0 < retyped["question", None]  # it was a question, of another type


def test_what_was_learned_moves_unjudged_moments_of_its_type_alone():
    learned = {("question", "open"): -0.5}
    judged = Moment("c", "question", "open", "s1", 0, 1, "q", 1.0, "w", {"judged": "right"})
    moved = ranked([moment("a", 0, 1), moment("b", 0, 1, type_="closed"), judged], learned)
    assert moved[0].confidence == pytest.approx(0.708, abs=0.001)
    assert [m.confidence for m in moved[1:]] == [0.8, 1.0]
