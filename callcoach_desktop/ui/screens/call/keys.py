"""The keys of the call screen, in one table: the screen acts by it and the page of shortcuts shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from callcoach_desktop.ui.i18n import tr

_HELD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_SHIFTED = frozenset("+?_:<>")  # characters that some keyboards only have with Shift


@dataclass(frozen=True, slots=True)
class Binding:
    """What one or several keys do. `act` is the name of what the screen does; "" when another widget does it."""

    act: str
    keys: tuple[str, ...]  # as QKeySequence reads them
    does: str
    shown: str = ""  # as the page of shortcuts names the keys; "" = the first one


def bindings() -> tuple[tuple[str, tuple[Binding, ...]], ...]:
    """All keys, in groups under a heading, in the language of the screen."""
    return (
        (
            tr("Player"),
            (
                Binding("toggle", ("Space", "K"), tr("Play, pause"), "Space  K"),
                Binding("back", ("J", "Left"), tr("5 seconds back (with Shift 15)"), "J  Left"),
                Binding("on", ("L", "Right"), tr("5 seconds on (with Shift 15)"), "L  Right"),
                Binding("back_long", ("Shift+J", "Shift+Left"), "", "-"),
                Binding("on_long", ("Shift+L", "Shift+Right"), "", "-"),
                Binding("slower", ("[",), tr("Slower, pitch kept")),
                Binding("faster", ("]",), tr("Faster, pitch kept")),
                Binding("skip_silence", ("S",), tr("Skip silence")),
                Binding("loop", ("X",), tr("Loop the selection")),
            ),
        ),
        (
            tr("Jump"),
            (
                Binding("next_question", ("Q", "."), tr("Next question (with Shift the one before)")),
                Binding("previous_question", ("Shift+Q", ","), "", "-"),
                Binding("next_moment", ("N",), tr("Next mark that the map shows (with Shift the one before)")),
                Binding("previous_moment", ("Shift+N",), "", "-"),
                Binding("next_turn", ("T",), tr("Next turn (with Shift the one before)")),
                Binding("previous_turn", ("Shift+T",), "", "-"),
                Binding("next_comment", ("C",), tr("Next comment (with Shift the one before)")),
                Binding("previous_comment", ("Shift+C",), "", "-"),
                Binding("follow", ("F",), tr("Follow the player in the transcript")),
                Binding("find", ("/",), tr("Find in this call"), "Ctrl+F"),
            ),
        ),
        (
            tr("Transcript"),
            (
                Binding("edit", ("E", "F2"), tr("Edit the line"), "E  F2"),
                Binding("", ("Return",), tr("While editing: save, go on to the next line (with Shift the one before)")),
                Binding("", ("Ctrl+Return",), tr("While editing: split the line at the cursor")),
                Binding("", ("Backspace",), tr("While editing, at the start: join with the line before")),
                Binding("", ("Ctrl+Space",), tr("While editing: play, pause")),
                Binding("give", ("R",), tr("Give the line to the other side")),
                Binding("comment", ("M",), tr("Comment here, or on the selection")),
                Binding("mark", ("A",), tr("Mark the selection, or the line, as a moment")),
                Binding("", ("Y",), tr("In the list of moments: right, other type, no moment"), "Y  O  Del"),
                Binding("bookmark", ("B",), tr("Bookmark")),
                Binding("cut", ("V",), tr("Cut a clip: the selection, or the line")),
            ),
        ),
        (
            tr("Map"),
            (
                Binding("closer", ("+", "="), tr("Closer")),
                Binding("further", ("-",), tr("Further")),
                Binding("whole", ("0",), tr("The whole call")),
                Binding("zoom_selection", ("Z",), tr("Zoom to the selection")),
                Binding("leave", ("Esc",), tr("Let go of the selection; back to the list")),
            ),
        ),
    )


def help_sections() -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """The table as the page of shortcuts wants it: headings with (keys, what they do)."""
    return tuple(
        (
            tr("In a call: {group}", group=heading),
            tuple((b.shown or b.keys[0], b.does) for b in group if b.shown != "-"),
        )
        for heading, group in bindings()
    )


@cache
def _acts() -> dict[str, str]:
    return {
        QKeySequence(key).toString(): binding.act
        for _, group in bindings()
        for binding in group
        if binding.act
        for key in binding.keys
    }


def act_of(event: QKeyEvent) -> str:
    """The name of what a key event asks for, "" for nothing."""
    held = event.modifiers() & _HELD
    if held & Qt.KeyboardModifier.ShiftModifier and event.text() in _SHIFTED:
        held &= ~Qt.KeyboardModifier.ShiftModifier
    if event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_unknown):
        return ""
    pressed = QKeySequence(event.key() | held.value).toString()
    return _acts().get(pressed, "")
