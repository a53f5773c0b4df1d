"""What redaction takes out and what it leaves: names of the whole library, of who is only mentioned, of companies."""

from __future__ import annotations

import json

import pytest

from callcoach_desktop.domain.naming import KnownNames
from callcoach_desktop.exchange import mentioned
from callcoach_desktop.exchange.redacting import Redactor, redactor

KNOWN = KnownNames(
    people=("Jonna Rask", "Ulla Prast", "Will Tegel"),
    companies=("Frost Foods GmbH", "Zorvex", "Gate House Ltd", "Kalt Logistik", "Warm Logistik", "Blau Logistik"),
    deals=("Zorvex - Cold Chain Renewal",),
    competitors=("Polarway", "Cool Fleet"),
    own=("Rimeguard",),
)


def plain(text, language="en", **more):
    return redactor([text], more.pop("names", ()), more.pop("people", ()), KNOWN, language=language, **more).text(text)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("I asked Mr Brandt and Mrs. Okafor-Lind about it.", "I asked Mr [name] and Mrs. [name] about it."),
        ("Please call Dr. Kern, or Miss Toll.", "Please call Dr. [name], or Miss [name]."),
        ("My name is Tolga Brand from the plant.", "My name is [name] from the plant."),
        ("Hi, this is Oda from the dock.", "Hi, this is [name] from the dock."),
        ("Ask my colleague Otto, or our controller, Pim.", "Ask my colleague [name], or our controller, [name]."),
        ("Otto Brandt's team runs it. Then Brandt left.", "[name]'s team runs it. Then [name] left."),
        ("He works for Nordwind Trucking Ltd in the north.", "He works for [name] in the north."),
        ("We talked to Grace Toller about May.", "We talked to [name] about May."),
        ("They moved it to Trenvia last year.", "They moved it to [name] last year."),
        ("Peter and Anna will come on Monday.", "[name] and [name] will come on Monday."),
    ],
)
def test_who_is_only_mentioned_goes_by_rule(said, left):
    assert plain(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Das macht Frau Dr. Kern mit Herrn von Stahl.", "Das macht Frau Dr. [name] mit Herrn [name]."),
        ("Mein Name ist Ilka Trost.", "Mein Name ist [name]."),
        ("Mein Kollege Jörg fragt den Einkauf.", "Mein Kollege [name] fragt den Einkauf."),
        ("Die Nordlicht Spedition GmbH & Co. KG liefert.", "Die [name] liefert."),
        ("Am Montag zeigt Katrin die Anlage.", "Am Montag zeigt [name] die Anlage."),
    ],
)
def test_german(said, left):
    assert plain(said, "de") == left


@pytest.mark.parametrize(
    "said",
    [
        "Will the price hold? Mark my words, May is too late.",
        "I think the CRM and the SLA matter. Yes, it does. On Monday I'd call.",
        "That is a Rimeguard, and Polarway costs less.",
        "We open the gate at the cold house.",
        "The frost damaged our foods. Hope so. Art is long.",
    ],
)
def test_what_is_no_name_stays(said):
    assert plain(said) == said


def test_german_nouns_stay():
    said = "Die Kühlung ist teuer, und der Einkauf braucht eine Freigabe für die Logistik."
    assert plain(said, "de") == said


def test_the_whole_library_is_known():
    said = "Zorvex pays. Frost Foods and Gate House wait, Rask too, and Prast. Tegel will, Will thinks. The frost."
    left = "[name] pays. [name] and [name] wait, [name] too, and [name]. [name] will, Will thinks. The frost."
    assert plain(said, "de") == left


def test_competitors_only_where_that_is_asked_for():
    said = "We had Polarway before, and Cool Fleet after it."
    assert plain(said) == said
    assert plain(said, competitors=True) == "We had [name] before, and [name] after it."


def test_a_name_that_was_found_once_goes_everywhere_in_its_words_too():
    value = {
        "utterances": [
            {"text": "Ask Mr Brandt.", "words": [["Ask", 0, 1], ["Mr", 1, 2], ["Brandt.", 2, 3]]},
            {"text": "Brandt knows Gate House.", "words": [["Brandt", 3, 4], ["knows", 4, 5], ["Gate", 5, 6],
                                                           ["House.", 6, 7]]},
        ],
        "comments": [{"text": "Was BRANDT there?", "author": "rep"}],
    }  # fmt: skip
    made = redactor(value, (), (), KNOWN, language="en")(value)
    whole = json.dumps(made)
    for gone in ("Brandt", "BRANDT", "House", "Gate"):
        assert gone not in whole
    assert [w[0] for w in made["utterances"][1]["words"]] == ["[name]", "knows", "[name]", "[name]"]
    assert made["comments"][0] == {"text": "Was [name] there?", "author": "rep"}


def test_a_word_that_is_common_in_the_call_is_hidden_in_its_place_alone():
    texts = ["Mr Price said so.", "Price is the point, the price."]
    assert "Price" not in mentioned.words(texts, "en")
    redact = redactor(texts, (), (), KnownNames(), language="en")
    assert [redact.text(text) for text in texts] == ["Mr [name] said so.", texts[1]]


def test_nothing_is_found_in_nothing():
    assert mentioned.find("") == []
    assert mentioned.find("...") == []
    assert Redactor([], mentions=True).text("Mr") == "Mr"


def test_a_text_without_capitals_loses_its_known_names_too():
    texts = ["hi otis this is dana from zorvex", "the deal with gate house will go on, said will", "close the gate"]
    redact = redactor(texts, ["Gate House Ltd"], ["Otis", "Dana Will"], KNOWN, language="en")
    assert [redact.text(text) for text in texts] == [
        "hi [name] this is [name] from [name]", "the deal with [name] will go on, said will", "close the gate",
    ]  # fmt: skip
