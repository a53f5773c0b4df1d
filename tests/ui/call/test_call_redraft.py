"""What an edit makes of the paragraphs on the screen before the library has answered."""

from __future__ import annotations

import pytest

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.ui.screens.call.blocks import Block, build_blocks
from callcoach_desktop.ui.screens.call.redraft import join_blocks, respeak, share_out, split_block, with_texts, word_at


def _said(name: str, start: float, *texts: str) -> Utterance:
    words = tuple(Word(t, start + i * 0.5, start + i * 0.5 + 0.4) for i, t in enumerate(texts))
    return Utterance(name, "left", start, words[-1].end, " ".join(texts), words)


@pytest.fixture
def block() -> Block:
    """One paragraph of two utterances."""
    run = (_said("u1", 0.0, "We", "call", "the", "driver."), _said("u2", 3.0, "Then", "we", "wait."))
    transcript = Transcript(10.0, "en", (Speaker("left", "Ann", "rep"),), run)
    (made,) = build_blocks(transcript, ())
    return made


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("We call the driver. Then we wait.", ["We call the driver.", "Then we wait."]),
        ("We phone the driver. Then we wait.", ["We phone the driver.", "Then we wait."]),
        ("We call the driver. Then we sit and wait.", ["We call the driver.", "Then we sit and wait."]),
        ("So we call the driver. Then we wait.", ["So we call the driver.", "Then we wait."]),
        ("We call the driver now. Then we wait.", ["We call the driver now.", "Then we wait."]),
        ("Then we wait.", ["", "Then we wait."]),
        ("We call the driver. And I wait.", ["We call the driver.", "And I wait."]),
        ("", ["", ""]),
    ],
)
def test_words_stay_with_the_utterance_they_are_of(text: str, shared: list[str]):
    assert share_out([["We", "call", "the", "driver."], ["Then", "we", "wait."]], text) == shared


def test_words_that_stay_keep_their_times():
    words = [("We", 0.0, 0.4), ("call", 0.5, 0.9), ("him.", 1.0, 1.4)]
    made = respeak(words, "We really phone him.", 0.0, 1.4)
    assert made[0] == words[0]
    assert made[-1] == words[-1]
    assert [w[0] for w in made] == ["We", "really", "phone", "him."]
    assert made[1][1:] == pytest.approx((0.5, 0.7))


def test_new_text_is_laid_over_a_paragraph(block: Block):
    made = with_texts(block, ["We call the drivers.", "Then we wait."])
    assert made is not None
    assert made.text == "We call the drivers. Then we wait."
    assert made.ids == ("u1", "u2")
    assert made.word_starts[:3] == block.word_starts[:3]
    assert with_texts(block, ["", ""]) is None


def test_split_and_join_are_each_others_opposite(block: Block):
    first, second = split_block(block, 0, 2)
    assert (first.text, second.text) == ("We call", "the driver. Then we wait.")
    assert second.start == 1.0
    again = join_blocks(first, second)
    assert again.text == block.text
    assert again.word_starts == block.word_starts
    first, second = split_block(block, 1, 0)
    assert (first.ids, second.ids) == (("u1",), ("u2",))


def test_the_text_without_chips_is_what_was_said(detail: CallDetail):
    from callcoach_desktop.ui.screens.call.scene import build_scene

    by_id = {u.id: u.text for u in detail.transcript.utterances}
    for one in build_scene(detail).blocks:
        assert one.without_chips() == " ".join(by_id[i] for i in one.ids)
        assert [" ".join(w[0] for w in words) for words in one.words()] == [by_id[i] for i in one.ids]


@pytest.mark.parametrize(("character", "word"), [(0, 0), (2, 0), (4, 1), (5, 1), (6, 1), (8, 2), (11, 3)])
def test_a_split_goes_before_the_word_that_it_is_in(character: int, word: int):
    assert word_at("ten  by air", character) == word
