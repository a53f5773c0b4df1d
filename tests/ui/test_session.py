"""The real window over the real library, queue and importer; nothing is faked. Transcripts need no model."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QPushButton

from callcoach_desktop.app import Session
from callcoach_desktop.store.backup import back_up
from callcoach_desktop.store.opening import connect_writer
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui.tasks import finish_tasks

VTT = """WEBVTT

00:00:00.500 --> 00:00:04.000
<v Leonie>Hi Marcus, what made you fill in the form?</v>

00:00:04.500 --> 00:00:11.000
<v Marcus>Honestly, the phones. My front desk cannot see each other's openings.</v>

00:00:11.500 --> 00:00:14.000
<v Leonie>And what does that cost you in a month?</v>
"""


@pytest.fixture
def session(qtbot):
    made = Session(default_library())
    qtbot.addWidget(made.window)
    with qtbot.waitSignal(made.opened, timeout=30_000):
        made.window.show()
    yield made
    made.window.close()
    finish_tasks()


def _import(session, qtbot, path, text=VTT):
    path.write_text(text, encoding="utf-8")
    session.window.flow.bring_in([path])


def test_a_dropped_transcript_becomes_a_call_that_opens(session, qtbot, tmp_path):
    window, model = session.window, session.window.calls.view_model
    qtbot.waitUntil(window.calls.empty.isVisible)
    _import(session, qtbot, tmp_path / "Brightwater discovery.vtt")
    qtbot.waitUntil(lambda: model.model.rowCount() == 1 and model.model.row(0).state == "ready", timeout=20_000)
    qtbot.waitUntil(lambda: "is ready" in window.toast.text(), timeout=20_000)
    assert window.jobs_panel.isHidden()
    window.toast.action.click()
    screen = window.host.screen
    qtbot.waitUntil(lambda: screen.scene is not None and screen.settled)
    assert len(screen.scene.blocks) == 3
    window.grab()


def test_a_search_finds_the_sentence_and_opens_it(session, qtbot, tmp_path):
    window, model = session.window, session.window.calls.view_model
    _import(session, qtbot, tmp_path / "one.vtt")
    qtbot.waitUntil(lambda: model.model.rowCount() == 1 and model.model.row(0).state == "ready", timeout=20_000)
    window.calls.search.setText("openings")
    window.calls.search.flush()
    qtbot.waitUntil(window.calls.hits.isVisible)
    (hit,) = model.hits
    assert hit.start == pytest.approx(4.5, abs=0.01)
    window.calls.hits.open_current()
    assert window.host.call_id == hit.call


def test_a_broken_file_shows_its_sentence_and_the_next_one_is_taken(session, qtbot, tmp_path):
    window, model = session.window, session.window.calls.view_model
    _import(session, qtbot, tmp_path / "broken.vtt", "this is not a transcript\n")
    _import(session, qtbot, tmp_path / "good.vtt")
    qtbot.waitUntil(
        lambda: (
            any(row.state == "ready" for row in model.model.rows())
            and any(job.state == "failed" for job in window.jobs.shown)
        ),
        timeout=20_000,
    )
    (failed,) = [row for row in window.jobs_panel.rows.values() if row.job.state == "failed"]
    assert failed.error.text().endswith(".")


def test_renaming_and_deleting_reach_the_library(session, qtbot, tmp_path):
    model = session.window.calls.view_model
    _import(session, qtbot, tmp_path / "one.vtt")
    qtbot.waitUntil(lambda: model.model.rowCount() == 1 and model.model.row(0).state == "ready", timeout=20_000)
    call = model.model.row(0).id
    model.rename(call, "A better title")
    qtbot.waitUntil(lambda: model.model.row(0).title == "A better title")
    qtbot.waitUntil(lambda: session.services.library.call(call).row.title == "A better title")
    session.window.calls.table.delete_wanted.emit([call])
    session.window.toast.finish()
    qtbot.waitUntil(lambda: session.services.library.count() == 0)
    qtbot.waitUntil(session.window.calls.empty.isVisible)


def test_another_library_can_be_opened(session, qtbot, tmp_path):
    window, model = session.window, session.window.calls.view_model
    _import(session, qtbot, tmp_path / "one.vtt")
    qtbot.waitUntil(lambda: model.model.rowCount() == 1, timeout=20_000)
    with qtbot.waitSignal(session.opened, timeout=30_000):
        window.library_chosen.emit(str(tmp_path / "other"))
    qtbot.waitUntil(window.calls.empty.isVisible)
    assert session.services.library.folder == tmp_path / "other"


@pytest.mark.allow_log("could not be opened")
def test_a_library_from_the_future_is_refused_with_a_sentence(qtbot, tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "library.db").write_bytes(b"not a database, not at all" * 100)
    session = Session(folder)
    qtbot.addWidget(session.window)
    session.window.show()
    qtbot.waitUntil(session.window.calls.trouble.isVisible)
    assert session.window.calls.trouble.text.text().endswith(".")
    session.window.close()


def test_a_backup_is_restored_from_the_settings(session, qtbot, tmp_path):
    window, model = session.window, session.window.calls.view_model
    folder = session.folder
    conn = connect_writer(folder / "library.db")
    back_up(conn, folder / "backups", 2)  # of an empty library
    conn.close()
    _import(session, qtbot, tmp_path / "one.vtt")
    qtbot.waitUntil(lambda: model.model.rowCount() == 1 and model.model.row(0).state == "ready", timeout=20_000)
    qtbot.waitUntil(window.jobs_panel.isHidden, timeout=10_000)
    window.show_settings()
    buttons = window.settings().findChildren(QPushButton)
    next(one for one in buttons if one.accessibleName() == "Restore a backup").click()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog)))
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    assert len(dialog.choices) == 1
    with qtbot.waitSignal(session.opened, timeout=30_000):
        dialog.restore_button.click()
        assert "Restoring the backup" in window.calls.page.loading.text()
    qtbot.waitUntil(window.calls.empty.isVisible, timeout=20_000)
    assert "is restored" in window.toast.text()
    assert len(list((folder / "backups").glob("*.db"))) == 2


def test_a_backup_that_is_bad_leaves_the_library_open(session, qtbot, tmp_path):
    bad = tmp_path / "library-v2-20260101T000000000000.db"
    bad.write_text("no database")
    with qtbot.waitSignal(session.opened, timeout=30_000):
        session.restore(str(bad))
    assert "cannot be used" in session.window.toast.text()
    qtbot.waitUntil(session.window.calls.empty.isVisible, timeout=20_000)


def test_an_old_library_says_what_takes_so_long(qtbot, home):
    folder = default_library()
    folder.mkdir(parents=True)
    shutil.copy(Path(__file__).parents[1] / "data" / "library-v1.db", folder / "library.db")
    made = Session(folder, jobs=False)
    qtbot.addWidget(made.window)
    said = []
    page = made.window.calls.page
    show = page.show_loading

    def noted(text=""):
        show(text)
        said.append((text, page.loading.isVisible()))

    page.show_loading = noted
    with qtbot.waitSignal(made.opened, timeout=30_000):
        made.window.show()
    assert [seen for _, seen in said] == [True]
    assert "up to date. A backup is made first" in said[0][0]
    qtbot.waitUntil(lambda: made.window.calls.view_model.is_loaded, timeout=20_000)
    qtbot.waitUntil(lambda: not page.loading.isVisible(), timeout=20_000)
    made.window.close()
    finish_tasks()
