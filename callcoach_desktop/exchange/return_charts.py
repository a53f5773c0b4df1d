"""The pictures of a return as SVG: one drawing for the window, the page on paper and the page in a browser.

Only what SVG Tiny knows is used: the window draws it with Qt's renderer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape

from callcoach_desktop.domain.returns import Bucket, CurvePoint, Line, ReturnReport

Days = Callable[[date], float]
Scale = Callable[[float], float]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_REACH = 3.0  # times the largest value: what of an interval the scale makes room for


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours as `#rrggbb`, the size of the text in pixels, and its font."""

    text: str = "#1d1f21"
    muted: str = "#5b5f63"
    line: str = "#d9d9d4"
    mark: str = "#1f7a8c"
    other: str = "#8a5a2b"
    accent: str = "#3d4ab0"
    size: float = 11.0
    font: str = "Inter, Helvetica, Arial, sans-serif"


PAPER = Ink()


def spelled(report: ReturnReport, line: Line, value: float) -> str:
    """A value of a line as its axis writes it."""
    behaviour = report.behaviour
    share = line.measure == "win_rate" or (
        line.measure == "behaviour" and behaviour is not None and behaviour.unit in {"share", "yes_no"}
    )
    if share:
        return f"{100 * value:.0f}%"
    if line.measure == "deal_size":
        return f"{value:,.0f}"
    return f"{value:.1f}" if 0 < abs(value) < 10 else f"{value:.0f}"


def timeline(report: ReturnReport, width: float, ink: Ink = PAPER, row: float = 84.0) -> str:
    """All lines on one axis of time, a row each, with the coaching as dashed lines through all of them."""
    size = ink.size
    lines = report.lines
    top = size * 2.6
    height = top + len(lines) * row + size * 2.2
    left, right = size * 13.5, width - size * 1.2
    begins = [b.first for line in lines for b in line.buckets if b.n]
    begins += [date.fromisoformat(mark.held_on[:10]) for mark in report.marks]
    first = min([b.first for line in lines for b in line.buckets if b.last >= min(begins, default=b.first)])
    last = max(b.last for line in lines for b in line.buckets)
    span = max(1, (last - first).days)

    def x(day: date) -> float:
        return left + (day - first).days / span * (right - left)

    parts = [_months(first, last, x, top, height - size * 2.0, ink)]
    for n, line in enumerate(lines):
        parts.append(_row(report, line, top + n * row, row, left, right, x, ink))
    parts.append(_marks(report, x, width, top, height - size * 2.0, ink))
    return _svg(width, height, parts, ink)


def curves(report: ReturnReport, width: float, ink: Ink = PAPER, height: float = 190.0) -> str:
    """The share of deals without a decision by the days since they were opened: before (dashed) and after (whole)."""
    size = ink.size
    left, right, top, bottom = size * 4.2, width - size * 1.2, size * 2.0, height - size * 3.4
    points = [p for curve in report.curves for p in curve]
    most = max([30.0, *(p.day for p in points)])
    most = min(most, 365.0)

    def x(day: float) -> float:
        return left + min(day, most) / most * (right - left)

    def y(share: float) -> float:
        return bottom - share * (bottom - top)

    parts = []
    for share in (0.0, 0.5, 1.0):
        parts.append(_rule(left, right, y(share), ink))
        parts.append(_text(left - size * 0.6, y(share) + size * 0.35, f"{100 * share:.0f}%", ink.muted, "end"))
    step = 30 if most <= 150 else 60 if most <= 240 else 90
    days = range(0, int(most) + 1, step)
    parts.extend(_text(x(day), bottom + size * 1.4, str(day), ink.muted, "middle") for day in days)
    parts.append(_text((left + right) / 2, bottom + size * 2.7, "days since the deal was opened", ink.muted, "middle"))
    for curve, colour, dash, words, at in (
        (report.curves[0], ink.other, "5 4", "before", 0.0),
        (report.curves[1], ink.mark, "", "after", 0.5),
    ):
        if not curve:
            continue
        parts.append(_band(curve, x, y, colour, most))
        parts.append(_steps(curve, x, y, colour, dash, most))
        here = left + (right - left) * (0.05 + at)
        parts.append(f'<path d="M{here:.1f} {size:.1f} h{size * 2.2:.1f}" fill="none" stroke="{colour}" '
                     f'stroke-width="2"{_dash(dash)}/>')  # fmt: skip
        parts.append(_text(here + size * 2.7, size * 1.35, f"opened {words} it", ink.text))
    if not points:
        parts.append(_text((left + right) / 2, (top + bottom) / 2, "no deal has a day of opening", ink.muted, "middle"))
    return _svg(width, height, parts, ink)


def _row(report: ReturnReport, line: Line, y0: float, row: float, left: float, right: float, x: Days, ink: Ink) -> str:
    size = ink.size
    top, bottom = y0 + size * 0.9, y0 + row - size * 0.9
    shown = [b for b in line.buckets if b.value is not None]
    parts = [_text(0, y0 + row / 2 - size * 0.2, _short(line.name, 22), ink.text, weight="600")]
    if report.currency and line.measure == "deal_size":
        parts.append(_text(0, y0 + row / 2 + size * 1.1, report.currency, ink.muted))
    if not shown:
        parts.append(_rule(left, right, bottom, ink))
        parts.append(_text((left + right) / 2, y0 + row / 2, "nothing to show yet", ink.muted, "middle"))
        return "".join(parts)
    values = [b.value for b in shown if b.value is not None]
    # The interval of two deals may reach a hundred times as far as all values: it is cut at the edge.
    most = _REACH * max(abs(v) for v in values)
    values += [v for b in shown for v in (b.low, b.high) if v is not None and abs(v) <= most]
    low, high = min(values), max(values)
    if line.measure == "win_rate":
        low, high = 0.0, 1.0
    elif low > 0 and low < 0.5 * high:
        low = 0.0
    high = high if high > low else low + 1.0

    def y(value: float) -> float:
        return bottom - (min(max(value, low), high) - low) / (high - low) * (bottom - top)

    for value in (low, high):
        parts.append(_rule(left, right, y(value), ink))
        parts.append(_text(left - size * 0.6, y(value) + size * 0.35, spelled(report, line, value), ink.muted, "end"))
    spots = [(x(b.first + (b.last - b.first) / 2), b) for b in shown]
    path = " ".join(f"{'M' if n == 0 else 'L'}{at:.1f} {y(b.value or 0.0):.1f}" for n, (at, b) in enumerate(spots))
    parts.append(f'<path d="{path}" fill="none" stroke="{ink.mark}" stroke-width="1.4" stroke-opacity="0.45"/>')
    for at, bucket in spots:
        parts.append(_bucket(at, bucket, y, ink))
    return "".join(parts)


def _bucket(at: float, bucket: Bucket, y: Scale, ink: Ink) -> str:
    made = ""
    if bucket.low is not None and bucket.high is not None:
        made = (
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y(bucket.low):.1f}" y2="{y(bucket.high):.1f}" '
            f'stroke="{ink.mark}" stroke-width="1.6" stroke-opacity="0.55"/>'
        )
    radius = 2.2 + min(2.2, bucket.n**0.5 / 4)
    return f'{made}<circle cx="{at:.1f}" cy="{y(bucket.value or 0.0):.1f}" r="{radius:.1f}" fill="{ink.mark}"/>'


def _months(first: date, last: date, x: Days, top: float, bottom: float, ink: Ink) -> str:
    parts = []
    day = first.replace(day=1)
    while day <= last:
        if day.month in (1, 4, 7, 10):
            at = x(day)
            parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" stroke="{ink.line}" '
                         'stroke-width="0.7"/>')  # fmt: skip
            words = f"{_MONTHS[day.month - 1]} {day.year}" if day.month == 1 or day == first else _MONTHS[day.month - 1]
            parts.append(_text(at + 3, bottom + ink.size * 1.3, words, ink.muted))
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return "".join(parts)


def _marks(report: ReturnReport, x: Days, width: float, top: float, bottom: float, ink: Ink) -> str:
    parts = []
    ends = [0.0, 0.0]
    shown = sorted(report.marks, key=lambda m: (m.id != report.item.id, m.held_on))  # the one it is about, first
    for mark in shown:
        own = mark.id == report.item.id
        at = x(date.fromisoformat(mark.held_on[:10]))
        colour = ink.accent if own else ink.muted
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top - ink.size * 0.4:.1f}" y2="{bottom:.1f}" '
                     f'stroke="{colour}" stroke-width="{1.8 if own else 1.0}" stroke-dasharray="5 4"/>')  # fmt: skip
        words = _short(mark.title, 34)
        wide = len(words) * ink.size * 0.56
        begin = min(max(0.0, at - wide / 2), width - wide)
        row = next((n for n, end in enumerate(ends) if begin > end), None)
        if row is not None or own:
            row = row or 0
            ends[row] = begin + wide + 8
            parts.append(_text(begin, ink.size * (1.0 + row * 1.15), words, colour, weight="600" if own else "400"))
    return "".join(parts)


def _steps(curve: tuple[CurvePoint, ...], x: Scale, y: Scale, colour: str, dash: str, most: float) -> str:
    path, share = f"M{x(0):.1f} {y(1.0):.1f}", 1.0
    for point in curve[1:]:
        if point.day > most:
            break
        path += f" L{x(point.day):.1f} {y(share):.1f} L{x(point.day):.1f} {y(point.share):.1f}"
        share = point.share
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{_dash(dash)}/>'


def _band(curve: tuple[CurvePoint, ...], x: Scale, y: Scale, colour: str, most: float) -> str:
    inside = [p for p in curve if p.day <= most]
    upper, lower = [], []
    for one, other in zip(inside, [*inside[1:], inside[-1]], strict=True):
        upper += [(x(one.day), y(one.high)), (x(other.day), y(one.high))]
        lower += [(x(one.day), y(one.low)), (x(other.day), y(one.low))]
    path = " ".join(f"{'M' if n == 0 else 'L'}{a:.1f} {b:.1f}" for n, (a, b) in enumerate([*upper, *lower[::-1]]))
    return f'<path d="{path} Z" fill="{colour}" fill-opacity="0.13" stroke="none"/>'


def _dash(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""


def _rule(left: float, right: float, y: float, ink: Ink) -> str:
    return f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{ink.line}" stroke-width="0.8"/>'


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start", weight: str = "400") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _svg(width: float, height: float, parts: list[str], ink: Ink) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{escape(ink.font)}" font-size="{ink.size:.1f}">'
        f"{''.join(parts)}</svg>"
    )
