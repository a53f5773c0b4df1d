"""Steps of Undo in words: the library keeps them in English, as they were when they were made."""

from __future__ import annotations

from callcoach_desktop.ui.i18n import tr


def step_name(label: str) -> str:
    """The name of a step on the screen; one of another version of the program is shown as it was kept."""
    return {
        "Edit line": tr("Edit line"),
        "Split line": tr("Split line"),
        "Join lines": tr("Join lines"),
        "Move line": tr("Move line"),
        "Move lines": tr("Move lines"),
        "Merge voices": tr("Merge voices"),
        "Discard edits": tr("Discard edits"),
        "Name speaker": tr("Name speaker"),
        "Add speaker": tr("Add speaker"),
        "Set side": tr("Set side"),
        "Swap sides": tr("Swap sides"),
        "Rename call": tr("Rename call"),
        "Set customer": tr("Set customer"),
        "Set deal": tr("Set deal"),
        "Set type": tr("Set type"),
        "Set date": tr("Set date"),
        "Set the rep's channel": tr("Set the rep's channel"),
        "Tag": tr("Tag"),
        "Remove tag": tr("Remove tag"),
        "Delete call": tr("Delete call"),
        "Delete calls": tr("Delete calls"),
        "Restore call": tr("Restore call"),
        "Restore calls": tr("Restore calls"),
        "Add comment": tr("Add comment"),
        "Add bookmark": tr("Add bookmark"),
        "Edit comment": tr("Edit comment"),
        "Delete comment": tr("Delete comment"),
    }.get(label, label)
