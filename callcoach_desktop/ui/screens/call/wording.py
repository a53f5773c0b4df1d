"""Words for people: times, titles, kinds of moments."""

from __future__ import annotations

import re
from datetime import datetime

from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.calls import CallRow
from callcoach_desktop.domain.transcript import UNNAMED, Speaker
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.answer_words import framework_words


def speaker_name(speaker: Speaker) -> str:
    """How a voice is called: its name, or its side while nobody has named it."""
    return speaker.name or UNNAMED[speaker.side]


def day_and_time(iso: str) -> str:
    """A date as people write it; the hour only where there is one."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    day = f"{when.day} {when:%B %Y}"
    return day if (when.hour, when.minute) == (0, 0) else f"{day}, {when:%H:%M}"


def short_day(iso: str) -> str:
    """A date where there is little room: "3 Sep 2026"."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {when:%b %Y}"


_MACHINE_WORDS = frozenset((
    "audio", "call", "file", "gmt", "img", "memo", "meeting", "mono", "new", "rec", "record", "recording",
    "recordings", "sound", "stereo", "track", "untitled", "vid", "video", "voice", "wav", "zoom",
))  # fmt: skip


def shown_title(row: CallRow) -> str:
    """A call's title; one that only a machine would give ("GMT20260903-140000_Recording") is told by whom and when."""
    words = re.findall(r"[^\W\d_]+", row.title.casefold())
    if row.title.strip() and any(w not in _MACHINE_WORDS and len(w) > 1 for w in words):
        return row.title
    day = day_and_time(row.started_at).split(",")[0]
    if row.customer:
        return tr("Call with {customer}, {day}", customer=row.customer, day=day)
    return tr("Call of {day}", day=day)


def ending_word(outcome: str) -> str:
    """How an objection ended."""
    return {"resolved": tr("resolved"), "parked": tr("parked"), "lost": tr("lost")}.get(outcome, outcome)


def answer_words(moment: Moment) -> str:
    """How a question was answered: "answered for 12 s", "asked back, not answered"; "" where nobody can tell."""
    answered, seconds = moment.detail.get("answered"), moment.detail.get("answer_seconds")
    if answered is None:
        return ""
    back = bool(moment.detail.get("asked_back"))
    if not answered or seconds is None:
        return tr("asked back, not answered") if back else tr("not answered")
    length = span_words(float(seconds))
    return tr("asked back, then {length}", length=length) if back else tr("answer {length}", length=length)


def span_words(seconds: float) -> str:
    """A length as people say it: "0.6 s", "24 s", "3 min 10 s"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, left = divmod(whole, 60)
    return f"{minutes} min {left} s" if left else f"{minutes} min"


def _titles() -> dict[str, str]:
    return {
        "question": tr("Questions"),
        "competitor": tr("Competitors"),
        "pricing": tr("Pricing"),
        "objection": tr("Objections"),
        "objection_response": tr("Answers to objections"),
        "pain": tr("Pain"),
        "need": tr("Needs"),
        "next_step": tr("Next steps"),
        "commitment": tr("Commitments"),
        "tracker": tr("Trackers"),
        "filler": tr("Fillers that were written down"),
        "hedge": tr("Hedges"),
        "jargon": tr("Jargon"),
        "you": tr("“You”"),
        "we": tr("“We” and “I”"),
        "fast": tr("Fast stretches"),
        "slow": tr("Slow stretches"),
        "raised": tr("Raised voice"),
        "lowered": tr("Low voice"),
    }


def _words() -> dict[str, str]:
    return {
        "question": tr("question"),
        "competitor": tr("competitor"),
        "pricing": tr("pricing"),
        "objection": tr("objection"),
        "objection_response": tr("answer"),
        "pain": tr("pain"),
        "need": tr("need"),
        "next_step": tr("next step"),
        "commitment": tr("commitment"),
        "tracker": tr("tracker"),
        "filler": tr("filler"),
        "hedge": tr("hedge"),
        "jargon": tr("jargon"),
        "you": tr("you"),
        "we": tr("we, I"),
        "fast": tr("fast"),
        "slow": tr("slow"),
        "raised": tr("raised voice"),
        "lowered": tr("low voice"),
    }


def group_title(kind: str) -> str:
    """The heading over all moments of a kind."""
    return _titles().get(kind, kind.replace("_", " ").capitalize())


def kind_word(kind: str) -> str:
    """One moment of a kind, in lower case."""
    return _words().get(kind, kind.replace("_", " "))


def type_word(kind: str, type_: str) -> str:
    """The type of a moment, in lower case; a name of the user's own as it is."""
    return framework_words(type_) if kind == "objection_response" and type_ else type_.replace("_", " ").strip()


def chip_label(kind: str, type_: str) -> str:
    """What stands in the chip after the words: the type where there is one, else the kind."""
    plain = type_word(kind, type_)
    if kind == "objection" and plain:
        return tr("objection: {type}", type=plain)
    if kind == "next_step":
        return tr("{type} next step", type=plain).strip()
    return plain or kind_word(kind)


def moment_label(kind: str, type_: str) -> str:
    """A moment in a few words: "Open question", "Competitor: Chairside", "Pain"."""
    plain = type_word(kind, type_)
    if not plain or plain == kind_word(kind):
        return kind_word(kind).capitalize()
    if kind in ("question", "next_step"):
        return f"{plain} {kind_word(kind)}".capitalize()
    return f"{kind_word(kind).capitalize()}: {plain}"
