import json
import subprocess
import sys
import textwrap

import pytest

from callcoach_desktop.domain.calls import ImportOptions

HEAVY = (
    "ctranslate2", "onnxruntime", "av", "faster_whisper", "sounddevice", "_sounddevice", "scipy", "pyqtgraph",
    "rapidfuzz", "cryptography", "tokenizers",
)  # fmt: skip


def _run(code: str, **more: str) -> str:
    import os

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **more},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_window_opens_a_real_library_without_any_heavy_module():
    out = _run(
        """
        import json, sys
        from callcoach_desktop.app import run
        status = run([])
        print("modules", json.dumps(sorted(sys.modules)))
        sys.exit(status)
        """,
        CALLCOACH_MEASURE="1",
    )
    lines = dict(line.split(" ", 1) for line in out.splitlines())
    assert {"painted", "filled"} <= lines.keys()
    modules = set(json.loads(lines["modules"]))
    assert modules.isdisjoint(HEAVY)


def test_the_first_picture_comes_before_the_store_is_imported():
    out = _run(
        """
        import sys
        from callcoach_desktop import app
        session_type = app.Session
        def say(session):
            names = ("callcoach_desktop.store", "sqlite3", "numpy", "callcoach_desktop.services")
            print("early", [name for name in names if name in sys.modules])
        qt = app.make_application()
        from callcoach_desktop.system.paths import default_library
        session = session_type(default_library())
        say(session)
        session.opened.connect(session.window.close)
        session.window.show()
        qt.exec()
        session.close()
        from callcoach_desktop.ui.tasks import finish_tasks
        finish_tasks()
        """
    )
    assert out.splitlines()[0] == "early []"


LATER = (
    "callcoach_desktop.domain.calls", "callcoach_desktop.domain.editing", "callcoach_desktop.domain.jobs",
    "callcoach_desktop.domain.transcript", "callcoach_desktop.services", "callcoach_desktop.store",
    "callcoach_desktop.ui.desktop_notes", "callcoach_desktop.ui.screens.calls.picker", "callcoach_desktop.ui.services",
    "_hashlib",
    "PySide6.QtMultimedia", "PySide6.QtNetwork", "concurrent.futures", "ctypes", "logging.handlers", "numpy", "secrets",
    "socket", "sqlite3",
)  # fmt: skip
MODULES = 110  # of ours, where it was 114 and is 101


def test_the_first_picture_waits_for_no_module_and_no_garbage_that_it_does_not_need():
    out = _run(
        f"""
        import gc, sys
        from callcoach_desktop import __main__ as program
        from callcoach_desktop.app import start
        def look(session, leave):
            def painted():
                print("early", [name for name in {LATER!r} if name in sys.modules])
                print("ours", len([name for name in sys.modules if name.startswith("callcoach_desktop")]))
                print("looking for garbage", gc.isenabled())
                leave()
            session.window.painted.connect(painted)
        start._measure = look
        sys.argv = ["callcoach"]
        sys.exit(program.main_gui())
        """,
        CALLCOACH_MEASURE="1",
    )
    early, ours, garbage = out.splitlines()
    assert early == "early []"
    assert int(ours.split()[1]) <= MODULES
    assert garbage == "looking for garbage False"


def test_pictures_of_an_empty_library(tmp_path):
    target = tmp_path / "pictures"
    out = _run(f"""
        import sys
        from callcoach_desktop.app import run
        sys.exit(run(["--library", {str(tmp_path / "library")!r}, "--screenshots", {str(target)!r}]))
        """)
    names = {path.name for path in target.iterdir()}
    assert names == {f"calls-{mode}-{size}.png" for mode in ("light", "dark") for size in ("1280x800", "1920x1080")}
    assert len(out.splitlines()) == 4


def _library_with_a_call(folder):
    from callcoach_desktop.services.importing import Importer, make_runner
    from callcoach_desktop.services.library import Library

    vtt = folder.parent / "call.vtt"
    vtt.write_text(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana>How do you plan your week?\n\n"
        "00:05.000 --> 00:09.000\n<v Bo>We have a board on the wall.\n"
    )
    with Library.open(folder) as library:
        runner = make_runner(library)
        runner.start()
        importer = Importer(library, runner)
        result = importer.wait(importer.submit([vtt], ImportOptions(rep_name="Ana", customer="Bo")))[0]
        runner.stop()
    assert result.call is not None
    return result.call


def test_pictures_of_a_named_call(tmp_path):
    call = _library_with_a_call(tmp_path / "library")
    code = f"""
        import sys
        from callcoach_desktop.app import run
        given = ["--library", {str(tmp_path / "library")!r}, "--screenshots", {str(tmp_path / "pictures")!r}]
        sys.exit(run([*given, "--open", {call[:6]!r}]))
        """
    assert len(_run(code).splitlines()) == 8


def test_open_a_named_call(tmp_path):
    call = _library_with_a_call(tmp_path / "library")
    out = _run(f"""
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from callcoach_desktop import app
        from callcoach_desktop.ui.tasks import finish_tasks
        qt = app.make_application()
        session = app.Session(Path({str(tmp_path / "library")!r}), call={call[:6]!r})
        def look():
            title = session.window.windowTitle()
            if session.window.host.is_open and session.window.host.screen.scene and title != "CallCoach":
                print(session.window.host.call_id, title)
                session.window.close()
        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(20)
        session.window.show()
        qt.exec()
        finish_tasks()
        """)
    assert out.split(" ", 1)[0] == call
    assert out.strip().endswith("– CallCoach")


def test_a_call_that_is_not_there_is_said(qtbot, tmp_path):
    from callcoach_desktop.app import Session

    session = Session(tmp_path / "library", jobs=False, call="zzz")
    session.window.show()
    qtbot.waitUntil(session.window.toast.isVisible, timeout=10_000)
    assert "no call 'zzz'" in session.window.toast.text()
    session.window.close()


@pytest.mark.parametrize("arguments", [["--nonsense"]])
def test_wrong_use(arguments):
    from callcoach_desktop.app import run

    with pytest.raises(SystemExit) as stopped:
        run(arguments)
    assert stopped.value.code == 2


def test_the_call_screen_is_made_ready_while_nobody_waits(qtbot, tmp_path):
    from callcoach_desktop.app import Session

    session = Session(tmp_path / "library", jobs=False)
    session.window.show()
    qtbot.waitUntil(lambda: session.window.warming.done, timeout=30_000)
    screen = session.window.host.screen
    assert screen is not None
    assert session.window.stack.currentWidget() is session.window.calls
    session.window.close()
    assert session.window.host.screen is None
