import hashlib
import subprocess
import sys
from pathlib import Path

from callcoach_desktop.system.paths import home
from callcoach_desktop.ui.single import Single, hand_over

ASK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
from callcoach_desktop.ui.single import Single, hand_over
folder = Path(sys.argv[1])
print(Single(folder).take(), hand_over(folder, [Path(one) for one in sys.argv[2:]]))
"""


def test_a_second_start_hands_its_files_to_the_first(qtbot, tmp_path):
    first = Single(tmp_path / "library")
    assert first.take()
    first.listen()
    with qtbot.waitSignal(first.wanted, timeout=20_000) as heard:
        second = subprocess.Popen(
            [sys.executable, "-c", ASK, str(tmp_path / "library"), str(tmp_path / "a.wav")],
            stdout=subprocess.PIPE,
            text=True,
        )
    assert heard.args == [[tmp_path / "a.wav"]]
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.communicate()[0].split() == ["False", "True"]
    first.release()
    again = Single(tmp_path / "library")
    assert again.take()
    again.release()


def test_other_libraries_have_windows_of_their_own(tmp_path):
    one, two = Single(tmp_path / "one"), Single(tmp_path / "two")
    assert one.take()
    assert two.take()
    assert not Single(tmp_path / "one").take()
    one.release()
    two.release()


def test_a_window_that_does_not_answer_is_given_up(qapp, tmp_path):
    assert not hand_over(Path(tmp_path / "nobody"), [], patience_ms=200)


def test_the_lock_has_the_name_that_every_version_looks_for(tmp_path):
    folder = tmp_path / "Anrufe \N{LATIN SMALL LETTER U WITH DIAERESIS}ber B\N{LATIN SMALL LETTER A WITH DIAERESIS}nke"
    one = Single(folder)
    assert one.take()
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]
    assert [path.name for path in (home() / "windows").glob(f"{name}.lock")] == [f"{name}.lock"]
    one.release()
