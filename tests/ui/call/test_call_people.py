"""Comments, names, the facts of the head and the list of edits, on a real library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.transcript import Speaker
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui.screens.call.people import PersonPopup
from callcoach_desktop.ui.screens.call.selecting import Span
from callcoach_desktop.ui.screens.call.view import CallScreen

CALL = "dental000001"
Open = Callable[[Library], CallScreen]


def settled(qtbot: QtBot, screen: CallScreen) -> None:
    qtbot.waitUntil(lambda: screen.settled, timeout=20_000)


def popup_of(qtbot: QtBot, screen: CallScreen) -> PersonPopup:
    qtbot.waitUntil(lambda: screen.naming.popup is not None, timeout=10_000)
    popup = screen.naming.popup
    assert popup is not None
    return popup


def notes(library: Library) -> list[tuple[float, float | None, str, str]]:
    return [(c.start, c.end, c.text, c.kind) for c in library.call(CALL).comments]


def test_a_comment_is_written_changed_deleted_and_each_undone(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    panel = screen.side_card.comments
    screen.seek(61.5)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_M)
    assert panel.composer is not None
    assert panel.composer.field.hasFocus()
    qtbot.keyClicks(panel.composer.field, "ask again")
    qtbot.keyClick(panel.composer.field, Qt.Key.Key_Return)
    settled(qtbot, screen)
    assert notes(library) == [(61.5, None, "ask again", "comment")]
    assert [c.text for c in screen.map.comments] == ["ask again"]
    assert screen.side_card.tabs["comments"].accessibleName() == "Comments 1"
    assert screen.transcript.hasFocus()

    row = panel.rows[0]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_E)
    assert row.editing
    qtbot.keyClicks(row._editor.field, ", slowly")
    qtbot.keyClick(row._editor.field, Qt.Key.Key_Return)
    settled(qtbot, screen)
    assert notes(library)[0][2] == "ask again, slowly"

    qtbot.keyClick(panel.rows[0], Qt.Key.Key_Delete)
    settled(qtbot, screen)
    assert notes(library) == []
    assert not panel.empty.isHidden()
    for expected in (["ask again, slowly"], ["ask again"], []):
        Editor(library).undo()
        qtbot.waitUntil(lambda e=expected: [r.comment.text for r in panel.rows] == e, timeout=10_000)


def test_a_selected_span_is_commented_copied_and_clipped(
    opened: Open, library: Library, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    screen = opened(library)
    screen.map.set_selection(Span(30.0, 41.0))
    qtbot.keyClick(screen.transcript, Qt.Key.Key_M)
    qtbot.keyClicks(screen.side_card.comments.composer.field, "well asked")
    screen.side_card.comments.composer.save_button.click()
    settled(qtbot, screen)
    assert notes(library) == [(30.0, 41.0, "well asked", "comment")]
    QGuiApplication.clipboard().clear()
    screen.map.bar.copy_button.click()
    qtbot.waitUntil(lambda: "Marcus: " in QGuiApplication.clipboard().text(), timeout=10_000)
    assert "Brightwater Dental" in QGuiApplication.clipboard().text()
    target = tmp_path / "piece.wav"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(target), ""))
    with qtbot.assertNotEmitted(screen.problem), qtbot.waitSignal(screen.said, timeout=10_000) as told:
        screen.map.bar.clip_button.click()
    assert told.args == ["Saved piece.wav"]
    assert target.stat().st_size > 100_000


def test_a_bookmark_is_one_key_and_the_keys_jump_to_it(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    screen.seek(120.0)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_B)
    settled(qtbot, screen)
    assert notes(library) == [(120.0, None, "", "bookmark")]
    screen.seek(10.0)
    qtbot.keyClick(screen.transcript, Qt.Key.Key_C)
    assert screen.player.position() == 120.0
    screen.seek(10.0)
    screen.map.comment_clicked.emit(screen.map.comments[0].id)
    assert screen.player.position() == 120.0
    assert screen.side_card.page == "comments"


def test_a_voice_is_named_in_the_transcript_and_everywhere(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view = screen.transcript
    row = next(r for r in range(view.row_count()) if view.blocks[r].side == "customer" and view.has_name(r))
    view.show_row(row, at=0.3)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.name_rect(row).center())
    popup = popup_of(qtbot, screen)
    assert popup.name.text() == "Marcus"
    assert popup.always.isHidden(), "only the rep has one name in all calls"
    popup.name.setText("Marcus Webb")
    popup.save_button.click()
    settled(qtbot, screen)
    assert screen.scene.lanes[1].name == "Marcus Webb"
    assert view.blocks[row].speaker == "Marcus Webb"
    assert screen.scene.talk.right == "Marcus Webb"
    Editor(library).undo()
    qtbot.waitUntil(lambda: screen.scene.lanes[1].name == "Marcus", timeout=10_000)


def test_the_rep_is_named_for_all_calls_only_when_asked(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    screen.naming.ask("left", QPoint(100, 100))
    popup = popup_of(qtbot, screen)
    assert not popup.always.isChecked()
    popup.name.setText("Leonie Hart")
    qtbot.keyClick(popup.name, Qt.Key.Key_Return)
    settled(qtbot, screen)
    assert library.setting("rep_name") is None
    screen.naming.ask("left", QPoint(100, 100))
    popup = popup_of(qtbot, screen)
    popup.always.setChecked(True)
    popup.save()
    settled(qtbot, screen)
    assert library.setting("rep_name") == "Leonie Hart"


def test_sides_are_swapped_from_the_popup_and_from_the_menu(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    screen.naming.ask("left", QPoint(100, 100))
    popup_of(qtbot, screen).swap_button.click()
    settled(qtbot, screen)
    assert screen.scene.lanes[0].name == "Marcus"
    screen.menu._fill()
    next(a for a in screen.menu.menu.actions() if a.text() == "Swap sides").trigger()
    settled(qtbot, screen)
    assert screen.scene.lanes[0].name == "Leonie"


def test_transcribing_again_is_asked_for_by_the_menu(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    texts = lambda: [a.text() for a in screen.menu.menu.actions()]  # noqa: E731
    screen.menu._fill()
    assert "Transcribe again…" not in texts()  # nobody would hear it
    asked: list[list[str]] = []
    screen.again_requested.connect(asked.append)
    screen.menu._fill()
    action = next(a for a in screen.menu.menu.actions() if a.text() == "Transcribe again…")
    action.trigger()
    assert asked == [[CALL]]


def test_a_line_goes_to_a_new_voice(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view = screen.transcript
    second = view.blocks[5].start
    screen.naming.ask_new(QPoint(50, 50), lambda speaker: screen.editing.give_to(range(5, 6), speaker))
    popup = popup_of(qtbot, screen)
    assert not popup.save_button.isEnabled()
    qtbot.keyClicks(popup.name, "Dana")
    popup.save_button.click()
    qtbot.waitUntil(lambda: any(b.speaker == "Dana" for b in view.blocks), timeout=10_000)
    settled(qtbot, screen)
    transcript = library.call(CALL).transcript
    dana = next(s for s in transcript.speakers if s.name == "Dana")
    assert any(u.speaker == dana.id and u.start == pytest.approx(second, abs=0.01) for u in transcript.utterances)


def test_the_facts_of_the_head_are_changed_where_they_stand(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    header = screen.header
    for field, text in (
        (header.title, "Brightwater, first call"),
        (header.customer, "Brightwater"),
        (header.deal, "Five clinics"),
        (header.tags, "west, #warm"),
    ):
        field.shown.click()
        assert field.field.hasFocus()
        field.field.setText(text)
        qtbot.keyClick(field.field, Qt.Key.Key_Return)
    settled(qtbot, screen)
    row = library.call(CALL).row
    assert (row.title, row.deal, row.tags) == ("Brightwater, first call", "Five clinics", ("warm", "west"))
    header.tags.shown.click()
    header.tags.field.setText("warm")
    qtbot.keyClick(header.tags.field, Qt.Key.Key_Return)
    settled(qtbot, screen)
    assert library.call(CALL).row.tags == ("warm",)
    header.customer.shown.click()
    offered = header.customer.field.completer()
    qtbot.waitUntil(lambda: "Brightwater" in offered.words, timeout=10_000)
    qtbot.keyClick(header.customer.field, Qt.Key.Key_Escape)
    assert not offered.popup().isVisible()
    header.title.shown.click()
    header.title.field.setText("no")
    qtbot.keyClick(header.title.field, Qt.Key.Key_Escape)
    assert header.title.text() == "Brightwater, first call"


def test_the_beginning_of_a_known_type_stands_for_it(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    library.edit(CALL, "call_type", "discovery")
    settled(qtbot, screen)
    field = screen.header.call_type
    library.edit(CALL, "call_type", None)
    settled(qtbot, screen)
    screen.header.offers["call_type"] = lambda done: done(["demo", "Discovery call"])
    field.shown.click()
    assert field.field.completer().popup().isVisible(), "what there is, before anything is typed"
    field.field.setText("disc")
    qtbot.keyClick(field.field, Qt.Key.Key_Return)
    settled(qtbot, screen)
    assert library.call(CALL).row.call_type == "Discovery call"
    field.shown.click()
    field.field.setText("DEMO")
    qtbot.keyClick(field.field, Qt.Key.Key_Return)
    settled(qtbot, screen)
    assert library.call(CALL).row.call_type == "demo"


def test_a_date_that_is_none_is_refused_in_a_sentence(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    before = screen.header.date.text()
    screen.header.date.shown.click()
    screen.header.date.field.setText("soon")
    with qtbot.waitSignal(screen.problem, timeout=10_000):
        qtbot.keyClick(screen.header.date.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.header.date.text() == before, timeout=10_000)


def test_edits_are_compared_and_taken_back(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    editor, heard = Editor(library), library.call(CALL).transcript.utterances
    editor.edit_text(CALL, heard[0].id, heard[0].text.replace("Slotwise", "Slot works"))
    editor.give(CALL, [heard[7].id], "left" if heard[7].speaker == "right" else "right")
    settled(qtbot, screen)
    screen.menu.compare()
    qtbot.waitUntil(lambda: screen.menu.dialog is not None and len(screen.menu.dialog.changed) == 2, timeout=10_000)
    dialog = screen.menu.dialog
    assert dialog.changed[0].difference.now.startswith("Slot")
    assert dialog.changed[1].heard_name != dialog.changed[1].now_name
    dialog.back_buttons[0].click()
    qtbot.waitUntil(lambda: len(dialog.changed) == 1, timeout=10_000)
    assert library.call(CALL).transcript.utterances[0].text == heard[0].text
    dialog.back_buttons[0].click()
    qtbot.waitUntil(lambda: not dialog.changed, timeout=10_000)
    now = library.call(CALL).transcript.utterances
    assert [(u.speaker, u.text) for u in now] == [(u.speaker, u.text) for u in heard]
    dialog.accept()


def test_all_edits_are_taken_back_at_once(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    heard = library.call(CALL).transcript.utterances
    Editor(library).edit_text(CALL, heard[3].id, "Something else.")
    settled(qtbot, screen)
    screen.menu.compare()
    qtbot.waitUntil(lambda: screen.menu.dialog is not None and bool(screen.menu.dialog.changed), timeout=10_000)
    screen.menu.dialog.clear_button.click()
    qtbot.waitUntil(lambda: not screen.menu.dialog.changed, timeout=10_000)
    assert library.call(CALL).transcript.utterances == heard
    screen.menu.dialog.accept()


def test_the_keys_of_the_table_all_do_something(opened: Open, library: Library):
    from callcoach_desktop.ui.screens.call.keys import bindings, help_sections

    screen = opened(library)
    named = {b.act for _, group in bindings() for b in group if b.act}
    assert named == set(screen._acts)
    assert all(keys and does for _, rows in help_sections() for keys, does in rows)


def test_the_popup_keeps_the_tab_key_and_closes_by_a_click_elsewhere(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    screen.naming.ask("left", QPoint(100, 100))
    popup = popup_of(qtbot, screen)
    qtbot.waitUntil(popup.name.hasFocus, timeout=5000)
    for _ in range(9):
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Tab)
        assert popup.isAncestorOf(QGuiApplication.focusObject())
    somewhere = screen.transcript.viewport()
    qtbot.mouseClick(somewhere, Qt.MouseButton.LeftButton, pos=somewhere.rect().center())
    assert screen.naming.popup is None
    screen.naming.ask("left", QPoint(100, 100))
    qtbot.keyClick(popup_of(qtbot, screen).name, Qt.Key.Key_Escape)
    assert screen.naming.popup is None
    assert screen.transcript.hasFocus()


def test_a_name_on_the_map_asks_who_that_is(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    qtbot.waitUntil(lambda: screen.map.rows is not None, timeout=10_000)
    top, bottom = screen.map.rows.lanes[1]
    qtbot.mouseClick(screen.map, Qt.MouseButton.LeftButton, pos=QPointF(30, (top + bottom) / 2).toPoint())
    popup = popup_of(qtbot, screen)
    assert popup.name.text() == "Marcus"
    popup.close()


def test_the_popup_goes_with_the_focus_in_it(qtbot: QtBot):
    ground = QWidget()
    ground.resize(800, 600)
    qtbot.addWidget(ground)
    ground.show()
    popup = PersonPopup(ground, Speaker("left", "Leonie", "rep", 0), ["Marcus"], can_swap=True)
    popup.show_at(QPoint(100, 100))
    assert popup.focusNextPrevChild(True)
    for one in popup.findChildren(QWidget):
        one.hide()
    assert not popup.focusNextPrevChild(True), "nothing is left that could have the focus"
    with qtbot.waitSignal(popup.closed):
        popup.close()
