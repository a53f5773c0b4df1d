"""The return on coaching as a page for a browser, and its figures as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date
from html import escape

from callcoach_desktop.domain.coaching import Return
from callcoach_desktop.domain.returns import NOTICE, ReturnReport
from callcoach_desktop.exchange.return_charts import curves, timeline

_STATES = {"improved": "better", "worse": "worse", "no_sign": "no sign of a change", "too_early": "too early to tell"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_STYLE = """
:root{color-scheme:light dark;--bg:#fff;--text:#1d1f21;--muted:#5b5f63;--line:#dcdcd7;--good:#2b6e3f;--warn:#9a3d1b}
body{font:15px/1.45 Inter,"Segoe UI",Helvetica,Arial,sans-serif;max-width:860px;margin:32px auto;padding:0 24px;
color:var(--text);background:var(--bg)}
h1{font-size:24px;margin:0 0 2px}h2{font-size:16px;margin:26px 0 6px}p{margin:4px 0}.muted{color:var(--muted)}
.head{font-size:18px;margin:14px 0}.figure{background:#fff;border:1px solid var(--line);border-radius:8px;padding:14px;
margin:10px 0}.figure svg{width:100%;height:auto}table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
.improved{color:var(--good)}.worse{color:var(--warn)}ul{padding-left:18px;margin:4px 0;font-size:13px}
@media (prefers-color-scheme:dark){:root{--bg:#17181a;--text:#ececea;--muted:#a9adb1;--line:#3a3c3f;--good:#7fce97;
--warn:#f0a07c}.figure{background:#fdfdfb}}
@media print{body{margin:0;max-width:none;background:#fff;color:#000}.figure{break-inside:avoid}}
"""


def day_words(iso: str) -> str:
    """`14 September 2026`."""
    day = date.fromisoformat(iso[:10])
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def names(report: ReturnReport) -> dict[str, str]:
    """What each measure is called."""
    return {line.measure: line.name for line in report.lines}


def subtitle(report: ReturnReport) -> str:
    """When the coaching was, whose deals these are, and as of which day."""
    whose = f" · deals of {report.whose}" if report.whose else ""
    return f"{day_words(report.item.held_on)}{whose} · as of {day_words(report.today)}"


def said(found: Return) -> str:
    """The sentence of a return without the name of its measure, for a row that has it already."""
    rest = found.sentence.partition(": ")[2]
    return rest[:1].upper() + rest[1:]


def html(report: ReturnReport) -> str:
    """One page with everything in it: no file beside it, nothing fetched."""
    called = names(report)
    rows = "".join(
        f'<tr><td>{escape(called.get(r.measure, r.measure))}</td><td class="{r.state}">{_STATES[r.state]}</td>'
        f"<td>{escape(said(r))}</td></tr>"
        for r in report.returns
    )
    rests = "".join(f"<li>{escape(one)}</li>" for one in report.assumptions)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(report.item.title)}</title><style>{_STYLE}</style></head><body>"
        f'<h1>{escape(report.item.title)}</h1><p class="muted">{escape(subtitle(report))}</p>'
        f'<p class="head">{escape(report.headline)}</p>'
        f"<h2>What can be said</h2><table>{rows}</table>"
        f'<h2>Over time</h2><div class="figure">{timeline(report, 800)}</div>'
        '<p class="muted">Quarters (months for the behaviour); lines are 90% intervals, dots grow with how many there '
        "are.</p>"
        f'<h2>How long deals stay open</h2><div class="figure">{curves(report, 800, height=230)}</div>'
        f'<h2>What this rests on</h2><ul>{rests}</ul><p class="muted">{escape(NOTICE)}</p></body></html>'
    )


def table(report: ReturnReport) -> str:
    """All figures as CSV: first the measures before and after, then the values over time, then the curves."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([
        "part", "measure", "from", "to", "side", "n", "value", "low_90", "high_90", "state", "not_before", "note",
    ])  # fmt: skip
    item = report.item
    for r in report.returns:
        for side, n, value in (("before", r.n_before, r.before), ("after", r.n_after, r.after)):
            writer.writerow(["return", r.measure, item.held_on, "", side, n, _number(value), "", "", "", "", ""])
        writer.writerow([
            "return", r.measure, item.held_on, "", "difference", "", "", _number(r.low), _number(r.high), r.state,
            r.not_before or "", r.sentence,
        ])  # fmt: skip
        writer.writerows(_against(r, item.held_on))
    for line in report.lines:
        for b in line.buckets:
            writer.writerow([
                "time", line.measure, b.first, b.last, "", b.n, _number(b.value), _number(b.low), _number(b.high), "",
                "", "",
            ])  # fmt: skip
    for side, curve in zip(("before", "after"), report.curves, strict=True):
        for p in curve:
            writer.writerow([
                "open_deals", "days", _number(p.day), "", side, "", _number(p.share), _number(p.low), _number(p.high),
                "", "", "",
            ])  # fmt: skip
    return out.getvalue()


def _against(r: Return, held: str) -> list[list[object]]:
    found = r.against
    if found is None:
        return []
    rows: list[list[object]] = [
        ["others", r.measure, held, "", "before", found.n_before, _number(found.before if found.compared else None), "",
         "", "", "", found.who],
        ["others", r.measure, held, "", "after", found.n_after, _number(found.after if found.compared else None), "",
         "", "", found.not_before or "", found.who],
    ]  # fmt: skip
    if found.compared:
        note = "parallel before" if found.parallel else "not parallel before"
        note += "; logarithm of a ratio" if found.relative else ""
        rows.append(["others", r.measure, held, "", "difference_of_differences", "", "", _number(found.low),
                     _number(found.high), r.state, "", note])  # fmt: skip
    return rows


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
