import fake_services as fakes
import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QWidget

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.errors import ErrorDialog, Excepthook
from callcoach_desktop.ui.main_window import MainWindow
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.widgets.shortcuts_help import ShortcutsHelp


class FakeCallScreen(QWidget):
    """What the window asks of the call screen."""

    closed = Signal()
    retry = Signal(str)
    export_requested = Signal(list)
    again_requested = Signal(list)
    problem = Signal(str)
    said = Signal(str)
    did = Signal(str)

    def __init__(self):
        super().__init__()
        self.opened, self.partial, self.let_go, self.finding = [], [], False, False

    def open(self, call_id, at=None):
        self.opened.append((call_id, at))

    def set_partial(self, words):
        self.partial.append(words)

    def leave(self):
        self.closed.emit()

    def position(self):
        return 12.5

    def close_call(self):
        self.let_go = True

    def open_find(self):
        self.finding = True


@pytest.fixture
def window(qtbot):
    library, runner = fakes.FakeLibrary(fakes.make_rows(7)), fakes.FakeRunner()
    made = MainWindow(lambda _services, _parts: FakeCallScreen())
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.painted):
        made.show()
    made.attach(fakes.make_services(library, runner))
    qtbot.waitUntil(lambda: made.calls.view_model.is_loaded)
    made.library, made.runner = library, runner
    yield made
    made.close()


def _drag(paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_files_may_be_dropped_anywhere(window, qtbot, tmp_path):
    data = _drag([tmp_path / "a.mp3", tmp_path / "b.wav"])
    enter = QDragEnterEvent(
        QPoint(20, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert window.overlay.isVisible()
    assert "2 items" in window.overlay.accessibleName()
    window.overlay.grab()
    drop = QDropEvent(
        QPointF(20, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(drop)
    assert not window.overlay.isVisible()
    importer = window.services.importer
    qtbot.waitUntil(lambda: len(importer.submitted) == 1)
    assert importer.submitted[0][0] == [tmp_path / "a.mp3", tmp_path / "b.wav"]


def test_the_file_dialog_remembers_its_folder(window, qtbot, monkeypatch, tmp_path):
    asked = []

    def answer(parent, title, start, kinds):
        asked.append(start)
        return [str(tmp_path / "call.m4a")], kinds

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer)
    window.menus.import_files.trigger()
    qtbot.waitUntil(lambda: len(window.services.importer.submitted) == 1)
    window.menus.import_files.trigger()
    assert asked == ["", str(tmp_path)]


def test_a_folder_can_be_imported(window, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    window.menus.import_folder.trigger()
    qtbot.waitUntil(lambda: len(window.services.importer.submitted) == 1)


def test_the_open_call_can_be_transcribed_again(window, qtbot):
    window.open_call("call00000002")
    window.host.screen.again_requested.emit(["call00000002"])
    qtbot.waitUntil(lambda: window.flow.again is not None)
    window.flow.again.start_button.click()
    qtbot.waitUntil(lambda: window.services.importer.again == [(["call00000002"], "base")])
    qtbot.waitUntil(lambda: window.toast.isVisible() and "again" in window.toast.text())


def test_what_the_call_screen_says_is_shown(window, qtbot):
    window.open_call("call00000002")
    window.host.screen.said.emit("Copied it")
    assert window.toast.text() == "Copied it"


def test_a_call_opens_at_its_second_and_esc_goes_back(window, qtbot):
    window.open_call("call00000002", 61.5)
    screen = window.host.screen
    assert screen.opened == [("call00000002", 61.5)]
    assert window.stack.currentWidget() is screen
    assert window.windowTitle().startswith("Second demo")
    window.find()
    assert screen.finding
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.calls
    window.open_call("call00000001")
    assert screen.opened[-1] == ("call00000001", None)


def test_words_of_a_call_in_the_making_reach_its_screen(window, qtbot):
    window.runner.all = [fakes.make_job("j", call="call00000002")]
    window.runner.words = [["Hello", 0.1, 0.4, 0.9, 0]]
    window.library.publish(ChangeSet(jobs=frozenset({"j"})))
    qtbot.waitUntil(lambda: bool(window.jobs.shown))
    window.open_call("call00000002")
    qtbot.waitUntil(lambda: window.host.screen.partial == [window.runner.words])
    assert "Importing 1" in window.rail.activity.text()


def test_a_failed_call_can_be_tried_again_from_its_screen(window, qtbot):
    window.runner.all = [fakes.make_job("j", call="call00000002", state="failed", error="It broke.")]
    window.open_call("call00000002")
    window.host.screen.retry.emit("call00000002")
    qtbot.waitUntil(lambda: ("retry", "j") in window.runner.asked)


def test_delete_offers_undo(window, qtbot):
    window.calls.table.choose("call00000003")
    qtbot.keyClick(window.calls.table, Qt.Key.Key_Delete)
    assert window.toast.text() == "Deleted “Renewal and inspection”"
    window.toast.action.click()
    assert window.calls.view_model.model.find("call00000003") >= 0
    qtbot.keyClick(window.calls.table, Qt.Key.Key_Delete)
    window.toast.finish()
    qtbot.waitUntil(lambda: len(window.library.deleted) == 1)


def test_a_notice_of_a_call_goes_when_that_is_opened_otherwise(window, qtbot):
    window.jobs.finished.emit([fakes.make_job("j", call="call00000001", title="Pricing call", state="done")], 0, 0)
    window.open_call("call00000002")
    assert window.toast.isVisible(), "that was another one"
    window.open_call("call00000001")
    qtbot.waitUntil(lambda: not window.toast.isVisible())


def test_what_is_ready_is_told_with_a_way_there(window, qtbot):
    window.jobs.finished.emit([fakes.make_job("j", call="call00000001", title="Pricing call", state="done")], 0, 0)
    assert window.toast.text() == "“Pricing call” is ready"
    window.toast.action.click()
    assert window.host.screen.opened == [("call00000001", None)]
    window.jobs.finished.emit([fakes.make_job("k", call="call00000003", title="Renewal", state="done")], 1, 0)
    assert window.toast.text() == "“Renewal” was imported before"
    window.jobs.finished.emit([fakes.make_job("l", call="call00000003", title="Renewal", state="done")], 0, 1)
    assert window.toast.text() == "“Renewal” was in the bin and is back"
    many = [fakes.make_job(f"m{n}", call="call00000003", title="Renewal", state="done") for n in range(4)]
    window.jobs.finished.emit(many, 1, 2)
    assert window.toast.text() == "4 files done, 1 was imported before, 2 were in the bin and are back"


def test_what_came_back_with_a_package_is_told(window):
    job = fakes.make_job("k", call="call00000001", title="Demo", state="done")
    window.jobs.came_back.emit(job, 2, 1)
    assert window.toast.text() == "2 comments and 1 filled scorecard came with “Demo”"
    window.toast.action.click()
    assert window.host.screen.opened == [("call00000001", None)]


def test_problems_are_told(window):
    window.flow.problem.emit("The disk is full. Free some space.")
    assert window.toast.text() == "The disk is full. Free some space."


def test_the_theme_is_chosen_kept_and_shown_everywhere(window):
    window.look.set_mode("dark")
    assert theme.current().dark
    assert window_settings().value("theme") == "dark"
    assert window.settings().mode.value() == "dark"
    window.grab()


def test_settings_are_read_and_kept(window, qtbot):
    window.library.settings = {"device": "cpu", "language": "de", "link": True}
    window.show_settings()
    screen = window.settings()
    qtbot.waitUntil(lambda: screen.device.currentData() == "cpu")
    assert (screen.language.currentData(), screen.link.isChecked()) == ("de", True)
    assert screen.model.count() == 2
    screen.language.setCurrentIndex(screen.language.findData("en"))
    screen.language.activated.emit(screen.language.currentIndex())
    screen.channel.setCurrentIndex(screen.channel.findData("right"))
    screen.channel.activated.emit(screen.channel.currentIndex())
    qtbot.waitUntil(lambda: window.library.settings.get("rep_channel") == "right")
    screen.link.click()
    qtbot.waitUntil(lambda: window.library.settings["link"] is None)
    assert window.library.settings["language"] == "en"
    window.grab()


def test_size_and_sorting_are_remembered(qtbot):
    first = MainWindow()
    qtbot.addWidget(first)
    first.resize(1111, 666)
    first.show()
    first.calls.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    first.close()
    second = MainWindow()
    qtbot.addWidget(second)
    assert second.height() == 666  # the offscreen screen is narrower than the window
    assert second.calls.view_model.model.sorting() == (3, Qt.SortOrder.AscendingOrder)


def test_the_keys_are_on_one_page(window, qtbot):
    window.menus.shortcuts.trigger()
    (page,) = window.findChildren(ShortcutsHelp)
    page.grab()
    page.accept()


def test_typing_a_question_mark_into_the_search_opens_no_page(window, qtbot):
    window.calls.focus_search()
    qtbot.keyClicks(window.calls.search, "why?")
    assert window.calls.search.text() == "why?"
    assert window.findChildren(ShortcutsHelp) == []


def test_every_control_has_a_name(window):
    window.settings()
    nameless = [
        widget
        for kind in (QAbstractButton, QComboBox, QLineEdit)
        for widget in window.findChildren(kind)
        if not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and (widget.text() or widget.toolTip()))
        and not widget.objectName().startswith("qt_")
        and type(widget).__name__ not in ("QTableCornerButton", "QAbstractButton")
    ]
    assert [(type(one.parent()).__name__, one.objectName()) for one in nameless] == []


def test_a_library_that_does_not_open_says_why(window):
    error = KnownError("library_newer", "This library was made by a newer CallCoach.", "Update CallCoach.")
    window.calls.cannot_open(error.problem.what, error.problem.do)
    assert window.calls.trouble.text.text() == "This library was made by a newer CallCoach. Update CallCoach."
    assert window.calls.trouble.isVisible()


def test_letting_go_of_a_library(window):
    window.open_call("call00000001")
    screen = window.host.screen
    window.detach()
    assert screen.let_go
    assert window.host.screen is None
    window.open_call("call00000001")
    assert window.host.screen is None


def test_a_bug_of_ours_is_shown_and_handed_on(window, qtbot, monkeypatch):
    handed = []
    monkeypatch.setattr("sys.excepthook", lambda *error: handed.append(error))
    hook = Excepthook()
    try:
        error = RuntimeError("ours")
        hook(RuntimeError, error, None)
        dialog = hook._open
        assert isinstance(dialog, ErrorDialog)
        assert "RuntimeError: ours" in dialog.details.toPlainText()
        assert handed[0][1] is error
        dialog.accept()
        assert hook._open is None
    finally:
        hook.remove()


def test_nothing_is_drawn_where_the_window_is_small(window):
    window.resize(*window.minimumSize().toTuple())
    assert not window.grab().isNull()


def test_back_leads_to_where_a_call_was_opened(window):
    window.show_settings()
    window.open_call("call00000002")
    window.open_call("call00000003")
    assert window.host.call_id == "call00000003"
    window.go_back()
    assert (window.host.is_open, window.host.call_id) == (True, "call00000002")
    assert window.host.screen.opened[-1] == ("call00000002", 12.5)  # at the second where it was left
    window.go_back()
    assert window.settings_shown()
    window.go_back()
    assert window.stack.currentWidget() is window.calls
    window.go_back()
    assert window.stack.currentWidget() is window.calls


def test_back_walks_no_circles_and_the_rail_begins_anew(window):
    window.open_call("call00000002")
    window.show_settings()
    window.open_call("call00000002")
    window.go_back()
    assert window.stack.currentWidget() is window.calls
    window.open_call("call00000002")
    window.rail.chosen.emit("settings")
    window.go_back()
    assert window.stack.currentWidget() is window.calls


def test_a_call_is_come_back_to_as_it_was_left(window):
    window.open_call("call00000002")
    window.show_settings()
    window.go_back()
    assert window.host.is_open
    assert window.host.screen.opened == [("call00000002", None)]  # not read anew: its scroll and selection stand


class Dressed(QObject):
    """Counts how often any widget is dressed."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.StyleChange
        return False


def test_the_window_is_built_from_outside_inwards(qapp: QApplication, qtbot):
    """A widget that gets another parent is dressed anew, and with it all that it holds: 677 times for 129 widgets once,
    a tenth of the start."""
    theme.apply(qapp, "light")
    seen = Dressed()
    qapp.installEventFilter(seen)
    made = MainWindow(lambda _services, _parts: FakeCallScreen())
    qapp.removeEventFilter(seen)
    qtbot.addWidget(made)
    assert 0 < seen.times < 2.5 * len(made.findChildren(QWidget))
