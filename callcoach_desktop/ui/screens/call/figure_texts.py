"""The figures of a call in words: value, what stands behind it, definition, source. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.usual import LEAST_CALLS, Usual
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.wording import span_words

Metrics = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `value` is "–" when the call cannot tell; `note` then says why. `place` is where to listen."""

    key: str
    label: str
    value: str
    note: str
    definition: str
    source: str
    place: float | None
    amount: float | None = None  # the value itself, in the metric's unit


@dataclass(frozen=True, slots=True)
class _Spec:
    key: str
    label: str
    write: Callable[[float], str]
    definition: str
    source: str
    place: str  # the metric whose place is shown, "" for none
    sided: bool = True  # needs rep and customer told apart
    timed: bool = True
    english: bool = False


def _percent(value: float) -> str:
    return f"{value * 100:.0f}%"


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _specs() -> tuple[_Spec, ...]:
    """The figures in the order shown, in the language of the screen. Definitions are those of the design's section 3,
    sources are what others published; neither is ever a pass or a fail."""
    return (
        _Spec("talk_ratio", tr("Talk ratio"), _percent,
              tr("The rep's talk time out of the rep's and the customer's. Talking at once counts for both."),
              tr("What others saw: 43% in 25,537 calls (Gong Labs). It does not predict an outcome by itself."), ""),
        _Spec("longest_monologue", tr("Longest monologue"), clock,
              tr("The rep's longest turn. A cough or an “mm-hm” of the other side does not end it."), "",
              "longest_monologue"),
        _Spec("questions", tr("Questions"), _whole,
              tr("Questions that the rep asked, also indirect ones; rhetorical ones are not counted."),
              tr("What others saw: 11 to 14 in a call (Gong). Compare by the hour, since calls differ in length."), "",
              timed=False),
        _Spec("questions_per_hour", tr("Questions an hour"), _whole,
              tr("The rep's questions, divided by the length of the call in hours."), "", ""),
        _Spec("answer_seconds", tr("Answers"), span_words,
              tr("The median length of what the customer says after a question of the rep, until the rep takes the "
                 "floor again."), "", ""),
        _Spec("patience", tr("Patience"), span_words,
              tr("The median silence between the end of a customer's turn and the rep's start. Below zero: before its "
                 "end."),
              tr("In ordinary talk turns follow each other after about 0.2 s (Levinson & Torreira 2015)."),
              "shortest_wait"),
        _Spec("longest_customer_story", tr("Customer story"), clock,
              tr("The customer's longest turn."),
              tr("What others saw: a story of about 4 minutes helps (Gong, 257,967 calls)."),
              "longest_customer_story"),
        _Spec("words_per_minute", tr("Pace, words a minute"), _whole,
              tr("The rep's words a minute of talk; hesitations are not counted."),
              tr("What others saw: 130 to 175 words a minute (Read.ai)."), ""),
        _Spec("interactivity", tr("Interactivity"), _a_minute,
              tr("How often the floor passes from one side to the other, each minute."), "", ""),
        _Spec("interruptions_by_rep", tr("Interruptions"), _whole,
              tr("The rep takes the floor at least 0.3 s before the customer has ended. An “mm-hm” is no "
                 "interruption."),
              "", "interruptions_by_rep"),
        _Spec("fillers_per_100_words", tr("Fillers"), _tenth_percent,
              tr("Fillers such as “um” and “you know” for every 100 words of the rep. A recogniser leaves most of "
                 "them out of its text, so the true rate is higher; compare your own calls with each other."),
              tr("What others saw: under 4% (Read.ai)."), "", timed=False, english=True),
    )  # fmt: skip


def _a_minute(value: float) -> str:
    return tr("{count} / min", count=f"{value:.1f}")


def _tenth_percent(value: float) -> str:
    return f"{value:.1f}%"


_WRITERS: dict[str, Callable[[float], str]] = {
    "talk_ratio": _percent,
    "longest_monologue": clock,
    "longest_customer_story": clock,
    "answer_seconds": span_words,
    "patience": span_words,
    "interactivity": _a_minute,
    "fillers_per_100_words": _tenth_percent,
}


def write_value(key: str, value: float) -> str:
    """A value of a figure as its card writes it."""
    return _WRITERS.get(key, _whole)(value)


def usual_words(figure: Figure, usual: Usual | None) -> str:
    """The usual range of a figure in words, and where this call lies; "" when nothing was asked for yet."""
    if usual is None:
        return ""
    if usual.low is None or usual.high is None:
        return tr("range after {least} calls ({n} now)", least=LEAST_CALLS, n=usual.n)
    span = tr("usual {low} to {high}", low=write_value(figure.key, usual.low), high=write_value(figure.key, usual.high))
    if figure.amount is None:
        return span
    if figure.amount < usual.low:
        return tr("{span}; this call is below it", span=span)
    if figure.amount > usual.high:
        return tr("{span}; this call is above it", span=span)
    return tr("{span}; this call is within it", span=span)


def calls_words(usual: Usual) -> str:
    """The calls that a range was made of: "12 discovery calls"."""
    if usual.call_type:
        return tr("{n} {type} call|{n} {type} calls", usual.n, type=usual.call_type)
    return tr("{n} call without a type|{n} calls without a type", usual.n)


def build_figures(detail: CallDetail, two_sided: bool) -> tuple[Figure, ...]:
    """The figures of a call in the order shown; none while there is no analysis."""
    analysis, transcript = detail.analysis, detail.transcript
    if analysis is None or transcript is None or not transcript.utterances:
        return ()
    timed = all(u.timed for u in transcript.utterances)
    english = transcript.language.split("-")[0] == "en"
    figures = []
    for spec in _specs():
        if spec.sided and not two_sided:
            continue  # one sentence on the screen says why, not ten dashes
        value = analysis.metrics.get(spec.key)
        place = analysis.places.get(spec.place) if spec.place else None
        if value is None:
            note = _why_not(spec, timed=timed, english=english)
            place = None
        else:
            note = _note(spec.key, value, analysis.metrics)
            if place is not None and not note:
                note = tr("at {time}", time=clock(place.start))
        figures.append(
            Figure(
                key=spec.key,
                label=spec.label,
                value="–" if value is None else spec.write(value),
                note=note,
                definition=spec.definition,
                source=spec.source,
                place=place.start if place else None,
                amount=value,
            )
        )
    return tuple(figures)


def _why_not(spec: _Spec, *, timed: bool, english: bool) -> str:
    if spec.timed and not timed:
        return tr("needs times")
    if spec.english and not english:
        return tr("English only")
    return tr("not in this call")


def _note(key: str, value: float, metrics: Metrics) -> str:
    """What stands beside a value: the other side's figure, or what it is made of."""
    if key == "talk_ratio":
        return tr("customer {value}", value=_percent(1 - value))
    if key == "questions":
        kinds = {"open": tr("open"), "clarifying": tr("clarifying"), "closed": tr("closed"), "check": tr("check")}
        parts = [(metrics.get(f"questions_{kind}") or 0, word) for kind, word in kinds.items()]
        first = next((part for part in parts if part[0]), None)
        return f"{first[0]:.0f} {first[1]}" if first else ""
    other = {
        "questions_per_hour": ("customer_questions_per_hour", _whole),
        "words_per_minute": ("customer_words_per_minute", _whole),
        "interruptions_by_rep": ("interruptions_by_customer", _whole),
        "fillers_per_100_words": ("customer_fillers_per_100_words", _tenth_percent),
    }.get(key)
    if other is not None:
        theirs = metrics.get(other[0])
        return tr("customer {value}", value=other[1](theirs)) if theirs is not None else ""
    if key == "answer_seconds":
        return _answers_note(metrics)
    if key == "patience":
        shortest = metrics.get("shortest_wait")
        return tr("least {value}", value=span_words(shortest)) if shortest is not None else ""
    return ""


def _answers_note(metrics: Metrics) -> str:
    """Of answers: how long those to open questions are, else how many questions had none."""
    after_open, share = metrics.get("open_answer_seconds"), metrics.get("answered_share")
    if after_open is not None:
        return tr("open {value}", value=span_words(after_open))
    return tr("to {value}", value=_percent(share)) if share is not None and share < 1 else ""
