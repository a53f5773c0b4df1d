import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.recording.bar import RecordBar
from callcoach_desktop.ui.recording.live import Live


@pytest.fixture
def bar(qtbot):
    made = RecordBar()
    qtbot.addWidget(made)
    made.show_live(Live("recording", 727.0, share=0.61, mic_db=-20.0, system_db=-40.0))
    made.appear()
    return made


def test_time_share_and_nudge_are_readable_and_spoken(bar):
    assert bar.time.text() == "12:07"
    assert bar.time.font().pixelSize() > 25 or bar.time.fontInfo().pixelSize() > 25
    bar.show_live(Live("recording", 730.0, share=0.61, nudge="2:10 since your last question"))
    assert bar.message.text.text() == "2:10 since your last question"
    assert bar.accessibleName() == "Recording, 12:10. you talk 61%. 2:10 since your last question."


def test_it_does_not_take_the_keyboard_and_stays_on_top(bar):
    flags = bar.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert flags & Qt.WindowType.FramelessWindowHint
    assert bar.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_the_buttons_and_their_keys_ask(bar, qtbot):
    for key, signal in (
        (Qt.Key.Key_M, bar.mark_wanted),
        (Qt.Key.Key_P, bar.pause_wanted),
        (Qt.Key.Key_S, bar.stop_wanted),
    ):
        with qtbot.waitSignal(signal):
            QTest.keyClick(bar, key)
    bar.show_live(Live("stopping", 727.0), 8.2)
    assert not bar.stop.isEnabled()
    assert bar.message.text.text() == "Stopped – saved in 9 s"
    with qtbot.waitSignal(bar.go_on_wanted):
        bar.message.go_on.click()


def test_a_quiet_call_may_be_stopped_from_the_bar(bar, qtbot):
    bar.show_live(Live("recording", 900.0, quiet=True))
    assert bar.message.stop.isVisible()
    with qtbot.waitSignal(bar.stop_wanted):
        bar.message.stop.click()
    with qtbot.waitSignal(bar.go_on_wanted):
        bar.message.go_on.click()


def test_a_warning_goes_before_a_nudge(bar):
    bar.show_live(Live("recording", 900.0, nudge="x", warnings=("Your microphone is muted.",)))
    assert bar.message.text.text() == "Your microphone is muted."


def test_size_and_place_are_remembered(bar, qtbot):
    high = bar.height()
    bar.size_button.click()
    assert bar.small
    assert bar.height() < high
    bar.move(QPoint(40, 60))
    other = RecordBar()
    qtbot.addWidget(other)
    other.appear()
    assert other.small
    assert other.pos() == QPoint(40, 60)


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off(qapp, qtbot, small, scale):
    theme.set_scale(qapp, scale)
    try:
        bar = RecordBar()
        qtbot.addWidget(bar)
        bar.set_small(on=small)
        bar.show_live(Live("recording", 4027.0, share=1.0, warnings=("The microphone hears the loudspeaker. " * 2,)))
        bar.appear()
        for one in (bar.time, bar.mark, bar.pause, bar.stop, bar.size_button, bar.message.text):
            corner = one.mapTo(bar, QPoint(one.width(), one.height()))
            assert bar.rect().contains(corner), one
            assert one.width() >= one.minimumSizeHint().width()
        text = bar.message.text
        assert text.height() >= text.heightForWidth(text.width())
    finally:
        theme.set_scale(qapp, 1.0)
