"""What of a call is worth a flag on its map, and the curve of its tone for each side. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.analysis import Analysis, Moment
from callcoach_desktop.domain.coaching import CallOutlier
from callcoach_desktop.domain.times import clock
from callcoach_desktop.domain.transcript import Side, Transcript
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.wording import span_words

LONG_MONOLOGUE_S = 150.0
"""A rep's turn from here on is flagged whatever is usual: two and a half minutes without the customer."""
EARLY_DISCOUNT_S = 180.0
"""A discount that the rep offers before this is flagged."""
MUCH_TALK = 0.75
"""A rep's part of the talk from here on is flagged: three words of four."""
_CURVE_STEP_S = 2.0
_LEAST_WEIGHT = 0.6  # seconds of talk around a place that a tone needs to be drawn there
_DISCOUNTS = ("discount", "% off", "percent off")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that stands out in a call. `label` is two or three words, `why` a sentence, `start` in seconds."""

    kind: str
    label: str
    why: str
    start: float  # seconds
    end: float
    good: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ToneCurve:
    """The wording of a side over the call, or its voice, -1 to 1; NaN where the side says too little."""

    side: Side
    name: str
    times: NDArray[np.float64]
    values: NDArray[np.float64]


def facts_of_analysis(analysis: Analysis | None, rep_voices: frozenset[str]) -> tuple[Fact, ...]:
    """What stands out, in order of time: far from the rep's own calls, or notable in any call. One of each kind."""
    if analysis is None:
        return ()
    found = {o.kind: Fact(o.kind, outlier_label(o.kind, o.value), o.why, o.start, o.start, o.kind in _GOOD)
             for o in reversed(analysis.outliers)}  # fmt: skip
    longest, place = analysis.metrics.get("longest_monologue"), analysis.places.get("longest_monologue")
    if "monologue" in found and place is not None:
        fact = found["monologue"]
        found["monologue"] = Fact(fact.kind, fact.label, fact.why, place.start, place.end)
    elif longest is not None and longest >= LONG_MONOLOGUE_S and place is not None:
        why = tr("The rep talked for {length} without the customer taking the floor.", length=span_words(longest))
        found["monologue"] = Fact("monologue", outlier_label("monologue", longest), why, place.start, place.end)
    share = analysis.metrics.get("talk_ratio")
    if share is not None and share >= MUCH_TALK and "silent_customer" not in found:
        why = tr("The rep has {percent}% of the talk of this call.", percent=round(share * 100))
        where = place.start if place is not None else 0.0
        label = tr("rep talks {percent}%", percent=round(share * 100))
        found["silent_customer"] = Fact("silent_customer", label, why, where, where)
    early = _early_discount(analysis.moments, rep_voices)
    if early is not None and "pricing_off_the_rails" not in found:
        found["early_discount"] = early
    return tuple(sorted(found.values(), key=lambda f: f.start))


_GOOD = frozenset({"tone_high", "sentiment_high", "unusually_good"})


def with_outliers(facts: tuple[Fact, ...], found: Sequence[CallOutlier]) -> tuple[Fact, ...]:
    """Flags with a call's outliers among the rep's own calls, which say more than the same flag without them."""
    made = {f.kind: f for f in facts}
    for o in reversed(found):
        same = made.get(o.kind)
        start, end = (same.start, same.end) if same is not None and same.kind == "monologue" else (o.start, o.start)
        made[o.kind] = Fact(o.kind, outlier_label(o.kind, o.value), o.why, start, end, o.kind in _GOOD)
    if "pricing_off_the_rails" in made:
        made.pop("early_discount", None)
    return tuple(sorted(made.values(), key=lambda f: f.start))


def outlier_label(kind: str, value: float) -> str:
    """A kind of outlier in the few words that a flag has room for."""
    words = {
        "monologue": tr("monologue {length}", length=clock(value)),
        "tone_high": tr("warm"),
        "tone_low": tr("cool"),
        "sentiment_high": tr("warmer than usual"),
        "sentiment_low": tr("cooler than usual"),
        "tone_dropped": tr("tone drops"),
        "pricing": tr("price off the rails"),
        "pricing_off_the_rails": tr("price off the rails"),
        "no_next_step": tr("no next step"),
        "silent_customer": tr("quiet customer"),
        "unusually_good": tr("unusually good"),
    }
    return words.get(kind, kind.replace("_", " "))


def _early_discount(moments: Sequence[Moment], rep_voices: frozenset[str]) -> Fact | None:
    """The first discount that the rep offers, when that is in the first minutes."""
    for m in moments:
        if m.kind != "pricing" or m.speaker not in rep_voices or m.start > EARLY_DISCOUNT_S:
            continue
        text = f"{m.type} {m.quote} {m.detail.get('concession') or ''}".casefold()
        asked = str(m.detail.get("discount", "")) in ("asked", "customer")
        if not asked and any(word in text for word in _DISCOUNTS):
            minute = int(m.start // 60) + 1
            why = tr("The rep speaks of a discount in minute {minute}, at {time}.", minute=minute, time=clock(m.start))
            return Fact("early_discount", tr("discount at {time}", time=clock(m.start)), why, m.start, m.end)
    return None


def tone_curves(
    analysis: Analysis | None, transcript: Transcript | None, sides: Mapping[str, tuple[Side, str]], duration: float
) -> tuple[ToneCurve, ...]:
    """Each side's tone, averaged over the talk around each place; `sides` gives side and name of each speaker."""
    if analysis is None or transcript is None:
        return ()
    return curves_of({t.utterance: t.score for t in analysis.tones}, transcript, sides, duration)


def curves_of(
    scores: Mapping[str, float], transcript: Transcript, sides: Mapping[str, tuple[Side, str]], duration: float
) -> tuple[ToneCurve, ...]:
    """A curve a side of what utterances score (-1 to 1)."""
    if not scores or duration <= 0:
        return ()
    step = max(_CURVE_STEP_S, duration / 900)
    count = int(duration / step) + 1
    reach = max(8.0, duration / 60) / step  # in steps: a curve of a long call is calmer
    around = np.arange(-int(3 * reach) - 1, int(3 * reach) + 2)
    bell = np.exp(-0.5 * (around / reach) ** 2)
    said: dict[str, list[tuple[float, float, float]]] = {"rep": [], "customer": []}
    for u in transcript.utterances:
        score, (side, _) = scores.get(u.id), sides.get(u.speaker, ("other", ""))
        if score is not None and side != "other":
            said[side].append((u.start, u.end, score))
    curves = []
    for side in ("rep", "customer"):
        if len(said[side]) < 3:
            continue
        starts, ends, score = np.array(said[side]).T
        where = np.clip((starts + ends) / 2 / step, 0, count - 1).astype(np.int64)
        weight = np.maximum(0.3, ends - starts)
        mass, total = np.bincount(where, weight, count), np.bincount(where, weight * score, count)
        # A little weight of "neutral" keeps a single remark in a quiet stretch from drawing a peak.
        mass, total = np.convolve(mass, bell, "same")[:count], np.convolve(total, bell, "same")[:count]
        known = mass >= _LEAST_WEIGHT
        values = np.where(known, total / (mass + 2.0), np.nan)
        name = next(name for s, name in sides.values() if s == side)
        curves.append(ToneCurve(side, name, np.arange(count) * step, values))
    return tuple(curves)
