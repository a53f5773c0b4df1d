"""What the Clips page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.clips import BEST, ClipList, ShownClip
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_model import UndoablePage

ALL = ""
"""Stands for all clips where the id of a list is asked for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The lists, the one that is chosen (`ALL` for all clips) with its clips, and how many clips there are at all."""

    lists: tuple[ClipList, ...]
    chosen: str
    clips: tuple[ShownClip, ...]
    total: int


def list_name(one: ClipList) -> str:
    """A list's name on the screen: that of the first one is ours."""
    return tr("My best moments") if one.id == BEST else one.name


def read(clips: Any, wanted: str) -> Shown:
    """Read the page; in the place of a list that is gone it is the one that is always there."""
    lists = clips.lists()
    chosen = wanted if wanted == ALL or any(one.id == wanted for one in lists) else BEST
    found = clips.shown(chosen or None)
    return Shown(lists, chosen, found, len(found) if chosen == ALL else clips.count())


class ClipsViewModel(UndoablePage):
    """`loaded` carries a Shown."""

    left = Signal()  # the library is let go of: sound must end

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clips: Any = None  # services.clips.Clips, given before the library
        self.wanted = BEST

    def reading(self) -> Callable[[], Shown]:
        """The page."""
        clips, wanted = self.clips, self.wanted
        return lambda: read(clips, wanted)

    def detach(self) -> None:
        """Let go of the library."""
        self.left.emit()
        super().detach()
        self.clips = None

    def choose(self, list_id: str) -> None:
        """Show another list."""
        if list_id != self.wanted:
            self.wanted = list_id
            self.refresh()

    # Orders

    def rename(self, clip_id: str, name: str) -> None:
        """Give a clip another name; an empty one leaves it as it is."""
        if name.strip():
            self._do(lambda clips: clips.rename(clip_id, name))
        else:
            self.refresh()

    def set_note(self, clip_id: str, note: str) -> None:
        """Say something else of a clip."""
        self._do(lambda clips: clips.set_note(clip_id, note))

    def trim(self, clip_id: str, start: float, end: float) -> None:
        """Let a clip begin and end elsewhere."""
        self._do(lambda clips: clips.trim(clip_id, start, end))

    def remove(self, ids: Sequence[str]) -> None:
        """Remove clips altogether."""
        said = tr("Removed {n} clip|Removed {n} clips", len(ids))
        self._do(lambda clips: clips.remove(ids), said)

    def take_out(self, ids: Sequence[str]) -> None:
        """Take clips out of the list that is shown; from all clips they are removed."""
        chosen = self.wanted
        if chosen == ALL:
            self.remove(ids)
        else:
            self._do(lambda clips: clips.take_out(chosen, ids), tr("Taken out of the list"))

    def put_in(self, list_id: str, ids: Sequence[str]) -> None:
        """Put clips into a list."""
        name = next((list_name(one) for one in self.shown.lists if one.id == list_id), "") if self.shown else ""
        self._do(lambda clips: clips.put_in(list_id, ids), tr("Put into “{name}”", name=name))

    def tick(self, clip_id: str, list_id: str, *, on: bool) -> None:
        """Put a clip into a list or take it out."""
        self._do(lambda clips: clips.put_in(list_id, [clip_id]) if on else clips.take_out(list_id, [clip_id]))

    def move(self, clip_id: str, place: int) -> None:
        """Move a clip within the list that is shown."""
        chosen = self.wanted
        if chosen != ALL:
            self._do(lambda clips: clips.move(chosen, clip_id, place))

    def add_list(self, name: str, ids: Sequence[str] = ()) -> None:
        """Begin a list, with these clips in it, and show it."""

        def work(clips: Any) -> str:
            made = clips.add_list(name)
            if ids:
                clips.put_in(made.id, ids)
            return str(made.id)

        self._do(work, then=self.choose)

    def rename_list(self, list_id: str, name: str) -> None:
        """Give a list another name."""
        self._do(lambda clips: clips.rename_list(list_id, name))

    def remove_list(self, list_id: str) -> None:
        """Take a list away; its clips stay."""
        self.wanted = BEST
        self._do(lambda clips: clips.remove_list(list_id), tr("List removed; its clips are still there"))

    def _do(self, work: Callable[[Any], Any], said: str = "", then: Callable[[Any], object] = lambda _: None) -> None:
        self.do(self.clips, work, said, then)
