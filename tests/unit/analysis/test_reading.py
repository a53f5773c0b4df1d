"""What a language model says of words changes what is found in a call."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.meaning import finder, reading
from callcoach_desktop.analysis.meaning.reader import (
    BEGIN,
    CHOICE_AT,
    CHOICES,
    COLUMNS,
    INSIDE,
    OUTSIDE,
    SPAN_AT,
    SPANS,
    Said,
)
from callcoach_desktop.domain.analysis import Analysis
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Vocabulary

SPEAKERS = (Speaker("r", "", "rep"), Speaker("c", "", "customer"))
LINES = (
    ("r", "We spoke on Monday about the ovens."),
    ("c", "The dough sticks to the belt each morning."),
    ("r", "Fourteen belts in the hall."),
    ("c", "Fourteen, with the spare one."),
    ("r", "The new belt has a coat that lets go."),
)


class Scripted:
    """A model that is sure of what it was told about each turn: its kinds and its choices."""

    def __init__(self, **told: dict[int, str]) -> None:
        self.told = told
        self.turns: list[Said] = []

    def read(self, turns: Sequence[Said]) -> np.ndarray:
        self.turns = list(turns)
        rows = []
        for n, (_, words) in enumerate(turns):
            row = np.zeros((len(words), COLUMNS), np.float32)
            for kind in SPANS:
                row[:, SPAN_AT[kind].start + OUTSIDE] = 6.0
            for name, by_turn in self.told.items():
                if n not in by_turn:
                    continue
                if name in SPANS:
                    columns = row[:, SPAN_AT[name]]
                    columns[:] = (-6.0, -6.0, 6.0)
                    columns[0] = (-6.0, 6.0, -6.0)
                if by_turn[n]:
                    row[:, CHOICE_AT[name].start + CHOICES[name].index(by_turn[n])] = 8.0
            rows.append(row)
        return np.concatenate(rows)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.zeros((len(texts), 2), np.float32)


def call(language: str = "en") -> Transcript:
    clock, said = 0.0, []
    for n, (who, text) in enumerate(LINES):
        end = clock + 0.4 * len(text.split())
        said.append(Utterance(f"u{n}", who, clock, end, text))
        clock = end + 0.5
    return Transcript(clock, language, SPEAKERS, tuple(said))


def found(analysis: Analysis, kind: str) -> list[tuple[str, str]]:
    return [(m.type, m.quote) for m in analysis.moments if m.kind == kind]


def test_a_statement_that_the_model_hears_as_a_question_is_one_of_the_type_it_says() -> None:
    assert found(analyse(call(), Vocabulary()), "question") == []
    asked = found(analyse(call(), Vocabulary(), Scripted(question={2: "clarifying"})), "question")
    assert asked == [("clarifying", LINES[2][1])]


def test_a_mark_is_found_where_the_model_sees_it() -> None:
    without = analyse(call(), Vocabulary(), Scripted())
    assert found(without, "pain") == []
    with_ = analyse(call(), Vocabulary(), Scripted(pain={1: ""}))
    assert found(with_, "pain") == [("", LINES[1][1])]


@pytest.mark.parametrize("kind", ["need", "commitment", "pain"])
def test_lists_that_know_none_of_the_words_do_not_outweigh_a_model_that_does(kind: str, monkeypatch) -> None:
    monkeypatch.setattr(finder, "yes_odds", lambda rows, *_: [-12.0] * len(rows))
    analysis = analyse(call(), Vocabulary(), Scripted(**{kind: {1: ""}}))
    assert found(analysis, kind) == [("", LINES[1][1])]


def test_numbers_that_the_model_does_not_take_for_money_are_no_talk_of_price() -> None:
    spoken = (("r", "That is four hundred pounds a month."), ("c", "It weighs four hundred pounds a month in."))
    said = tuple(Utterance(f"u{n}", who, 5.0 * n, 5.0 * n + 4, text) for n, (who, text) in enumerate(spoken))
    priced = Transcript(10.0, "en", SPEAKERS, said)
    assert len(found(analyse(priced, Vocabulary()), "pricing")) == 2
    assert found(analyse(priced, Vocabulary(), Scripted(pricing={0: ""})), "pricing") == [("", spoken[0][1])]


def test_sentences_that_the_model_reads_as_one_talk_of_price_are_one_moment() -> None:
    spoken = (
        ("r", "It is nine hundred a month. There is no setup fee."),
        ("c", "The belt is new."),
        ("r", "He gets it as a present."),
    )
    said = tuple(Utterance(f"u{n}", who, 5.0 * n, 5.0 * n + 4, text) for n, (who, text) in enumerate(spoken))
    priced = Transcript(15.0, "en", SPEAKERS, said)
    apart = analyse(priced, Vocabulary())
    assert found(apart, "pricing") == [("", "It is nine hundred a month."), ("", "There is no setup fee.")]
    read = analyse(priced, Vocabulary(), Scripted(pricing={0: "", 2: ""}))
    assert found(read, "pricing") == [("", spoken[0][1]), ("", spoken[2][1])]
    first, second = (m for m in read.moments if m.kind == "pricing")
    assert first.confidence > second.confidence > 0.7  # words and model agree on the first
    assert "nine hundred" in first.why
    assert "“”" not in second.why


def test_stages_and_tones_follow_the_model() -> None:
    told = Scripted(stage=dict.fromkeys(range(5), "presentation"), tone={1: "negative", 4: "positive"})
    analysis = analyse(call(), Vocabulary(), told)
    assert [s.name for s in analysis.stages] == ["presentation"]
    tones = {t.utterance: t.label for t in analysis.tones}
    assert (tones["u1"], tones["u4"]) == ("negative", "positive")


def test_the_model_gets_each_turn_once_with_its_side_and_its_words_as_written() -> None:
    model = Scripted()
    analyse(call(), Vocabulary(), model)
    assert [(by_rep, " ".join(words)) for by_rep, words in model.turns] == [(who == "r", text) for who, text in LINES]


def test_other_languages_are_not_read() -> None:
    model = Scripted(question={2: "open"})
    analysis = analyse(call("de"), Vocabulary(), model)
    assert model.turns == []
    assert found(analysis, "question") == []


def test_chances_of_words() -> None:
    logits = np.zeros((6, COLUMNS), np.float32)
    logits[:, SPAN_AT["need"].start + OUTSIDE] = 4.0
    logits[2:5, SPAN_AT["need"]] = (0.0, 0.0, 9.0)
    assert reading.inside(logits, "need")[3] == pytest.approx(1.0, abs=1e-3)
    assert reading.inside(logits, "need")[0] < 0.05
    need = reading.inside(logits, "need")
    assert reading.peak_odds(need) > reading.peak_odds(need[:2])
    assert [len(x) for x in reading.inside_each([logits[:2], logits[2:]], "need")] == [2, 4]
    logits[3, CHOICE_AT["tone"]] = (9.0, 0.0, 0.0)
    logits[0, CHOICE_AT["tone"]] = (0.0, 0.0, 30.0)
    assert np.exp(reading.log_choice(logits, "tone")).sum() == pytest.approx(1.0)
    assert reading.log_choice(logits, "tone", "need").argmax() == 0  # the words of the need count, not the others
    assert reading.log_choice(logits, "tone").argmax() == 2


def test_the_places_of_the_answer_do_not_overlap() -> None:
    places = [*SPAN_AT.values(), *CHOICE_AT.values()]
    columns = [n for place in places for n in range(place.start, place.stop)]
    assert columns == list(range(COLUMNS))
    assert (OUTSIDE, BEGIN, INSIDE) == (0, 1, 2)
