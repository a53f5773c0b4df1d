"""Objections, pains, needs and next steps in plain words."""

import pytest

from callcoach_desktop.analysis.meaning.plain import plain_objection, says_plainly
from callcoach_desktop.analysis.words import bare_word


def bare(text):
    return " ".join(bare_word(word) for word in text.split())


def kind_of(text):
    return plain_objection(bare(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("That's too expensive for us.", "price"),
        ("It's a bit steep, to be honest.", "price"),
        ("That is more than we expected.", "price"),
        ("We haven't got the budget.", "price"),
        ("I can't justify that.", "price"),
        ("Well, that's not cheap.", "price"),
        ("It isn't exactly cheap.", "price"),
        ("I'd have to run it past my boss.", "authority"),
        ("That isn't my decision.", "authority"),
        ("It's not a good time.", "timing"),
        ("Call me back next quarter.", "timing"),
        ("We don't need it.", "need"),
        ("I'm not sure we need this.", "need"),
        ("We're quite happy with the supplier we have.", "competitor"),
        ("I can get it cheaper.", "competitor"),
        ("I've never heard of you.", "trust"),
    ],
)
def test_is_one(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "It isn't too expensive.",
        "The old one wasn't cheap.",
        "If it isn't cheap we stop.",
        "The last one was too expensive.",
        "If it's too much we stop.",
        "You don't want any of that.",
        "We don't want it to break.",
        "That's too much work for two people.",
        "Tell me more.",
        "We need this by Friday.",
        "We never had it out of the budget.",
    ],
)
def test_is_none(text):
    assert kind_of(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Our biggest problem is that nobody knows where the trucks are.", "pain"),
        ("It's a complete nightmare.", "pain"),
        ("It takes us two hours every morning.", "pain"),
        ("We need it to work with our till.", "need"),
        ("It has to be live before Christmas.", "need"),
        ("So the next step is a demo with your team.", "next_step"),
        ("Let's talk again on Tuesday.", "next_step"),
    ],
)
def test_other_marks(text, kind):
    assert [k for k in ("pain", "need", "next_step", "commitment") if says_plainly(k, bare(text))] == [kind]


@pytest.mark.parametrize(
    "text", ["It isn't a nightmare.", "We need you.", "I need to go.", "The last step was fine.", "It has six wheels."]
)
def test_no_other_marks(text):
    assert not any(says_plainly(k, bare(text)) for k in ("pain", "need", "next_step"))
