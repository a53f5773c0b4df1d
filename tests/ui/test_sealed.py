"""Sealed packages in the window: asked for, told when wrong, taken in when right; and sealing one on the way out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from callcoach_desktop.app import Session
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.exchange.sealing import is_sealed
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.library import Library
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui.exports.dialog import open_export
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.tasks import finish_tasks
from callcoach_desktop.ui.widgets.passphrase import strength

VTT = """WEBVTT

00:00:00.500 --> 00:00:04.000
<v Leonie>Hi Marcus, what made you fill in the form?</v>

00:00:04.500 --> 00:00:11.000
<v Marcus>Honestly, the phones.</v>
"""
SECRET = "three quiet walnuts"


@pytest.fixture
def sealed(tmp_path):
    """A sealed package of another library."""
    with Library.open(tmp_path / "other") as library:
        runner = make_runner(library)
        importer = Importer(library, runner)
        path = tmp_path / "Brightwater.vtt"
        path.write_text(VTT)
        runner.start()
        (result,) = importer.wait(importer.submit([path], ImportOptions()))
        runner.stop()
        return Exporter(library).export([result.call], "package", tmp_path / "b.callcoach", passphrase=SECRET)[0]


@pytest.fixture
def session(qtbot):
    made = Session(default_library())
    qtbot.addWidget(made.window)
    with qtbot.waitSignal(made.opened, timeout=30_000):
        made.window.show()
    yield made
    made.window.close()
    finish_tasks()


def test_a_sealed_package_that_is_dropped(session, qtbot, sealed):
    window, flow = session.window, session.window.flow
    window.import_paths([sealed])
    qtbot.waitUntil(lambda: flow.sealed is not None)
    dialog = flow.sealed
    assert dialog.heading.text() == "This package is sealed"
    assert not dialog.open_button.isEnabled()
    assert dialog.field.field.echoMode() == QLineEdit.EchoMode.Password
    qtbot.mouseClick(dialog.field.toggle, Qt.MouseButton.LeftButton)
    assert dialog.field.field.echoMode() == QLineEdit.EchoMode.Normal
    qtbot.keyClicks(dialog.field.field, "three loud walnuts")
    qtbot.keyClick(dialog.field.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open with this passphrase" in dialog.status.text(), timeout=10_000)
    assert "Nothing was taken in" in dialog.status.text()
    assert session.services.library.calls() == []
    assert dialog.field.text() == ""  # a wrong one is not kept on the screen
    qtbot.keyClicks(dialog.field.field, SECRET)
    qtbot.keyClick(dialog.field.field, Qt.Key.Key_Return)
    model = window.calls.view_model.model
    qtbot.waitUntil(lambda: model.rowCount() == 1 and model.row(0).state == "ready", timeout=20_000)
    assert flow.sealed is None
    unsealed = session.services.library.folder / "unsealed"
    qtbot.waitUntil(lambda: not any(unsealed.iterdir()), timeout=10_000)


def test_cancel_leaves_everything_shut(session, qtbot, sealed):
    flow = session.window.flow
    flow.bring_in([sealed])
    qtbot.waitUntil(lambda: flow.sealed is not None)
    qtbot.mouseClick(flow.sealed.cancel_button, Qt.MouseButton.LeftButton)
    assert flow.sealed is None
    assert session.services.library.calls() == []
    assert is_sealed(sealed)


def test_sealing_on_the_way_out(session, qtbot, tmp_path):
    window, model = session.window, session.window.calls.view_model.model
    path = tmp_path / "Brightwater.vtt"
    path.write_text(VTT)
    window.flow.bring_in([path])
    qtbot.waitUntil(lambda: model.rowCount() == 1 and model.row(0).state == "ready", timeout=20_000)
    out = tmp_path / "out"
    out.mkdir()
    window_settings().setValue("export/folder", str(out))
    dialog = open_export(window, session.services.exporter, [model.row(0).id], ["Brightwater"])
    dialog.choices["docx"].setChecked(True)
    qtbot.waitUntil(dialog.export_button.isEnabled)
    assert dialog.package.isHidden()
    dialog.choices["package"].setChecked(True)
    qtbot.waitUntil(lambda: dialog.export_button.isEnabled() and dialog.place.text().endswith(".callcoach"))
    options = dialog.package
    assert not options.isHidden()
    options.redacted.setChecked(True)
    assert not options.sound.isEnabled()
    options.sealed.setChecked(True)
    assert not dialog.export_button.isEnabled()
    qtbot.keyClicks(options.first.field, SECRET)
    qtbot.keyClicks(options.again.field, "three quiet")
    assert "not the same" in options.hint.text()
    assert not dialog.export_button.isEnabled()
    qtbot.keyClicks(options.again.field, " walnuts")
    assert options.hint.text() == "Strong."
    with qtbot.waitSignal(dialog.exported, timeout=20_000) as done:
        qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    (made,) = out.iterdir()
    assert done.args[1] == str(made)
    assert is_sealed(made)
    assert options.first.text() == ""


def test_a_hint_knows_length_and_the_worst_habits():
    assert strength("")[1] == "muted"
    assert strength("abc") == ("5 more characters are needed.", "warn")
    assert strength("password1")[1] == "warn"
    assert strength("aaaaaaaaaaaaaaaaaaaa")[1] == "warn"
    assert strength("kxq4vbn2")[1] == "warn"
    assert strength("kxq4vbn2mz7p")[1] == "muted"
    assert strength("three quiet walnuts") == ("Strong.", "good")
