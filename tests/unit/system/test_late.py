"""Something that is made when it is first used."""

from concurrent.futures import ThreadPoolExecutor

from callcoach_desktop.system.late import Late


class Thing:
    made = 0

    def __init__(self):
        type(self).made += 1
        self.closed = False

    def answer(self):
        return 42

    def close(self):
        self.closed = True


def test_it_is_made_once_and_only_when_asked():
    Thing.made = 0
    late = Late(Thing)
    assert Thing.made == 0
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: late.answer(), range(64))) == {42}
    assert Thing.made == 1
    assert late.closed is False
    late.close()
    assert late.closed is True


def test_closing_makes_nothing():
    Thing.made = 0
    Late(Thing).close()
    assert Thing.made == 0


def test_naming_a_method_makes_nothing():
    Thing.made = 0
    late = Late(Thing)
    answer = late.answer  # as the UI's thread does for a worker
    assert Thing.made == 0
    assert answer() == 42
    assert Thing.made == 1
