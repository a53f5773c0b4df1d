import json
import subprocess
import sys
import textwrap

import pytest

HEAVY = ("ctranslate2", "onnxruntime", "av", "faster_whisper", "sounddevice", "_sounddevice", "scipy", "pyqtgraph")


def _run(code: str, **more: str) -> str:
    import os

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
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
        app.finish_tasks()
        """
    )
    assert out.splitlines()[0] == "early []"


def test_pictures_of_an_empty_library(tmp_path):
    target = tmp_path / "pictures"
    out = _run(f"""
        import sys
        from callcoach_desktop.app import run
        sys.exit(run(["--library", {str(tmp_path / "library")!r}, "--screenshots", {str(target)!r}]))
        """)
    names = {path.name for path in target.iterdir()}
    assert names == {f"calls-{mode}-{width}.png" for mode in ("light", "dark") for width in (1280, 1920)}
    assert len(out.splitlines()) == 4


@pytest.mark.parametrize("arguments", [["--nonsense"]])
def test_wrong_use(arguments):
    from callcoach_desktop.app import run

    with pytest.raises(SystemExit) as stopped:
        run(arguments)
    assert stopped.value.code == 2
