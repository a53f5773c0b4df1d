"""The tone of plain, negated and sarcastic sentences, with the language model that ships, in a call."""

from __future__ import annotations

import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.meaning.plain import plain_tone
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.speech import meaning

SPEAKERS = (Speaker("left", "Ann", "rep"), Speaker("right", "Bob", "customer"))
BEFORE = (
    ("left", "Thanks for making the time, Bob. How has the first month with the new scanners been?"),
    ("right", "We've had them on both docks since the first, and the second shift uses them as well."),
    ("left", "Okay, and what have the people on the floor said about them?"),
)
AFTER = (
    ("left", "I see. Tell me a bit more about that."),
    ("right", "We'll go through the figures on Thursday with the warehouse lead."),
)


@pytest.fixture(scope="module")
def reader():
    return meaning.shipped()


def tone(text, reader):
    clock, utterances = 0.0, []
    for n, (who, said) in enumerate((*BEFORE, ("right", text), *AFTER)):
        end = clock + 0.35 * len(said.split())
        utterances.append(Utterance(f"u{n}", who, clock, end, said))
        clock = end + 0.4
    analysis = analyse(Transcript(clock, "en", SPEAKERS, tuple(utterances)), Vocabulary(), reader)
    return next(t for t in analysis.tones if t.utterance == f"u{len(BEFORE)}")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love it, it saves us two hours a day.", "positive"),
        ("It's been fantastic for the team.", "positive"),
        ("It's not bad at all, actually.", "positive"),  # negation that turns the tone
        ("I couldn't be happier with it.", "positive"),
        ("I'm not happy with it.", "negative"),
        ("It isn't working for us at all.", "negative"),
        ("Not impressed, I have to say.", "negative"),
        ("I wouldn't recommend it to anyone.", "negative"),
        ("Oh great, another outage. Just what we needed.", "negative"),  # irony
        ("Brilliant. It crashed again, right in the middle of the count.", "negative"),
        ("What a surprise, it's late again.", "negative"),
        ("Great, so we have three options then.", "neutral"),  # the same words in earnest
        ("It's not expensive and not cheap.", "neutral"),
        ("No, we don't use them on Sundays.", "neutral"),
        ("We haven't decided yet.", "neutral"),
    ],
)
def test_tone_in_a_call(text, label, reader):
    found = tone(text, reader)
    assert found.label == label
    assert (found.score > 0.3) is (label == "positive")
    assert (found.score < -0.3) is (label == "negative")


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("oh great another portal", "negative"),
        ("great another quick question", None),
        ("perfect now i can see it", None),
        ("that's just what we needed", None),
        ("thanks a lot that helps", None),
        ("it hasn't been brilliant", None),
        ("i don't know if it's fantastic", None),
        ("it was not bad at all", "positive"),
        ("we haven't had a single problem", "positive"),
        ("great that is what i hoped", None),
        ("brilliant thank you", None),
        ("i love to cook", None),
        ("we're not happy until it is on the wall", None),
        ("it was a joy but the service is a disgrace", None),  # both
        ("the worst case is four days", None),
        ("nobody's had a bad word for it", "positive"),
    ],
)
def test_plain_tone(words, label):
    assert plain_tone(words) == label
