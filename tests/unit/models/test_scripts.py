"""Sales calls written as marked text, from which the app's models learn."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[3] / "packaging/models"
sys.path.insert(0, str(PACKAGING))

import reader_data  # noqa: E402
import scripts  # noqa: E402

from callcoach_desktop.analysis.meaning.reader import CHOICES, OUTSIDE, SPANS  # noqa: E402

HEADING = """id: demo-belts
title: Demo: belts
type: demo
date: 2026-09-03T14:00
rep: Ann, female
customer: Bo, male, Doughworks
deal: Doughworks - belts; 900 EUR; open; 2026-08-24; none
competitors: Feather
outlier: none

[opening]
"""


def script(*turns: str) -> dict[str, object]:
    return scripts.read_script(HEADING + "\n".join(turns) + "\n")


def test_marks_are_read_with_their_words_also_inside_one_another() -> None:
    call = script(
        "R+ 0 Hello. {qk:Is {pr:nine hundred} right}?", "[pricing]", "C- 0.5 {o.price:Too much next to Feather.}"
    )
    first, second = call["turns"]
    assert first["text"] == "Hello. Is nine hundred right?"
    assert first["sentiment"] == "positive"
    assert [(m["kind"], m["span"]) for m in first["marks"]] == [
        ("question", "Is nine hundred right"),
        ("pricing", "nine hundred"),
    ]
    assert second["stage"] == "pricing"
    assert [(m["kind"], m["type"]) for m in second["marks"]] == [("objection", "price"), ("competitor", "Feather")]


@pytest.mark.parametrize(
    ("turn", "problem"),
    [
        ("R 0 {qo:How is it", "does not end"),
        ("R 0 How is it}", "never began"),
        ("R 0 How is it?", "no marked question"),
        ("R 0 {pa:It hurts.}", "not the rep's"),
        ("C 0 {zz:It hurts.}", "no such mark"),
        ("C 0 {pa:yes} and yes", "twice"),
        ("C 0 It costs 9 euros.", "nobody speaks"),
        ("X 0 Hello.", "not a turn"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(turn: str, problem: str) -> None:
    with pytest.raises(ValueError, match=rf"line 12: .*{problem}"):
        script(turn)


def test_times_follow_from_words_and_gaps() -> None:
    call = scripts.timed(script("R 0 One two three four.", "C -0.4 {pa:Five six.} Seven."))
    first, second = call["turns"]
    assert (first["start"], first["end"]) == (0.0, pytest.approx(1.4))
    assert second["start"] == pytest.approx(1.0)
    mark = second["marks"][0]
    assert (mark["start"], mark["end"]) == (pytest.approx(1.0), pytest.approx(1.7))


def test_the_scripts_that_come_with_the_app_can_be_read() -> None:
    calls = scripts.read_folder(PACKAGING / "scripts")
    assert len(calls) >= 60
    assert len({c["id"] for c in calls}) == len(calls)
    for call in calls:
        assert {t["who"] for t in call["turns"]} == {"rep", "customer"}
        assert {t["stage"] for t in call["turns"]} <= scripts.STAGES
        assert all(m["span"] in t["text"] for t in call["turns"] for m in t["marks"])


def test_of_talk_with_nothing_but_questions_marked_nothing_else_is_learnt() -> None:
    heading = "id: chat-tarp\ntitle: a tarp on a roof\n\n"
    chat = scripts.timed(
        scripts.read_script(heading + "R 0 {qk:So you saw the tarp, huh}?\nC 0.4 We all did, you know.\n")
    )
    made = reader_data.labelled(chat, reader_data.written(chat), lambda word: [len(word)])
    of = {kind: made.spans[:, n].tolist() for n, kind in enumerate(SPANS)}
    assert of.pop("question").count(OUTSIDE) < len(made.ids)
    assert all(label == reader_data.UNKNOWN for labels in of.values() for label in labels)
    assert made.choices["question"][1] == [CHOICES["question"].index("check")]
    assert not made.choices["stage"][1]
    assert not made.choices["tone"][1]
    with pytest.raises(ValueError, match="something else than questions"):
        scripts.read_script(heading + "R 0 Hello.\nC 0 {pa:It leaks.}\n")


def test_a_script_that_lacks_a_line_of_its_heading_is_no_conversation() -> None:
    heading = HEADING.replace("deal: Doughworks - belts; 900 EUR; open; 2026-08-24; none\n", "")
    with pytest.raises(KeyError, match="deal"):
        scripts.read_script(heading + "R 0 {qo:How is it}?\n")


def test_the_conversations_can_be_read() -> None:
    chats = scripts.read_folder(PACKAGING / "conversations")
    assert len(chats) >= 20
    assert all(c["known"] == ["question"] for c in chats)
    assert not {c["id"] for c in chats} & {c["id"] for c in scripts.read_folder(PACKAGING / "scripts")}
