"""A 1-on-1 as one page to hand over: what was agreed, what was looked at, what was said of it.

What stands in it was chosen before: names are hidden, private notes are out, the room for the person is only there
when somebody chose so. The HTML needs nothing from outside, and keeps to what Qt's own text engine can print.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Looked:
    """Something that was looked at. `sound` is what is heard there, as a FLAC file (None: not asked for, or none)."""

    title: str
    where: str = ""
    question: str = ""
    quote: str = ""
    figure: str = ""
    own_view: str = ""
    said: str = ""
    comments: tuple[str, ...] = ()
    sound: bytes | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed: the action, and its behaviour, day and state as one line."""

    action: str
    about: str


@dataclass(frozen=True, slots=True)
class Handout:
    """All of the page, as it may leave the library. `person` is empty unless it was chosen."""

    title: str
    when: str
    agreed: tuple[Agreed, ...]
    looked: tuple[Looked, ...]
    notes: str
    person: tuple[tuple[str, str], ...]
    sentence: str


_STYLE = """
body { font-family: Inter, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #1d1f22; max-width: 760px;
  margin: 28px auto; padding: 0 20px; line-height: 1.35; }
h1 { font-size: 150%; margin: 0 0 2px 0; }
h2 { font-size: 108%; margin: 14px 0 4px 0; }
p { margin: 2px 0; }
.muted { color: #5c6067; }
.quote { color: #1f5f6c; }
.item { margin: 7px 0 0 0; }
audio { width: 100%; margin: 4px 0; }
"""


def to_html(handout: Handout) -> str:
    """The page, complete in itself."""
    parts = [f"<h1>{_text(handout.title)}</h1>", f'<p class="muted">{_text(handout.when)}</p>']
    if handout.agreed:
        parts.append("<h2>What we agreed on</h2>")
        for one in handout.agreed:
            parts.append(f'<p class="item"><b>{_text(one.action)}</b></p>')
            if one.about:
                parts.append(f'<p class="muted">{_text(one.about)}</p>')
    if handout.looked:
        parts.append("<h2>What we looked at</h2>")
    for looked in handout.looked:
        parts += _looked(looked)
    if handout.notes:
        parts += ["<h2>Notes</h2>", f"<p>{_text(handout.notes)}</p>"]
    if handout.person:
        parts.append("<h2>Room for the person</h2>")
        parts += [f"<p><b>{_text(name)}:</b> {_text(words)}</p>" for name, words in handout.person]
    parts.append(f'<p class="muted item">{_text(handout.sentence)}</p>')
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{_text(handout.title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _looked(one: Looked) -> list[str]:
    head = f"<b>{_text(one.title)}</b>"
    if one.where:
        head += f' <span class="muted">{_text(one.where)}</span>'
    lines = [f'<p class="item">{head}</p>']
    if one.quote:
        lines.append(f'<p class="quote">“{_text(one.quote)}”</p>')
    if one.sound is not None:
        data = base64.b64encode(one.sound).decode("ascii")
        lines.append(f'<audio controls src="data:audio/flac;base64,{data}"></audio>')
    if one.question:
        lines.append(f"<p>{_text(one.question)}</p>")
    view = " ".join(part for part in (one.own_view, one.figure) if part)
    if view:
        lines.append(f'<p class="muted">{_text(view)}</p>')
    lines += [f'<p class="muted">{_text(comment)}</p>' for comment in one.comments]
    if one.said:
        lines.append(f"<p>{_text(one.said)}</p>")
    return lines


def _text(text: str) -> str:
    return "<br>".join(escape(line) for line in text.strip().splitlines())
