"""Objections in plain words."""

import pytest

from callcoach_desktop.analysis.meaning.plain import plain_objection
from callcoach_desktop.analysis.words import bare_word


def kind_of(text):
    return plain_objection(" ".join(bare_word(word) for word in text.split()))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("That's too expensive for us.", "price"),
        ("It's a bit steep, to be honest.", "price"),
        ("That is more than we expected.", "price"),
        ("We haven't got the budget.", "price"),
        ("I can't justify that.", "price"),
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
