"""Our own JSON: what is written is what is read; the shape of `show --json` is read too. Sides by name."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.exchange import assign_sides, read_transcript, write_own
from callcoach_desktop.exchange.cues import Cue, split_by_letters, transcript_of
from callcoach_desktop.exchange.vtt import parse_vtt

NAMES = st.sampled_from(["Anna Berg", "Tom Okafor", "Søren Ågård", "Li Wei"])
WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)
MILLIS = st.integers(0, 3_600_000).map(lambda ms: ms / 1000)


@st.composite
def transcripts(draw) -> Transcript:
    speakers = tuple(
        Speaker(f"s{i}", name, draw(st.sampled_from(["rep", "customer", "other"])), draw(st.sampled_from([None, 0, 1])))
        for i, name in enumerate(draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)))
    )
    utterances, at = [], 0
    for number in range(draw(st.integers(1, 6))):
        start = at + draw(st.integers(0, 5000))
        words, t = [], start
        for text in draw(st.lists(WORDS, min_size=1, max_size=5)):
            length = draw(st.integers(0, 900))
            words.append(Word(text, t / 1000, (t + length) / 1000, draw(st.integers(0, 1000)) / 1000))
            t += length
        text = " ".join(w.text for w in words)
        speaker = draw(st.sampled_from(speakers)).id
        utterances.append(Utterance(f"u{number}", speaker, start / 1000, (t + 1) / 1000, text, tuple(words)))
        at = t + 1
    return Transcript(
        at / 1000 + draw(st.integers(0, 5)), draw(st.sampled_from(["en", "de"])), speakers, tuple(utterances)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(transcript=transcripts())
def test_own_round_trip(tmp_path, transcript):
    path = tmp_path / "t.json"
    write_own(transcript, path)
    assert read_transcript(path) == transcript


def stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


@settings(max_examples=60, deadline=None)
@given(
    cues=st.lists(
        st.tuples(NAMES, MILLIS, st.integers(1, 20_000), st.lists(WORDS, min_size=1, max_size=6)), max_size=12
    )
)
def test_vtt_with_voices_round_trip(cues):
    written = [Cue(start, round(start + ms / 1000, 3), name, " ".join(words) + ".") for name, start, ms, words in cues]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"{stamp(c.start)} --> {stamp(c.end)}\n<v {c.speaker}>{c.text}</v>" for c in written
    )
    read, made = parse_vtt(text), transcript_of(written)
    assert [u.text for u in read.utterances] == [u.text for u in made.utterances]
    assert [s.name for s in read.speakers] == [s.name for s in made.speakers]
    for a, b in zip(read.utterances, made.utterances, strict=True):
        assert (a.start, a.end) == (pytest.approx(b.start), pytest.approx(b.end))


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=400)
    | st.lists(
        st.sampled_from(
            ["1", "00:01 --> 00:02", "00:00:01,0 --> 00:00:02", "A: b", "", "NOTE", "<v X>y", "-->", "{", "<v"]
        )
    ).map("\n".join)
)
def test_any_text_gives_a_sound_transcript(text):
    transcript = parse_vtt(text)
    starts = [u.start for u in transcript.utterances]
    assert starts == sorted(starts)
    for utterance in transcript.utterances:
        assert utterance.text
        assert utterance.end > utterance.start
        assert all(utterance.start <= w.start <= w.end <= utterance.end + 1e-6 for w in utterance.words)


@given(st.lists(WORDS, min_size=1), MILLIS, st.floats(0.001, 100))
def test_split_by_letters_leaves_no_gap(texts, start, length):
    times = split_by_letters(start, start + length, texts)
    assert times[0][0] == start
    assert times[-1][1] == pytest.approx(start + length)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(times))


def test_the_shape_of_show_is_read(tmp_path):
    path = tmp_path / "show.json"
    path.write_text(
        json.dumps(
            {
                "id": "abc", "title": "A call", "duration": 12.5, "language": "en", "metrics": {"talk_ratio": 0.4},
                "speakers": [
                    {"id": "left", "name": "Maya", "role": "rep", "talk_seconds": 3.0},
                    {"id": "right", "name": "Tom", "role": "customer", "talk_seconds": 2.0},
                ],
                "utterances": [
                    {"id": "u1", "speaker": "left", "start": 0.5, "end": 2.0, "text": "Hello there.", "stage": None,
                     "words": [{"text": "Hello", "start": 0.5, "end": 1.0, "probability": 0.9},
                               {"text": "there.", "start": 1.0, "end": 2.0, "probability": 0.8}]},
                    {"id": "u2", "speaker": "right", "start": 2.5, "end": 3.0, "text": "Hi."},
                ],
            }
        )
    )  # fmt: skip
    transcript = read_transcript(path)
    assert [(s.name, s.side) for s in transcript.speakers] == [("Maya", "rep"), ("Tom", "customer")]
    assert transcript.utterances[0].words[1] == Word("there.", 1.0, 2.0, 0.8)
    assert transcript.duration == 12.5


WRONG = {
    "end": [None, [1], True, "later", -1, 1e30, {"a": 1}],
    "start": [None, False, "", [0]],
    "text": [None, True, ["a"], {"a": "b"}],
    "speaker": [None, {"a": 1}, [1]],
    "words": [[["a", 1, 0, 0.5]], [["a", 0, 1]], ["a"], [{"text": "a"}], [["a", 0, 1, "x"]], 5, [[None, 0, 1, 1]]],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_an_entry_that_cannot_be_is_told_in_words(tmp_path, field, value):
    entry = {"speaker": "a", "start": 0, "end": 1, "text": "x", field: value}
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"utterances": [entry]}))
    with pytest.raises(KnownError) as caught:
        read_transcript(path)
    sentence = caught.value.problem.sentence()
    assert caught.value.problem.code == "not_transcript"
    assert not any(odd in sentence for odd in ("float()", "NoneType", "object", "str'", "unpack")), sentence


@pytest.mark.parametrize(
    "text",
    [
        '{"utterances": [{"speaker": "a", "start": 0, "end": 1, "text": "x", "words": [["x", 0, 1, NaN]]}]}',
        '{"utterances": [{"speaker": "a", "start": 0, "end": 1e999, "text": "x"}]}',
        '{"speakers": [{"id": "a", "channel": 1e9}], "utterances": [{"speaker": "a", "start": 0, "end": 1,"text":""}]}',
        '{"speakers": [{"id": "a"}, {"id": "a"}], "utterances": [{"speaker": "a", "start": 0, "end": 1, "text": "x"}]}',
        '{"speakers": "none", "utterances": [{"speaker": "a", "start": 0, "end": 1, "text": "x"}]}',
        '{"duration": "long", "utterances": [{"speaker": "a", "start": 0, "end": 1, "text": "x"}]}',
    ],
)
def test_numbers_and_lists_that_cannot_be(tmp_path, text):
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(KnownError):
        read_transcript(path)


def test_what_no_text_holds_is_left_out(tmp_path):
    path = tmp_path / "odd.json"
    path.write_text('{"utterances": [{"speaker": "a\\u0000", "start": 0, "end": 1, "text": "x\\ud800 y\\u0007"}]}')
    [utterance] = read_transcript(path).utterances
    assert (utterance.speaker, utterance.text) == ("a", "x y")


def sides(names: list[str], rep: str | None, customer: str | None = None) -> list[str]:
    transcript = Transcript(1, "en", tuple(Speaker(f"s{i}", n, "other") for i, n in enumerate(names)), ())
    return [s.side for s in assign_sides(transcript, rep, customer).speakers]


@pytest.mark.parametrize(
    ("names", "rep", "customer", "expected"),
    [
        (["Maya Lindqvist", "Tom"], "maya lindqvist", None, ["rep", "customer"]),
        (["Maya Lindqvist", "Tom"], "MAYA", None, ["rep", "customer"]),
        (["Maya", "Tom"], "Maya Lindqvist", None, ["rep", "customer"]),
        (["Lindqvist, Maya (Acme)", "Tom"], "Maya Lindqvist", None, ["rep", "customer"]),
        (["José Núñez", "Tom"], "jose nunez", None, ["rep", "customer"]),
        (["Maya", "Tom", "Ann (Bakers Ltd)"], "Maya", None, ["rep", "other", "other"]),
        (["Maya", "Tom", "Ann (Bakers Ltd)"], "Maya", "bakers", ["rep", "other", "customer"]),
        (["Maya", "Tom", "Ann"], "Maya", "Tom", ["rep", "customer", "other"]),
        (["Maya A", "Maya B", "Tom"], "Maya", None, ["other", "other", "other"]),
        (["Maya A", "Maya B", "Tom"], "Maya B", None, ["other", "rep", "other"]),
        (["Maya", "Tom"], None, None, ["other", "other"]),
        (["Maya", "Tom"], "Zoe", None, ["other", "other"]),
        (["Maya", "Speaker"], "Maya", None, ["rep", "other"]),
        (["Maya", "Tom"], None, "Tom", ["other", "customer"]),
        (["Maya", "Tomas"], "Maya", "Tom", ["rep", "customer"]),
        (["Ann", "Joanna"], None, "Ann", ["customer", "other"]),
        ([], "Maya", None, []),
    ],
)
def test_assign_sides(names, rep, customer, expected):
    assert sides(names, rep, customer) == expected
