"""Transcripts of other programs: WebVTT of Zoom, Teams and Meet, SRT, broken and odd ones."""

import itertools
from pathlib import Path

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange import is_transcript, read_transcript

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
Maya Lindqvist: Hello Tom, thanks for making the time.

2
00:00:04.500 --> 00:00:07.250
Tom Okafor: Sure. What happens when a load
comes in warm?

3
00:00:07.300 --> 00:00:09.000
Tom Okafor: and who pays for that?

4
00:00:20.000 --> 00:00:24.000
Maya Lindqvist: Here is the thing: nobody does.
"""

TEAMS = """WEBVTT

d7a5e1a2-1f0c-4c6e-8e45-0d2f4bd2e001/12-0
00:00:03.120 --> 00:00:05.440
<v Adele Vance>Good morning &amp; welcome,
everyone.</v>

d7a5e1a2-1f0c-4c6e-8e45-0d2f4bd2e001/15-1
00:00:05.900 --> 00:00:08.000
<v.loud Alex O'Neil><b>Morning!</b></v>
<v Adele Vance>Shall we start?</v>
"""

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>So we looked at the numbers</i>

2
00:00:02,600 --> 00:00:04,000
{\\an8}and they are up.

3
00:00:04,100 --> 00:00:06,000
Here is the thing: it was 10:30 when we left.
"""


@pytest.fixture
def read(tmp_path: Path):
    def inner(content: str | bytes, name: str = "call.vtt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_transcript(path)

    return inner


def said(transcript) -> list[tuple[str, float, float, str]]:
    names = {s.id: s.name for s in transcript.speakers}
    return [(names[u.speaker], u.start, u.end, u.text) for u in transcript.utterances]


def test_zoom_names_are_speakers_and_whole_sentences_stay_apart(read):
    transcript = read(ZOOM)
    assert said(transcript) == [
        ("Maya Lindqvist", 1.0, 4.0, "Hello Tom, thanks for making the time."),
        ("Tom Okafor", 4.5, 7.25, "Sure. What happens when a load comes in warm?"),
        ("Tom Okafor", 7.3, 9.0, "and who pays for that?"),
        ("Maya Lindqvist", 20.0, 24.0, "Here is the thing: nobody does."),
    ]
    assert [s.side for s in transcript.speakers] == ["other", "other"]
    assert (transcript.duration, transcript.language) == (24.0, "en")


def test_teams_voices_ids_entities_and_two_voices_in_one_cue(read):
    transcript = read(TEAMS)
    spoken = said(transcript)
    assert [(name, text) for name, _, _, text in spoken] == [
        ("Adele Vance", "Good morning & welcome, everyone."),
        ("Alex O'Neil", "Morning!"),
        ("Adele Vance", "Shall we start?"),
    ]
    assert spoken[1][1] == 5.9
    assert spoken[1][2] == spoken[2][1]
    assert spoken[2][2] == 8.0


def test_srt_joins_cut_sentences_and_invents_no_speaker(read):
    transcript = read(SRT, "call.srt")
    assert [(s.id, s.name) for s in transcript.speakers] == [("voice", "Speaker")]
    assert [u.text for u in transcript.utterances] == [
        "So we looked at the numbers and they are up.",
        "Here is the thing: it was 10:30 when we left.",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: "\ufeff" + t,
        lambda t: ("\ufeff" + t).encode("utf-16-le"),
        lambda t: ("\ufeff" + t).encode("utf-16-be"),
        lambda t: t.encode("utf-16-le"),
        lambda t: t.encode("utf-16-be"),
        lambda t: ("\ufeff" + t).encode("utf-32-le"),
        lambda t: t.replace("\n\n", "\n"),
        lambda t: t.replace("\n\n", "\n\n\n\n"),
        lambda t: t.replace("00:00:", "00:"),
        lambda t: t.replace(".000 -->", ".000 -->   ").replace("4.000\n", "4.000 align:start position:0%\n"),
        lambda t: t.replace(".", ",", 1).replace(" --> ", " -> "),
        lambda t: t.replace(
            "WEBVTT", "WEBVTT - made by a meeting\nKind: captions\nLanguage: en-US\n\nNOTE\nwritten 9:00"
        ),
        lambda t: t.replace("\n3\n", "\nNOTE a comment\nof two lines\n\nSTYLE\n::cue { color: red }\n\n3\n"),
        lambda t: t.removeprefix("WEBVTT\n\n"),
        lambda t: t.rstrip("\n"),
    ],
)
def test_odd_ways_of_writing_it_change_nothing(read, change):
    assert said(read(change(ZOOM))) == said(read(ZOOM))


def test_windows_encoding(read):
    transcript = read(
        "1\n00:00:01,000 --> 00:00:02,000\nJürgen: Grüß Gott, das ist ja schön.\n".encode("cp1252"), "a.srt"
    )
    assert said(transcript) == [("Jürgen", 1.0, 2.0, "Grüß Gott, das ist ja schön.")]
    assert transcript.language == "de"


def test_cues_out_of_order_and_overlapping_are_sorted_and_kept(read):
    transcript = read(
        "WEBVTT\n\n00:10.000 --> 00:12.000\nB: Second.\n\n00:01.000 --> 00:11.000\nA: First.\n\n"
        "00:30.000 --> 00:29.000\nB: Third.\n"
    )
    assert [u.text for u in transcript.utterances] == ["First.", "Second.", "Third."]
    assert all(u.end > u.start for u in transcript.utterances)
    assert transcript.utterances[0].end == 11.0


def test_a_cue_without_a_name_goes_on_with_the_last_speaker(read):
    transcript = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAnna Berg: One.\n\n00:05.000 --> 00:06.000\nTwo.\n\n"
        "00:07.000 --> 00:08.000\nBob: Three.\n\n00:09.000 --> 00:10.000\nAnna Berg: Four.\n\n"
        "00:11.000 --> 00:12.000\nBob: Five.\n"
    )
    assert [name for name, *_ in said(transcript)] == ["Anna Berg", "Anna Berg", "Bob", "Anna Berg", "Bob"]


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("[SPEAKER_00]:", "SPEAKER_00"),
        ("[SPEAKER_00]", "SPEAKER_00"),
        ("Speaker 1:", "Speaker 1"),
        ("speaker 2:", "speaker 2"),
        (">> Anna:", "Anna"),
        ("Dr. Jan van der Berg (Acme):", "Dr. Jan van der Berg (Acme)"),
        ("Prof. Dr. Käthe von der Weiß (Söhne GmbH & Co. KG):", "Prof. Dr. Käthe von der Weiß (Söhne GmbH & Co. KG)"),
        ("[Anna Müller]", "Anna Müller"),
        ("(Anna)", "Anna"),
        ("Berg, Anna:", "Berg, Anna"),
        ("王小明：", "王小明"),
        ("anna:", "anna"),
    ],
)
def test_ways_of_writing_a_name(read, prefix, name):
    cues = "\n\n".join(f"00:0{i}.000 --> 00:0{i}.900\n{prefix} words number {i}." for i in range(1, 4))
    transcript = read(f"WEBVTT\n\n{cues}\n")
    assert {n for n, *_ in said(transcript)} == {name}
    assert transcript.utterances[0].text == "words number 1."


def test_names_may_stand_in_a_line_of_their_own(read):
    cues = [("Anna Müller", "Hello there, this is Anna."), ("Bob", "Hi."), ("Anna Müller", "What is new?\nIn Bonn?")]
    text = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{name}\n{what}" for n, (name, what) in enumerate(cues, 1))
    transcript = read(f"WEBVTT\n\n{text}\n")
    assert [name for name, *_ in said(transcript)] == ["Anna Müller", "Bob", "Anna Müller"]
    assert [u.text for u in transcript.utterances] == ["Hello there, this is Anna.", "Hi.", "What is new? In Bonn?"]


def test_two_lines_of_text_are_no_name_and_text(read):
    cues = ["Hello there\nand welcome", "Nice to\nsee you all", "What is\nnew in Bonn"]
    text = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{what}" for n, what in enumerate(cues, 1))
    assert {name for name, *_ in said(read(f"WEBVTT\n\n{text}\n"))} == {"Speaker"}


def test_sounds_in_brackets_are_no_speakers(read):
    cues = ["[laughter] Hello.", "How are you?", "Fine.", "[music] And you?"]
    text = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{what}" for n, what in enumerate(cues, 1))
    assert {name for name, *_ in said(read(f"WEBVTT\n\n{text}\n"))} == {"Speaker"}


def test_a_cue_without_an_end_lasts_as_long_as_its_words_but_not_into_the_next(read):
    transcript = read(
        "WEBVTT\n\n00:00:01.000 -->\n<v Anna>One two three four five six seven eight nine ten eleven.\n\n"
        "00:00:02.000 --> \n<v Bob>Hi.\n\n00:01:00.000 -->\n<v Anna>And a last word from me.\n"
    )
    first, second, last = transcript.utterances
    assert (first.start, first.end) == (1.0, 2.0)
    assert (second.start, second.end) == (2.0, pytest.approx(2.9, abs=0.7))
    assert 60.5 < last.end < 63


def test_hours_of_three_digits_and_controls_in_the_text(read):
    [utterance] = read("WEBVTT\n\n100:00:01.000 --> 100:00:03.000\n<v Anna>One\x00 two\x07.\n").utterances
    assert (utterance.start, utterance.end, utterance.text) == (360_001.0, 360_003.0, "One two.")


def test_one_name_in_two_spellings_is_one_speaker(read):
    transcript = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAnna  Berg: One.\n\n00:03.000 --> 00:04.000\nANNA BERG: Two.\n"
    )
    assert len(transcript.speakers) == 1


def test_word_times_fill_the_cue_in_proportion_to_letters(read):
    utterance = read(ZOOM).utterances[0]
    words = utterance.words
    assert " ".join(w.text for w in words) == utterance.text
    assert words[0].start == utterance.start
    assert words[-1].end == pytest.approx(utterance.end)
    assert all(a.end == b.start for a, b in itertools.pairwise(words))
    assert {w.probability for w in words} == {1.0}
    assert words[2].end - words[2].start > words[3].end - words[3].start  # "for" is shorter than "thanks"


def lines_of(*texts):
    """A WebVTT of one speaker, one line a second."""
    cues = (f"00:{i:02}.000 --> 00:{i:02}.900\n<v Ann>{text}" for i, text in enumerate(texts, 1))
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def test_lines_of_any_length_are_those_of_somebody_who_heard_an_end(read):
    said = ["so", "do you go there with friends or by yourself then", "or", "uh", "do you like it",
            "we went there when the children were small and never since", "do you"] * 3  # fmt: skip
    assert [u.text for u in read(lines_of(*said)).utterances] == said


def test_lines_that_are_filled_are_subtitles_and_are_joined(read):
    said = ["so do you go there with", "friends or by yourself then", "because we went there when", "they were small."]
    assert [u.text for u in read(lines_of(*said * 5)).utterances] == [" ".join(said)] * 5
    words = " ".join(said * 5).split()[:50]
    assert len(read(lines_of(*words)).utterances) < 5


def test_sentences_that_never_end_are_cut_after_a_minute(read):
    cues = "\n\n".join(
        f"{i // 60:02}:{i % 60:02}.000 --> {i // 60:02}:{i % 60:02}.900\nand so on" for i in range(1, 180)
    )
    transcript = read(f"WEBVTT\n\n{cues}\n")
    assert len(transcript.utterances) == 3
    assert max(u.end - u.start for u in transcript.utterances) <= 60


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.vtt", "empty_transcript"),
        (b"WEBVTT\n\n", "a.vtt", "empty_transcript"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "a.vtt", "empty_transcript"),
        (b"\n\n", "a.srt", "empty_transcript"),
        (b"just some text", "a.txt", "not_transcript"),
        (bytes(range(256)) * 20, "a.srt", "empty_transcript"),
        (b"{", "a.json", "not_transcript"),
        (b"[]", "a.json", "not_transcript"),
        (b"[" * 100_000, "a.json", "not_transcript"),
        (b'{"utterances": []}', "a.json", "empty_transcript"),
        (b'{"utterances": [{"text": "no times"}]}', "a.json", "not_transcript"),
        (b'{"utterances": 3}', "a.json", "not_transcript"),
        (b'{"format": "callcoach-transcript", "version": 99, "utterances": []}', "a.json", "newer_transcript"),
        (b'{"utterances": [{"speaker": "a", "start": NaN, "end": 1, "text": "x"}]}', "a.json", "not_transcript"),
        (b'{"utterances": [{"speaker": "a", "start": 5, "end": 1, "text": "x"}]}', "a.json", "not_transcript"),
        (b'{"utterances": [{"speaker": "a", "start": 0, "end": 1e9, "text": "x"}]}', "a.json", "not_transcript"),
    ],
)
def test_what_is_no_transcript_gets_its_sentence(read, content, name, code):
    with pytest.raises(KnownError) as caught:
        read(content, name)
    problem = caught.value.problem
    assert problem.code == code
    assert name in problem.what
    assert problem.do


def test_missing_file_and_folder(tmp_path):
    for path in (tmp_path / "gone.vtt", tmp_path):
        with pytest.raises(KnownError) as caught:
            read_transcript(path)
        assert caught.value.problem.code == "cannot_read"


def test_a_wrong_suffix_does_not_matter(read):
    assert said(read(ZOOM, "call.srt")) == said(read(ZOOM))
    assert said(read(SRT, "call.vtt")) == said(read(SRT, "call.srt"))
    assert said(read(SRT, "call.txt")) == said(read(SRT, "call.srt"))


def test_is_transcript():
    assert is_transcript(Path("a.VTT"))
    assert not is_transcript(Path("a.wav"))
