"""Competitors: by spelling, by sound, and told apart from ordinary words."""

from __future__ import annotations

import pytest

from callcoach_desktop.analysis.moments import competitor_moments
from callcoach_desktop.analysis.sounds import difference, sound
from callcoach_desktop.analysis.words import Run, tokens_of
from callcoach_desktop.domain.transcript import Utterance, Word
from callcoach_desktop.domain.vocabulary import Term


def named(text: str, *terms: Term) -> list[str]:
    run = Run("c", "customer", tuple(tokens_of(Utterance("u", "c", 0.0, 10.0, text), 0)))
    return [m.type for m in competitor_moments([run], terms)]


def recognised(text: str, *terms: Term) -> list[str]:
    words = tuple(Word(w, 0.3 * n, 0.3 * n + 0.2, 0.9) for n, w in enumerate(text.split()))
    run = Run("c", "customer", tuple(tokens_of(Utterance("u", "c", 0.0, 10.0, text, words), 0)))
    return [m.type for m in competitor_moments([run], terms)]


@pytest.mark.parametrize(
    "text",
    [
        "We had Brightleaf in last week.",
        "We had bright leaf in last week.",
        "We had Brytleaf in last week.",
        "It is Brightleaf's price that worries me.",
    ],
)
def test_a_name_is_found_as_spelt_and_as_heard(text: str) -> None:
    assert named(text, Term("Brightleaf")) == ["Brightleaf"]


def test_an_alias_counts_for_its_name() -> None:
    assert named("We use the BL suite, from BL Systems.", Term("Brightleaf", ("BL Systems",))) == ["Brightleaf"]


@pytest.mark.parametrize("text", ["There was a ledger on the desk.", "We had to harbor some doubts."])
def test_the_ordinary_word_is_no_name(text: str) -> None:
    assert named(text, Term("Ledger"), Term("Harbor")) == []


def test_a_capital_inside_a_sentence_makes_a_name() -> None:
    assert named("We went with Harbor because Harbor is cheaper.", Term("Harbor")) == ["Harbor"]


def test_a_recogniser_may_write_a_made_up_name_small() -> None:
    text = "We pay Passgate a fee. And we are tied to passgate until March."
    assert recognised(text, Term("Passgate")) == ["Passgate", "Passgate"]
    assert named(text, Term("Passgate")) == ["Passgate"]  # a writer knows what is a name


def test_a_recogniser_that_knows_a_name_writes_ordinary_words_like_it() -> None:
    text = "There is a Harbor wall, and the Harbor lights went out."
    assert recognised(text, Term("Harbor")) == []
    assert recognised("We went with Harbor because Harbor is cheaper.", Term("Harbor")) == ["Harbor"]


@pytest.mark.parametrize("text", ["is swiftly still in it", "what was swiftly like", "what's swiftly telling you"])
def test_who_is_asked_about_is_a_name_in_bare_text_too(text: str) -> None:
    assert named(text, Term("Swiftly")) == ["Swiftly"]
    assert named("it was swiftly done", Term("Swiftly")) == []


def test_a_small_letter_is_a_thing_in_british_spelling_too() -> None:
    text = "Harbour sent a man. He looked at the wrong harbour."
    run = Run("c", "customer", tuple(tokens_of(Utterance("u", "c", 0.0, 10.0, text), 0)))
    (found,) = competitor_moments([run], (Term("Harbour"),))
    assert found.quote == "Harbour sent a man."


def test_nothing_is_made_of_common_words_that_only_resemble_a_name() -> None:
    assert named("We need a second trucks agenda and a single date.", Term("Ascenda"), Term("Truckwise")) == []


def test_sounds_are_compared() -> None:
    assert difference(sound("fotonik"), sound("photonic")) == 0
    assert difference(sound("paywell"), sound("vibrex")) > 0.5
