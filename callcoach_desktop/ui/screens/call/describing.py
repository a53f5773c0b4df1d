"""What is typed in the head of a call, to the library; what was used before, to the fields that ask for it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from callcoach_desktop.ui.screens.call.commands import Commands, EditorService
from callcoach_desktop.ui.screens.call.header import Header
from callcoach_desktop.ui.screens.call.view_model import CallViewModel, Facts


class Describing(QObject):
    """Title, customer, type, date, deal and tags of the call. `facts` is what is shown."""

    def __init__(self, header: Header, model: CallViewModel, commands: Commands, editor: EditorService | None) -> None:
        super().__init__(header)
        self._model, self._commands, self._editor = model, commands, editor
        self.facts: Facts | None = None
        header.set_editable(on=editor is not None)
        if editor is None:
            return
        header.field_changed.connect(self._change)
        header.tags_changed.connect(self._tag)
        header.offers = {
            "customer": lambda done: commands.ask(editor.all_customers, done),
            "call_type": lambda done: commands.ask(editor.all_types, done),
            "tags": lambda done: commands.ask(lambda: [tag for tag, _ in editor.all_tags()], done),
        }

    def _change(self, field: str, value: str) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.set_field([call_id], field, value or None))

    def _tag(self, tags: list[str]) -> None:
        editor, call_id = self._editor, self._model.call_id
        before = self.facts.row.tags if self.facts is not None else ()
        add, remove = [t for t in tags if t not in before], [t for t in before if t not in tags]
        if editor is not None:
            self._commands.do(lambda: editor.tag([call_id], add=add, remove=remove))
