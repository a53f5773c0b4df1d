"""When a call is read and its parts are filled in: each in its turn, so that the window answers in between."""

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.screens.call.opening import Pending
from callcoach_desktop.ui.screens.call.view_model import CallViewModel


class _Services:
    def __init__(self):
        self.asked = []

    def call(self, call_id):
        self.asked.append(call_id)
        raise KnownError("no_such_call", f"There is no call {call_id}.")

    def subscribe(self, _fn):
        return lambda: None


def test_a_call_is_read_after_the_events_that_wait(qtbot):
    services, problems = _Services(), []
    model = CallViewModel(services)
    model.problem.connect(problems.append)
    model.open("a")
    QCoreApplication.sendPostedEvents()  # among them is the painting of the page
    assert services.asked == []
    assert not model.settled
    qtbot.waitUntil(lambda: problems == ["There is no call a."])


def test_a_call_that_was_closed_or_left_before_is_not_read(qtbot):
    services, problems = _Services(), []
    model = CallViewModel(services)
    model.problem.connect(problems.append)
    model.open("a")
    model.open("b")
    qtbot.waitUntil(lambda: problems == ["There is no call b."])
    assert services.asked == ["b"]
    model.open("c")
    model.close()
    done = []
    QTimer.singleShot(20, model, lambda: done.append(True))  # comes after the reading would have begun
    qtbot.waitUntil(lambda: bool(done))
    assert services.asked == ["b"]


def test_other_timers_have_their_turn_between_two_parts(qtbot):
    order = []
    owner = QObject()
    pending = Pending(tuple(lambda _before, _fresh, name=name: order.append(name) for name in "abc"), owner)
    beat = QTimer(owner)
    beat.setInterval(0)
    beat.timeout.connect(lambda: order.append("."))
    beat.start()
    pending.ask(None, fresh=True)
    qtbot.waitUntil(lambda: pending.idle and "c" in order)
    beat.stop()
    text = "".join(order)
    assert [name for name in text if name != "."] == ["a", "b", "c"]
    assert "." in text[text.index("a") : text.index("b")]
    assert "." in text[text.index("b") : text.index("c")]
