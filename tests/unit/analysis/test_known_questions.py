"""Questions that are known from an earlier analysis are those that would be found anew."""

import random
from dataclasses import replace

import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.analysis.questions import finder
from callcoach_desktop.analysis.questions.model import shipped
from callcoach_desktop.analysis.words import runs, sorted_utterances
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.domain.vocabulary import Vocabulary

SPEAKERS = (Speaker("left", "Ann", "rep", 0), Speaker("right", "Bob", "customer", 1))
SENTENCES = (
    "So how do you handle returns at the moment?",
    "We send the van out on a Tuesday and it comes back on a Thursday.",
    "You would change that this year.",
    "Why would they? Because nobody asked.",
    "What was it, about forty a month?",
    "I don't know who ordered the labels.",
    "Makes sense?",
    "Mm-hm.",
    "Yeah, we do.",
    "Tell me about the last time that it went wrong, would you?",
)


def some_call(seed, *, bare):
    pick, clock, utterances = random.Random(seed), 0.0, []
    for number in range(60):
        who = pick.choice(("left", "right"))
        words = []
        for text in pick.choice(SENTENCES).split():
            length = pick.uniform(0.1, 0.4)
            words.append(Word(text.lower().strip(".,?") if bare else text, clock, clock + length, 0.9))
            clock += length + pick.choice((0.0, 0.0, 0.2, 0.5))
        text = " ".join(w.text for w in words)
        utterances.append(Utterance(f"u{number}", who, words[0].start, words[-1].end, text, tuple(words)))
        clock += pick.choice((-0.3, 0.1, 0.8, 3.5))
    return Transcript(clock, "en", SPEAKERS, tuple(utterances))


def corrected(transcript, pick):
    """The call after one correction: a word, a voice, a line cut in two, two voices swapped, one taken out."""
    lines = list(transcript.utterances)
    at = pick.randrange(len(lines))
    line = lines[at]
    kind = pick.choice(("word", "voice", "cut", "swap", "out", "times"))
    if kind == "word":
        words = list(line.words)
        spot = pick.randrange(len(words))
        words[spot] = replace(words[spot], text=pick.choice(("what", "you?", "because", "yes.", "twelve")))
        lines[at] = replace(line, words=tuple(words), text=" ".join(w.text for w in words))
    elif kind == "voice":
        lines[at] = replace(line, speaker="left" if line.speaker == "right" else "right")
    elif kind == "cut" and len(line.words) > 1:
        spot = pick.randrange(1, len(line.words))
        parts = (line.words[:spot], line.words[spot:])
        lines[at : at + 1] = [
            Utterance(f"{line.id}-{n}", line.speaker, p[0].start, p[-1].end, " ".join(w.text for w in p), p)
            for n, p in enumerate(parts)
        ]
    elif kind == "swap":
        sides = {"rep": "customer", "customer": "rep"}
        people = tuple(replace(one, side=sides[one.side]) for one in transcript.speakers)
        return replace(transcript, speakers=people)
    elif kind == "out" and len(lines) > 2:
        del lines[at]
    elif kind == "times":
        lines[at] = replace(line, words=())
    return replace(transcript, utterances=tuple(lines))


@pytest.fixture(autouse=True)
def nothing_known():
    finder._known_questions.cache_clear()
    yield
    finder._known_questions.cache_clear()


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_an_analysis_after_others_is_the_one_made_first(seed, bare):
    pick = random.Random(seed)
    states = [some_call(seed, bare=bare)]
    for _ in range(12):
        states.append(corrected(states[-1], pick))
    after_others = [analyse(state, Vocabulary()) for state in states]
    assert finder._known_questions.cache_info().hits > 100  # else this would prove nothing
    for state, known in zip(states, after_others, strict=True):
        finder._known_questions.cache_clear()
        assert analyse(state, Vocabulary()) == known


def test_a_correction_looks_again_only_at_what_stands_around_it():
    call = some_call(9, bare=False)
    analyse(call, Vocabulary())
    before = finder._known_questions.cache_info().misses
    line = call.utterances[30]
    words = (replace(line.words[0], text="what"), *line.words[1:])
    text = " ".join(w.text for w in words)
    lines = (*call.utterances[:30], replace(line, words=words, text=text), *call.utterances[31:])
    analyse(replace(call, utterances=lines), Vocabulary())
    assert 0 < finder._known_questions.cache_info().misses - before < 8


def test_other_weights_are_not_mixed_up_with_what_is_known():
    lines = [("right", "we have nine vans"), ("left", "do you handle returns"), ("right", "let me think")]
    call = Transcript(
        20.0, "en", SPEAKERS, tuple(Utterance(f"u{n}", w, 5.0 * n, 5.0 * n + 4, t) for n, (w, t) in enumerate(lines))
    )
    spoken = runs(call, sorted_utterances(call), ())
    assert finder.find_questions(spoken, "en")
    silent = replace(shipped(), bare={"bias": -50.0}, marked={"bias": -50.0})
    assert finder.find_questions(spoken, "en", silent) == []
    assert finder.find_questions(spoken, "en", shipped()) == finder.find_questions(spoken, "en")
