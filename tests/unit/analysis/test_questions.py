"""Questions that must be found, of which type, and what only looks like one."""

import pytest

from callcoach_desktop.analysis import analyse
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.speech import meaning

SPEAKERS = (Speaker("left", "Ann", "rep", 0), Speaker("right", "Bob", "customer", 1))


def questions(*lines, read=None):
    """What is found, by word lists alone or with a language model that has read the call."""
    utterances, clock = [], 0.0
    for n, (who, text) in enumerate(lines):
        end = clock + 0.35 * len(text.split())
        utterances.append(Utterance(f"u{n}", who, clock, end, text))
        clock = end + 0.3
    analysis = analyse(Transcript(clock, "en", SPEAKERS, tuple(utterances)), Vocabulary(), read)
    return [m for m in analysis.moments if m.kind == "question"]


TYPED = (
    ("Tell me about the last time that it went wrong.", "open"),
    ("Walk me through what happens on a Monday.", "open"),
    ("Could you run me through what the drivers do on a Monday?", "open"),
    ("Help me understand who would sign that.", "open"),
    ("Is the part about the deposit clear?", "check"),
    ("Any doubts, up to here?", "check"),
    ("How many vans do you have?", "closed"),
    ("Do you take cards?", "closed"),
    ("Could you hold on a second?", "closed"),
    ("Does that make sense?", "check"),
    ("Does that sound fair?", "check"),
)


def typed(text, read=None):
    lines = (("right", "We run the depot with nine people."), ("left", text), ("right", "Let me think."))
    return [(q.quote, q.type) for q in questions(*lines, read=read)]


@pytest.mark.parametrize(("text", "type_"), TYPED)
def test_type_in_written_text_by_word_lists_alone(text, type_):
    assert typed(text) == [(text, type_)]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        *TYPED,
        (
            "How do you handle returns at the moment?",
            "open",
        ),  # the lists alone hold it for closed
        ("What happens when a van breaks down?", "open"),
    ],
)
def test_type_in_written_text_with_the_language_model(text, type_):
    assert typed(text, meaning.shipped()) == [(text, type_)]


@pytest.mark.parametrize(
    "text",
    [
        "how do you handle returns at the moment",
        "do you have a maintenance contract",
        "so what would you need to see to say yes",
        "how many vans do you have",
    ],
)
def test_found_in_bare_text(text):
    found = questions(
        ("right", "we run the depot with nine people"), ("left", text), ("right", "let me think about it")
    )
    assert [q.quote for q in found] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "I'd be curious to know, um, how the drivers took it.",
        "I wonder could I leave you the folder.",
        "What I'm trying to understand is how the old one failed.",
        "I don't know if you can say what a season of that would cost.",
        "Okay, just give me a rough price.",
        "So how do I know it holds.",
        "But go on, what's the damage.",
    ],
)
def test_wordings_that_ask_without_a_question_mark_and_say_why(text):
    found = questions(("left", "We moved in March. Did it rain?"), ("right", text), ("left", "Well, it went fine."))
    assert [q.quote.removeprefix("But go on, ") for q in found[1:]] == [text.removeprefix("But go on, ")]
    assert found[1].why.startswith(("asks ", "begins with "))


@pytest.mark.parametrize(
    "text",
    [
        "I don't know who ordered the labels.",
        "You give us the number and we call them.",
        "I wonder at it myself.",
        "I'd be grateful if it came by Friday.",
        "I'm glad when it works.",
        "I hope this helps.",
        "What I want is a dry cellar.",
        "That's why we moved.",
        "When we moved, we lost two of them.",
        "What we do is bag it up.",
        "Yeah.",
        "Right.",
    ],
)
def test_what_only_looks_like_a_question(text):
    assert questions(("left", "We moved in March."), ("right", text), ("left", "I see.")) == []


def test_clarifying_takes_up_the_others_words():
    found = questions(
        ("right", "The vans sit in the yard for two days."),
        ("left", "When you say two days, is that every week?"),
        ("right", "Every week."),
    )
    assert [q.type for q in found] == ["clarifying"]
    assert found[0].why
    assert found[0].speaker == "left"


def test_several_questions_in_one_utterance_and_their_times():
    text = "Thanks, Bob. How many vans do you have? And who drives them?"
    words = tuple(Word(w, i * 0.5, i * 0.5 + 0.4) for i, w in enumerate(text.split()))
    utterance = Utterance("u0", "left", 0.0, 6.0, text, words)
    answer = Utterance("u1", "right", 7.0, 9.0, "Nine, and nine drivers.")
    analysis = analyse(Transcript(9.0, "en", SPEAKERS, (utterance, answer)), Vocabulary())
    found = [(m.quote, m.start, m.end) for m in analysis.moments if m.kind == "question"]
    assert found == [
        ("How many vans do you have?", pytest.approx(1.0), pytest.approx(3.9)),
        ("And who drives them?", pytest.approx(4.0), pytest.approx(5.9)),
    ]


def test_a_question_may_span_two_utterances():
    found = questions(("left", "And how do you handle"), ("left", "returns at the moment?"), ("right", "We don't."))
    assert [q.quote for q in found] == ["And how do you handle returns at the moment?"]


def test_a_rhetorical_question_is_marked_but_not_counted():
    lines = [
        ("left", "So why did we build it? Because nobody else would."),
        ("right", "That is good to hear."),
    ]
    found = questions(*lines)
    assert [q.quote for q in found] == ["So why did we build it?"]
    assert found[0].type == "rhetorical"


@pytest.mark.parametrize(
    ("asked", "rhetorical"),
    [
        ("So what does the machine do? It looks at how deep the cup is.", True),
        ("And what is this bump here? This bump is a drum that was emptied early.", True),
        ("What do you do about it? It seems to be a lot of work for one man.", False),  # asked of the other
        ("What about the drums? The drums are a lot of work.", False),
    ],
)
def test_what_a_speaker_asks_and_answers_is_rhetorical(asked, rhetorical):
    found = questions(("left", asked), ("right", "I see."))
    assert (found[0].type == "rhetorical") is rhetorical


@pytest.mark.parametrize(
    ("said", "type_"),
    [
        ("What do you mean by not trusting the figures?", "clarifying"),
        ("When you say a mess, what does that look like on a normal evening?", "clarifying"),
        ("Okay, you said annoyed, what exactly do they say about the calls?", "clarifying"),
        ("You mentioned a second site. How do you handle stock there?", "open"),  # another sentence
    ],
)
def test_a_question_that_quotes_the_other_goes_back_to_it(said, type_):
    before = ("right", "The managers count it all again before each meeting, and it is a mess.")
    assert [q.type for q in questions(before, ("left", said))] == [type_]
