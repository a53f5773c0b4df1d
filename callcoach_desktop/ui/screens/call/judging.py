"""A person's word on moments: from button, key and menu to the library, and how often the program was right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from callcoach_desktop.domain.analysis import MomentKind
from callcoach_desktop.domain.judging import NAMED, OUTCOMES, TYPES
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.commands import Commands
from callcoach_desktop.ui.screens.call.moment_list import MomentList
from callcoach_desktop.ui.screens.call.scene import CallScene, Mark
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.view_model import CallViewModel
from callcoach_desktop.ui.screens.call.wording import ending_word, kind_word, type_word
from callcoach_desktop.ui.theme import icon
from callcoach_desktop.ui.widgets.basics import menu_heading
from callcoach_desktop.ui.widgets.name_dialog import ask_name

_KINDS: tuple[MomentKind, ...] = (
    "question", "pain", "need", "competitor", "pricing", "objection", "objection_response", "next_step",
    "commitment", "tracker",
)  # fmt: skip


class JudgeService(Protocol):
    """What the call screen asks of `services.judging.Judge`; each order is one step of Undo."""

    def confirm(self, call_id: str, moment_id: str) -> None: ...

    def change(self, call_id: str, moment_id: str, type: str) -> None: ...  # noqa: A002

    def settle(self, call_id: str, moment_id: str, outcome: str) -> None: ...

    def remove(self, call_id: str, moment_id: str) -> None: ...

    def withdraw(self, call_id: str, moment_id: str) -> None: ...

    def add(
        self,
        call_id: str,
        kind: MomentKind,
        type: str,  # noqa: A002
        start: float,
        end: float,
        speaker: str,
        quote: str = "",
    ) -> str: ...

    def record(self) -> dict[str, tuple[int, int]]: ...


def record_words(record: Mapping[str, tuple[int, int]]) -> tuple[str, str]:
    """How often the program was right: a sentence, and the same by kind for who wants to know."""
    right, every = (sum(pair[i] for pair in record.values()) for i in (0, 1))
    if not every:
        return tr("Confirm or correct a moment and the app counts how often it was right."), ""
    share = round(100 * right / every)
    sentence = tr(
        "The app was right in {percent}%: you judged {n} moment.|"
        "The app was right in {percent}% of the last {n} moments that you judged.",
        every,
        percent=share,
    )
    lines = [
        tr("{kind}: {right} of {n}", kind=kind_word(kind).capitalize(), right=good, n=of)
        for kind, (good, of) in sorted(record.items(), key=lambda item: -item[1][1])
        if of
    ]
    return sentence, "\n".join(lines)


class Judging(QObject):
    """Without a judge nothing can be said of moments. `did` carries what was done, to be offered for undoing."""

    did = Signal(str)
    record_read = Signal(str, str)  # `record_words`

    def __init__(
        self,
        moments: MomentList,
        transcript: TranscriptView,
        selected: Callable[[], tuple[float, float] | None],
        model: CallViewModel,
        commands: Commands,
        judge: JudgeService | None,
    ) -> None:
        super().__init__(moments)
        self._list, self._transcript, self._selected = moments, transcript, selected
        self._model, self._commands, self._judge = model, commands, judge
        self.scene: CallScene | None = None
        self.menu: QMenu | None = None
        self.more: Callable[[QMenu, Mark], object] = lambda _menu, _mark: None  # puts more into the menu of a moment
        moments.judging = judge is not None
        moments.has_types = lambda kind: bool(TYPES.get(kind)) or kind in NAMED  # type: ignore[call-overload]
        moments.confirmed.connect(self.confirm)
        moments.withdrawn.connect(self.withdraw)
        moments.removed.connect(self.remove)
        moments.type_wanted.connect(self.ask_type)

    @property
    def possible(self) -> bool:
        """Whether there is a call whose moments can be judged."""
        return self._judge is not None and self.scene is not None and self.scene.state == "ready"

    def set_scene(self, scene: CallScene | None) -> None:
        """The call that is shown now."""
        self.scene = scene
        judge = self._judge
        if judge is not None and scene is not None:
            self._commands.ask(judge.record, lambda record: self.record_read.emit(*record_words(record)))

    # Verdicts

    def confirm(self, mark: Mark) -> None:
        """It is right."""
        self._order(lambda judge, call: judge.confirm(call, mark.id), tr("Confirmed: {what}", what=_named(mark)))

    def withdraw(self, mark: Mark) -> None:
        """What was said of it is taken back."""
        self._order(lambda judge, call: judge.withdraw(call, mark.id), tr("Verdict taken back: {what}",
                                                                          what=_named(mark)))  # fmt: skip

    def remove(self, mark: Mark) -> None:
        """There is no such moment."""
        self._order(lambda judge, call: judge.remove(call, mark.id), tr("Removed: {what}", what=_named(mark)))

    def change(self, mark: Mark, type_: str) -> None:
        """It is of another type."""
        said = tr("{what} is now “{type}”", what=_named(mark), type=type_word(mark.kind, type_))
        self._order(lambda judge, call: judge.change(call, mark.id, type_), said)

    def settle(self, mark: Mark, outcome: str) -> None:
        """The objection ended in another way."""
        said = tr("The objection answered at {time} ended “{outcome}”", time=clock(mark.start),
                  outcome=ending_word(outcome))  # fmt: skip
        self._order(lambda judge, call: judge.settle(call, mark.id, outcome), said)

    def add(self, kind: MomentKind, type_: str, start: float, end: float, voice: str) -> None:
        """The program missed one."""
        said = tr("Marked at {time}: {kind}", time=clock(start), kind=kind_word(kind))
        self._order(lambda judge, call: judge.add(call, kind, type_, start, end, voice), said)

    def _order(self, work: Callable[[JudgeService, str], object], said: str) -> None:
        judge, call_id = self._judge, self._model.call_id
        if judge is not None and call_id:
            self._commands.do(lambda: work(judge, call_id), lambda _: self.did.emit(said))

    # Menus

    def ask_type(self, mark: Mark, where: QPoint) -> None:
        """The menu over a moment."""
        if self.possible:
            self.menu = self.make_menu(mark)
            self.menu.popup(where)

    def make_menu(self, mark: Mark) -> QMenu:
        """Verdict, types, removal."""
        menu = QMenu(self._list)
        menu.aboutToHide.connect(menu.deleteLater)
        if mark.judged:
            _add(menu, "undo-2", tr("Take your verdict back") + "\tY", lambda: self.withdraw(mark))
        else:
            _add(menu, "check", tr("Right") + "\tY", lambda: self.confirm(mark))
        types = self._types(mark.kind)
        if types:
            menu.addSeparator()
        for one in types:
            action = _add(menu, "", _type(mark.kind, one), lambda one=one: self.change(mark, one))
            action.setCheckable(True)
            action.setChecked(one == mark.type)
        if mark.kind == "objection_response":
            menu_heading(menu, tr("How the objection ended"))
            for one in OUTCOMES:
                action = _add(menu, "", ending_word(one).capitalize(), lambda one=one: self.settle(mark, one))
                action.setCheckable(True)
                action.setChecked(one == mark.outcome)
        if mark.kind in NAMED:
            _add(menu, "pencil", tr("Another name…"), lambda: self._ask_name(lambda name: self.change(mark, name)))
        menu.addSeparator()
        _add(menu, "x", tr("No such moment") + "\tDel", lambda: self.remove(mark))
        self.more(menu, mark)
        return menu

    def _types(self, kind: str) -> list[str]:
        """The types a moment may have; for names of the user's own, those that this call has."""
        known: dict[Any, tuple[str, ...]] = dict(TYPES)
        if kind not in NAMED:
            return list(known.get(kind, ()))
        return sorted({m.type for m in (self.scene.marks if self.scene else ()) if m.kind == kind and m.type})

    def _ask_name(self, then: Callable[[str], object]) -> None:
        ask_name(self._list, tr("Another name"), tr("Whose name is it?"), then, accept=tr("Mark it"))

    def mark_menu(self, parent: QWidget, voice: str, start: float, end: float) -> QMenu:
        """Kinds and types for seconds that a voice says."""
        menu = QMenu(tr("Mark as"), parent)
        menu.setIcon(icon("diamond"))
        menu.setEnabled(self.possible)
        for kind in _KINDS:
            types = self._types(kind)
            word = kind_word(kind).capitalize()
            if not types and kind not in NAMED:
                _add(menu, "", word, lambda kind=kind: self.add(kind, "", start, end, voice))
                continue
            sub = menu.addMenu(word)
            for one in types:
                _add(sub, "", _type(kind, one),
                     lambda kind=kind, one=one: self.add(kind, one, start, end, voice))  # fmt: skip
            if kind in NAMED:
                _add(sub, "pencil", tr("Another name…"),
                     lambda kind=kind: self._ask_name(
                         lambda name: self.add(kind, name, start, end, voice)))  # fmt: skip
        return menu

    def mark_here(self) -> None:
        """The same by key: for what is selected, else for the paragraph with the focus."""
        view = self._transcript
        row = view.focused_row
        if not self.possible or not 0 <= row < len(view.blocks):
            return
        start, end, voice = self.span_of(row)
        where = view.viewport().mapToGlobal(view.text_rect(self._row_at(start)).bottomLeft())
        self.menu = self.mark_menu(view, voice, start, end)
        self.menu.popup(where)

    def span_of(self, row: int) -> tuple[float, float, str]:
        """The seconds that a new moment would have, and who says them: the selection, else the paragraph."""
        blocks = self._transcript.blocks
        chosen = self._selected()
        if chosen is not None:
            return *chosen, blocks[self._row_at(chosen[0])].voice
        return blocks[row].start, blocks[row].end, blocks[row].voice

    def _row_at(self, second: float) -> int:
        return self.scene.block_at(second) if self.scene is not None else 0


def _type(kind: str, type_: str) -> str:
    """A type as it stands in a menu."""
    word = type_word(kind, type_)
    return word[:1].upper() + word[1:]


def _named(mark: Mark) -> str:
    return f"{mark.label}, {clock(mark.start)}"


def _add(menu: QMenu, name: str, text: str, act: Callable[[], object]) -> QAction:
    action = QAction(text, menu)
    if name:
        action.setIcon(icon(name))
    action.triggered.connect(lambda _=False: act())
    menu.addAction(action)
    return action
