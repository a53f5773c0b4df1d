"""The panel of watched folders and the banner of offers, over a real watcher."""

import os
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services import watching as service
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui.watching.offers import OffersBanner
from callcoach_desktop.ui.watching.panel import WatchPanel

VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Leonie>What happens then?\n"


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def zoom(tmp_path):
    made = tmp_path / "Zoom"
    made.mkdir()
    return made


@pytest.fixture
def watcher(library, zoom, monkeypatch):
    monkeypatch.setattr(service, "usual_places", lambda: [zoom])
    now = [1000.0]

    def clock():
        now[0] += 10  # every look is ten seconds later
        return now[0]

    runner = make_runner(library)
    made = service.Watcher(library, Importer(library, runner), clock=clock, model_ready=lambda name: None)
    made.runner = runner
    return made


def put(folder, name, age=0.0):
    path = folder / name
    path.write_bytes(VTT + name.encode())
    if age:
        os.utime(path, (time.time() - age, time.time() - age))
    return path


@pytest.fixture
def panel(qtbot, watcher):
    made = WatchPanel(watcher)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_suggested_folder_is_watched_with_one_click(qtbot, panel, watcher, zoom):
    qtbot.waitUntil(lambda: len(panel.suggested) == 1)
    assert panel.empty.isVisible()
    button = panel.suggested[0].findChildren(type(panel.add_button))[0]
    assert str(zoom) in button.accessibleName()
    button.click()
    qtbot.waitUntil(lambda: str(zoom) in panel.rows and not panel.suggested)
    assert not panel.empty.isVisible()
    assert watcher.folders()[0].folder.mode == "ask"


def test_what_is_set_is_kept(qtbot, panel, watcher, zoom):
    watcher.add(zoom)
    qtbot.waitUntil(lambda: str(zoom) in panel.rows)
    row = panel.rows[str(zoom)]
    qtbot.mouseClick(row.mode._buttons["take"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: watcher.folders()[0].folder.mode == "take")
    row.channel.setCurrentIndex(row.channel.findData("right"))
    row.channel.activated.emit(row.channel.currentIndex())
    row.language.setCurrentIndex(row.language.findData("de"))
    row.language.activated.emit(row.language.currentIndex())
    row.kind.setText(" demo ")
    row.kind.editingFinished.emit()
    qtbot.waitUntil(lambda: watcher.folders()[0].folder.call_type == "demo")
    folder = watcher.folders()[0].folder
    assert (folder.mode, folder.rep_channel, folder.language, folder.on) == ("take", "right", "de", True)
    row.on.click()
    qtbot.waitUntil(lambda: watcher.folders()[0].state == "off" and row.status.text() == "Off")
    row.remove.click()
    qtbot.waitUntil(lambda: not panel.rows and panel.empty.isVisible())
    assert watcher.folders() == []


def test_a_folder_that_cannot_be_watched_is_told(qtbot, panel, library, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: str(library.folder))
    panel.add_button.click()
    qtbot.waitUntil(lambda: panel.said.isVisible() and "library itself" in panel.said.text())


def test_a_folder_that_went_is_said(qtbot, panel, watcher, zoom):
    watcher.add(zoom)
    qtbot.waitUntil(lambda: str(zoom) in panel.rows)
    Path(zoom).rmdir()
    watcher.poll()
    qtbot.waitUntil(lambda: "Not there now" in panel.rows[str(zoom)].status.text())


def test_a_panel_that_is_gone_is_told_nothing(qtbot, watcher, zoom):
    made = WatchPanel(watcher)
    qtbot.waitUntil(lambda: bool(made.suggested))
    made.deleteLater()
    qtbot.waitUntil(lambda: watcher._subscribers == [])
    watcher.add(zoom)


@pytest.fixture
def banner(qtbot, watcher):
    parent = QWidget()
    qtbot.addWidget(parent)
    made = OffersBanner(watcher)
    made.setParent(parent)
    parent.show()
    yield made
    assert parent is not None  # else it would be gone before the test


def test_new_recordings_are_offered_and_taken(qtbot, banner, watcher, zoom):
    put(zoom, "old.vtt", age=3600)
    watcher.add(zoom)
    qtbot.waitUntil(lambda: banner.isVisible() and "1 older file in Zoom" in banner.text.text())
    put(zoom, "a.vtt")
    put(zoom, "b.vtt")
    watcher.poll()
    watcher.poll()
    qtbot.waitUntil(lambda: banner.text.text() == "2 new recordings in Zoom")
    with qtbot.waitSignal(banner.taken) as taken:
        banner.take_button.click()
    assert taken.args == [2]
    assert sorted(Path(job.path).name for job in watcher.runner.jobs()) == ["a.vtt", "b.vtt"]
    qtbot.waitUntil(lambda: "1 older file" in banner.text.text())
    banner.dismiss_button.click()
    qtbot.waitUntil(lambda: not banner.isVisible())
    assert watcher.offers() == []


def test_some_of_them_are_chosen(qtbot, banner, watcher, zoom):
    for name in "abc":
        put(zoom, f"{name}.vtt", age=3600)
    watcher.add(zoom)
    qtbot.waitUntil(banner.isVisible)
    banner.choose_button.click()
    dialog = banner.dialog
    assert not dialog.take_button.isEnabled()
    dialog.all_button.click()
    assert len(dialog.chosen()) == 3
    dialog.all_button.click()
    first = dialog.list.item(0)
    first.setCheckState(Qt.CheckState.Checked)
    path = first.data(Qt.ItemDataRole.UserRole)
    assert dialog.take_button.text().strip() == "Import 1"
    with qtbot.waitSignal(banner.taken):
        dialog.take_button.click()
    assert [job.path for job in watcher.runner.jobs()] == [path]


def test_what_cannot_be_taken_is_told(qtbot, banner, watcher, zoom, monkeypatch):
    put(zoom, "a.vtt", age=3600)
    watcher.add(zoom)
    qtbot.waitUntil(banner.isVisible)

    def missing(_paths):
        raise KnownError("model_missing", "The speech model is not there.", "Get it.")

    monkeypatch.setattr(watcher, "take", missing)
    with qtbot.waitSignal(banner.models_wanted), qtbot.waitSignal(banner.problem) as told:
        banner.take_button.click()
    assert "Speech models" in told.args[0]
    assert banner.isEnabled()
    banner.detach()
    assert not banner.isVisible()
