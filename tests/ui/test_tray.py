import fake_services as fakes
import pytest

from callcoach_desktop.ui.main_window import MainWindow
from callcoach_desktop.ui.tray import Tray, ring


@pytest.fixture
def tray(qapp, qtlog):
    made = Tray(qapp, available=lambda: True)
    with qtlog.disabled():  # the offscreen platform has no tray, and says so when an icon is made
        made.start()
    yield made
    made.stop()
    made.deleteLater()


def test_without_a_tray_nothing_is_shown(qapp):
    made = Tray(qapp, available=lambda: False)
    made.start()
    made.show_progress(0.5, "Importing 2")
    made.notify("ready", "", lambda: None)
    assert made.icon is None


def test_the_ring_fills(tray):
    before = tray.icon.icon().cacheKey()
    tray.show_progress(0.5, "Importing 2, about 3 min left")
    assert tray.says.text() == "Importing 2, about 3 min left"
    assert tray.icon.toolTip() == "CallCoach\nImporting 2, about 3 min left"
    half = tray.icon.icon().cacheKey()
    assert half != before
    tray.show_progress(0.51, "Importing 2, about 3 min left")
    assert tray.icon.icon().cacheKey() == half  # not drawn anew for every percent
    tray.show_progress(None, "")
    assert tray.says.text() == "Nothing is being imported"
    assert ring(0.25).toImage() != ring(0.75).toImage()


def test_a_click_on_the_word_opens_what_it_is_about(tray, qtbot):
    clicked = []
    tray.notify("“Pricing call” is ready", "", lambda: clicked.append(1))
    with qtbot.waitSignal(tray.open_wanted):
        tray.icon.messageClicked.emit()
    assert clicked == [1]


def test_the_end_of_an_import_is_told_in_the_tray_only_when_nobody_looks(qtbot, monkeypatch):
    window = MainWindow()
    qtbot.addWidget(window)
    window.attach(fakes.make_services())
    told = []
    monkeypatch.setattr(window.tray, "notify", lambda text, more, clicked: told.append(text))
    done = [fakes.make_job("j", call="c", title="Pricing call", state="done")]
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    window.jobs.finished.emit(done, 0, 0)
    assert told == []
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    window.jobs.finished.emit(done, 0, 0)
    assert told == ["“Pricing call” is ready"]
    window.close()
