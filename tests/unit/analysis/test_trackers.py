"""Trackers: phrases by their words and by ear, ideas by what they mean, each on the side that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.meaning.reader import COLUMNS
from callcoach_desktop.analysis.tracking import meanings
from callcoach_desktop.analysis.tracking.background import FIRST, LAST, above, background
from callcoach_desktop.analysis.tracking.finder import trackers_in, with_trackers
from callcoach_desktop.analysis.tracking.likeness import Stretches, content_words, looks, rarity
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Tracker, Vocabulary, fingerprint
from callcoach_desktop.speech.meaning import shipped

SPEAKERS = (Speaker("r", "Ann", "rep"), Speaker("c", "Bob", "customer"))


def call(*lines: tuple[str, str], language: str = "en") -> Transcript:
    utterances = tuple(Utterance(f"u{n}", who, 10.0 * n, 10.0 * n + 8.0, text) for n, (who, text) in enumerate(lines))
    return Transcript(10.0 * len(lines), language, SPEAKERS, utterances)


def quotes(transcript: Transcript, *trackers: Tracker, meaning: object = None) -> list[tuple[str, str]]:
    return [(m.type, m.quote) for m in trackers_in(transcript, trackers, meaning)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Shall we set an agenda for today?",
        "shall we set an agenda for today",
        "Shall we, um, set an agenda for today?",
        "Shall we set an ajenda for today?",
        "Shall we set an a gender for today?",
    ],
)
def test_a_phrase_is_found_as_written_and_as_heard(text: str) -> None:
    tracker = Tracker("Agenda", ("set an agenda for today",))
    found = trackers_in(call(("r", text)), (tracker,))
    assert [m.type for m in found] == ["Agenda"]
    assert found[0].kind == "tracker"
    assert found[0].detail["by"] == "words"
    assert "is said" in found[0].why or "sounds like" in found[0].why


def test_what_was_only_heard_is_less_sure() -> None:
    tracker = Tracker("Agenda", ("set an agenda for today",))
    written, heard = (
        trackers_in(call(("r", f"We set an {word} for today.")), (tracker,))[0] for word in ("agenda", "ajenda")
    )
    assert heard.confidence < written.confidence
    assert "sounds like" in heard.why


@pytest.mark.parametrize(
    "text",
    [
        "We set a price for today.",
        "An agenda.",
        "We have no agenda for the year and set it today.",
        "Set an agenda. For today that will do.",
    ],
)
def test_other_words_are_no_phrase(text: str) -> None:
    assert quotes(call(("r", text)), Tracker("Agenda", ("set an agenda for today",))) == []


@pytest.mark.parametrize("text", ["We don't do refunds.", "We do not do refunds."])
def test_contractions_are_their_words(text: str) -> None:
    for phrase in ("don't do refunds", "do not do refunds"):
        assert quotes(call(("r", text)), Tracker("Refunds", (phrase,))) == [("Refunds", text)]


def test_a_common_word_is_not_taken_for_another() -> None:
    assert quotes(call(("r", "The price of the pilot is low.")), Tracker("Pirate", ("pirate", "prize"))) == []


def test_another_day_is_another_phrase() -> None:
    tracker = Tracker("Tuesday", ("on Tuesday at ten",))
    assert quotes(call(("r", "We talk on Thursday at ten.")), tracker) == []
    assert len(quotes(call(("r", "We talk on Toosday at ten.")), tracker)) == 1


def test_only_the_side_that_it_is_about_counts() -> None:
    talk = call(("r", "We run a pilot."), ("c", "A pilot it is."))
    assert quotes(talk, Tracker("Pilot", ("pilot",), side="rep")) == [("Pilot", "We run a pilot.")]
    assert quotes(talk, Tracker("Pilot", ("pilot",), side="customer")) == [("Pilot", "A pilot it is.")]
    assert len(quotes(talk, Tracker("Pilot", ("pilot",)))) == 2


def test_one_moment_a_tracker_and_a_sentence() -> None:
    talk = call(("r", "The pilot, I mean the pilot, is free."))
    assert quotes(talk, Tracker("Pilot", ("pilot", "pilot is free"))) == [
        ("Pilot", "The pilot, I mean the pilot, is free.")
    ]


def test_other_languages_are_searched_as_they_are_written() -> None:
    talk = call(("r", "Wir machen eine Agenda für heute."), language="de")
    assert quotes(talk, Tracker("Agenda", ("Agenda für heute",))) == [("Agenda", "Wir machen eine Agenda für heute.")]
    assert quotes(talk, Tracker("Agenda", ("Ajenda für heute",))) == []


MEANING = shipped()
needs_model = pytest.mark.skipif(MEANING is None, reason="this copy has no language model")


@needs_model
def test_an_idea_is_found_in_other_words() -> None:
    talk = call(
        ("r", "Is there anyone besides yourself who must approve it?"),
        ("c", "We clean the filters on Mondays, that is all."),
        ("r", "Could we maybe set up a trial, then?"),
    )
    approve = Tracker("Decision", (), ("is there anyone else who has to approve it",), "rep")
    pilot = Tracker("Pilot", (), ("we could start with a small trial",), "rep")
    assert quotes(talk, approve, pilot, meaning=MEANING) == [
        ("Decision", "Is there anyone besides yourself who must approve it?"),
        ("Pilot", "Could we maybe set up a trial, then?"),
    ]
    found = trackers_in(talk, (approve,), MEANING)[0]
    assert found.detail["by"] == "meaning"
    assert found.detail["phrase"] == approve.examples[0]
    assert f"{found.detail['likeness']:.2f}" in found.why


@needs_model
def test_an_idea_on_the_other_side_is_none() -> None:
    talk = call(("c", "Is there anyone besides yourself who must approve it?"))
    assert quotes(talk, Tracker("Decision", (), ("is there anyone else who has to approve it",), "rep"),
                  meaning=MEANING) == []  # fmt: skip


class Counting:
    """A model that says that everything means the same as nothing else, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.read_of: list[str] = []

    def read(self, turns: Sequence[tuple[bool, Sequence[str]]]) -> np.ndarray:
        self.read_of += [" ".join(words) for _, words in turns]
        return np.ones((sum(len(words) for _, words in turns), COLUMNS), np.float32)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        made = np.ones((len(texts), background().meanings.shape[1]), np.float32)
        return made / np.sqrt(made.shape[1]).astype(np.float32)


def test_only_what_may_be_meant_is_read() -> None:
    talk = call(*[("r", f"The number of the house is {n} and the door is green.") for n in range(200)],
                ("r", "We could begin with a small pilot of the system."))  # fmt: skip
    model = Counting()
    found = trackers_in(talk, (Tracker("Pilot", (), ("start with a small pilot",)),), model)
    assert [m.quote for m in found] == ["We could begin with a small pilot of the system."]
    assert len(model.asked) < 12
    assert set(model.read_of) <= set(model.asked)


def test_a_tracker_of_what_is_said_all_the_time_leaves_room_for_the_others() -> None:
    talk = call(*[("r", f"We pay the invoice of week {n} within thirty days.") for n in range(40)],
                ("c", "My bookkeeper keeps a tally in a notebook."))  # fmt: skip
    model = Counting()
    paid = Tracker("Paid", (), ("payment is due within thirty days", "we pay the invoice within a week"))
    trackers_in(talk, (paid, Tracker("By hand", (), ("she keeps a tally by hand", "it is in a notebook"))), model)
    assert "My bookkeeper keeps a tally in a notebook." in model.asked
    assert len(model.asked) <= meanings.LEAST_READ + 4


def test_the_background_belongs_to_the_models() -> None:
    held = background()
    assert held.read_mean.shape == held.read_spread.shape == (COLUMNS,)
    assert (held.read_spread > 0).all()
    assert (len(held.first.weights), len(held.last.weights)) == (len(FIRST), len(LAST))
    assert np.linalg.norm(held.meanings, axis=1) == pytest.approx(np.ones(len(held.meanings)), abs=1e-5)
    assert held.looks.shape == (len(held.meanings), looks(["a pilot"]).shape[1])
    assert rarity("the") < rarity("invoice") < rarity("xqzzy") == held.rarest


@needs_model
def test_the_background_was_read_by_the_sentence_model_of_today() -> None:
    assert MEANING is not None
    assert MEANING.embed(["a small pilot"]).shape[1] == background().meanings.shape[1]


def test_likeness_counts_above_what_is_usual() -> None:
    usual = np.array([[0.1, 0.5], [0.3, 0.7]])
    assert above(np.array([[0.4, 0.8]]), usual) == pytest.approx([2.0])


def test_words_answer_to_words_that_mean_nearly_the_same() -> None:
    stretches = Stretches(
        ["and what if there is no broadband", "and what if there is no soup", "our internet keeps dropping"]
    )
    share = stretches.signs(("our internet keeps dropping",))[:, FIRST.index("words")]
    assert share[2] == pytest.approx(1.0)
    assert share[2] > share[0] > share[1]
    assert not stretches.signs(("is it the one",))[:, 1:].any()
    assert content_words("is it on the invoice, the invoice?") == ["invoice"]


@needs_model
def test_a_counter_example_keeps_what_is_like_it_out() -> None:
    talk = call(
        ("c", "They do all of it in a spreadsheet over there."), ("c", "My bookkeeper keeps a tally in a spreadsheet.")
    )
    by_hand = Tracker("By hand", (), ("we do it all in a spreadsheet", "it is all on paper"), "customer")
    learnt = replace(by_hand, unlike=("They do all of it in a spreadsheet over there.",))  # a No beside the hit
    odds = [{m.quote: m.confidence for m in trackers_in(talk, (one,), MEANING)} for one in (by_hand, learnt)]
    kept = "My bookkeeper keeps a tally in a spreadsheet."
    assert odds[0][kept] == odds[1][kept]
    lost = "They do all of it in a spreadsheet over there."
    assert odds[1].get(lost, 0.0) < odds[0][lost]


@needs_model
def test_a_likeness_is_at_least_half_and_names_the_nearest_example() -> None:
    examples = ("our internet keeps dropping", "there is no mobile reception in the building")
    found = trackers_in(
        call(("c", "When the internet is down we are blind.")), (Tracker("Signal", (), examples),), MEANING
    )
    assert [(m.detail["phrase"], 0.5 <= float(str(m.detail["likeness"])) <= 1.0) for m in found] == [
        (examples[0], True)
    ]


def test_looks_have_length_one_or_none() -> None:
    lengths = np.linalg.norm(looks(["a small pilot of the system", "xqzzy"]), axis=1)
    assert lengths == pytest.approx([1.0, 0.0])


def test_an_analysis_is_brought_up_to_other_trackers() -> None:
    talk = call(("r", "What does the pilot cost?"), ("c", "The agenda says it is free."))
    before = analyse(talk, Vocabulary(trackers=(Tracker("Pilot", ("pilot",)),)))
    now = (Tracker("Agenda", ("agenda",)),)
    after = with_trackers(before, trackers_in(talk, now), now)
    assert after == analyse(talk, Vocabulary(trackers=now))
    assert before.tracked != after.tracked == fingerprint(now)
    assert [m.type for m in after.moments if m.kind == "tracker"] == ["Agenda"]
    assert with_trackers(before, [], ()).tracked == "" == analyse(talk, Vocabulary()).tracked
