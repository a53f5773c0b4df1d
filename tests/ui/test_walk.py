"""Walks every screen and dialog of the real window: names, the way of the Tab key, room for the text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from walking import Pseudo, clipped, nameless, shown, unreachable

from callcoach_desktop.app import Session
from callcoach_desktop.domain.one_on_ones import Agreement, Item
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.errors import ErrorDialog
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.model_dialog import ModelDialog
from callcoach_desktop.ui.tasks import finish_tasks

VTT = """WEBVTT

00:00:00.500 --> 00:00:04.000
<v Leonie>Hi Marcus, what made you fill in the form?</v>

00:00:04.500 --> 00:00:11.000
<v Marcus>Honestly, the phones. My front desk cannot see each other's openings, and Acme was too expensive.</v>

00:00:11.500 --> 00:00:14.000
<v Leonie>And what does that cost you in a month? We could show you a price on Tuesday.</v>

00:00:14.500 --> 00:00:21.000
<v Marcus>I have no idea. Maybe two thousand. When could you start?</v>
"""


@pytest.fixture(params=["plain", "pseudo", "200 %"])
def session(request, qtbot, qapp):
    translator = Pseudo(qapp)
    if request.param == "pseudo":
        qapp.installTranslator(translator)
    if request.param == "200 %":
        theme.set_scale(qapp, 2.0)
    made = Session(default_library())
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    with qtbot.waitSignal(made.opened, timeout=30_000):
        made.window.show()
    yield made
    made.window.close()
    finish_tasks()
    qapp.removeTranslator(translator)
    theme.set_scale(qapp, 1.0)


def _walk(session, qtbot, tmp_path):
    """The name of each state, while it is shown, and its window."""
    window = session.window
    qtbot.waitUntil(window.calls.empty.isVisible, timeout=20_000)
    yield "no calls", window
    path = tmp_path / "Brightwater discovery.vtt"
    path.write_text(VTT, encoding="utf-8")
    window.flow.bring_in([path])
    model = window.calls.view_model.model
    qtbot.waitUntil(lambda: model.rowCount() == 1 and model.row(0).state == "ready", timeout=30_000)
    qtbot.waitUntil(window.jobs_panel.isHidden, timeout=10_000)
    yield "calls", window
    window.calls.search.setText("openings")
    window.calls.search.flush()
    qtbot.waitUntil(window.calls.hits.isVisible)
    yield "search", window
    window.calls.search.clear()
    window.calls.search.flush()
    window.open_call(model.row(0).id)
    qtbot.waitUntil(lambda: window.host.screen.scene is not None and window.host.screen.settled)
    yield "call", window
    yield from _panels(window, qtbot)
    yield from _coaching(window, qtbot)
    window.open_call(model.row(0).id)
    yield from _in_the_call(window, session.services.editor, qtbot)
    yield from _bin(window, session.services.editor, qtbot)
    window.show_settings()
    qtbot.waitUntil(lambda: window.settings().model.count() > 0)
    yield "settings", window
    for name, action in (
        ("palette", window.menus.palette),
        ("keys", window.menus.shortcuts),
        ("models", window.menus.models),
        ("export", window.menus.export),
    ):
        if name == "export":
            window.open_call(model.row(0).id)
        action.trigger()
        dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
        yield name, dialog
        dialog.close()
        qtbot.waitUntil(lambda: not any(d.isVisible() for d in window.findChildren(QDialog)))
    for name, dialog in (
        ("error", ErrorDialog("RuntimeError: ours", window)),
        ("model", ModelDialog(window, session.services.models.get, "base", 145_000_000, "It is damaged.")),
    ):
        dialog.show()
        yield name, dialog
        dialog.close()


def _panels(window, qtbot):
    """The panel's pages beside the transcript."""
    screen = window.host.screen
    screen.side_card.show_page("moments")
    screen.moments.setFocus()
    screen.moments.focused_row = 1
    screen.moments._place_bar()
    qtbot.waitUntil(screen.moments.bar.isVisible, timeout=10_000)
    yield "moments", window
    screen.side_card.show_page("summary")
    qtbot.waitUntil(lambda: bool(screen.side_card.summary.points), timeout=10_000)
    yield "summary", window
    screen.side_card.show_page("figures")


def _coaching(window, qtbot):
    """The pages over all calls, before and in a focus."""
    for key in ("today", "progress", "works"):
        page = window.pages.page(key)
        window.pages.show(key)
        qtbot.waitUntil(lambda p=page: p.model.shown is not None, timeout=20_000)
        yield key, window
    page = window.pages.page("progress")
    window.pages.show("progress")
    page.model.start("talk_ratio")
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=20_000)
    yield "a focus", window
    window.pages.show("today")
    today = window.pages.page("today")
    qtbot.waitUntil(lambda: today.model.shown.progress is not None, timeout=20_000)
    yield "today in a focus", window
    yield from _looking_back(window, qtbot)
    yield from _one_on_one(window, qtbot)


def _looking_back(window, qtbot):
    """A call looked back at: the questions, the map after them, all reviews."""
    looking = window.pages.looking_back
    looking.open(window.calls.view_model.model.row(0).id)
    dialog = looking.dialog
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.asking, timeout=20_000)
    dialog.asking.list.setCurrentRow(1)
    dialog.asking.keep.take.click()
    dialog.asking.keep.text.setText("Waited")
    dialog.asking.feeling.set_value("4")
    dialog.asking._changed()
    yield "look back", dialog
    dialog.asking.save.click()
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.showing, timeout=20_000)
    yield "look back, the map", dialog
    dialog.accept()
    looking.open_all()
    reviews = looking.dialog
    qtbot.waitUntil(lambda: reviews.list.count() == 1, timeout=20_000)
    yield "reviews", reviews
    reviews.reject()


def _one_on_one(window, qtbot):
    """The 1-on-1: before the first, its page, what it asks, and the view for two."""
    page = window.pages.page("one-on-one")
    window.pages.show("one-on-one")
    qtbot.waitUntil(page.empty.isVisible, timeout=20_000)
    yield "no 1-on-1", window
    page.ask_prepare()
    yield "the next 1-on-1", page.dialog
    page.dialog.go.click()
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=20_000)
    call = window.calls.view_model.model.row(0).id
    moment = Item("m", "hard", "An objection", "Why did you ask?", "2 of 3.", "Acme was", call, 4.0, 9.0, private="Own")
    page.model.add(moment)
    page.model.agree(Agreement("a", "Wait two seconds", "patience", "2026-12-01", "focus"))
    qtbot.waitUntil(lambda: len(page.agenda.rows) >= 1 and bool(page.model.session.agreements), timeout=10_000)
    yield "a 1-on-1", window
    page.agenda.rows[-1].edit()
    yield "an item that is edited", window
    page.agenda.rows[-1].editor.left.emit()
    page.hand_over()
    qtbot.waitUntil(lambda: page.dialog is not None)
    yield "a page to hand over", page.dialog
    page.dialog.reject()
    page.ask_end()
    qtbot.waitUntil(lambda: page.dialog is not None, timeout=10_000)
    yield "the end of a 1-on-1", page.dialog
    page.dialog.reject()
    page.open_shared()
    qtbot.waitUntil(lambda: page.shared is not None and page.shared.isVisible(), timeout=10_000)
    for place in range(len(page.shared.deck.slides)):
        page.shared.go(place)
        yield f"shared view, slide {place}", page.shared
    page.shared.go(1)
    page.shared.rate(3)
    yield "shared view, a figure", page.shared
    page.close_shared()


def _in_the_call(window, editor, qtbot):
    """What opens inside of a call."""
    screen = window.host.screen
    qtbot.waitUntil(lambda: screen.editing.possible, timeout=10_000)
    screen.editing.begin(1)
    qtbot.waitUntil(screen.editing.field.isVisible)
    yield "a line that is edited", window
    screen.editing.leave()
    screen.header.customer.edit()
    qtbot.waitUntil(screen.header.customer.field.isVisible)
    yield "a fact that is edited", window
    qtbot.keyClick(screen.header.customer.field, Qt.Key.Key_Escape)
    screen.commenting.compose_here()
    qtbot.waitUntil(lambda: screen.side_card.comments.composer is not None)
    yield "a comment that is written", window
    editor.add_comment(window.host.call_id, 2.0, None, "A good start")
    qtbot.waitUntil(lambda: len(screen.facts.comments) == 1, timeout=10_000)
    yield "a comment", window
    screen.naming.ask(screen.scene.blocks[0].voice, window.mapToGlobal(window.rect().center()))
    qtbot.waitUntil(lambda: screen.naming.popup is not None, timeout=10_000)
    yield "people", screen.naming.popup
    screen.naming.popup.close()
    line = screen.scene.blocks[1].ids[0]
    editor.edit_text(window.host.call_id, line, "Honestly, it is the phones.")
    qtbot.waitUntil(lambda: screen.facts.edited, timeout=10_000)
    screen.menu.compare()
    qtbot.waitUntil(lambda: screen.menu.dialog is not None and len(screen.menu.dialog.changed) > 0, timeout=10_000)
    yield "what was heard", screen.menu.dialog
    screen.menu.dialog.accept()
    qtbot.waitUntil(lambda: screen.menu.dialog is None)


def _bin(window, editor, qtbot):
    """The bin with a call in it, which comes back."""
    model = window.calls.view_model.model
    call = model.row(0).id
    window.show_calls()
    editor.bin([call])
    qtbot.waitUntil(lambda: model.rowCount() == 0, timeout=10_000)
    window.calls.show_bin()
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=10_000)
    yield "the bin", window
    editor.restore([call])
    qtbot.waitUntil(window.calls.page.empty_bin.isVisible, timeout=10_000)
    yield "an empty bin", window
    window.calls.show_bin(False)
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=10_000)


@pytest.mark.slow
def test_every_control_has_a_name_a_place_and_room(session, qtbot, tmp_path):
    wrong, tables = {}, []
    for state, window in _walk(session, qtbot, tmp_path):
        qtbot.settle()
        if state == "call":
            tables = [b for b in shown(window) if b.accessibleName() == tr("Show as table")]
        for what, look in (("nameless", nameless), ("not by Tab", unreachable), ("clipped", clipped)):
            found = look(window)
            if found:
                wrong[f"{state}: {what}"] = found
    assert tables, "no plot offers its table"
    lines = [f"{state}: {one}" for state, found in wrong.items() for one in found]
    assert not lines, "\n" + "\n".join(lines)
