"""Correcting a call's text in the window, on a real library: typed, split, joined, given away, undone, kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import transcripts
from callcoach_desktop.ui.screens.call.view import CallScreen
from callcoach_desktop.ui.tasks import finish_tasks

CALL = "dental000001"
Open = Callable[[Library], CallScreen]


def words(library: Library) -> Transcript:
    found = library.call(CALL).transcript
    assert found is not None
    return found


def row_with(screen: CallScreen, text: str) -> int:
    return next(i for i, b in enumerate(screen.transcript.blocks) if text in b.without_chips())


def settled(qtbot: QtBot, screen: CallScreen) -> None:
    """Wait until all orders are carried out and the screen shows what the library has."""
    qtbot.waitUntil(lambda: screen.settled, timeout=20_000)


def press(widget: QWidget, point: QPointF, kind: QEvent.Type, buttons: Qt.MouseButton = Qt.MouseButton.LeftButton):
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    QApplication.sendEvent(
        widget, QMouseEvent(kind, point, widget.mapToGlobal(point), button, buttons, Qt.KeyboardModifier.NoModifier)
    )


def word_point(screen: CallScreen, row: int, word: int) -> QPointF:
    view = screen.transcript
    view.show_row(row, at=0.3)
    block, layout = view.blocks[row], view.layout_of(row).layout
    character = block.word_first[word]
    line = layout.lineForTextPosition(character)
    x = line.cursorToX(character + 1)[0]
    return QPointF(view.text_rect(row).topLeft()) + QPointF(x, line.y() + line.height() / 2)


def test_a_word_is_edited_in_place_and_its_time_kept(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view, field = screen.transcript, screen.editing.field
    row = row_with(screen, "it's Leonie from Slotwise")
    before = next(u for u in words(library).utterances if "Slotwise" in u.text)
    place = [w.text for w in before.words].index("Slotwise.")
    view.focused_row = row
    qtbot.keyClick(view, Qt.Key.Key_E)
    assert field.isVisible()
    assert field.hasFocus()
    assert field.text() == view.blocks[row].without_chips()
    cursor = field.textCursor()
    cursor.setPosition(field.text().index("Slotwise."))
    cursor.movePosition(cursor.MoveOperation.NextCharacter, cursor.MoveMode.KeepAnchor, len("Slotwise."))
    field.setTextCursor(cursor)
    qtbot.keyClicks(field, "Slotworks.")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "Slotworks." in view.blocks[row].text, "what was typed is shown at once"
    assert screen.editing.row == row + 1, "Enter goes on to the next line"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert view.hasFocus()
    settled(qtbot, screen)
    after = next(u for u in words(library).utterances if u.id == before.id)
    assert after.words[place].text == "Slotworks."
    assert (after.words[place].start, after.words[place].end) == (before.words[place].start, before.words[place].end)
    assert [c.heard for c in view.blocks[row].corrections] == ["Slotwise."]
    Editor(library).undo()
    qtbot.waitUntil(lambda: "Slotwise." in view.blocks[row].text, timeout=10_000)
    assert not view.blocks[row].corrections


def test_the_field_lies_letter_on_letter(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view = screen.transcript
    # The longest line without labels in it: those are drawn by the transcript and are no text.
    row = max((i for i, b in enumerate(view.blocks) if not b.chips), key=lambda i: len(view.blocks[i].text))
    assert view.layout_of(row).layout.lineCount() > 1
    view.show_row(row, at=0.1)
    theirs = view.layout_of(row).layout
    baselines = [theirs.lineAt(i).y() + theirs.lineAt(i).ascent() for i in range(theirs.lineCount())]
    breaks = [theirs.lineAt(i).textStart() for i in range(theirs.lineCount())]
    top = view.text_rect(row).top()
    screen.editing.begin(row)
    field = screen.editing.field
    ours = field.document().firstBlock().layout()
    assert [ours.lineAt(i).textStart() for i in range(ours.lineCount())] == breaks
    for i, expected in enumerate(baselines):
        line = ours.lineAt(i)
        there = field.geometry().top() + ours.position().y() + line.y() + line.ascent()
        assert there == pytest.approx(top + expected, abs=1.01)


def test_escape_puts_the_old_text_back(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    screen.editing.begin(3)
    text = screen.transcript.blocks[3].text
    qtbot.keyClicks(screen.editing.field, "nonsense ")
    qtbot.keyClick(screen.editing.field, Qt.Key.Key_Escape)
    assert screen.transcript.blocks[3].text == text
    assert not screen.commands.busy


@pytest.fixture
def breathing(library: Library) -> Library:
    """The library with one long line in which the machine heard a pause."""
    found = words(library)
    long = max(found.utterances, key=lambda u: len(u.words))
    half = len(long.words) // 2
    parts = tuple(
        replace(
            long, id=f"{long.id}{name}", words=part, start=part[0].start, end=part[-1].end,
            text=" ".join(word.text for word in part),
        )
        for name, part in (("a", long.words[:half]), ("b", long.words[half:]))
    )  # fmt: skip
    place = found.utterances.index(long)
    all_lines = (*found.utterances[:place], *parts, *found.utterances[place + 1 :])
    library.db.write(lambda c: transcripts.set_transcript(c, CALL, replace(found, utterances=all_lines), "base"))
    library.store_analysis(CALL)
    return library


def _cut_at_pause(screen: CallScreen, qtbot: QtBot) -> tuple[int, list[str]]:
    """Presses Ctrl+Enter at the first pause inside a paragraph; its row and the two texts."""
    view, field = screen.transcript, screen.editing.field
    row = next(i for i, b in enumerate(view.blocks) if len(b.ids) > 1)
    first = " ".join(w[0] for w in view.blocks[row].words()[0])
    text = view.blocks[row].without_chips()
    assert text.startswith(first)
    screen.editing.begin(row)
    cursor = field.textCursor()
    cursor.setPosition(len(first) + 1)
    field.setTextCursor(cursor)
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    return row, [first, text[len(first) + 1 :]]


def test_a_paragraph_that_begins_after_a_pause_is_kept(opened: Open, breathing: Library, qtbot: QtBot):
    screen = opened(breathing)
    count, many = screen.transcript.row_count(), len(words(breathing).utterances)
    row, texts = _cut_at_pause(screen, qtbot)
    settled(qtbot, screen)
    assert [b.without_chips() for b in screen.transcript.blocks[row : row + 2]] == texts
    again = opened(breathing)
    assert [b.without_chips() for b in again.transcript.blocks[row : row + 2]] == texts, "also for another window"
    assert len(words(breathing).utterances) == many
    Editor(breathing).undo()
    qtbot.waitUntil(lambda: again.transcript.row_count() == count, timeout=10_000)
    settled(qtbot, screen)
    assert screen.editing.row is None, "the field is not laid over the paragraph that came back"
    screen.editing.keep()
    assert screen.transcript.blocks[row].without_chips() == " ".join(texts)


def test_a_paragraph_that_was_begun_is_joined_again(opened: Open, breathing: Library, qtbot: QtBot):
    screen = opened(breathing)
    count = screen.transcript.row_count()
    row, texts = _cut_at_pause(screen, qtbot)
    settled(qtbot, screen)
    qtbot.keyClick(screen.editing.field, Qt.Key.Key_Backspace)
    settled(qtbot, screen)
    assert screen.transcript.row_count() == count
    assert screen.transcript.blocks[row].without_chips() == " ".join(texts)
    assert opened(breathing).transcript.row_count() == count


def test_an_edit_over_a_pause_is_one_step(opened: Open, breathing: Library, qtbot: QtBot):
    screen = opened(breathing)
    before = [u.text for u in words(breathing).utterances]
    row = next(i for i, b in enumerate(screen.transcript.blocks) if len(b.ids) > 1)
    screen.editing.begin(row)
    field = screen.editing.field
    field.setPlainText("Really, " + field.text() + " so to say")
    qtbot.keyClick(field, Qt.Key.Key_F2)
    settled(qtbot, screen)
    now = [u.text for u in words(breathing).utterances]
    assert sum(a != b for a, b in zip(before, now, strict=True)) == 2
    Editor(breathing).undo()
    assert [u.text for u in words(breathing).utterances] == before


def test_a_line_is_split_and_joined_again(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view, field = screen.transcript, screen.editing.field
    row = next(i for i, b in enumerate(view.blocks) if len(b.ids) == 1 and b.length > 90)
    text, count = view.blocks[row].without_chips(), view.row_count()
    many = len(words(library).utterances)
    screen.editing.begin(row)
    cut = text.index(" ", 30)
    cursor = field.textCursor()
    cursor.setPosition(cut + 1)
    field.setTextCursor(cursor)
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert view.row_count() == count + 1
    assert view.blocks[row].without_chips() == text[:cut]
    assert screen.editing.row == row + 1
    settled(qtbot, screen)
    assert len(words(library).utterances) == many + 1
    assert view.blocks[row].without_chips() == text[:cut], "the library says the same"
    assert screen.editing.row == row + 1
    assert field.isVisible(), "the field stays open over the answer"
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert view.blocks[row].without_chips() == text
    assert field.textCursor().position() == cut + 1
    settled(qtbot, screen)
    assert len(words(library).utterances) == many
    assert view.blocks[row].without_chips() == text


def test_a_line_is_split_and_joined_from_the_menu(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view = screen.transcript
    row = next(i for i, b in enumerate(view.blocks) if len(b.ids) == 1 and b.length > 60)
    text, count = view.blocks[row].without_chips(), view.row_count()
    said = text.split()
    where = view.viewport().mapToGlobal(word_point(screen, row, 3).toPoint())

    def entry(row: int, begins: str) -> QAction:
        menu = screen.text_menu.make(row, where)
        return next(a for a in menu.actions() if a.text().startswith(begins))

    assert entry(row, "Split").text() == f"Split before “{said[3]}”"
    entry(row, "Split").trigger()
    settled(qtbot, screen)
    assert view.row_count() == count + 1
    halves = [view.blocks[r].without_chips() for r in (row, row + 1)]
    assert halves == [" ".join(said[:3]), " ".join(said[3:])]
    assert screen.editing.row is None, "nobody asked for the field"
    assert not entry(0, "Join").isEnabled(), "nothing stands before the first"
    entry(row + 1, "Join").trigger()
    settled(qtbot, screen)
    assert view.row_count() == count
    assert view.blocks[row].without_chips() == text
    assert screen.editing.row is None


def test_a_line_goes_to_the_other_side_and_the_figures_follow(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view = screen.transcript
    row = max(range(view.row_count()), key=lambda r: view.blocks[r].length * (view.blocks[r].side == "customer"))
    share = screen.scene.talk.share
    second = view.blocks[row].start
    view.focused_row = row
    qtbot.keyClick(view, Qt.Key.Key_R)
    assert view.blocks[row].side == "rep"
    settled(qtbot, screen)
    assert screen.scene.talk.share > share + 0.03
    assert view.blocks[view.row_of("left", second)].side == "rep"
    Editor(library).undo()
    qtbot.waitUntil(lambda: screen.scene.talk.share == pytest.approx(share), timeout=10_000)


def test_a_line_is_dragged_to_another_voice(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view = screen.transcript
    row = next(i for i in range(4, 20) if view.blocks[i].voice != view.blocks[i + 1].voice)
    second = view.blocks[row].start
    view.show_row(row, at=0.3)
    other = view.blocks[row + 1].voice
    start = QPointF(view.name_rect(row).center())
    end = QPointF(start.x(), view.rect_of(row + 1).center().y())
    port = view.viewport()
    press(port, start, QEvent.Type.MouseButtonPress)
    press(port, end, QEvent.Type.MouseMove)
    assert view.mouse.target == row + 1
    press(port, end, QEvent.Type.MouseButtonRelease)
    settled(qtbot, screen)
    assert any(u.speaker == other and u.start == pytest.approx(second, abs=0.01) for u in words(library).utterances)


def test_words_are_selected_over_lines_and_copied_with_times(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view, port = screen.transcript, screen.transcript.viewport()
    view.show_row(2, at=0.1)
    first, second = view.blocks[2], view.blocks[3]
    press(port, word_point(screen, 2, 1), QEvent.Type.MouseButtonPress)
    view.show_row(2, at=0.1)
    press(port, word_point(screen, 3, 2), QEvent.Type.MouseMove)
    press(port, word_point(screen, 3, 2), QEvent.Type.MouseButtonRelease)
    assert view.selection is not None
    assert view.selection.rows() == range(2, 4)
    view.copy()
    head, tail = QGuiApplication.clipboard().text().split("\n")
    said = [w[0] for run in first.words() for w in run]
    assert head.endswith(f"{first.speaker}: " + " ".join(said[1:]))
    assert tail.endswith(f"{second.speaker}: " + " ".join([w[0] for run in second.words() for w in run][:3]))
    span = view.selection.seconds(view.blocks)
    assert span == (first.word_starts[1], second.parts.word_ends[2])
    assert screen.player.position() == 0.0, "selecting does not play"


def test_what_was_edited_is_there_after_a_restart(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    row = row_with(screen, "Slotwise")
    screen.editing.begin(row)
    qtbot.keyClicks(screen.editing.field, "Well, ")
    qtbot.keyClick(screen.editing.field, Qt.Key.Key_F2)
    settled(qtbot, screen)
    screen.close_call()
    finish_tasks()  # whoever still reads the library must not find it closed
    library.close()
    with Library.open(library.folder) as again:
        other = opened(again)
        assert other.transcript.blocks[row].text.startswith("Well, ")
        assert other.transcript.blocks[row].corrections
        step = Editor(again).undo()
        assert step is not None
        assert step.label == "Edit line"
        qtbot.waitUntil(lambda: not other.transcript.blocks[row].text.startswith("Well, "), timeout=10_000)
        other.close_call()
        finish_tasks()


def test_what_is_being_typed_is_kept_when_the_call_is_closed(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    first = words(library).utterances[0].text
    screen.editing.begin(0)
    qtbot.keyClicks(screen.editing.field, "So ")
    screen.close_call()
    finish_tasks()
    assert words(library).utterances[0].text == f"So {first}"


def test_many_edits_in_a_row_are_all_kept_and_the_screen_ends_at_the_librarys(
    opened: Open, library: Library, qtbot: QtBot
):
    screen = opened(library)
    view, field = screen.transcript, screen.editing.field
    screen.editing.begin(0)
    for row in range(5):
        assert screen.editing.row == row
        qtbot.keyClicks(field, f"w{row} ")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert view.blocks[row].text.startswith(f"w{row} ")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    settled(qtbot, screen)
    assert [view.blocks[r].text.split()[0] for r in range(5)] == [f"w{r}" for r in range(5)]
    said = " ".join(u.text for u in words(library).utterances)
    assert all(f"w{r} " in said for r in range(5))


def test_an_edit_that_is_refused_puts_the_librarys_text_back(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    text = screen.transcript.blocks[2].text

    def refuse(*_: object) -> None:
        raise KnownError("disk_full", "The disk is full.", "Free some space.")

    screen.editing._editor.edit_texts = refuse
    screen.editing.begin(2)
    qtbot.keyClicks(screen.editing.field, "lost ")
    with qtbot.waitSignal(screen.problem, timeout=10_000) as told:
        qtbot.keyClick(screen.editing.field, Qt.Key.Key_F2)
    assert "disk is full" in told.args[0]
    qtbot.waitUntil(lambda: screen.transcript.blocks[2].text == text, timeout=10_000)


def test_a_line_that_is_emptied_is_gone_until_it_is_undone(opened: Open, library: Library, qtbot: QtBot):
    screen = opened(library)
    view = screen.transcript
    row = next(i for i, b in enumerate(view.blocks) if len(b.ids) == 1 and i > 2)
    text, count = view.blocks[row].without_chips(), view.row_count()
    screen.editing.begin(row)
    screen.editing.field.selectAll()
    qtbot.keyClick(screen.editing.field, Qt.Key.Key_Delete)
    qtbot.keyClick(screen.editing.field, Qt.Key.Key_F2)
    settled(qtbot, screen)
    assert text not in [b.without_chips() for b in view.blocks]
    Editor(library).undo()
    qtbot.waitUntil(lambda: view.row_count() == count, timeout=10_000)
    assert view.blocks[row].without_chips() == text


def test_the_words_of_the_focused_line_are_there_for_a_screen_reader(opened: Open, library: Library, qtbot: QtBot):
    view = opened(library).transcript
    qtbot.keyClick(view, Qt.Key.Key_Down)
    block = view.blocks[view.focused_row]
    assert view.accessibleDescription().endswith(f"{block.speaker}: {block.without_chips()}")
