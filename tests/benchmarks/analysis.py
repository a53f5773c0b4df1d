"""How long the analysis of an hour of talk takes, punctuated and bare. Prints seconds; nothing is asserted."""

from __future__ import annotations

import random
import time

from callcoach_desktop.analysis import analyse
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.domain.vocabulary import Term, Tracker, Vocabulary
from callcoach_desktop.speech.meaning import shipped

SENTENCES = (
    "So how do you handle returns at the moment?",
    "We send the van out on a Tuesday and it comes back on a Thursday with whatever the shops gave up.",
    "Is that something you would want to change this year?",
    "Yeah, I think the warehouse team would be glad of it, honestly.",
    "And the price was about forty dollars a month, which is more than Summit asked.",
    "I don't know who ordered the labels.",
    "Does that make sense?",
    "Mm-hm.",
    "Tell me about the last time that it went wrong.",
)


def hour(bare):
    """3,600 seconds of two people, about 10,000 words with times."""
    pick, clock, utterances = random.Random(3), 0.0, []
    while clock < 3_600:
        who = pick.choice(("left", "right"))
        for _ in range(pick.randint(1, 5)):
            words = []
            for text in pick.choice(SENTENCES).split():
                length = pick.uniform(0.15, 0.45)
                shown = text.lower().strip(".,?") if bare else text
                words.append(Word(shown, clock, clock + length, 0.9))
                clock += length
            text = " ".join(w.text for w in words)
            utterances.append(Utterance(f"u{len(utterances)}", who, words[0].start, clock, text, tuple(words)))
            clock += pick.uniform(0.1, 0.9)
    speakers = (Speaker("left", "Ann", "rep", 0), Speaker("right", "Bob", "customer", 1))
    return Transcript(clock, "en", speakers, tuple(utterances))


TRACKERS = tuple(
    Tracker(name, phrases, examples, side)
    for name, phrases, examples, side in (
        ("Agenda", ("agenda for today",), ("here is what I would like to cover today",), "rep"),
        ("Pilot", ("run a pilot", "free trial"), ("we could start with a small trial at one site",), "rep"),
        ("Boss", ("run it past",), ("I will have to ask my boss about this",), "customer"),
        ("Brush-off", ("send me an email",), ("call me back next quarter",), "customer"),
        ("Recap", ("to recap",), ("let me play back what I heard",), "rep"),
        ("Lock-in", ("notice period",), ("we do not want to be tied into a long contract",), "customer"),
    )
)


def trackers():
    """What six trackers add to the hour, with the first look at its words loaded."""
    from callcoach_desktop.analysis.tracking.finder import trackers_in

    meaning, words = shipped(), hour(False)
    for some, form in ((TRACKERS[:0], "none"), (TRACKERS, "six, first time"), (TRACKERS, "six, again")):
        began = time.process_time()
        found = trackers_in(words, some, meaning)
        print(f"trackers {form:16} {len(found):4} moments  {time.process_time() - began:5.2f} s")


def main():
    vocabulary = Vocabulary(competitors=(Term("Summit"),))
    for bare, meaning in ((False, None), (True, None), (False, shipped()), (True, shipped())):
        transcript = hour(bare)
        count = sum(len(u.words) for u in transcript.utterances)
        began = time.process_time()
        analysis = analyse(transcript, vocabulary, meaning)
        took = time.process_time() - began
        form = ("bare" if bare else "punctuated") + ("" if meaning is None else " read")
        print(f"{form:15} {count:6} words  {len(analysis.moments):4} moments  {took:5.2f} s")


if __name__ == "__main__":
    main()
    trackers()
