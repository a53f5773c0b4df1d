"""The playbook on the call screen: an entry at its moment, one click away; moments that become examples and entries."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.playbook import Content, Entry, Example, Origin, Situation, Version
from callcoach_desktop.ui.playbook_notes import CallNotes, PlaybookNotes
from callcoach_desktop.ui.screens.call.map_hover import mark_texts, with_note
from callcoach_desktop.ui.screens.call.moment_list import MomentList
from callcoach_desktop.ui.screens.call.scene import Group, Mark
from callcoach_desktop.ui.tasks import finish_tasks


def entry(kind: str, about: str, id: str) -> Entry:  # noqa: A002
    content = Content(Situation(kind, about), f"About {about}", "Say so.")
    return Entry(id, Version(id, 1, content, Origin("own", "2026-11-01T00:00:00+00:00"), "m", "current"))


def mark(kind: str, type_: str, start: float, side: str = "customer", index: int = 0) -> Mark:
    said = f"said at {start}"
    return Mark(
        index, kind, type_, type_ or kind, 0, side, "v", "Maria", start, start + 2, said, "why", 0.8, f"m{start}"
    )


MARKS = (
    mark("objection", "price", 10.0), mark("objection_response", "reframe_value", 14.0, "rep", 1),
    mark("competitor", "Coldline", 30.0, index=2), mark("question", "open", 40.0, index=3),
    mark("objection", "trust", 50.0, index=4), mark("pain", "", 60.0, "rep", 5),
)  # fmt: skip


class Book:
    """What the notes ask of the playbook."""

    def __init__(self) -> None:
        self.kept = [entry("objection", "price", "p"), entry("competitor", "coldline", "c")]
        self.added: list[tuple[str, Example]] = []

    def entries(self) -> list[Entry]:
        return list(self.kept)

    def add_example(self, entry_id: str, example: Example) -> None:
        self.added.append((entry_id, example))


class Library:
    """Tells of changes."""

    def __init__(self) -> None:
        self.told: Any = None

    def subscribe(self, told: Any) -> Any:
        self.told = told
        return lambda: None


class Screen(QWidget):
    """As much of a call screen as the notes touch."""

    def __init__(self) -> None:
        super().__init__()
        self.moments = MomentList(self)
        self.moments.judging = True
        self.moments.resize(420, 400)
        self.map = SimpleNamespace(note_of=lambda _: "")
        self.judging = SimpleNamespace(more=lambda *_: None)
        stages = (SimpleNamespace(name="discovery", start=0.0, end=45.0), SimpleNamespace(name="closing", start=45.0,
                                                                                          end=99.0))  # fmt: skip
        self.scene = SimpleNamespace(marks=MARKS, stages=stages, call_id="call1", title="Demo")
        self.moments.set_groups((Group("Moments", "all", MARKS),), keep_place=False)


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def notes(qtbot, book):
    made = PlaybookNotes()
    made.attach(book, made_library := Library())
    made.library = made_library
    with qtbot.waitSignal(made.changed):
        made.refresh()
    yield made
    finish_tasks()
    made.detach()


@pytest.fixture
def screen(qtbot, notes):
    made = Screen()
    made.resize(440, 420)
    qtbot.addWidget(made)
    made.notes = CallNotes(made, notes)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def test_a_moment_is_known_by_its_type_and_an_answer_by_what_it_answers(screen):
    titles = [screen.moments.note_of(one) for one in MARKS]
    assert titles == ["About price", "About price", "About coldline", "", "", ""]
    _, words, why = with_note(mark_texts([MARKS[0]]), [MARKS[0]], screen.map.note_of)
    assert why.endswith("\nYour playbook: About price")
    assert words == "“said at 10.0”"
    assert with_note(("a", "b", "c"), list(MARKS[:2]), screen.map.note_of) == ("a", "b", "c")


def test_the_button_and_the_key_open_the_entry(screen, qtbot):
    moments = screen.moments
    moments.setFocus()
    rows = moments.shown
    row = rows.index(MARKS[0])
    centre = moments.rect_of(row).center()
    qtbot.mouseMove(moments.viewport(), QPoint(centre.x(), centre.y()))
    qtbot.waitUntil(lambda: moments.bar.isVisible() and moments.bar.book.isVisible())
    assert moments.bar.book.accessibleName() == "Your playbook: About price"
    with qtbot.waitSignal(screen.notes.wanted) as opened:
        qtbot.mouseClick(moments.bar.book, Qt.MouseButton.LeftButton)
    assert opened.args == ["p"]
    while moments.focused_row != rows.index(MARKS[2]):
        qtbot.keyClick(moments, Qt.Key.Key_Down)
    with qtbot.waitSignal(screen.notes.wanted) as opened:
        qtbot.keyClick(moments, Qt.Key.Key_B)
    assert opened.args == ["c"]


def test_a_moment_without_an_entry_has_no_button(screen, qtbot):
    moments = screen.moments
    row = moments.shown.index(MARKS[4])
    qtbot.mouseMove(moments.viewport(), moments.rect_of(row).center())
    qtbot.waitUntil(moments.bar.isVisible)
    assert not moments.bar.book.isVisible()
    assert moments.bar.right.isVisible()


def test_a_moment_becomes_an_example_or_a_new_entry(screen, qtbot, book):
    menu = QMenu()
    qtbot.addWidget(menu)
    screen.judging.more(menu, MARKS[1])
    assert texts(menu)[0].startswith("Your playbook: About price")
    with qtbot.waitSignal(screen.notes.did) as did:
        menu.actions()[2].trigger()
    assert did.args == ["Added to “About price”"]
    assert book.added == [("p", Example("said at 14.0", 14.0, 16.0, "call1", "Demo"))]
    with qtbot.waitSignal(screen.notes.compose) as made:
        menu.actions()[3].trigger()
    content = made.args[0]
    assert (content.situation, content.way, content.say) == (Situation("objection", "price"), "reframe_value",
                                                             "said at 14.0")  # fmt: skip
    assert content.examples[0].call == "call1"


def test_other_moments_suggest_a_question_or_a_stage(screen):
    asked = screen.notes.content_of(MARKS[3])
    assert (asked.situation, asked.say) == (Situation("question", "said at 40.0"), "")
    pain = screen.notes.content_of(MARKS[5])
    assert (pain.situation, pain.say) == (Situation("stage", "closing"), "said at 60.0")
    menu = QMenu()
    screen.judging.more(menu, MARKS[3])
    assert texts(menu) == ["New playbook entry from this…"]


def test_entries_are_read_again_when_they_change(notes, qtbot, book):
    book.kept = []
    with qtbot.waitSignal(notes.changed):
        notes.library.told(ChangeSet(kept=True))
    assert notes.entry("objection", "price") is None
    notes.library.told(ChangeSet(jobs=frozenset({"j"})))  # nothing of ours
