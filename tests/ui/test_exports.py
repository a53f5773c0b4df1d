"""The export dialog over a real library: what it writes, what it asks, what it remembers, how it stops."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QWidget

from callcoach_desktop.domain.scorecards import Field, Form, Sheet, Subject
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.exchange import read_transcript
from callcoach_desktop.exchange.package import read_package
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, scorecards, transcripts
from callcoach_desktop.ui.exports import dialog as exports
from callcoach_desktop.ui.exports.dialog import open_export
from callcoach_desktop.ui.preferences import window_settings, writing_folder

WORDS = Transcript(
    4.0, "en", (Speaker("a", "Anna", "rep"), Speaker("b", "Tom", "customer")),
    (Utterance("u1", "a", 0.5, 1.5, "How do you do it today?"), Utterance("u2", "b", 2.0, 4.0, "By hand.")),
)  # fmt: skip


def put(library, name, title="Demo"):
    def work(conn):
        calls.insert(
            conn,
            calls.NewCall(name, title, "2026-11-24T14:00:00", "transcript", f"calls/2026/{name}", state="ready"),
        )
        transcripts.set_transcript(conn, name, WORDS, None)

    library.db.write(work)
    return name


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "out"
    made.mkdir()
    window_settings().setValue("export/folder", str(made))
    return made


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.told = []
    made.tell = lambda text, action="", act=None: made.told.append((text, action, act))
    qtbot.addWidget(made)
    return made


def opened(qtbot, window, library, ids, titles=("Demo",)):
    made = open_export(window, Exporter(library), ids, titles)
    qtbot.waitUntil(lambda: made.export_button.isEnabled() and made.place.text() != "")
    return made


def test_one_call_to_a_file_and_back(qtbot, window, library, folder, monkeypatch):
    dialog = opened(qtbot, window, library, [put(library, "aaaaaaaaaaaa")])
    dialog.choices["vtt"].click()
    qtbot.waitUntil(lambda: dialog.place.text().endswith("2026-11-24 Demo.vtt"))
    with qtbot.waitSignal(dialog.exported):
        dialog.export_button.click()
    read = read_transcript(folder / "2026-11-24 Demo.vtt")
    assert [u.text for u in read.utterances] == [u.text for u in WORDS.utterances]
    text, action, act = window.told[0]
    assert "2026-11-24 Demo.vtt" in text
    assert action == "Show"
    shown = []
    monkeypatch.setattr(exports.QDesktopServices, "openUrl", shown.append)
    act()
    assert shown == [QUrl.fromLocalFile(str(folder))]
    assert window_settings().value("export/format") == "vtt"


def test_what_is_there_is_asked_about(qtbot, window, library, folder):
    there = folder / "2026-11-24 Demo.docx"
    there.write_bytes(b"mine")
    dialog = opened(qtbot, window, library, [put(library, "aaaaaaaaaaaa")])
    dialog.export_button.click()
    qtbot.waitUntil(lambda: getattr(dialog, "question", None) is not None)
    dialog.question.no.click()
    assert there.read_bytes() == b"mine"
    assert window.told == []
    dialog.export_button.click()
    first = dialog.question
    qtbot.waitUntil(lambda: dialog.question is not first)
    with qtbot.waitSignal(dialog.exported):
        dialog.question.yes.click()
    assert there.read_bytes()[:2] == b"PK"


def test_many_calls_to_a_folder(qtbot, window, library, folder):
    ids = [put(library, f"aaaaaaaaaa{a}{b}") for a in "abc" for b in "abc"]
    dialog = opened(qtbot, window, library, ids, ["Demo"] * 9)
    dialog.choices["txt"].click()
    with qtbot.waitSignal(dialog.exported):
        dialog.export_button.click()
    names = {path.name for path in folder.iterdir()}
    assert names == {"2026-11-24 Demo.txt", *(f"2026-11-24 Demo ({n}).txt" for n in range(2, 10))}
    assert "9 calls" in window.told[0][0]


class Slow:
    """Exports until it is told to stop."""

    FORMATS = Exporter.FORMATS

    def __init__(self):
        self.running, self.stopped = threading.Event(), threading.Event()

    def handed_in(self, ids):
        return 0, False

    def export(self, ids, fmt, target, *, on_progress, cancelled, overwrite):
        from callcoach_desktop.domain.errors import Cancelled

        on_progress(2, len(ids), "A long one")
        self.running.set()
        tick = threading.Event()
        while not cancelled():
            tick.wait(0.01)
        self.stopped.set()
        raise Cancelled


def test_an_export_can_be_stopped(qtbot, window, folder):
    slow = Slow()
    dialog = open_export(window, slow, [f"c{n}" for n in range(200)], ["t"] * 200)
    dialog.export_button.click()
    qtbot.waitUntil(lambda: "3 of 200 · A long one" in dialog.status.text())
    assert dialog.bar.value() == 2
    assert not dialog.export_button.isEnabled()
    with qtbot.waitSignal(dialog.finished):
        dialog.cancel_button.click()
    assert slow.stopped.is_set()
    assert window.told == []


def test_the_program_does_not_wait_for_an_export(qtbot, window, folder):
    slow = Slow()
    dialog = open_export(window, slow, [f"c{n}" for n in range(200)], ["t"] * 200)
    dialog.export_button.click()
    qtbot.waitUntil(slow.running.is_set)
    with qtbot.waitSignal(dialog.finished):
        window.close()
    assert slow.stopped.is_set()


def test_a_folder_that_is_gone_is_told(qtbot, window, library, folder):
    dialog = opened(qtbot, window, library, [put(library, "aaaaaaaaaaaa"), put(library, "bbbbbbbbbbbb")])
    Path(folder).rmdir()
    dialog.export_button.click()
    qtbot.waitUntil(lambda: "There is no folder" in dialog.status.text())
    assert dialog.export_button.isEnabled()
    dialog.reject()


def test_everything_has_a_name(qtbot, window, library, folder):
    dialog = opened(qtbot, window, library, [put(library, "aaaaaaaaaaaa")])
    for one in (*dialog.choices.values(), dialog.choose_button, dialog.cancel_button, dialog.export_button, dialog.bar):
        assert one.accessibleName()
    dialog.reject()


def test_a_package_offers_its_scorecards_and_hides_the_title_with_the_names(qtbot, window, library, folder):
    call = put(library, "aaaaaaaaaaaa", "Acme talk")
    form = Form("form", 1, "published", "Opening", "", (Field("plan", "yes_no", "Was there a plan?"),), "2026-11-24")
    sheet = Sheet("sheet", "form", 1, Subject(call=call), "rep", "in", {"plan": True}, {}, "2026-11-24", "2026-11-24")

    def work(conn):
        scorecards.put_form(conn, None, "form@1", scorecards.form_value(form))
        scorecards.put_sheet(conn, call, "sheet", scorecards.sheet_value(sheet))

    library.db.write(work)
    dialog = opened(qtbot, window, library, [call], ["Acme talk"])
    dialog.choices["package"].click()
    options = dialog.package
    qtbot.waitUntil(lambda: options.scorecards.isVisible() and dialog.place.text().endswith("Acme talk.callcoach"))
    assert "1 answer that was handed in" in options.scorecards.accessibleName()
    assert not options.scorecards.isChecked()  # what was filled in stays unless it is chosen
    options.scorecards.click()
    options.redacted.click()
    qtbot.waitUntil(lambda: dialog.place.text().endswith("2026-11-24 Call.callcoach"))
    with qtbot.waitSignal(dialog.exported):
        dialog.export_button.click()
    (made,) = read_package(folder / "2026-11-24 Call.callcoach").scorecards
    assert made.sheets[0].answers == {"plan": True}


def test_without_scorecards_none_are_offered(qtbot, window, library, folder):
    dialog = opened(qtbot, window, library, [put(library, "aaaaaaaaaaaa")])
    dialog.choices["package"].click()
    qtbot.waitUntil(lambda: "0 answers" in dialog.package.scorecards.accessibleName())  # by now it was asked
    assert not dialog.package.scorecards.isVisible()
    dialog.reject()


def test_a_folder_that_is_gone_is_not_offered(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))  # without a folder of documents
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert writing_folder("export/folder") == folder
    folder.rmdir()
    assert writing_folder("export/folder") == tmp_path
