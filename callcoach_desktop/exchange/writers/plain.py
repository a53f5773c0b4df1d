"""Calls as plain text and as Markdown."""

from __future__ import annotations

import re

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.exchange.writers.report import Line, Report, build

_MARKS = re.compile(r"([\\`*_\[\]<>|~])")
_LEADING = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))")


def write_text(detail: CallDetail) -> str:
    """Title, facts and transcript as plain text, one utterance a line. Raises KnownError `no_words`."""
    report = build(detail)
    lines = [report.title, "", *(f"{name}: {value}" for name, value in report.facts), ""]
    if report.comments:
        lines += ["Comments", *(f"{line.time:>8}  {line.text}" for line in report.comments), ""]
    lines += [_spoken(line) for line in report.transcript]
    return "\n".join(lines).rstrip() + "\n"


def write_markdown(detail: CallDetail) -> str:
    """The whole document as Markdown (CommonMark with tables). What people said is escaped: it can set no marks.

    Raises KnownError `no_words`.
    """
    report = build(detail)
    lines = [f"# {escape(report.title)}", ""]
    lines += [f"- **{name}**: {escape(value)}" for name, value in report.facts]
    lines.append("")
    lines += _summary(report)
    if report.figures:
        lines += ["## Figures", "", "| Figure | Value | What it is |", "| --- | ---: | --- |"]
        lines += [f"| {name} | {value} | {meaning} |" for name, value, meaning in report.figures]
        lines.append("")
    if report.moments:
        lines += ["## Moments", ""]
    for group in report.moments:
        lines += [f"### {group.heading} ({len(group.lines)})", "", *map(_item, group.lines), ""]
    if report.comments:
        lines += ["## Comments", "", *map(_item, report.comments), ""]
    lines += ["## Transcript", ""]
    for line in report.transcript:
        head = " · ".join(part for part in (line.time, escape(line.who)) if part)
        lines += [f"**{head}**  ", escape(line.text) or "–", ""]
    return "\n".join(lines).rstrip() + "\n"


def _spoken(line: Line) -> str:
    return f"{line.time:>8}  {line.who}: {line.text}" if line.time else f"{line.who}: {line.text}"


def _summary(report: Report) -> list[str]:
    if not report.headline and not report.points:
        return []
    lines = ["## Summary", ""]
    if report.headline:
        lines += [escape(report.headline), ""]
    return [*lines, *map(_item, report.points), ""] if report.points else lines


def _item(line: Line) -> str:
    parts = [f"**{line.time}**"] if line.time else []
    parts += [f"{escape(line.who)}:"] if line.who else []
    return " ".join(["-", *parts, escape(line.text)])


def escape(text: str) -> str:
    """What somebody said or wrote, so that it sets no marks of Markdown."""
    return _LEADING.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text)) if not text[:1].isdigit() else _number(text)


def _number(text: str) -> str:
    """A leading "1." would begin a list: the mark after the digits is escaped, not the digit."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", _MARKS.sub(r"\\\1", text))
