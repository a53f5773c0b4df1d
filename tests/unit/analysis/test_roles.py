"""Who is the rep, by what is said: on the transcripts of some of our own calls, whose kind gave the weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcoach_desktop.analysis.roles import guess_rep
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.exchange import read_transcript

SALES = (
    ("a", "Hi, thanks for your time. What do you use for your invoices today, and how does that work for you?"),
    ("b", "I do them by hand. I have a sheet, and my wife checks what I wrote, so I lose most of my Fridays with it."),
    ("a", "So your Fridays go there. How many invoices do you send, and what would you do with your time back?"),
    ("b", "I would say forty. I could see my children, I suppose, and I would finish my own work for once."),
)


def _transcript(*said: tuple[str, str], language: str = "en") -> Transcript:
    speakers = tuple(Speaker(s, "", "other") for s in dict.fromkeys(who for who, _ in said))
    utterances = tuple(Utterance(f"u{i}", who, 10.0 * i, 10.0 * i + 8, text) for i, (who, text) in enumerate(said))
    return Transcript(10.0 * len(said), language, speakers, utterances)


def test_who_asks_about_the_other_is_the_rep() -> None:
    guess = guess_rep(_transcript(*SALES))
    assert guess is not None
    assert guess.speaker == "a"
    assert guess.margin > 1


def test_a_name_that_somebody_says_of_himself_decides() -> None:
    said = (("b", "Good morning, this is Tom, and I will tell you all about my day and my work and my plans."), *SALES)
    assert guess_rep(_transcript(*SALES, *said), "Tom Berg") is not None
    late = guess_rep(_transcript(*said), "Tom Berg")
    assert late is not None
    assert late.speaker == "b"


def test_a_colleague_who_says_little_is_not_the_rep() -> None:
    colleague = ("c", "And you, do you have a way to tell your people, or would you leave that to your side of it?")
    assert colleague[1].count("you") / len(colleague[1].split()) > SALES[0][1].count("you") / len(SALES[0][1].split())
    guess = guess_rep(_transcript(*SALES, *SALES, colleague))
    assert guess is not None
    assert guess.speaker == "a"


def test_a_name_counts_as_a_recogniser_may_hear_it() -> None:
    said = (("b", "Beneath, pay its Tom from Stratapack, I will tell my day and my work and my plans."), *SALES)
    guess = guess_rep(_transcript(*said), "Tom Berg")
    assert guess is not None
    assert guess.speaker == "b"


@pytest.mark.parametrize(
    "transcript",
    [
        _transcript(*SALES, language="de"),
        _transcript(("a", SALES[0][1])),
        _transcript(SALES[0], ("b", "Yes.")),
        _transcript(),
    ],
)
def test_no_guess_where_there_is_nothing_to_go_by(transcript: Transcript) -> None:
    assert guess_rep(transcript) is None


def test_our_own_calls_have_their_rep() -> None:
    """Eight of our scripts; their first columns name the call and its rep."""
    folder = Path(__file__).parents[2] / "data" / "transcripts"
    lines = (folder / "calls.tsv").read_text().splitlines()
    right = 0
    for line in lines:
        call, rep, *_ = line.split("\t")
        words = read_transcript(folder / f"{call}.vtt")
        guess = guess_rep(words)
        assert guess is not None, call
        right += next(s.name for s in words.speakers if s.id == guess.speaker) == rep
    assert right == len(lines) == 8
