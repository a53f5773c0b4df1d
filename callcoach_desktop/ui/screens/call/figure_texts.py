"""The figures of a call in words: value, what stands behind it, definition, source. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.ui.screens.call.wording import clock, span_words

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


_SPECS = (
    _Spec("talk_ratio", "Talk ratio", _percent,
          "The rep's talk time out of the rep's and the customer's. Talking at once counts for both.",
          "What others saw: 43% in 25,537 calls (Gong Labs). It does not predict an outcome by itself.", ""),
    _Spec("longest_monologue", "Longest monologue", clock,
          "The rep's longest turn. A cough or an “mm-hm” of the other side does not end it.", "", "longest_monologue"),
    _Spec("questions", "Questions", _whole,
          "Questions that the rep asked, also indirect ones; rhetorical ones are not counted.",
          "What others saw: 11 to 14 in a call (Gong). Compare by the hour, since calls differ in length.", "",
          timed=False),
    _Spec("questions_per_hour", "Questions an hour", _whole,
          "The rep's questions, divided by the length of the call in hours.", "", ""),
    _Spec("patience", "Patience", span_words,
          "The median silence between the end of a customer's turn and the rep's start. Below zero: before its end.",
          "In ordinary talk turns follow each other after about 0.2 s (Levinson & Torreira 2015).", "shortest_wait"),
    _Spec("longest_customer_story", "Customer story", clock,
          "The customer's longest turn.",
          "What others saw: a story of about 4 minutes helps (Gong, 257,967 calls).", "longest_customer_story"),
    _Spec("words_per_minute", "Pace, words a minute", _whole,
          "The rep's words a minute of talk; hesitations are not counted.",
          "What others saw: 130 to 175 words a minute (Read.ai).", ""),
    _Spec("interactivity", "Interactivity", lambda v: f"{v:.1f} / min",
          "How often the floor passes from one side to the other, each minute.", "", ""),
    _Spec("interruptions_by_rep", "Interruptions", _whole,
          "The rep takes the floor at least 0.3 s before the customer has ended. An “mm-hm” is no interruption.", "",
          "interruptions_by_rep"),
    _Spec("fillers_per_100_words", "Fillers", lambda v: f"{v:.1f}%",
          "Fillers such as “um” and “you know” for every 100 words of the rep.",
          "What others saw: under 4% (Read.ai).", "", timed=False, english=True),
)  # fmt: skip


def build_figures(detail: CallDetail, two_sided: bool) -> tuple[Figure, ...]:
    """The figures of a call in the order shown; none while there is no analysis."""
    analysis, transcript = detail.analysis, detail.transcript
    if analysis is None or transcript is None or not transcript.utterances:
        return ()
    timed = all(u.timed for u in transcript.utterances)
    english = transcript.language.split("-")[0] == "en"
    figures = []
    for spec in _SPECS:
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
                note = f"at {clock(place.start)}"
        figures.append(
            Figure(
                key=spec.key,
                label=spec.label,
                value="–" if value is None else spec.write(value),
                note=note,
                definition=spec.definition,
                source=spec.source,
                place=place.start if place else None,
            )
        )
    return tuple(figures)


def _why_not(spec: _Spec, *, timed: bool, english: bool) -> str:
    if spec.timed and not timed:
        return "needs times"
    if spec.english and not english:
        return "English only"
    return "not in this call"


def _note(key: str, value: float, metrics: Metrics) -> str:
    """What stands beside a value: the other side's figure, or what it is made of."""
    if key == "talk_ratio":
        return f"customer {_percent(1 - value)}"
    if key == "questions":
        parts = [(metrics.get(f"questions_{t}") or 0, t) for t in ("open", "clarifying", "closed", "check")]
        parts = sorted((p for p in parts if p[0]), key=lambda p: p[1] != "open")
        return ", ".join(f"{n:.0f} {t}" for n, t in parts[:1])
    other = {
        "questions_per_hour": ("customer_questions_per_hour", _whole),
        "words_per_minute": ("customer_words_per_minute", _whole),
        "interruptions_by_rep": ("interruptions_by_customer", _whole),
        "fillers_per_100_words": ("customer_fillers_per_100_words", lambda v: f"{v:.1f}%"),
    }.get(key)
    if other is not None:
        theirs = metrics.get(other[0])
        return f"customer {other[1](theirs)}" if theirs is not None else ""
    if key == "patience":
        shortest = metrics.get("shortest_wait")
        return f"least {span_words(shortest)}" if shortest is not None else ""
    return ""
