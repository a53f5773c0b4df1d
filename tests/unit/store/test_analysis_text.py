"""An analysis is read from its stored text in one go, and is the same as read value by value."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec.json
import pytest

from callcoach_desktop.domain import codec
from callcoach_desktop.domain.analysis import Analysis, Moment, Place, Stage, Summary, SummaryPoint, Tone, Turn
from callcoach_desktop.domain.codec import analysis_from_json, analysis_from_text, analysis_to_json


def _analysis() -> Analysis:
    return Analysis(
        version=3,
        turns=(Turn("rep", 0.5, 4.25, ("u0", "u2")), Turn("customer", 5.0, 6.0, ("u1",))),
        moments=(
            Moment("q-1", "question", "open", "left", 1.0, 2.0, "What “now”?", 0.7, "a wh-word", {"judged": "right"}),
            Moment("p-1", "pricing", "", "left", 2.0, 3.0, "5,000", 0.9, "an amount",
                   {"amount": 5000, "percent": 12.5, "discount": None, "asked": True, "currency": "€"}),
        ),
        stages=(Stage("opening", 0.0, 6.0),),
        metrics={"talk_ratio": 0.4, "rep_questions": 1.0, "patience": None},
        places={"longest_monologue": Place(0.5, 4.25)},
        talk_share=((0.0, None), (1.0, 0.5)),
        summary=Summary("All of it", (SummaryPoint("Send it", 3.0, "next_step", {"amount": 3, "who": None}),)),
        tones=(Tone("u0", -0.25, "negative"),),
        tracked="abc",
    )  # fmt: skip


def _text(analysis: Analysis) -> str:
    return json.dumps(analysis_to_json(analysis), ensure_ascii=False)


def test_the_text_gives_what_its_values_give():
    analysis = _analysis()
    read = analysis_from_text(_text(analysis))
    assert read == analysis == analysis_from_json(json.loads(_text(analysis)))
    assert isinstance(read.turns[0].utterances, tuple)


def test_whole_numbers_stay_whole():
    read = analysis_from_text(_text(_analysis()))
    kinds = {name: type(value) for name, value in read.moments[1].detail.items()}
    assert kinds == {"amount": int, "percent": float, "discount": type(None), "asked": bool, "currency": str}
    assert type(read.summary.points[0].fields["amount"]) is int
    assert type(read.metrics["rep_questions"]) is float


def test_kinds_of_another_version_are_read_too():
    data = analysis_to_json(_analysis())
    data["moments"][0]["kind"] = "a_kind_of_tomorrow"
    data["tones"][0]["label"] = "mixed"
    read = analysis_from_text(json.dumps(data))
    assert read.moments[0].kind == "a_kind_of_tomorrow"
    assert read.tones[0].label == "mixed"


def test_what_an_old_version_had_not_written_is_empty():
    data = analysis_to_json(_analysis())
    del data["tones"], data["tracked"]
    read = analysis_from_text(json.dumps(data))
    assert (read.tones, read.tracked) == ((), "")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": "one"}'])
def test_malformed_text_is_refused(text):
    with pytest.raises((KeyError, TypeError, ValueError)):
        analysis_from_text(text)


def test_two_threads_never_make_the_reader_at_once(monkeypatch):
    entered, made = threading.Event(), []

    real = msgspec.json.Decoder

    def slow(kind):
        made.append(kind)
        if len(made) == 1:
            entered.wait(0.3)  # a second one would come in meanwhile
        else:
            entered.set()
        return real(kind)

    monkeypatch.setattr(msgspec.json, "Decoder", slow)
    codec._decoder.cache_clear()
    text = _text(_analysis())
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(analysis_from_text, [text] * 4))
    codec._decoder.cache_clear()
    assert len(made) == 1
    assert all(one == read[0] for one in read)
