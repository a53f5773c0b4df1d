"""Every state and dialog of the playbook in the real window: a name, a place in the tab order, room for all, also in a
language that is longer and with text that is larger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from walking import Pseudo, clipped, nameless, unreachable

from callcoach_desktop.app import Session
from callcoach_desktop.coaching.shares import share
from callcoach_desktop.domain.playbook import Content, Example, Figures, Origin, Situation, Version
from callcoach_desktop.exchange.playbook import Carried, Handout
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.playbook_files import Arrival, Coming
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.recording.bar import RecordBar
from callcoach_desktop.ui.recording.live import Live
from callcoach_desktop.ui.tasks import finish_tasks
from tests.ui.playbook.conftest import TODAY, add_call

PRICE = Content(
    Situation("objection", "price"), "Price: ask what it is compared with", "Compared with what? " * 12,
    "They name what they weigh.", "reframe_value",
    (Example("So what happens when a load comes in warm?", 0.0, 4.0, "call00000001"), Example("Elsewhere.")),
    Figures("resolved", share(7, 9), share(1, 4), "2026-11-24"),
)  # fmt: skip
RIVAL = Content(Situation("competitor", "Coldline"), "When Coldline is named", "Ask what they like about it.")


@pytest.fixture(params=["plain", "pseudo", "200 %"])
def session(request: Any, qtbot: Any, qapp: QApplication) -> Iterator[Session]:
    translator = Pseudo(qapp)
    if request.param == "pseudo":
        qapp.installTranslator(translator)
    theme.set_scale(qapp, 2.0 if request.param == "200 %" else 1.0)
    with Library.open(default_library()) as library:
        coach = Coach(library)
        add_call(library, coach, 1, TODAY)
        coach.close()
    made = Session(default_library(), jobs=False)
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    with qtbot.waitSignal(made.opened, timeout=30_000):
        made.window.show()
    yield made
    made.window.close()
    finish_tasks()
    qapp.removeTranslator(translator)
    theme.set_scale(qapp, 1.0)


def states(window: Any, qtbot: Any) -> Iterator[tuple[str, QWidget]]:
    """The name of each state, while it is shown, and its window."""
    page = window.pages.page("playbook")
    window.pages.show("playbook")
    qtbot.waitUntil(page.empty.isVisible, timeout=20_000)
    yield "nothing", window
    book = page.model.book
    entry_id = book.add(PRICE, TODAY)
    book.edit(entry_id, replace(PRICE, say="And compared with what?"), TODAY)
    book.add(RIVAL, TODAY)
    qtbot.waitUntil(lambda: page.model.shown is not None and len(page.model.shown.entries) == 2, timeout=20_000)
    page.show_entry(entry_id)
    yield "entries", window
    entry = page.list.current()
    offered = Version(entry_id, 9, RIVAL, Origin("file", "2026-11-24", "Dana", "team.playbook"), "m", "offered")
    page.detail.show_entry(replace(entry, offered=(offered,)), page.model.shown, lambda _: True)
    yield "two versions", window
    page._edit(entry)
    yield "an entry that is edited", page.dialog
    page.dialog.reject()
    page._share_all()
    yield "a playbook that is shared", page.dialog
    page.dialog.redacted.setChecked(False)
    yield "a playbook that is shared with names", page.dialog
    page.dialog.reject()
    page.model.read_history(entry_id)
    qtbot.waitUntil(lambda: page.dialog is not None, timeout=10_000)
    yield "versions", page.dialog
    page.dialog.reject()
    handout = Handout("Dana", "2026-11-24T10:00:00+00:00", (Carried("x", PRICE, "0" * 64),))
    page._show_arrival(Arrival(Path("team.playbook"), handout, (Coming(handout.entries[0], "new"),)))
    yield "a playbook that comes in", page.dialog
    page.dialog.reject()
    window.pages.show("today")
    today = window.pages.page("today")
    qtbot.waitUntil(lambda: today.model.shown is not None and today.model.shown.reminder is not None, timeout=20_000)
    yield "today", window
    bar = RecordBar()
    qtbot.addWidget(bar)
    bar.show_live(Live("recording", 727.0, share=0.61, mic_db=-20.0, system_db=-40.0, nudge="2:10 since your question"))
    bar.show_entries(book.entries())
    bar.appear()
    bar.toggle_glance()
    bar.glance.set_large(on=True)
    yield "the card of the bar", bar
    bar.set_small(on=True)
    yield "the card of the small bar", bar
    bar.hide()


@pytest.mark.slow
def test_every_control_has_a_name_a_place_and_room(session: Session, qtbot: Any) -> None:
    wrong: list[str] = []
    for state, window in states(session.window, qtbot):
        qtbot.settle()
        for what, look in (("nameless", nameless), ("not by Tab", unreachable), ("clipped", clipped)):
            wrong += [f"{state}: {what}: {one}" for one in look(window)]
    assert not wrong, "\n" + "\n".join(wrong)
