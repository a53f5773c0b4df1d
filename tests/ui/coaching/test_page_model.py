"""When a page reads anew: after what it had done, and after what others write."""

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.page_model import PageModel


class _Page(PageModel):
    """Reads a setting, and notes what happens in which order."""

    def __init__(self):
        super().__init__()
        self.log = []
        self.loaded.connect(self.log.append)
        self.problem.connect(lambda _: self.log.append("problem"))

    def reading(self):
        library = self.library
        return lambda: library.setting("colour", "none")


@pytest.fixture
def page(library, coach, qtbot):
    made = _Page()
    made.attach(coach, library)
    made.see(seen=True)
    qtbot.settle()
    assert made.log == ["none"]
    yield made
    made.detach()


def test_what_it_had_done_is_said_before_it_is_shown_and_read_once(page, library, qtbot):
    page.ask(library, lambda one: one.set_setting("colour", "red"), lambda _: page.log.append("done"))
    qtbot.settle()
    assert page.log == ["none", "done", "red"]


def test_what_others_write_is_read(page, library, qtbot):
    library.set_setting("colour", "blue")
    qtbot.settle()
    assert page.log == ["none", "blue"]
    page.see(seen=False)
    library.set_setting("colour", "green")
    qtbot.settle()
    assert page.log == ["none", "blue"]


def test_what_fails_half_way_shows_the_half_that_is_written(page, library, qtbot):
    def work(one):
        one.set_setting("colour", "red")
        raise KnownError("no", "It did not work.", "Try again.")

    page.ask(library, work)
    qtbot.settle()
    assert page.log == ["none", "problem", "red"]


def test_what_fails_at_once_leaves_the_page_as_it_is(page, library, qtbot):
    def work(_):
        raise KnownError("no", "It did not work.", "Try again.")

    page.ask(library, work)
    qtbot.settle()
    assert page.log == ["none", "problem"]
