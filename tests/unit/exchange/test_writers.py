"""What is exported is what our own readers, an XML parser and a spreadsheet read back."""

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcoach_desktop.analysis import analyse
from callcoach_desktop.domain.calls import CallDetail, CallRow
from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.exchange.pretty import pretty
from callcoach_desktop.exchange.srt import parse_srt
from callcoach_desktop.exchange.vtt import parse_vtt
from callcoach_desktop.exchange.writers import (
    write_csv,
    write_docx,
    write_markdown,
    write_srt,
    write_text,
    write_vtt,
)
from callcoach_desktop.exchange.writers.report import build, speaker_names
from callcoach_desktop.exchange.writers.tables import guarded

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXTS = st.text(st.sampled_from("abcäß <>&;{\\}b/i-–.!?:,'\"#*_|[]()=+@0123456789 日本"), min_size=1, max_size=40).map(
    lambda t: " ".join(t.split()) or "x"
)


def made(utterances, speakers=None, comments=()):
    speakers = speakers or (Speaker("a", "Anna Berg", "rep"), Speaker("b", "Tom Okafor", "customer"))
    end = max((u.end for u in utterances), default=0.0)
    transcript = Transcript(end, "en", tuple(speakers), tuple(utterances))
    row = CallRow(
        "abc", "Demo | *Acme*", "Acme", None, "demo", "2026-11-24T14:00:00", end, "en", None, "transcript", "ready",
        tags=("hot", "q4"),
    )  # fmt: skip
    return CallDetail(
        row, transcript, analyse(transcript, Vocabulary()), None, None, None, None, comments=tuple(comments)
    )


TALK = (
    Utterance("u1", "a", 0.5, 3.25, "So, what happens when a load comes in warm?"),
    Utterance("u2", "b", 3.801, 6.0, "Well, we call the driver, and"),
    Utterance("u3", "b", 6.1, 9.999, "then we wait. It costs $5 <a lot> & more."),
    Utterance("u4", "a", 3700.0, 3701.5, "=SUM(A1) is what I'd say"),
)


@st.composite
def calls(draw):
    at, found = 0, []
    for number in range(draw(st.integers(1, 8))):
        start = at + draw(st.integers(0, 3000))
        at = start + draw(st.integers(1, 9000))
        found.append(Utterance(f"u{number}", draw(st.sampled_from("ab")), start / 1000, at / 1000, draw(TEXTS)))
    return made(found)


@settings(max_examples=150, deadline=None)
@given(detail=calls())
def test_webvtt_comes_back_as_it_was(detail):
    read = parse_vtt(write_vtt(detail))
    names = speaker_names(detail.transcript)
    back = {s.id: s.name for s in read.speakers}
    assert [(back[u.speaker], u.start, u.end, u.text) for u in read.utterances] == [
        (names[u.speaker], u.start, u.end, u.text) for u in detail.transcript.utterances
    ]
    assert read.language == "en"


def test_subrip_comes_back_as_it_was():
    detail = made(TALK)
    read = parse_srt(write_srt(detail))
    back = {s.id: s.name for s in read.speakers}
    # Cues that a subtitle cut in the middle of a sentence are joined again by the reader.
    assert [(back[u.speaker], u.start, u.end, u.text) for u in read.utterances] == [
        ("Anna Berg", 0.5, 3.25, TALK[0].text),
        ("Tom Okafor", 3.801, 9.999, f"{TALK[1].text} {TALK[2].text}"),
        ("Anna Berg", 3700.0, 3701.5, TALK[3].text),
    ]


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_subrip_keeps_what_looks_like_markup(text):
    detail = made([Utterance("u1", "a", 0.5, 3.25, f"{text} end."), Utterance("u2", "b", 9.0, 9.5, "Fine.")])
    assert parse_srt(write_srt(detail)).utterances[0].text == f"{text} end."


def test_two_voices_of_one_name_stay_two():
    speakers = (Speaker("a", "Anna", "rep"), Speaker("b", "anna", "customer"), Speaker("c", "Anna 2", "other"))
    names = speaker_names(Transcript(1.0, "en", speakers, ()))
    assert len({name.casefold() for name in names.values()}) == 3
    assert names["c"] == "Anna 2"


def test_csv_is_a_table_and_no_program():
    detail = made(TALK, comments=[Comment("c1", "comment", 4.0, None, "Listen to\nthis", "2026-11-24T10:00:00")])
    text = write_csv(detail)
    assert text.startswith("\ufeffstart,end,speaker,side")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["text"] for row in rows] == [*(u.text for u in TALK[:3]), "'" + TALK[3].text]
    assert [row["side"] for row in rows] == ["rep", "customer", "customer", "rep"]
    assert rows[0]["questions"] == "open"
    assert rows[1]["comments"] == "Listen to this"
    assert rows[1]["start"] == "3.801"


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_formulas_are_guarded(cell):
    assert guarded(cell) == "'" + cell


def test_word_document_holds_everything():
    detail = made(TALK, comments=[Comment("c1", "bookmark", 4.0, None, "", "2026-11-24T10:00:00")])
    data = write_docx(detail)
    assert data == write_docx(detail)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    trees = {name: ET.fromstring(content) for name, content in parts.items()}
    for name, tree in trees.items():  # what a relationship or a content type names is there
        for child in tree:
            target = child.get("Target") or (child.get("PartName") or "").lstrip("/")
            if target:
                folder = "word/" if name.startswith("word/_rels") else ""
                assert folder + target in parts
    document = trees["word/document.xml"]
    paragraphs = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in document.iter(f"{W}p")]
    assert paragraphs[0] == "Demo | *Acme*"
    assert "0:03Tom Okafor: Well, we call the driver, and" in paragraphs
    assert "0:06Tom Okafor: then we wait. It costs $5 <a lot> & more." in paragraphs
    assert "0:04Bookmark" in paragraphs
    assert {"Figures", "Comments", "Transcript", "Talk ratio", "Tags: hot, q4"} <= set(paragraphs)
    styles = {style.get(f"{W}styleId") for style in trees["word/styles.xml"].iter(f"{W}style")}
    used = {style.get(f"{W}val") for style in document.iter(f"{W}pStyle")}
    assert used <= styles


def test_word_document_survives_what_xml_cannot_hold():
    data = write_docx(made([Utterance("u1", "a", 0.0, 1.0, "a\x00b\x0bc\ud800d\ufffe")]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        ET.fromstring(archive.read("word/document.xml"))


def test_markdown_sets_no_marks_that_nobody_wrote():
    text = write_markdown(made([Utterance("u1", "a", 0.0, 1.0, "# not *bold* <b> 1. [x](y)"), TALK[1]]))
    assert "# Demo \\| \\*Acme\\*\n" in text
    assert "\\# not \\*bold\\* \\<b\\> 1. \\[x\\](y)" in text
    assert "**0:03 · Tom Okafor**" in text
    assert "| Talk ratio |" in text


@pytest.mark.parametrize(("said", "written"), [("1. First", "1\\. First"), ("- no", "\\- no"), ("+1", "\\+1")])
def test_markdown_begins_no_list(said, written):
    assert f"\n{written}\n" in write_markdown(made([Utterance("u1", "a", 0.0, 1.0, said)]))


def test_text_is_one_line_an_utterance():
    lines = write_text(made(TALK)).splitlines()
    assert lines[0] == "Demo | *Acme*"
    assert lines[-1] == " 1:01:40  Anna Berg: =SUM(A1) is what I'd say"


def test_no_words_and_no_times_are_told():
    detail = made(TALK)
    with pytest.raises(KnownError, match="no words yet"):
        write_text(replace(detail, transcript=None))
    untimed = tuple(replace(u, timed=False) for u in TALK)
    still = replace(detail, transcript=replace(detail.transcript, utterances=untimed))
    for writer in (write_vtt, write_srt):
        with pytest.raises(KnownError, match="have no times"):
            writer(still)
    assert write_text(still).splitlines()[-1] == "Anna Berg: =SUM(A1) is what I'd say"
    assert build(still).transcript[0].time == ""
    assert json.dumps(write_csv(still))


@given(
    value=st.dictionaries(
        st.text(max_size=4),
        st.none() | st.integers() | st.text(max_size=4) | st.lists(st.dictionaries(st.text(max_size=3), st.integers())),
        max_size=4,
    )
    | st.lists(st.integers())
)
def test_pretty_json_is_json(value):
    assert json.loads(pretty(value)) == value
