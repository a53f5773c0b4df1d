"""Every dialog of recording and both bars: a name, a place in the tab order and room for all, also in a language
that is longer and with text that is larger."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QWidget
from recording_fakes import FakeRecordings
from test_flow import FakeMeter
from walking import Pseudo, clipped, nameless, unreachable

from callcoach_desktop.services.agenda import NextCall
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.recording.bar import RecordBar
from callcoach_desktop.ui.recording.dialog import Prepared, StartDialog
from callcoach_desktop.ui.recording.law_dialog import LawDialog
from callcoach_desktop.ui.recording.live import Live
from callcoach_desktop.ui.recording.recovery import CutOff, RecoveryDialog

NOW = datetime(2026, 11, 24, 11, 20).astimezone()


@pytest.fixture(params=["english", "longer"])
def language(request, qapp):
    pseudo = Pseudo()
    if request.param == "longer":
        qapp.installTranslator(pseudo)
    yield request.param
    qapp.removeTranslator(pseudo)


@pytest.fixture(params=[1.0, 2.0])
def scale(request, qapp):
    theme.set_scale(qapp, request.param)
    yield request.param
    theme.set_scale(qapp, 1.0)


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


def look(window, qtbot):
    qtbot.settle()
    wrong = [f"{what}: {one}" for what, all_ in (
        ("nameless", nameless(window)), ("not by Tab", unreachable(window)), ("clipped", clipped(window)),
    ) for one in all_]  # fmt: skip
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_start_dialog(language, scale, parent, qtbot):
    calls = (
        NextCall("1", "Copper Kettle", NOW, NOW + timedelta(hours=1)),
        NextCall("2", "Lindenhof", NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)),
    )
    dialog = StartDialog(parent, FakeRecordings(), FakeMeter(), Prepared(agenda=calls), NOW)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.devices.mic.count() == 2)
    for place in range(dialog.consent.how.count()):
        dialog.consent.how.setCurrentIndex(place)
        dialog.consent._picked()
        look(dialog, qtbot)
    dialog.close()


def test_the_law_and_the_recovery(language, scale, parent, qtbot):
    cut_off = [CutOff("a", "Harrow Ridge, pricing", "2026-11-24T10:03:00")]
    for made in (
        LawDialog(parent, first=True), RecoveryDialog(parent, cut_off, lambda _: None, NOW.replace(tzinfo=None)),
    ):  # fmt: skip
        made.show()
        look(made, qtbot)
        made.close()


@pytest.mark.parametrize("small", [False, True])
def test_the_bar(language, scale, small, qtbot):
    bar = RecordBar()
    qtbot.addWidget(bar)
    bar.set_small(on=small)
    for live in (
        Live("recording", 3700.0, share=1.0, share_5min=1.0, monologue=72.0, patience=0.8, interruptions=12),
        Live("recording", 3700.0, share=0.5, quiet=True), Live("stopping", 3700.0, share=0.5), Live("paused", 3700.0),
        Live("recording", 3700.0, lost=(("mic", "“Jabra Evolve 65” is gone. Another microphone is looked for."),)),
    ):  # fmt: skip
        bar.show_live(live, 8.0)
        bar.appear()
        look(bar, qtbot)
