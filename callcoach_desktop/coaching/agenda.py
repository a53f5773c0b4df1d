"""What a 1-on-1 could be about: from what happened since the last one, a few things worth two people's time.

A question comes first and asks for the why; the figure comes second and says only what was measured. Whether something
was good is for the two people: "good" and "hard" here are guesses of where to listen, from the rep's own usual.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from callcoach_desktop.coaching.behaviours import goodness, spell
from callcoach_desktop.coaching.focus import day_of
from callcoach_desktop.domain.coaching import Answer, Behaviour, CallFact, CallOutlier, OutlierKind, Progress
from callcoach_desktop.domain.one_on_ones import Agreement, Item, ItemKind

GOOD, HARD, OUTLIERS = 2, 1, 2
"""How many of each an agenda has; more would be a report and no talk."""
_GOOD_KINDS: frozenset[OutlierKind] = frozenset({"sentiment_high", "unusually_good"})
# Figures that say where to listen when nothing stands out: id of the behaviour, title, question.
_GOOD_PLACES = (
    ("customer_story", "The customer told a long story", "Why did they open up here? What did you do before it?"),
    ("clarifying_questions", "You went back to what they said", "Why did you ask on here, and what came of it?"),
)
_HARD_PLACES = (
    ("longest_monologue", "You explained at length", "Why did you stay with this for so long? What did you want?"),
    ("patience", "You came in fast", "Why did you come in at this point?"),
)
_OBJECTIONS = {
    "price": "the price", "timing": "the time", "authority": "who decides", "competitor": "another vendor",
    "need": "whether they need it", "trust": "trust",
}  # fmt: skip
_FRAMEWORKS = {
    "acknowledge_explore_respond": ("You asked before you answered", "Why did you ask first here?"),
    "feel_felt_found": ("You told of another customer", "Why did you tell of somebody else here?"),
    "reframe_value": ("You spoke of value", "Why did you go to the value here?"),
    "trade_concession": ("You gave something for something", "Why did you offer an exchange here?"),
    "discount_immediately": ("You offered a discount", "Why did you offer a discount at this point?"),
    "ignore": ("The talk went on past it", "Why did you go on to another subject here?"),
}
_OUTCOMES = {
    "resolved": "the customer took it", "parked": "it was put off", "lost": "the customer did not take it",
}  # fmt: skip
_OUTLIER_WORDS: dict[OutlierKind, tuple[str, str]] = {
    "sentiment_high": ("A customer who spoke warmly", "Why did this call feel as it did? What did you do?"),
    "unusually_good": ("A call unlike your others", "Why did this call go the way it did? What did you do?"),
    "sentiment_low": ("A customer who spoke coldly", "Why do you think they spoke like this?"),
    "tone_dropped": ("A call that cooled down", "Why did the tone change here? What happened before?"),
    "pricing_off_the_rails": ("A talk about price", "Why did you answer about the price as you did?"),
    "monologue": ("A long turn of yours", "Why did you stay with this for so long? What did you want?"),
    "no_next_step": ("The end of a call", "Why did you end this call as you did?"),
    "silent_customer": ("A customer who said little", "Why do you think they said so little?"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen in a call, in seconds, and what is said there ("" where it is about no words)."""

    start: float
    end: float
    quote: str


Find = Callable[[str, float], Place | None]
"""A call and a second -> the place around it; None when it cannot be heard or read any more."""
Hear = Callable[[str, str], float | None]
"""A call and a behaviour's id -> the second where its figure is heard."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What an agenda is built from. `calls` are those since the last 1-on-1, oldest first, with the values of
    `behaviours` under their ids; `open` are the agreements that were not settled; `names` are those of behaviours."""

    progress: Progress | None
    outliers: Sequence[CallOutlier]
    answers: Sequence[Answer]
    calls: Sequence[CallFact]
    behaviours: Sequence[Behaviour]
    open: Sequence[Agreement]


def propose(happened: Happened, find: Find, hear: Hear, new_id: Callable[[], str]) -> list[Item]:
    """The agenda: open agreements, the focus, a good moment, a hard one, what stands out, another good moment.

    A call comes at most once. `find` and `hear` are asked for few calls, best guesses first.
    """
    taken: set[str] = set()
    good = _fill(GOOD, "good", [_of_outliers(happened, good=True), _resolved(happened), _best_of_focus(happened),
                                _by_figure(happened, _GOOD_PLACES)], find, hear, taken)  # fmt: skip
    hard = _fill(HARD, "hard", [_not_resolved(happened), _of_outliers(happened, good=False),
                                _by_figure(happened, _HARD_PLACES)], find, hear, taken)  # fmt: skip
    odd = _fill(OUTLIERS, "outlier", [_of_outliers(happened, good=False), _of_outliers(happened, good=True)],
                find, hear, taken)  # fmt: skip
    found = [*map(returned, happened.open), *_focus(happened.progress), *good[:1], *hard, *odd, *good[1:]]
    return [replace(item, id=new_id()) for item in found]


def more(
    happened: Happened, find: Find, hear: Hear, taken: set[str], new_id: Callable[[], str], most: int = 8
) -> list[Item]:
    """What else could be talked about, about other calls than those in `taken`."""
    taken = set(taken)
    sources: tuple[tuple[ItemKind, list[list[_Guess]]], ...] = (
        ("outlier", [_of_outliers(happened, good=False), _of_outliers(happened, good=True)]),
        ("hard", [_not_resolved(happened), _by_figure(happened, _HARD_PLACES)]),
        ("good", [_resolved(happened), _best_of_focus(happened), _by_figure(happened, _GOOD_PLACES)]),
    )
    found = [item for kind, guesses in sources for item in _fill(4, kind, guesses, find, hear, taken)]
    return [replace(item, id=new_id()) for item in found[:most]]


def returned(agreement: Agreement) -> Item:
    """An agreement that comes back."""
    due = None if agreement.due is None else day_of(agreement.due)
    figure = "Agreed without a day." if due is None else f"Agreed until {due.day} {due:%B}."
    return Item("", "agreement", agreement.action, "Why did it go as it went? What helped, what was in the way?",
                figure, about=agreement.id)  # fmt: skip


def _focus(progress: Progress | None) -> list[Item]:
    if progress is None or progress.focus.state == "finished":
        return []
    question = "Why did it go as it went since last time, and where did you notice it?"
    return [
        Item("", "focus", progress.behaviour.name, question, progress.verdict.sentence, about=progress.behaviour.id)
    ]


@dataclass(frozen=True, slots=True)
class _Guess:
    """A place that may be worth a talk; `at` None: `hear` knows the second for `behaviour`."""

    call: str
    at: float | None
    title: str
    question: str
    figure: str
    behaviour: str = ""


def _fill(
    most: int, kind: ItemKind, sources: Sequence[Sequence[_Guess]], find: Find, hear: Hear, taken: set[str]
) -> list[Item]:
    """The first guesses that can be found, the sources by turns, so that not all say the same."""
    made: list[Item] = []
    queues = [list(source) for source in sources]
    while len(made) < most and any(queues):
        for queue in queues:
            while queue and len(made) < most:
                guess = queue.pop(0)
                if guess.call in taken:
                    continue
                at = guess.at if guess.at is not None else hear(guess.call, guess.behaviour)
                place = find(guess.call, at) if at is not None else None
                if place is None:
                    continue
                taken.add(guess.call)
                made.append(
                    Item("", kind, guess.title, guess.question, guess.figure, place.quote, guess.call, place.start,
                         place.end, guess.behaviour)
                )  # fmt: skip
                break
    return made


def _of_outliers(happened: Happened, *, good: bool) -> list[_Guess]:
    found = [o for o in happened.outliers if (o.kind in _GOOD_KINDS) == good and not o.dismissed]
    found.sort(key=lambda o: -o.score)
    # Where to hear it is what the item has a button for.
    return [_Guess(o.call, o.start, *_OUTLIER_WORDS[o.kind], o.why.split(" Hear ")[0]) for o in found]


def _answered(answer: Answer) -> _Guess:
    title, question = _FRAMEWORKS.get(answer.framework, ("How you answered", "Why did you answer like this?"))
    about = _OBJECTIONS.get(answer.objection, answer.objection.replace("_", " "))
    what = f"The objection was about {about}" if about else "There was an objection"
    if answer.outcome == "lost":
        title = f"An objection about {about}" if about else "An objection"
    outcome = _OUTCOMES.get(answer.outcome)
    return _Guess(answer.call, answer.start, title, question, f"{what}; {outcome}." if outcome else f"{what}.")


def _resolved(happened: Happened) -> list[_Guess]:
    return [_answered(a) for a in happened.answers if a.outcome == "resolved"]


def _not_resolved(happened: Happened) -> list[_Guess]:
    lost = [a for a in happened.answers if a.outcome == "lost" or a.framework in ("ignore", "discount_immediately")]
    return [_answered(a) for a in sorted(lost, key=lambda a: a.outcome != "lost")]


def _best_of_focus(happened: Happened) -> list[_Guess]:
    if happened.progress is None:
        return []
    behaviour = happened.progress.behaviour
    since = {call.id for call in happened.calls}
    points = [p for p in happened.progress.points if p.call in since]
    points.sort(key=lambda p: -goodness(p.value, behaviour))
    usual = happened.progress.focus.baseline.range.mean
    against = "" if usual is None else f"; your old average is {spell(usual, behaviour)}"
    return [
        _Guess(p.call, None, f"Your best since: {behaviour.name}", "Why did it work here? What did you do before it?",
               f"{spell(p.value, behaviour)} in this call{against}.", behaviour.id)
        for p in points[:3]
    ]  # fmt: skip


def _by_figure(happened: Happened, places: Sequence[tuple[str, str, str]]) -> list[_Guess]:
    known = {b.id: b for b in happened.behaviours}
    good = places is _GOOD_PLACES
    found = []
    for name, title, question in places:
        behaviour = known.get(name)
        calls = [c for c in happened.calls if name in c.values] if behaviour is not None else []
        if behaviour is None or len(calls) < 2:  # with one call nothing is longer or shorter
            continue
        calls.sort(key=lambda c: goodness(c.values[name], behaviour), reverse=good)
        found += [
            _Guess(c.id, None, title, question, f"{behaviour.name}: {spell(c.values[name], behaviour)}.", name)
            for c in calls[:3]
        ]
    return found
