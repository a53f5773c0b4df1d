"""Situations, ways of answering, figures and provenance as a person reads them."""

from __future__ import annotations

from callcoach_desktop.domain.coaching import Share
from callcoach_desktop.domain.playbook import Content, Figures, Origin, Situation, SituationKind
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.words import day

KINDS: tuple[SituationKind, ...] = ("objection", "competitor", "stage", "question")


def kind_word(kind: str) -> str:
    """A kind of situation in a word."""
    return {
        "objection": tr("Objection"), "competitor": tr("Competitor"), "stage": tr("Stage"), "question": tr("Question"),
    }.get(kind, kind)  # fmt: skip


def objection_word(name: str) -> str:
    """A type of objection as it stands in a sentence."""
    return {
        "price": tr("price"), "timing": tr("timing"), "authority": tr("authority"), "need": tr("need"),
        "competitor": tr("competitor"), "trust": tr("trust"),
    }.get(name, name)  # fmt: skip


def stage_word(name: str) -> str:
    """A stage as it stands in a sentence."""
    return {
        "": tr("the whole call"), "opening": tr("opening"), "discovery": tr("discovery"),
        "presentation": tr("presentation"), "pricing": tr("pricing"), "objection": tr("objections"),
        "closing": tr("closing"),
    }.get(name, name)  # fmt: skip


def way_word(way: str) -> str:
    """A way of answering; the name itself for one of another version."""
    return {
        "acknowledge_explore_respond": tr("acknowledge, explore, then answer"),
        "feel_felt_found": tr("feel, felt, found"),
        "reframe_value": tr("reframe to value"),
        "trade_concession": tr("trade, never give"),
        "discount_immediately": tr("discount at once"),
        "ignore": tr("pass over it"),
    }.get(way, way.replace("_", " "))


def situation_words(situation: Situation) -> str:
    """When an entry is wanted: "Objection: price"."""
    about = situation.about
    if situation.kind == "objection":
        about = objection_word(about)
    elif situation.kind == "stage":
        about = stage_word(about)
    return f"{kind_word(situation.kind)}: {about}" if about else kind_word(situation.kind)


def counted(share: Share) -> str:
    """ "7 of 9 (45 to 94%)", for a figure beside a bar."""
    if not share.n:
        return tr("none yet")
    low, high = round(100 * share.low), round(100 * share.high)
    return tr("{hits} of {n} ({low} to {high}%)", hits=share.hits, n=share.n, low=low, high=high)


def figures_rows(content: Content, figures: Figures) -> list[tuple[str, Share]]:
    """The figures as rows of bars."""
    if figures.measure == "won":
        return [(tr("Won with it"), figures.this), (tr("Won without"), figures.others)]
    this = tr("Resolved this way")
    if content.way:
        this = tr("Resolved by “{way}”", way=way_word(content.way))
    return [(this, figures.this), (tr("Other ways"), figures.others)]


def origin_words(origin: Origin) -> str:
    """Where a version comes from."""
    when = day(origin.at)
    if origin.kind == "file":
        by = origin.who or tr("somebody")
        return tr("From {who}, by the file “{file}”, {day}", who=by, file=origin.file, day=when)
    if origin.kind == "proposed":
        return tr("From your own calls, {day}", day=when)
    return tr("Written {day}", day=when)
