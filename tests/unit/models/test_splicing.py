"""Exchanges that are put between the turns of calls, to learn from."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[3] / "packaging" / "models"
TEXT = """id: some
title: exchanges

[pricing]
C- 0.3 {o.price:That eats the whole pot}.
R 0.4 {r.tc.parked:I could bill it in two halves}.
---
[discovery]
R 0.3 {qo:How do you catch a warm load}?
C 0.4 Somebody opens the door.
"""
TONES = (
    {"side": "customer", "before": "How is it going?", "text": "Not bad at all.", "label": "positive"},
    {"side": "rep", "before": "", "text": "That is a real shame.", "label": "negative"},
)


@pytest.fixture
def exchanges(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    from splicing import read_exchanges

    (tmp_path / "some.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "tones.jsonl").write_text("\n".join(json.dumps(t) for t in TONES), encoding="utf-8")
    return read_exchanges(tmp_path)


def call():
    said = [{"who": "rep" if n % 2 == 0 else "customer", "stage": "discovery", "sentiment": "neutral", "gap": 0.2,
             "text": f"This is sentence number {n} of the call.", "marks": []} for n in range(80)]  # fmt: skip
    return {"id": "x", "title": "x", "competitors": [], "turns": said}


def test_what_is_known_of_an_exchange(exchanges):
    assert [[len(one) for one in some] for some in exchanges] == [[2, 2], [2, 1]]
    assert [m["kind"] for t in exchanges[0][0] for m in t["marks"]] == ["objection", "objection_response"]
    before, turn = exchanges[1][0]
    assert (before["who"], before["sentiment"], before["known"]) == ("rep", None, [])
    assert (turn["who"], turn["sentiment"], turn["known"]) == ("customer", "positive", [])


BANK = {
    "tone": ("customer", "", "it's bliss", "positive"),
    "questions": ("rep", "On Mondays.", "Right. What happens then? Who signs?", "open"),
    "objections": ("customer", "", "We're tied to the old lot.", "competitor"),
    "objection_responses": ("rep", "We're tied to the old lot.", "Until when?", "acknowledge_explore_respond"),
    "needs_pains": ("customer", "", "I'd need ninety days.", "need"),
    "next_steps": ("rep", "", "I went on Friday.", "none"),
}


def test_a_line_of_the_phrase_bank_tells_of_its_own_kinds_alone(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    from splicing import read_bank

    for name, (side, before, text, label) in BANK.items():
        row = {"side": side, "before": before, "text": text, "label": label}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    [[tone, asked, objection, response, need, step]] = read_bank(tmp_path)
    assert (tone[0]["sentiment"], tone[0]["known"]) == ("positive", [])
    assert asked[0]["known"] == []
    assert asked[1]["known"] == ["question"]
    assert asked[1]["marks"] == [
        {"kind": "question", "span": "What happens then?", "type": "open"},
        {"kind": "question", "span": "Who signs?", "type": "open"},
    ]
    assert objection[0]["marks"] == [{"kind": "objection", "span": "We're tied to the old lot.", "type": "competitor"}]
    assert objection[0]["sentiment"] is None
    assert response[0]["marks"] == [{"kind": "objection", "span": "We're tied to the old lot."}]  # which is not said
    assert response[1]["marks"][0]["type"] == "acknowledge_explore_respond"
    assert need[0]["known"] == ["pain", "need", "commitment"]
    assert need[0]["marks"] == [{"kind": "need", "span": "I'd need ninety days."}]
    assert (step[0]["known"], step[0]["marks"]) == (["next_step"], [])


def test_the_call_stays_whole_and_the_sides_go_on_alternating(exchanges):
    from splicing import spliced

    turns = call()["turns"]
    found = spliced(turns, exchanges, random.Random(1))
    assert [t for t in found if not t.get("loose")] == turns
    assert len(found) > len(turns) + 10
    assert all(a["who"] != b["who"] for a, b in pairwise(found))
    denser = [spliced(turns, exchanges, random.Random(n), some=4) for n in range(20)]
    usual = [spliced(turns, exchanges, random.Random(n)) for n in range(20)]
    assert sum(map(len, denser)) - 20 * len(turns) > 1.5 * (sum(map(len, usual)) - 20 * len(turns))


def test_nothing_is_learnt_of_what_is_not_known(exchanges):
    pytest.importorskip("tokenizers")
    from reader_data import SPLICED, UNKNOWN, forms_of
    from scripts import timed

    from callcoach_desktop.analysis.meaning.reader import SPANS

    pieces = lambda word: [1000 + len(word)]  # noqa: E731
    texts = forms_of(timed(call()), (), pieces, exchanges[1:])  # tones alone
    assert set(SPLICED) <= set(texts)
    text = texts["spliced"]
    unknown = (text.spans == UNKNOWN).all(1)
    assert unknown.any()
    assert not unknown.all()
    stage, _ = text.choices["stage"]
    assert (stage[unknown] == -1).all()  # the stage of the call around it is not its own
    tone, classes = text.choices["tone"]
    assert {classes[g] for g in set(tone[unknown].tolist()) - {-1}} == {0, 2}
    assert len(SPANS) == text.spans.shape[1]
    assert "spliced" not in forms_of(timed(call()) | {"known": ["question"]}, (), pieces, exchanges)
    assert np.isin(text.spans, (-1, 0, 1, 2)).all()
