"""Deals in the words of the screen."""

from __future__ import annotations

from callcoach_desktop.domain.coaching import Deal, Return
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.focus_words import day_words


def outcome_words(outcome: str) -> str:
    """An outcome for a person."""
    return {"won": tr("won"), "lost": tr("lost")}.get(outcome, tr("open"))


def span_words(deal: Deal) -> str:
    """From when to when a deal was open, as far as it is known; "" for neither."""
    if deal.opened_on is None:
        return tr("closed {day}", day=day_words(deal.closed_on)) if deal.closed_on else ""
    end = day_words(deal.closed_on) if deal.closed_on else tr("now")
    return tr("{begin} to {end}", begin=day_words(deal.opened_on), end=end)


def money(deal: Deal) -> str:
    """An amount with its currency."""
    return "" if deal.amount is None else f"{deal.amount:,.0f} {deal.currency or ''}".strip()


def call_type_words(call_type: str | None) -> str:
    """The type of a call as people write it."""
    return (call_type or "").replace("_", " ")


def result_words(outcome: str) -> str:
    """What came of an answer."""
    return {
        "resolved": tr("the customer took it"), "parked": tr("put off"), "lost": tr("the customer did not take it"),
        "": tr("what came of it was not heard"),
    }.get(outcome, outcome.replace("_", " "))  # fmt: skip


def measure_words(found: Return) -> str:
    """The measure of a return."""
    return {
        "win_rate": tr("win rate"), "cycle_days": tr("days to a decision"), "deal_size": tr("size"),
    }.get(found.measure, tr("the behaviour"))  # fmt: skip
