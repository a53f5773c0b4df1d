import sys

from PySide6.QtCore import QObject


def test_qt_calls_that_return_nothing_keep_the_references_of_none():
    # PySide6 6.12.0 on Python 3.11 drops one with each call and the interpreter aborts after some thousand.
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < 100
