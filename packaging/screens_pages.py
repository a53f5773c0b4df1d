"""Pictures of the pages beside the calls: `python packaging/screens_pages.py LIBRARY TARGET MODE [few|1|4]`.

LIBRARY is a practice library (`callcoach demo-library`) with a 1-on-1 prepared, MODE `light` or `dark`. With `few`
LIBRARY is one without calls, and only what the pages say then is drawn; with `1` or `4` it has so many, and the pages
of coaching are drawn.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent))

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QWidget
from screenshots import LARGE, SMALL, Camera, few_colours, wait

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.page import Waiting

PAGES = ("today", "progress", "works", "playbook", "one-on-one", "deals")
COACHING = ("today", "progress", "works", "playbook")
EMPTY = (*PAGES, "clips", "scorecards", "team")


class Album(Camera):
    """Pictures with the theme in their names."""

    def page(self, key: str) -> Any:
        """Go to a page and wait until it has read what it shows."""
        window: Any = self.window
        window.pages.show(key)
        page = window.pages.page(key)
        wait(lambda: not _waits(page), f"the page {key}")
        counting = tr("Counting…")
        wait(lambda: not any(one.text() == counting and one.isVisible() for one in page.findChildren(QLabel)), key)
        QTest.qWait(300)
        return page

    def shot(self, name: str) -> None:
        """A picture of the window."""
        self.take(f"{name}-{theme.current().name}")

    def window_of(self, name: str, window: QWidget) -> None:
        """A picture of another window."""
        QTest.qWait(300)
        path = self.target / f"{name}-{theme.current().name}.png"
        few_colours(window.grab().toImage()).save(str(path), "PNG", 0)
        print(path)


def _waits(page: QWidget) -> bool:
    return isinstance(page, QStackedWidget) and isinstance(page.currentWidget(), Waiting)


def practice(album: Album) -> None:
    """Every page with half a year of calls behind it."""
    for key in PAGES:
        album.page(key)
        album.shot(key)
    _deals(album)
    _shared(album)
    album.dialog(f"look-back-{theme.current().name}", album.window.pages.looking_back.open_newest)


def few(album: Album) -> None:
    """What the pages say while there is nothing to show."""
    for key in EMPTY:
        album.page(key)
        album.shot(f"{key}-empty")


def some(album: Album, count: str) -> None:
    """What the pages of coaching say of one call, and of four: too few for nearly everything."""
    for key in COACHING:
        album.page(key)
        album.shot(f"{key}-{count}")


def _deals(album: Album) -> None:
    page = album.page("deals")
    deals = page.model.shown.deals
    page.open_deal(max(deals, key=lambda deal: len(deal.calls)))
    wait(lambda: page.currentWidget() is page.deal_page, "the page of a deal")
    album.shot("deal")
    page.leave()
    page.open_return()
    wait(lambda: page.currentWidget() is page.returns_page, "what came after coaching")
    album.shot("returns")
    page.leave()


def _shared(album: Album) -> None:
    page = album.page("one-on-one")
    page.open_shared()
    wait(lambda: page.shared is not None and page.shared.isVisible(), "the shared view")
    view = page.shared
    view.resize(*LARGE)
    kinds: dict[str, int] = {}
    for place, slide in enumerate(view.deck.slides):
        kinds.setdefault(str(slide.kind), place)
    for kind, place in kinds.items():
        view.go(place)
        album.window_of(f"shared-{kind}", view)
    view.close()


STATES: dict[str, Callable[[Album], None]] = {
    "practice": practice,
    "few": few,
    "1": partial(some, count="1-call"),
    "4": partial(some, count="4-calls"),
}


def main() -> int:
    """Take them all; returns the exit status."""
    if len(sys.argv) not in (4, 5) or sys.argv[3] not in ("light", "dark"):
        print(__doc__)
        return 2
    album = Album(Path(sys.argv[1]), Path(sys.argv[2]))
    album.look(sys.argv[3], SMALL)
    STATES[sys.argv[4] if len(sys.argv) == 5 else "practice"](album)
    album.close()
    return 0


if __name__ == "__main__":
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    sys.exit(main())
