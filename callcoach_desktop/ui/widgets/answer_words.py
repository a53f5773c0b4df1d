"""Objections and how they were met, in the words of the screen."""

from __future__ import annotations

from callcoach_desktop.ui.i18n import tr


def framework_words(framework: str) -> str:
    """How an objection was met."""
    return {
        "acknowledge_explore_respond": tr("acknowledged, explored, answered"),
        "feel_felt_found": tr("feel, felt, found"),
        "reframe_value": tr("turned to value"),
        "trade_concession": tr("traded for something"),
        "discount_immediately": tr("a discount at once"),
        "ignore": tr("passed over"),
        "": tr("nobody answered"),
    }.get(framework, framework.replace("_", " "))


def objection_words(kind: str) -> str:
    """The type of an objection."""
    return {
        "price": tr("Price"), "timing": tr("Timing"), "need": tr("Need"), "authority": tr("Authority (who decides)"),
        "competitor": tr("Competitor"), "trust": tr("Trust"), "other": tr("Something else"),
    }.get(kind, kind.replace("_", " ").capitalize())  # fmt: skip
