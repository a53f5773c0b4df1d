"""Paragraphs, chips and word times of the transcript."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.ui.screens.call.blocks import build_blocks
from callcoach_desktop.ui.screens.call.scene import build_scene
from callcoach_desktop.ui.screens.call.transcript import plain_text


@dataclass(frozen=True)
class _Mark:
    kind: str
    type: str
    voice: str
    start: float
    end: float
    quote: str
    side: str = "rep"


def _utterance(uid: str, speaker: str, start: float, text: str, *, each: float = 0.3) -> Utterance:
    words, at = [], start
    for piece in text.split():
        words.append(Word(piece, at, at + each * 0.9))
        at += each
    return Utterance(uid, speaker, start, at, text, tuple(words))


def _transcript(*utterances: Utterance) -> Transcript:
    speakers = (Speaker("left", "Ann", "rep", 0), Speaker("right", "Bo", "customer", 1))
    return Transcript(max((u.end for u in utterances), default=0.0), "en", speakers, utterances)


def test_every_word_lies_where_its_range_says(detail: CallDetail):
    blocks = build_scene(detail).blocks
    spoken = [w.text for u in detail.transcript.utterances for w in u.words]
    found = [b.text[a:z] for b in blocks for a, z in zip(b.word_first, b.word_last, strict=True)]
    assert found == spoken


def test_every_moment_is_in_the_text_with_its_chip(detail: CallDetail):
    scene = build_scene(detail)
    spans = [(b, s) for b in scene.blocks for s in b.spans]
    assert len(spans) == len(scene.marks)
    for block, span in spans:
        quote = scene.marks[span.mark].quote.rstrip(".?!,")
        shown = block.text[span.first : span.last]
        assert shown.startswith(quote[:12])
    assert sum(len(b.chips) for b in scene.blocks) == len(scene.marks)


def test_a_chip_stands_after_the_question_mark():
    block = build_blocks(
        _transcript(_utterance("u0", "left", 0.0, "Fine. What broke last week? Go on.")),
        [_Mark("question", "open", "left", 0.3, 1.5, "What broke last week")],
    )[0]
    ((first, last),) = block.chips
    assert block.text[first:last].strip("\u00a0 ") == "open"
    assert block.text[first - 1] == "\u00a0", "the last word goes to the next line with it"
    assert block.text[:first].rstrip().endswith("week?")
    assert plain_text(block) == "0:00 Ann: Fine. What broke last week? Go on."


def test_the_nearest_of_equal_quotes_is_marked():
    block = build_blocks(
        _transcript(_utterance("u0", "left", 0.0, "Why? Because. Why? Yes.", each=1.0)),
        [_Mark("question", "open", "left", 2.0, 3.0, "Why?")],
    )[0]
    assert block.spans[0].first == block.text.rindex("Why?")


def test_a_quote_that_is_not_there_falls_back_to_its_times():
    block = build_blocks(
        _transcript(_utterance("u0", "left", 0.0, "one two three four", each=1.0)),
        [_Mark("need", "", "left", 1.0, 2.95, "something else")],
    )[0]
    span = block.spans[0]
    assert block.text[span.first : span.last] == "two three"


def test_one_speaker_goes_on_in_one_paragraph_until_the_other_speaks_or_a_long_silence():
    blocks = build_blocks(
        _transcript(
            _utterance("u0", "left", 0.0, "one two"),
            _utterance("u1", "left", 2.0, "three"),
            _utterance("u2", "right", 3.0, "mm-hm"),
            _utterance("u3", "left", 4.0, "four"),
            _utterance("u4", "left", 12.0, "five"),
        ),
        [],
    )
    assert [b.text for b in blocks] == ["one two three", "mm-hm", "four", "five"]


def test_text_without_word_times_is_one_run_a_line():
    block = build_blocks(_transcript(Utterance("u0", "left", 5.0, 9.0, "No word times here.")), [])[0]
    assert block.second_at(12) == 5.0
    assert block.word_at(6.0) == 0


@pytest.mark.parametrize(("second", "word"), [(0.0, 0), (0.29, 0), (0.31, 1), (1.0, 2), (9.0, None)])
def test_the_word_said_at_a_second(second: float, word: int | None):
    block = build_blocks(_transcript(_utterance("u0", "left", 0.0, "one two three")), [])[0]
    assert block.word_at(second) == word


@given(
    st.lists(st.text("ab .?", min_size=1, max_size=8).filter(lambda t: t.strip()), min_size=1, max_size=20), st.data()
)
def test_ranges_hold_for_any_words_and_marks(pieces: list[str], data: st.DataObject):
    text = " ".join(" ".join(pieces).split())
    utterance = _utterance("u0", "left", 0.0, text)
    if not utterance.words:
        return
    n = len(utterance.words)
    marks = []
    for _ in range(data.draw(st.integers(0, 4))):
        a = data.draw(st.integers(0, n - 1))
        z = data.draw(st.integers(a, n - 1))
        quote = " ".join(w.text for w in utterance.words[a : z + 1])
        marks.append(_Mark("question", "open", "left", utterance.words[a].start, utterance.words[z].end, quote))
    block = build_blocks(_transcript(utterance), marks)[0]
    shown = [block.text[a:z] for a, z in zip(block.word_first, block.word_last, strict=True)]
    assert shown == [w.text for w in utterance.words]
    assert len(block.chips) == len(marks)
    assert all(0 <= a < z <= len(block.text) for a, z in block.chips)
    assert all(0 <= s.first < s.last <= len(block.text) for s in block.spans)
