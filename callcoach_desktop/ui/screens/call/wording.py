"""Words for people: times, kinds of moments. No Qt."""

from __future__ import annotations

from callcoach_desktop.domain.transcript import UNNAMED, Speaker

_KINDS = {
    "question": "Questions",
    "competitor": "Competitors",
    "pricing": "Pricing",
    "objection": "Objections",
    "objection_response": "Answers to objections",
    "pain": "Pain",
    "need": "Needs",
    "next_step": "Next steps",
    "commitment": "Commitments",
    "tracker": "Tracked words",
}
_ONE = {
    "question": "question",
    "competitor": "competitor",
    "pricing": "pricing",
    "objection": "objection",
    "objection_response": "answer",
    "pain": "pain",
    "need": "need",
    "next_step": "next step",
    "commitment": "commitment",
    "tracker": "tracker",
}


def speaker_name(speaker: Speaker) -> str:
    """How a voice is called: its name, or its side while nobody has named it."""
    return speaker.name or UNNAMED[speaker.side]


def clock(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def span_words(seconds: float) -> str:
    """A length as people say it: "0.6 s", "24 s", "3 min 10 s"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, left = divmod(whole, 60)
    return f"{minutes} min {left} s" if left else f"{minutes} min"


def group_title(kind: str) -> str:
    """The heading over all moments of a kind."""
    return _KINDS.get(kind, kind.replace("_", " ").capitalize())


def kind_word(kind: str) -> str:
    """One moment of a kind, in lower case."""
    return _ONE.get(kind, kind.replace("_", " "))


def chip_label(kind: str, type_: str) -> str:
    """What stands in the chip after the words: the type where there is one, else the kind."""
    plain = type_.replace("_", " ").strip()
    if kind == "objection" and plain:
        return f"objection: {plain}"
    if kind == "next_step":
        return f"{plain} next step".strip()
    return plain or kind_word(kind)


def moment_label(kind: str, type_: str) -> str:
    """A moment in a few words: "Open question", "Competitor: Chairside", "Pain"."""
    plain = type_.replace("_", " ").strip()
    if not plain or plain == kind_word(kind):
        return kind_word(kind).capitalize()
    if kind in ("question", "next_step"):
        return f"{plain} {kind_word(kind)}".capitalize()
    return f"{kind_word(kind).capitalize()}: {plain}"
