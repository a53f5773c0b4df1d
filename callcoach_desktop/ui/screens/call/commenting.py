"""Comments and bookmarks: from key and map to the panel, to the library and back on the map."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.ui.screens.call.commands import Commands, EditorService
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.playing import Playing
from callcoach_desktop.ui.screens.call.side_panel import SidePanel
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.view_model import CallViewModel


class Commenting(QObject):
    """Without an editor nothing can be written; what is there is shown."""

    def __init__(
        self,
        panel: SidePanel,
        the_map: MapView,
        transcript: TranscriptView,
        playing: Playing,
        model: CallViewModel,
        commands: Commands,
        editor: EditorService | None,
    ) -> None:
        super().__init__(panel)
        self._panel, self._map, self._transcript, self._playing = panel, the_map, transcript, playing
        self._model, self._commands, self._editor = model, commands, editor
        self.comments: tuple[Comment, ...] = ()
        page = panel.comments
        page.added.connect(self._add)
        page.changed.connect(self._change)
        page.removed.connect(self._remove)
        page.go.connect(playing.go)
        page.left.connect(lambda: transcript.setFocus(Qt.FocusReason.OtherFocusReason))
        the_map.comment_clicked.connect(self.show)
        the_map.comment_span.connect(self.compose)

    def set_comments(self, comments: tuple[Comment, ...]) -> None:
        """Show these in the panel, on the map and to the keys that jump."""
        self.comments = comments
        self._panel.comments.set_comments(comments)
        self._panel.count_comments(len(comments))
        self._map.set_comments(comments)
        self._playing.comment_starts = tuple(c.start for c in comments)

    def forget(self) -> None:
        """No call is shown."""
        self._panel.comments.close_composer()
        self.set_comments(())

    def show(self, comment_id: str) -> None:
        """Turn to a comment: in the panel, and the player to its second."""
        comment = next((c for c in self.comments if c.id == comment_id), None)
        if comment is not None:
            self._panel.show_page("comments")
            self._panel.comments.choose(comment_id)
            self._playing.go(comment.start)

    def selected(self) -> tuple[float, float] | None:
        """The seconds that are selected: on the map, else in the text."""
        span = self._map.selection
        if span is not None:
            return span.start, span.end
        chosen = self._transcript.selection
        return chosen.seconds(self._transcript.blocks) if chosen is not None else None

    def compose(self, start: float, end: float | None) -> None:
        """Open the field for a comment."""
        if self._editor is not None and self._playing.scene is not None:
            self._panel.show_page("comments")
            self._panel.comments.compose(start, end)

    def compose_here(self) -> None:
        """A comment on what is selected, else at the play head."""
        span = self.selected()
        if span is not None:
            self.compose(*span)
        else:
            self.compose(self._playing.position(), None)

    def bookmark(self) -> None:
        """A bookmark on what is selected, else at the play head."""
        if self._editor is None or self._playing.scene is None:
            return
        editor, call_id = self._editor, self._model.call_id
        start, end = self.selected() or (self._playing.position(), None)
        self._panel.show_page("comments")
        self._commands.do(lambda: editor.add_comment(call_id, start, end, "", "bookmark"))

    def _add(self, start: float, end: float, text: str) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.add_comment(call_id, start, end if end >= 0 else None, text))

    def _change(self, comment_id: str, text: str) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.change_comment(call_id, comment_id, text))

    def _remove(self, comment_id: str) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.remove_comment(call_id, comment_id))
