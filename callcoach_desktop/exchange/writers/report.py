"""A call as a document: what stands in it and in which order, before any format puts it on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.times import clock
from callcoach_desktop.domain.transcript import UNNAMED, Transcript, is_placeholder

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KINDS = {
    "question": "Questions",
    "competitor": "Competitors",
    "pricing": "Pricing",
    "objection": "Objections",
    "objection_response": "Answers to objections",
    "pain": "Pains",
    "need": "Needs",
    "next_step": "Next steps",
    "commitment": "Commitments",
    "tracker": "Trackers",
}
_SIGNS = {"strong": "Strong.", "idea": "An idea.", "question": "A question.", "again": "Hear it again."}
_AUTHORS = {"rep": "Rep", "manager": "Manager"}


def _percent(value: float) -> str:
    return f"{value * 100:.0f}%"


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _seconds(value: float) -> str:
    return f"{value:.1f} s"


def day(iso: str) -> str:
    """`24 Nov 2026, 14:00`; the text itself when it is not ISO 8601."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when.hour:02}:{when.minute:02}"


# name of the metric, heading, how it is written, what it means (DESIGN.md, section 3)
_FIGURES: tuple[tuple[str, str, Callable[[float], str], str], ...] = (
    ("talk_ratio", "Talk ratio", _percent, "the rep's share of the rep's and the customer's talk time"),
    ("longest_monologue", "Longest monologue", clock, "the rep's longest turn"),
    ("longest_customer_story", "Longest customer story", clock, "the customer's longest turn"),
    ("questions", "Questions", _whole, "asked by the rep; rhetorical ones are not counted"),
    ("questions_per_hour", "Questions an hour", _whole, "the rep's questions by the hour of the call"),
    ("answer_seconds", "Answers", _seconds, "median length of what the customer says after a question of the rep"),
    ("patience", "Patience", _seconds, "median silence before the rep answers; below zero: before the customer's end"),
    ("interactivity", "Interactivity", lambda v: f"{v:.1f} a minute", "how often the floor passes to the other side"),
    (
        "interruptions_by_rep",
        "Interruptions by the rep",
        _whole,
        "the floor taken 0.3 s or more before the end",
    ),
    ("words_per_minute", "Pace", lambda v: f"{v:.0f} words a minute", "the rep's words a minute of talk"),
    (
        "fillers_per_100_words",
        "Fillers",
        lambda v: f"{v:.1f} per 100 words",
        "such as “um” and “you know”; a recogniser leaves most of them out",
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """Something at a time: `time` is where it begins, `who` who said it (may be empty)."""

    time: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """All moments of one kind."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A call as a document. Lists are empty where nothing is known; names and texts are those in force."""

    title: str
    facts: tuple[tuple[str, str], ...]
    headline: str
    points: tuple[Line, ...]
    figures: tuple[tuple[str, str, str], ...]  # heading, value, meaning
    moments: tuple[Group, ...]
    comments: tuple[Line, ...]
    transcript: tuple[Line, ...]


def speaker_names(transcript: Transcript) -> dict[str, str]:
    """Speaker id -> a name that no other voice of the call has, on one line: two people called Anna stay two."""
    plain = {s.id: " ".join(s.name.split()) or UNNAMED[s.side] for s in transcript.speakers}
    for utterance in transcript.utterances:
        plain.setdefault(utterance.speaker, utterance.speaker)
    counts = Counter(name.casefold() for name in plain.values())
    taken = {name.casefold() for name in plain.values() if counts[name.casefold()] == 1}
    names: dict[str, str] = {}
    for speaker, name in plain.items():
        chosen, number = name, 1
        while counts[name.casefold()] > 1 and chosen.casefold() in taken:
            number += 1
            chosen = f"{name} {number}"
        taken.add(chosen.casefold())
        names[speaker] = chosen
    return names


def comment_words(comment: Comment) -> str:
    """A comment on one line: who wrote it where that is known, its sign, its text."""
    words = " ".join(part for part in (_SIGNS.get(comment.reaction, ""), _flat(comment.text)) if part)
    words = words or ("Bookmark" if comment.kind == "bookmark" else "Comment")
    author = _AUTHORS.get(comment.author)
    return f"{author}: {words}" if author else words


def words_of(detail: CallDetail) -> Transcript:
    """The transcript in force. Raises KnownError `no_words` while the call has none."""
    if detail.transcript is None:
        raise KnownError(
            "no_words",
            f"“{detail.row.title}” has no words yet.",
            "Wait until it is transcribed, then export it again.",
        )
    return detail.transcript


def build(detail: CallDetail) -> Report:
    """The document of a call. Raises KnownError `no_words`."""
    transcript = words_of(detail)
    names = speaker_names(transcript)
    computed = detail.analysis
    timed = any(u.timed for u in transcript.utterances)
    points = computed.summary.points if computed is not None else ()
    return Report(
        title=" ".join(detail.row.title.split()),
        facts=_facts(detail, transcript, names),
        headline=computed.summary.headline if computed is not None else "",
        points=tuple(Line(clock(p.start) if timed else "", "", _flat(p.text)) for p in points),
        figures=tuple(
            (heading, write(value), meaning)
            for name, heading, write, meaning in _FIGURES
            if computed is not None and (value := computed.metrics.get(name)) is not None
        ),
        moments=_groups(computed.moments if computed is not None else (), names, timed=timed),
        comments=tuple(
            Line(_span(c.start, c.end), "", comment_words(c)) for c in sorted(detail.comments, key=lambda c: c.start)
        ),
        transcript=tuple(
            Line(clock(u.start) if u.timed else "", names[u.speaker], _flat(u.text)) for u in transcript.utterances
        ),
    )


def _facts(detail: CallDetail, transcript: Transcript, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    row = detail.row
    sides = {"rep": "rep", "customer": "customer", "other": ""}
    people = [
        f"{names[s.id]} ({sides[s.side]})" if sides[s.side] and not is_placeholder(names[s.id]) else names[s.id]
        for s in transcript.speakers
    ]
    facts = (
        ("Date", day(row.started_at)),
        ("Length", clock(row.duration)),
        ("Customer", row.customer or ""),
        ("Type", row.call_type or ""),
        ("Deal", row.deal or ""),
        ("Tags", ", ".join(row.tags)),
        ("Speakers", ", ".join(people)),
    )
    return tuple((name, _flat(value)) for name, value in facts if value)


def _groups(moments: tuple[Moment, ...], names: dict[str, str], *, timed: bool) -> tuple[Group, ...]:
    groups = []
    for kind, heading in _KINDS.items():
        lines = []
        for moment in sorted((m for m in moments if m.kind == kind), key=lambda m: m.start):
            said = moment.type.replace("_", " ").strip()
            who = names.get(moment.speaker, moment.speaker)
            if said and said != kind:
                who = f"{who}, {said}" if who else said
            lines.append(Line(clock(moment.start) if timed else "", who, f"“{_flat(moment.quote)}”"))
        if lines:
            groups.append(Group(heading, tuple(lines)))
    return tuple(groups)


def _span(start: float, end: float | None) -> str:
    return clock(start) if end is None or clock(end) == clock(start) else f"{clock(start)}–{clock(end)}"


def _flat(text: str) -> str:
    return " ".join(text.split())
