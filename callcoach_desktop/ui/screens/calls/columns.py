"""The columns of the list: what each says, what it is sorted by, how wide it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.words import day

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import CallRow

BIN_DAYS = 30
"""How long a call stays in the bin."""


@dataclass(frozen=True)
class Column:
    """A column. `heading` and `explain` are translated when they are shown (`tr(column.heading)`); widths are pixels
    at 100 % text; `grow` is its share of the room that is left over."""

    key: str
    heading: str
    explain: str
    sort_key: Callable[[CallRow], Any]
    text: Callable[[CallRow], str]
    width: int
    least: int
    grow: float = 0.0
    right: bool = False
    quiet: bool = False
    at_first: bool = True  # shown until a person chooses


# Plain numbers and texts: comparing 10,000 pairs takes three times as long.
def _maybe(number: float | None) -> float:
    return -1.0 if number is None else number


def _fold(text: str | None) -> str:
    return text.casefold() if text else ""


def kind_name(call_type: str | None) -> str:
    """A type of call as people read it."""
    return call_type[:1].upper() + call_type[1:] if call_type else ""


_STATE_ORDER = {"failed": 0, "working": 1, "queued": 2, "ready": 3}


def state_name(state: str) -> str:
    """What is being done with a call; `ready` has a name too, for the filter."""
    if state == "queued":
        return tr("Waiting")
    if state == "working":
        return tr("Working")
    return tr("Failed") if state == "failed" else tr("Ready")


COLUMNS: tuple[Column, ...] = (
    Column(
        "title", "Call", "The call's title", lambda r: r.title.casefold(), lambda r: r.title, 224, 150, grow=1.0
    ),
    Column(
        "customer", "Customer", "Who it was with", lambda r: _fold(r.customer), lambda r: r.customer or "", 188, 140,
        grow=0.7,
    ),
    Column(
        "started_at", "Date", "When the call began", lambda r: r.started_at, lambda r: day(r.started_at), 112, 108,
        grow=0.1, quiet=True,
    ),
    Column(
        "duration", "Length", "How long it is", lambda r: r.duration, lambda r: clock(r.duration) if r.duration else "",
        76, 70, right=True, quiet=True,
    ),
    Column(
        "talk_ratio", "Talk share",
        "Your talk time / (your + the customer's talk time). Overlapping talk counts for both.",
        lambda r: _maybe(r.talk_ratio),
        lambda r: "" if r.talk_ratio is None else f"{round(r.talk_ratio * 100)}%", 124, 92, grow=0.5,
    ),
    Column(
        "questions", "Questions", "Questions that you asked; rhetorical ones are not counted",
        lambda r: _maybe(r.questions), lambda r: "" if r.questions is None else str(r.questions), 96, 88, right=True,
    ),
    Column(
        "call_type", "Type", "Type of call", lambda r: _fold(r.call_type), lambda r: kind_name(r.call_type), 112, 98,
        grow=0.2, quiet=True,
    ),
    Column(
        "deal", "Deal", "The deal it belongs to", lambda r: _fold(r.deal), lambda r: r.deal or "", 140, 90, grow=0.4,
        at_first=False,
    ),
    Column(
        "tags", "Tags", "Tags that you gave it", lambda r: _fold(" ".join(r.tags)),
        lambda r: ", ".join(r.tags), 150, 90, grow=0.4, quiet=True, at_first=False,
    ),
    Column(
        "state", "State", "What is being done with it", lambda r: _STATE_ORDER[r.state],
        lambda r: "" if r.state == "ready" else state_name(r.state), 116, 114, grow=0.1,
    ),
)  # fmt: skip
BY_KEY = {column.key: number for number, column in enumerate(COLUMNS)}
TITLE = BY_KEY["title"]


_STEP_BACK = ("call_type", "questions", "state", "duration", "talk_ratio")
"""What gives way first in a narrow window or with large text, as long as nobody chose columns."""


def usual(room: int, px: Callable[[float], int] = round) -> list[str]:
    """The columns until a person chooses: as many of them as `room` pixels hold without scrolling sideways."""
    shown = [column for column in COLUMNS if column.at_first]
    for key in _STEP_BACK:
        if sum(px(column.least) for column in shown) <= room:
            break
        shown = [column for column in shown if column.key != key]
    return [column.key for column in shown]


def fit(room: int, shown: Sequence[str], own: Mapping[str, int], px: Callable[[float], int] = round) -> dict[str, int]:
    """Widths that fill `room` pixels. A person's own widths stay; the others give way down to their least, and grow
    by their shares. When even that is too wide, the sum is larger than `room`."""
    columns = [COLUMNS[BY_KEY[key]] for key in shown]
    widths = {one.key: own.get(one.key, px(one.width)) for one in columns}
    free = [one for one in columns if one.key not in own]
    spare = room - sum(widths.values())
    if spare < 0 and free:
        give = {one.key: px(one.width) - px(one.least) for one in free}
        most = sum(give.values())
        taken = min(-spare, most)
        for one in free:
            widths[one.key] -= int(give[one.key] * taken / most) if most else 0
    elif spare > 0 and free:
        shares = sum(one.grow for one in free)
        for one in free:
            widths[one.key] += int(spare * one.grow / shares) if shares else 0
    over = room - sum(widths.values())  # what rounding left
    if free and abs(over) <= len(free):
        widths[free[0].key] += over
    return widths


def days_left(binned_at: str, now: datetime | None = None) -> int:
    """Whole days until a call in the bin goes for good, 0 to 30; 30 when the time cannot be read."""
    try:
        since = datetime.fromisoformat(binned_at)
    except ValueError:
        return BIN_DAYS
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    left = since + timedelta(days=BIN_DAYS) - (now or datetime.now(UTC))
    return min(BIN_DAYS, max(0, -(-int(left.total_seconds()) // 86_400)))


def summary_line(row: CallRow) -> str:
    """A call in one line, for an e-mail or a note."""
    parts = [row.title, row.customer or "", day(row.started_at), clock(row.duration) if row.duration else ""]
    if row.talk_ratio is not None:
        parts.append(tr("you talked {share}", share=f"{round(row.talk_ratio * 100)}%"))
    if row.questions is not None:
        parts.append(tr("{n} question|{n} questions", row.questions))
    return " · ".join(part for part in parts if part)
