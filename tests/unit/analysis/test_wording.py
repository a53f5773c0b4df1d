"""How something is said, word by word, with the place of each."""

from __future__ import annotations

import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.wording import word_marks
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.domain.vocabulary import Vocabulary

SPEAKERS = (Speaker("r", "Ann", "rep"), Speaker("c", "Bob", "customer"))


def call(*lines: tuple[str, str], pace: float = 0.4, language: str = "en") -> Transcript:
    utterances, clock = [], 0.0
    for n, (who, text) in enumerate(lines):
        words = []
        for piece in text.split():
            words.append(Word(piece, clock, clock + pace * 0.9, 0.9))
            clock += pace
        utterances.append(Utterance(f"u{n}", who, words[0].start, words[-1].end, text, tuple(words)))
        clock += 1.0
    return Transcript(clock, language, SPEAKERS, tuple(utterances))


def kinds(*lines: tuple[str, str]) -> list[tuple[str, str]]:
    return [(m.kind, m.text) for m in word_marks(call(*lines))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Um, the price is fine.", [("filler", "Um")]),
        ("The price, you know, is fine.", [("filler", "you know")]),
        ("I think the price is fine.", [("hedge", "I think")]),
        ("Maybe the price is, like, fine.", [("hedge", "Maybe")]),
        ("We leverage your data.", [("we", "We"), ("jargon", "leverage"), ("you", "your")]),
        ("It is a single pane of glass.", [("jargon", "single pane of glass")]),
        ("The SLA is good.", [("jargon", "SLA")]),
        ("The van is red.", []),
    ],
)
def test_words_are_told_apart(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(("r", text)) == found


def test_what_the_customer_said_first_is_no_jargon() -> None:
    talk = (("r", "Our API is open."), ("c", "An API and an SLA."), ("r", "The SLA is that. The API too."))
    assert [m.text for m in word_marks(call(*talk)) if m.kind == "jargon"] == ["API"]


def test_each_has_its_second_and_its_voice() -> None:
    mark = next(m for m in word_marks(call(("c", "Fine."), ("r", "Well it is um fine."))) if m.kind == "filler")
    assert (mark.speaker, mark.side, mark.start) == ("r", "rep", pytest.approx(1.4 + 3 * 0.4))


def test_a_stretch_that_is_far_faster_is_told_with_its_pace() -> None:
    slow = call(("r", "the van is red and the door is green " * 20), ("c", "Fine."))
    fast = call(("r", "the van is red and the door is green " * 5), pace=0.2)
    shift = slow.duration
    moved = [
        Utterance("f", "r", u.start + shift, u.end + shift, u.text,
                  tuple(Word(w.text, w.start + shift, w.end + shift, w.probability) for w in u.words))
        for u in fast.utterances
    ]  # fmt: skip
    both = Transcript(shift + fast.duration, "en", SPEAKERS, (*slow.utterances, *moved))
    marks = [m for m in word_marks(both) if m.kind in ("fast", "slow")]
    assert {m.kind for m in marks} == {"fast"}
    assert marks[0].start >= shift
    assert marks[0].value == pytest.approx(300, rel=0.05)


def test_without_times_of_words_no_pace_is_told() -> None:
    text = "the van is red and the door is green " * 20
    words = Transcript(30.0, "en", SPEAKERS, (Utterance("u", "r", 0.0, 30.0, text),))
    assert not [m for m in word_marks(words) if m.kind in ("fast", "slow")]


def test_another_language_has_none() -> None:
    assert word_marks(call(("r", "Um we think maybe"), language="de")) == ()


def test_hedges_are_a_figure() -> None:
    talk = call(("r", "Maybe the van is red. I think it is."), ("c", "Perhaps."))
    metrics = analyse(talk, Vocabulary()).metrics
    assert metrics["hedges_per_100_words"] == pytest.approx(100 * 2 / 9)
    assert metrics["customer_hedges_per_100_words"] == pytest.approx(100)
