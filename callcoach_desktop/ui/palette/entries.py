"""What the palette offers: recent calls, every action of the menus with its keys, the playbook, settings, all calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence

from callcoach_desktop.domain.calls import CallRow
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.menus import plain
from callcoach_desktop.ui.palette.matching import Entry, entry
from callcoach_desktop.ui.screens.settings.sections import section_names
from callcoach_desktop.ui.widgets.words import day

if TYPE_CHECKING:
    from callcoach_desktop.ui.main_window import MainWindow

_RECENT = 5


def entries_of(window: MainWindow) -> list[Entry]:
    """All but the calls, in the order in which they are shown before anything is typed."""
    found: list[Entry] = []
    for call_id, title in window.recent_calls()[:_RECENT]:
        found.append(entry(title, tr("Recent call"), lambda opened=call_id: window.open_call(opened), about=call_id))
    for menu, action in window.menus.all:
        if action.isEnabled() and action is not window.menus.palette:
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            keys = keys or (action.text().split("\t")[1] if "\t" in action.text() else "")
            found.append(entry(plain(action.text()), menu, action.trigger, keys))
    found += [
        entry(kept.content.title, tr("Playbook"), partial(window.pages.show_entry, kept.id))
        for kept in window.pages.notes.entries
    ]
    for key, name in section_names():
        found.append(entry(name, tr("Settings"), lambda section=key: window.show_settings(section)))
    return found


def reviews_of(coach: Any, look_back: Callable[[str], object]) -> list[Entry]:
    """The rep's reviews by what was said in them; on a worker thread."""
    from callcoach_desktop.services.self_review import notings

    found = []
    for one in notings(coach) if coach is not None else ():
        review = one.review
        said = " · ".join(part for part in (review.intention, review.change, review.keep) if part)
        if said:
            where = tr("Your review of {title}", title=one.title)
            found.append(entry(said, where, partial(look_back, review.call), loose=False))
    return found


def calls_of(rows: Sequence[CallRow], open_call: Callable[[str], object]) -> list[Entry]:
    """All calls by title, customer and day; for thousands of them this belongs on a worker thread."""
    found = []
    for row in rows:
        where = " · ".join(part for part in (row.customer, day(row.started_at)) if part)
        found.append(entry(row.title, where, partial(open_call, row.id), loose=False, about=row.id))
    return found
