"""The Clips page over a real library: lists, names, order, play, undo, export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance, Word
from callcoach_desktop.services.clip_export import ClipExporter
from callcoach_desktop.services.clips import BEST, Clips
from callcoach_desktop.services.editing import Editor
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.ui.screens.clips.playing import ClipPlaying
from callcoach_desktop.ui.screens.clips.view import ClipsScreen
from callcoach_desktop.ui.screens.clips.view_model import ALL, ClipsViewModel
from callcoach_desktop.ui.widgets.drop_overlay import dropped_paths
from callcoach_desktop.ui.widgets.name_dialog import NameDialog

CALL, QUIET = "abcdefghjkm2", "abcdefghjkm3"
RATE = 16000


def words() -> Transcript:
    said = (("left", 1.0, "what slows you down today?"), ("right", 5.0, "the price mostly and the waiting"))
    utterances = []
    for number, (speaker, start, text) in enumerate(said):
        parts = tuple(Word(w, start + i / 2, start + i / 2 + 0.4, 0.7) for i, w in enumerate(text.split()))
        utterances.append(Utterance(f"u{number}", speaker, start, parts[-1].end, text, parts))
    speakers = (Speaker("left", "Leonie", "rep", 0), Speaker("right", "Marcus", "customer", 1))
    return Transcript(20.0, "en", speakers, tuple(utterances))


def add(library: Library, call_id: str, *, sound: bool) -> None:
    folder = library.folder / "calls" / "2026" / call_id
    folder.mkdir(parents=True)
    new = NewCall(call_id, "Brightwater discovery", "2026-11-20T14:00", "sound", f"calls/2026/{call_id}", state="ready",
                  customer="Brightwater")  # fmt: skip

    def work(conn):
        calls.insert(conn, new)
        calls.set_rep_channel(conn, call_id, "left", "said")
        transcripts.set_transcript(conn, call_id, words(), "base")
        if sound:
            conn.execute("UPDATE calls SET sound = '{}', duration = 20.0 WHERE id = ?", (call_id,))

    library.db.write(work)
    if sound:
        noise = np.random.default_rng(3).integers(-3000, 3000, (20 * RATE, 2), dtype=np.int16)
        soundfile.write(folder / "sound.flac", noise, RATE, subtype="PCM_16")


class FakePlayer(QObject):
    """A player whose clock the test moves."""

    moved = Signal(float)
    playing_changed = Signal(bool)
    silent = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.source = None
        self.span = None
        self.at = 0.0
        self.playing = False
        self.closed = False

    def set_source(self, path, duration):
        self.pause()
        self.source = (path, duration)

    def play_span(self, start, end):
        self.span, self.at, self.playing = (start, end), start, True
        self.playing_changed.emit(True)

    def position(self):
        return self.at

    def go(self, second):
        self.at = second
        self.moved.emit(second)
        if second >= self.span[1]:
            self.playing = False
            self.playing_changed.emit(False)

    def pause(self):
        if self.playing:
            self.playing = False
            self.playing_changed.emit(False)

    def close(self):
        self.pause()
        self.closed = True


@pytest.fixture
def clips(library):
    add(library, CALL, sound=True)
    add(library, QUIET, sound=False)
    return Clips(library)


@pytest.fixture
def page(library, coach, clips, qtbot):
    model = ClipsViewModel()
    model.clips = clips
    made = ClipsScreen(model, FakePlayer())
    made.exporter = ClipExporter(library, clips)
    made.resize(1100, 720)
    qtbot.addWidget(made)
    model.attach(coach, library)
    made.problems = []
    made.problem.connect(made.problems.append)
    made.show()
    qtbot.waitUntil(lambda: model.shown is not None, timeout=30_000)
    yield made
    model.detach()


def names(page) -> list[str]:
    return [one.clip.name for one in page.clips.rows.clips]


def test_before_the_first_clip_it_says_how_to_cut_one(page, clips, qtbot):
    assert page.currentWidget() is page.empty
    assert "press V" in page.empty.accessibleName()
    clips.cut(CALL, 1.0, 4.0)
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=30_000)
    assert names(page) == ["what slows you down today?"]
    assert page.lists.current() == BEST
    assert page.detail.shown is page.clips.current()
    assert page.page.line.text() == "My best moments: 1 clip, 3 s"


@pytest.fixture
def filled(page, clips, qtbot):
    for number, (call, start) in enumerate(((CALL, 1.0), (CALL, 5.0), (QUIET, 1.0)), 1):
        clips.cut(call, start, start + 2.0, name=f"Clip {number}")
    qtbot.waitUntil(lambda: len(page.clips.rows.clips) == 3, timeout=30_000)
    return page


def settled(page, qtbot, condition):
    qtbot.waitUntil(condition, timeout=30_000)


def test_a_clip_is_renamed_noted_moved_and_each_is_undone(filled, library, qtbot):
    page, editor = filled, Editor(library)
    page.clips.setFocus()
    page.clips.setCurrentIndex(page.clips.rows.index(0))
    QTest.keyClick(page.clips, Qt.Key.Key_F2)
    field = page.clips.findChild(type(page.detail.name))
    field.setText("The opening")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settled(page, qtbot, lambda: names(page)[0] == "The opening")
    assert page.detail.name.text() == "The opening"
    page.detail.note.setPlainText("Calm, and to the point")
    page.detail.keep_note()
    settled(page, qtbot, lambda: page.clips.rows.clips[0].clip.note == "Calm, and to the point")
    QTest.keyClick(page.clips, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    settled(page, qtbot, lambda: names(page) == ["Clip 2", "The opening", "Clip 3"])
    assert page.clips.current().clip.name == "The opening"
    for expected in (["The opening", "Clip 2", "Clip 3"],) * 2 + (["Clip 1", "Clip 2", "Clip 3"],):
        editor.undo()
        settled(page, qtbot, lambda expected=expected: names(page) == expected)
    assert page.problems == []


def test_a_clip_is_dragged_into_another_program_as_sound_and_text(filled, qtbot):
    page, rows = filled, filled.clips.rows
    page.clips.setCurrentIndex(rows.index(0))
    page.clips.pressed.emit(rows.index(0))
    page.clips.entered.emit(rows.index(2))  # of a call without sound
    settled(page, qtbot, lambda: len(page.dragged.files(rows.clips)) == 1)
    data = rows.mimeData([rows.index(0), rows.index(2)])
    (sound,) = [Path(url.toLocalFile()) for url in data.urls()]
    assert soundfile.info(sound).duration == pytest.approx(2.0, abs=0.05)
    assert "Clip 1 (Brightwater discovery" in data.text()
    assert "Leonie: what slows you down" in data.text()
    assert dropped_paths(data) == [], "over our own window nothing is imported again"


def test_lists_are_made_ticked_renamed_and_removed(filled, clips, qtbot):
    page = filled
    page.ask_list()
    dialog = page.findChild(NameDialog)
    dialog.field.setText("Good hooks")
    dialog.accept()
    settled(page, qtbot, lambda: page.model.shown.chosen not in (BEST, ALL))
    hooks = page.model.shown.chosen
    assert page.clips.isHidden()
    assert "Drag clips here" in page.nothing.text()
    page.lists.setCurrentIndex(page.lists.rows.index(0))
    settled(page, qtbot, lambda: page.model.shown.chosen == ALL)
    page.clips.setCurrentIndex(page.clips.rows.index(0))
    _box(page, hooks).click()
    settled(page, qtbot, lambda: clips.list_named("Good hooks").count == 1)
    page.lists.rows.setData(page.lists.rows.index(page.lists.rows.row_of(hooks)), "Hooks")
    settled(page, qtbot, lambda: [one.name for one in clips.lists()] == ["My best moments", "Hooks"])
    page.lists.show_list(hooks)
    page.lists.remove.emit(hooks)
    settled(page, qtbot, lambda: len(page.model.shown.lists) == 1)
    assert page.model.shown.chosen == BEST
    assert not page.lists.is_own()


def _box(page, list_id):
    return next(box for box in page.detail.ticks.findChildren(QCheckBox) if box.property("list") == list_id)


def test_clips_are_dropped_on_a_list_and_within_one(filled, clips, qtbot):
    page = filled
    hooks = clips.add_list("Hooks")
    settled(page, qtbot, lambda: page.lists.rows.row_of(hooks.id) == 2)
    rows = page.clips.rows
    data = rows.mimeData([rows.index(2), rows.index(0)])
    page.lists.rows.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, page.lists.rows.index(2))
    settled(page, qtbot, lambda: [one.clip.name for one in clips.shown(hooks.id)] == ["Clip 1", "Clip 3"])
    one = rows.mimeData([rows.index(2)])
    assert not rows.dropMimeData(
        one, Qt.DropAction.MoveAction, 0, 0, rows.index(-1)
    )  # the library orders, not the view
    settled(page, qtbot, lambda: names(page) == ["Clip 3", "Clip 1", "Clip 2"])


def test_delete_takes_out_of_the_list_and_shift_delete_away(filled, clips, qtbot):
    page = filled
    said = []
    page.did.connect(said.append)
    page.clips.setFocus()
    page.clips.setCurrentIndex(page.clips.rows.index(1))
    QTest.keyClick(page.clips, Qt.Key.Key_Delete)
    settled(page, qtbot, lambda: names(page) == ["Clip 1", "Clip 3"])
    assert page.clips.current().clip.name == "Clip 3"  # the one that came to its place
    assert len(clips.shown()) == 3
    QTest.keyClick(page.clips, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    settled(page, qtbot, lambda: len(clips.shown()) == 2)
    qtbot.waitUntil(lambda: said == ["Taken out of the list", "Removed 1 clip"])


def test_a_call_in_the_bin_takes_its_clips_along_and_brings_them_back(filled, library, qtbot):
    page = filled
    Editor(library).bin([QUIET])
    settled(page, qtbot, lambda: names(page) == ["Clip 1", "Clip 2"])
    Editor(library).undo()
    settled(page, qtbot, lambda: names(page) == ["Clip 1", "Clip 2", "Clip 3"])


def test_clips_play_in_place_one_after_the_other_and_stop(filled, qtbot):
    page, player = filled, filled.playing.player
    page.clips.setFocus()
    page.clips.setCurrentIndex(page.clips.rows.index(0))
    QTest.keyClick(page.clips, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: player.span == (1.0, 3.0), timeout=30_000)
    assert player.source[0].endswith(f"{CALL}/sound.flac")
    assert page.clips.paints.playing == page.clips.rows.clips[0].clip.id
    player.go(2.0)
    assert page.clips.paints.part == pytest.approx(0.5)
    QTest.keyClick(page.clips, Qt.Key.Key_Space)
    assert (player.playing, page.playing.playing) == (False, "")
    page.playing.toggle(page.clips.rows.clips[2])
    assert "no sound" in page.problems[-1]
    page.play_button.click()
    qtbot.waitUntil(lambda: player.playing, timeout=30_000)
    assert page.play_button.text().strip() == "Stop"
    player.go(3.0)
    qtbot.waitUntil(lambda: player.span == (5.0, 7.0), timeout=30_000)
    player.go(7.0)  # the third has no sound
    qtbot.waitUntil(lambda: page.playing.playing == "", timeout=30_000)
    assert page.play_button.text().strip() == "Play all"
    page.play_button.click()
    qtbot.waitUntil(lambda: player.playing, timeout=30_000)
    page.hide()
    assert not player.playing


def test_the_disc_of_a_row_plays_and_return_opens_the_call(filled, qtbot):
    page = filled
    index = page.clips.rows.index(1)
    disc = page.clips.paints.disc(page.clips.visualRect(index)).center()
    QTest.mouseClick(page.clips.viewport(), Qt.MouseButton.LeftButton, pos=disc)
    qtbot.waitUntil(lambda: page.playing.player.span == (5.0, 7.0), timeout=30_000)
    with qtbot.waitSignal(page.open_call) as opened:
        QTest.keyClick(page.clips, Qt.Key.Key_Return)
    assert opened.args == [CALL, 5.0]


def test_half_seconds_move_the_edges(filled, qtbot):
    page = filled
    page.clips.setCurrentIndex(page.clips.rows.index(0))
    page.detail._nudge(1, 0.5)
    settled(page, qtbot, lambda: page.clips.rows.clips[0].clip.end == 3.5)
    assert page.detail.ends.text() == "0:03.5"
    page.detail._nudge(0, -0.5)
    settled(page, qtbot, lambda: page.clips.rows.clips[0].clip.start == 0.5)


def test_a_list_is_exported_from_the_dialog(filled, tmp_path, qtbot):
    page = filled
    told = []
    page.told.connect(lambda text, path: told.append((text, Path(path))))
    page.export_button.click()
    dialog = page.dialog
    assert dialog.files.isVisible()
    dialog.set_folder(tmp_path)
    dialog.files.set_value("joined")
    dialog.subtitles.set_value("vtt")
    dialog.start()
    qtbot.waitUntil(lambda: page.dialog is None, timeout=20_000)
    assert told == [("Wrote 2 files; 1 clip has no sound", tmp_path / "My best moments.wav")]
    assert soundfile.info(told[0][1]).duration == pytest.approx(4.8)
    assert "Leonie" in (tmp_path / "My best moments.vtt").read_text()


def test_a_folder_that_is_gone_is_said_in_the_dialog(filled, tmp_path, qtbot):
    page = filled
    page.export(page.clips.rows.clips)
    page.dialog.set_folder(tmp_path / "gone")
    page.dialog.start()
    qtbot.waitUntil(page.dialog.status.isVisible, timeout=30_000)
    assert "no folder" in page.dialog.status.text()
    assert page.dialog.export_button.isEnabled()
    page.dialog.reject()


def test_the_menu_puts_clips_into_lists(filled, clips, qtbot):
    page = filled
    hooks = clips.add_list("Hooks")
    settled(page, qtbot, lambda: page.lists.rows.row_of(hooks.id) == 2)
    page.clips.selectAll()
    menu = page.make_menu()
    into = next(a.menu() for a in menu.actions() if a.menu() is not None)
    assert [(a.text(), a.isEnabled()) for a in into.actions()][:2] == [("My best moments", False), ("Hooks", True)]
    into.actions()[1].trigger()
    settled(page, qtbot, lambda: clips.list_named("Hooks").count == 3)
    menu.deleteLater()


def test_a_failing_sound_ends_play_with_a_sentence(library, clips, qtbot):
    made = clips.cut(CALL, 1.0, 3.0)
    (shown,) = clips.shown(BEST)
    failures = []
    owner = QObject()
    playing = ClipPlaying(FakePlayer(), failures.append, owner)
    playing.clips = clips
    clips.remove([made.id])
    playing.play([shown])
    qtbot.waitUntil(lambda: bool(failures), timeout=30_000)
    assert failures[0].problem.code == "no_such_clip"
    assert playing.playing == ""
