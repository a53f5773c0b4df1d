"""The command line as DESIGN.md, section 4, promises it: every field, its type and its allowed values, from outside."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CALL = Path(__file__).parents[1] / "data" / "transcripts" / "pricing-lift-maintenance.vtt"
NUMBER, TEXT = (int, float), str
STAGES = {"opening", "discovery", "presentation", "pricing", "objection", "closing"}
TYPES = {
    "question": {"open", "closed", "clarifying", "check", "rhetorical"},
    "objection": {"price", "timing", "authority", "need", "competitor", "trust"},
    "objection_response": {
        "acknowledge_explore_respond", "feel_felt_found", "reframe_value", "trade_concession", "discount_immediately",
        "ignore",
    },
    "next_step": {"specific", "vague"},
    "pricing": {""}, "pain": {""}, "need": {""}, "commitment": {""}, "competitor": {"Anchor", "Ascenda"},
}  # fmt: skip
SHAPES = {
    "speakers": {"id": TEXT, "name": TEXT, "role": TEXT, "talk_seconds": NUMBER},
    "utterances": {
        "id": TEXT, "speaker": TEXT, "start": NUMBER, "end": NUMBER, "text": TEXT, "stage": TEXT, "sentiment": NUMBER,
        "sentiment_label": TEXT, "words": list,
    },
    "moments": {
        "id": TEXT, "kind": TEXT, "type": TEXT, "speaker": TEXT, "start": NUMBER, "end": NUMBER, "quote": TEXT,
        "confidence": NUMBER, "why": TEXT, "detail": dict,
    },
    "stages": {"name": TEXT, "start": NUMBER, "end": NUMBER},
}  # fmt: skip
FIGURES = [
    "talk_ratio", "longest_monologue", "longest_customer_story", "patience", "interactivity", "questions_per_hour",
    "interruptions_by_rep", "words_per_minute", "fillers_per_100_words",
]  # fmt: skip


def callcoach(home, *arguments):
    """Exit status, stdout and stderr of a command in its own process."""
    done = subprocess.run(
        [sys.executable, "-m", "callcoach_desktop", *map(str, arguments)],
        env={**os.environ, "CALLCOACH_HOME": str(home)}, capture_output=True, text=True, encoding="utf-8", timeout=240,
        check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A home with one call: the home, what `import --json` said of it, and what `show --json` says."""
    home = tmp_path_factory.mktemp("home")
    vocabulary = home / "names.toml"
    vocabulary.write_text('competitors = ["Ascenda", {name = "Anchor", aliases = ["Anchor Lifts"]}]\n')
    status, out, err = callcoach(
        home, "import", CALL, "--rep", "Riaan", "--type", "pricing", "--date", "2026-05-06T09:30", "--customer", "Büro",
        "--deal", "Lifts", "--vocabulary", vocabulary, "--json",
    )  # fmt: skip
    assert status == 0, err
    [told] = map(json.loads, out.splitlines())
    status, out, err = callcoach(home, "show", told["call"], "--json")
    assert status == 0, err
    return home, told, json.loads(out)


def test_import_tells_what_became_of_each_file(imported):
    home, told, _ = imported
    assert told.keys() >= {"path", "call", "status", "error", "audio_seconds", "seconds"}
    assert (told["path"], told["status"], told["error"]) == (str(CALL), "done", None)
    status, out, _ = callcoach(home, "import", CALL, home / "nothing.vtt", "--json")
    again, missing = map(json.loads, out.splitlines())
    assert status == 1
    assert (again["status"], again["call"]) == ("duplicate", told["call"])
    assert (missing["status"], missing["call"]) == ("failed", None)
    assert "nothing.vtt" in missing["error"]


def test_show_has_every_field_of_its_type(imported):
    _, told, shown = imported
    assert shown["id"] == told["call"]
    assert (shown["call_type"], shown["language"], shown["model"]) == ("pricing", "en", None)
    assert shown["started_at"].startswith("2026-05-06T09:30")
    assert shown["duration"] == pytest.approx(told["audio_seconds"])
    assert isinstance(shown["title"], str)
    assert isinstance(shown["source"], str)
    for name, shape in SHAPES.items():
        assert shown[name], name
        for entry in shown[name]:
            for field, kind in shape.items():
                assert isinstance(entry[field], kind), (name, field, entry[field])
    for word in (w for u in shown["utterances"] for w in u["words"]):
        assert isinstance(word["text"], str)
        assert word["start"] <= word["end"]
        assert 0 <= word["probability"] <= 1
    for name in FIGURES:
        assert isinstance(shown["metrics"][name], NUMBER), name
    assert isinstance(shown["summary"]["headline"], str)
    assert all({"text", "start", "kind"} <= point.keys() for point in shown["summary"]["points"])
    assert isinstance(shown["outliers"], list)


def test_show_has_only_allowed_values(imported):
    _, _, shown = imported
    assert [(s["name"], s["role"]) for s in shown["speakers"]] == [("Riaan", "rep"), ("Morag", "customer")]
    speakers = {s["id"] for s in shown["speakers"]}
    for moment in shown["moments"]:
        assert moment["type"] in TYPES[moment["kind"]], moment
        assert moment["speaker"] in speakers
        assert 0 <= moment["start"] <= moment["end"] <= shown["duration"]
        assert 0 <= moment["confidence"] <= 1
        assert moment["why"]
    for utterance in shown["utterances"]:
        assert utterance["speaker"] in speakers
        assert utterance["stage"] in STAGES
        assert -1 <= utterance["sentiment"] <= 1
        assert utterance["sentiment_label"] in {"positive", "neutral", "negative"}
    assert shown["stages"][0]["name"] == "opening"
    assert {s["name"] for s in shown["stages"]} <= STAGES
    edges = [(s["start"], s["end"]) for s in shown["stages"]]
    assert edges[0][0] == 0
    assert edges[-1][1] == pytest.approx(shown["duration"])
    assert all(a[1] == b[0] for a, b in itertools.pairwise(edges))
    assert {m["type"] for m in shown["moments"] if m["kind"] == "competitor"} == {"Anchor", "Ascenda"}
    assert len({m["id"] for m in shown["moments"]}) == len(shown["moments"])
    assert 0 < shown["metrics"]["talk_ratio"] < 1


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("list", {"id", "title", "started_at", "duration", "call_type", "state"}),
        ("behaviours", {"id", "name", "direction", "low", "high", "source"}),
        ("outliers", {"call", "kind", "why", "start"}),
        ("insights", {"behaviour", "stage", "call_type", "finding", "won", "lost", "q", "sentence"}),
        ("returns", {"intervention", "behaviour", "date", "measure", "before", "after", "low", "high", "sentence"}),
    ],
)
def test_lists_are_arrays_of_their_fields(imported, command, keys):
    home, _, _ = imported
    status, out, err = callcoach(home, command, "--json")
    assert status == 0, err
    entries = json.loads(out)
    assert isinstance(entries, list)
    assert all(keys <= entry.keys() for entry in entries)
    assert entries or command in {"outliers", "insights", "returns"}


def test_progress_is_one_object(imported):
    home, _, _ = imported
    _, out, _ = callcoach(home, "progress", "--json")
    found = json.loads(out)
    assert found.keys() >= {"behaviour", "baseline", "points", "verdict"}
    assert found["baseline"].keys() >= {"n", "mean", "low", "high"}
    assert found["verdict"]["state"] in {"change", "no_change", "too_few"}
    assert isinstance(found["verdict"]["sentence"], str)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["show", "nosuch", "--json"], 1),
        (["export", "nosuch", "--format", "md"], 1),
        (["models", "path", "small"], 1),
        (["nosuch"], 2),
        (["import"], 2),
        (["import", "x.vtt", "--speakers", "0"], 2),
        (["import", "x.vtt", "--rep-channel", "middle"], 2),
        (["import", "x.vtt", "--date", "tomorrow"], 2),
        (["import", "x.vtt", "--language", "english"], 2),
        (["import", "x.vtt", "--vocabulary", "nosuch.toml"], 2),
        (["export", "x", "--format", "pdf"], 2),
        (["deals", "set", "x", "--outcome", "maybe"], 2),
        (["record", "--seconds", "abc"], 2),
    ],
)
def test_exit_statuses_and_one_sentence(home, arguments, status):
    found, out, err = callcoach(home, *arguments)
    assert (found, out) == (status, "")
    assert err.splitlines()[-1].startswith("callcoach")
