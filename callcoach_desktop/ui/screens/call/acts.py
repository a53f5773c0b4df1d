"""What each key of the call screen does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from callcoach_desktop.ui.screens.call.playing import LONG_STEP_S, STEP_S

if TYPE_CHECKING:
    from callcoach_desktop.ui.screens.call.view import CallScreen


def acts_of(screen: CallScreen) -> dict[str, Callable[[], object]]:
    """What each name of `keys.bindings` does."""
    playing = screen.playing
    return {
        "toggle": screen.player.toggle,
        "back": lambda: playing.step(-STEP_S),
        "on": lambda: playing.step(STEP_S),
        "back_long": lambda: playing.step(-LONG_STEP_S),
        "on_long": lambda: playing.step(LONG_STEP_S),
        "slower": lambda: screen.player.step_speed(-1),
        "faster": lambda: screen.player.step_speed(1),
        "next_question": lambda: playing.to_question(1),
        "previous_question": lambda: playing.to_question(-1),
        "next_moment": lambda: playing.to_moment(1),
        "previous_moment": lambda: playing.to_moment(-1),
        "next_turn": lambda: playing.to_turn(1),
        "previous_turn": lambda: playing.to_turn(-1),
        "next_comment": lambda: playing.to_comment(1),
        "previous_comment": lambda: playing.to_comment(-1),
        "skip_silence": screen.hearing.skip_silence,
        "loop": screen.hearing.toggle_loop,
        "zoom_selection": screen.map.zoom_to_selection,
        "follow": lambda: screen.transcript.set_follow(on=True),
        "find": screen.open_find,
        "edit": lambda: screen.editing.begin(screen.transcript.focused_row),
        "give": screen.text_menu.give,
        "comment": screen.commenting.compose_here,
        "mark": screen.judging.mark_here,
        "bookmark": screen.commenting.bookmark,
        "cut": screen.cutting.here,
        "closer": lambda: screen.map.zoom(1.6),
        "further": lambda: screen.map.zoom(1 / 1.6),
        "whole": screen.map.whole,
        "leave": lambda: screen.map.clear_selection() if screen.map.selection is not None else screen.leave(),
    }
