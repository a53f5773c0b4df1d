"""A focus in words and as what its chart and strip draw."""

from __future__ import annotations

import re
from datetime import date, datetime

from callcoach_desktop.coaching.behaviours import spell_call
from callcoach_desktop.domain.coaching import Behaviour, Point, Progress
from callcoach_desktop.services.looking_back import improved
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.day_strip import day_states
from callcoach_desktop.ui.widgets.dot_chart import DAYS, ChartData, ChartDot

_SHARES = ("share", "yes_no")


def day_words(iso: str) -> str:
    """ "19 November" of an ISO 8601 date."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%B}"


def short_value(value: float, behaviour: Behaviour) -> str:
    """A value without its unit's words, for an axis."""
    if behaviour.unit in _SHARES:
        return f"{100 * value:.0f}%"
    if behaviour.unit == "seconds":
        whole = abs(value)
        if whole < 60:
            return f"{round(value, 1 if whole >= 1 else 2):g} s" if whole < 10 else f"{value:.0f} s"
        return f"{int(value) // 60}:{int(value) % 60:02}"
    return f"{value:.0f}" if abs(value - round(value)) < 1e-9 else f"{value:.1f}"


def chart_data(progress: Progress) -> ChartData:
    """What the chart of a focus draws."""
    behaviour, usual = progress.behaviour, progress.focus.baseline.range

    def dot(point: Point) -> ChartDot:
        words = f"{point.title}\n{day_words(point.date)} · {spell_call(point.value, behaviour)}"
        good = usual.mean is None or improved(point.value, usual.mean, behaviour)  # without one: a dot like any other
        hints = [s.sentence for s in progress.signals if point.call in s.calls]
        words = "\n".join((words, *hints))
        return ChartDot(point.call, point.value, point.day + _in_day(point.date), words, good, point.mean, bool(hints))

    kind = progress.focus.call_type
    before = tr("before: {n} call|before: {n} calls", len(progress.before))
    if kind:
        before = tr("before: {n} {type} call|before: {n} {type} calls", len(progress.before), type=kind)
    return ChartData(
        points=tuple(map(dot, progress.points)),
        before=tuple(map(dot, progress.before)),
        others=tuple(map(dot, progress.others)),
        mean=usual.mean,
        low=usual.low,
        high=usual.high,
        target_low=behaviour.low,
        target_high=behaviour.high,
        floor=None if behaviour.unit == "tone" else 0.0,
        ceiling=1.0 if behaviour.unit in _SHARES else None,
        today=progress.day,
        before_words=before,
        began_words=tr("focus began {day}", day=day_words(progress.focus.started_on)),
        spell=lambda value: short_value(value, behaviour),
    )


def _in_day(iso: str) -> float:
    """Where in its day a call lies, from -0.5 to 0.5: two calls of a day do not lie on one another."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return 0.0
    return (moment.hour * 60 + moment.minute) / 1440 - 0.5


def hint_words(progress: Progress) -> str:
    """What the run rules of the chart point at; "" for nothing."""
    if not progress.signals:
        return ""
    said = list(dict.fromkeys(s.sentence for s in progress.signals if s.rule != "beyond_limits"))
    beyond = sum(s.rule == "beyond_limits" for s in progress.signals)
    if beyond:
        said.insert(0, tr("{n} call lies beyond the limits.|{n} calls lie beyond the limits.", beyond))
    return tr("Ringed, by the rules of such charts: {words} On few calls such rules fire by chance; the verdict above "
              "does not rest on them.", words=" ".join(said))  # fmt: skip


def legend_words(progress: Progress) -> str:
    """What the marks of the chart mean."""
    parts = [tr("● better than your old average"), tr("○ not better")]
    if progress.focus.baseline.range.mean is None:
        parts = [tr("● a call of the focus")]
    if len(progress.points) > 1:
        parts.append(tr("line: mean of the last five"))
    if progress.focus.baseline.range.low is not None:
        parts.append(tr("band: your usual range (mean ± 2.66 × mean moving range)"))
    if progress.others:
        parts.append(tr("× calls of other types, not counted"))
    return "   ".join(parts)


def strip_states(progress: Progress) -> list[str]:
    """The thirty days of a focus for its strip."""
    mean, behaviour = progress.focus.baseline.range.mean, progress.behaviour
    return day_states([(p.day, improved(p.value, mean, behaviour)) for p in progress.points], progress.day)


def focus_line(progress: Progress) -> str:
    """Where the focus is, in a line: its day, the calls it counts, its definition."""
    focus = progress.focus
    if focus.state == "finished":
        where = tr("Finished on {day}", day=day_words(focus.ended_on or focus.started_on))
    elif focus.state == "paused":
        where = tr("Paused on day {day} of 30", day=min(30, progress.day + 1))
    elif progress.day >= DAYS:
        where = tr("The thirty days are over: finish the focus and choose the next")
    else:
        where = tr("Focus, day {day} of 30", day=progress.day + 1)
    calls = tr("{type} calls", type=focus.call_type) if focus.call_type else tr("all calls")
    return f"{where} · {calls} · {progress.behaviour.definition}"


def verdict_head(progress: Progress) -> str:
    """The verdict in a few words, before its sentence."""
    verdict = progress.verdict
    if not progress.points and progress.focus.state != "finished" and progress.day < DAYS:
        return tr("The next call is the first dot.")
    if verdict.state == "too_few":
        return tr("Too few calls to tell.")
    if verdict.state == "no_change":
        over = progress.focus.state == "finished" or progress.day >= DAYS
        return tr("No sign of change.") if over else tr("No sign of change yet.")
    if verdict.better is False:
        return tr("This is a change, the wrong way.")
    return tr("This is a change, not luck.")


_SAID_BY_HEAD = re.compile(r": this is a change, not luck(?:, in the wrong direction)?(?=\.)")


def verdict_rest(progress: Progress) -> str:
    """The verdict's sentence, without what its head says already."""
    head, sentence = verdict_head(progress).rstrip("."), progress.verdict.sentence
    if sentence.casefold().startswith(head.casefold()):
        rest = sentence[len(head) :].lstrip(" :;,.")
        return rest[:1].upper() + rest[1:]
    return _SAID_BY_HEAD.sub("", sentence)
