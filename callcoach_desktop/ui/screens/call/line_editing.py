"""Correcting the transcript where it stands: what is typed is shown at once and written behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QToolTip

from callcoach_desktop.domain.transcript import Speaker, Transcript
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.blocks import Block
from callcoach_desktop.ui.screens.call.commands import Commands, EditorService, utterance_of
from callcoach_desktop.ui.screens.call.line_editor import LineEditor
from callcoach_desktop.ui.screens.call.redraft import (
    join_blocks,
    share_out,
    split_block,
    spoken_by,
    with_texts,
    word_at,
)
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.view_model import CallViewModel, Facts
from callcoach_desktop.ui.screens.call.wording import speaker_name

_BETWEEN = 1  # paragraphs of another voice that may lie between two lines that are joined: a "yes" in the middle
_SAME_S = 0.05  # a paragraph that begins so near to where it began is the same


class LineEditing(QObject):
    """Owns the field. `facts` is what is known of the call that is shown, None for none."""

    def __init__(
        self,
        view: TranscriptView,
        model: CallViewModel,
        commands: Commands,
        editor: EditorService | None,
        read: Callable[[str], Transcript | None],
    ) -> None:
        super().__init__(view)
        self._view, self._model, self._commands, self._editor, self._read = view, model, commands, editor, read
        self.facts: Facts | None = None
        self.field = LineEditor(view.viewport())
        self._row: int | None = None
        self._opened = ""  # the paragraph's text when the field was opened
        self._key: tuple[str, float] | None = None  # voice and second of the paragraph that is being edited
        view.edit_requested.connect(self.begin)
        view.give_requested.connect(self.give)
        view.laid_out.connect(self._place)
        self.field.textChanged.connect(self._typed)
        self.field.saved.connect(self._save)
        self.field.left.connect(self.leave)
        self.field.split.connect(self._split)
        self.field.join.connect(self._join)

    # The field

    @property
    def row(self) -> int | None:
        """The paragraph that is being edited."""
        return self._row

    @property
    def possible(self) -> bool:
        """Whether the text can be edited: not while it is still being made."""
        return self._editor is not None and self.facts is not None and self.facts.row.state == "ready"

    def begin(self, row: int, character: int | None = None) -> None:
        """Edit a paragraph with the caret at a character of its text (None: at the word being said, or its start)."""
        view = self._view
        if not 0 <= row < len(view.blocks):
            return
        if not self.possible:
            if self._editor is not None:
                where = view.viewport().mapToGlobal(view.text_rect(row).topLeft())
                QToolTip.showText(where, tr("The text can be edited when the call is transcribed."), view)
            return
        if self._row is not None:
            self._save(0)
            row = min(row, len(view.blocks) - 1)
        block = view.blocks[row]
        if character is None:
            word = view.lit_word(row)
            character = 0 if word is None else block.word_first[word]
        self._open(row, len(block.without_chips(0, character)))

    def _open(self, row: int, character: int) -> None:
        """Edit a paragraph with the caret at a character of its text without chips."""
        view = self._view
        block = view.blocks[row]
        view.select(None)
        view.focused_row = row
        text = self._opened = block.without_chips()
        self._row, self._key = row, (block.voice, block.start)
        view.set_edited((row, text))
        view.show_row(row)
        self.field.open_at(block.speaker, text, character)
        self._place()
        self._model.expect_change()

    def keep(self) -> None:
        """Close the field and keep its text: the person went elsewhere."""
        self._save(0)

    def leave(self) -> None:
        """Leave the field without keeping its text."""
        if self._row is None:
            return
        self._row = self._key = None
        held = self.field.hasFocus()
        self.field.hide()
        self._view.set_edited(None)
        if held:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def blocks_came(self) -> None:
        """The paragraphs were read again: the field goes on at its own."""
        if self._key is None:
            return
        row = self._view.row_of(*self._key)
        if row is None or self._became_another(self._view.blocks[row]):
            self.leave()
            return
        self._row = row
        self._view.set_edited((row, self.field.text()))
        self._place()

    def _became_another(self, block: Block) -> bool:
        """Whether the paragraph under the field is not the one that was opened: an Undo joined it with another, or
        changed it while nothing was typed. Keeping the field's text would then overwrite what is there now."""
        same = block.without_chips().split() == self._opened.split()
        typed = self.field.text() != self._opened
        return not same and (not typed or self._key is None or abs(block.start - self._key[1]) > _SAME_S)

    def _place(self) -> None:
        if self._row is not None and self._row < self._view.row_count():
            self.field.cover(self._view.text_rect(self._row))

    def _typed(self) -> None:
        if self._row is not None:
            self._view.set_edited((self._row, self.field.text() or " "))

    # Edits

    def _texts(self, block: Block) -> list[str]:
        before = [" ".join(w[0] for w in words).split() for words in block.words()]
        return share_out(before, self.field.text())

    def _write_texts(self, block: Block, texts: Sequence[str]) -> None:
        """Send the texts that are new, as one step of Undo."""
        editor, call_id, read, voice = self._editor, self._model.call_id, self._read, block.voice
        new = [
            (name, start, text)
            for name, start, words, text in zip(block.ids, block.starts, block.words(), texts, strict=True)
            if " ".join(" ".join(w[0] for w in words).split()) != text
        ]
        if editor is None or not new:
            return

        def work() -> None:
            transcript = read(call_id)
            if transcript is not None:
                lines = [(utterance_of(transcript, name, voice, start), text) for name, start, text in new]
                editor.edit_texts(call_id, lines)

        self._commands.do(work)

    def _order(self, block: Block, name: str, start: float, act: Callable[[EditorService, str, str], object]) -> None:
        editor, call_id, read, voice = self._editor, self._model.call_id, self._read, block.voice
        if editor is None:
            return

        def work() -> None:
            transcript = read(call_id)
            if transcript is not None:
                act(editor, call_id, utterance_of(transcript, name, voice, start))

        self._commands.do(work)

    def _save(self, onwards: int) -> None:
        row = self._row
        if row is None:
            return
        block = self._view.blocks[row]
        texts = self._texts(block)
        self.leave()
        after = 1
        if " ".join(self._plain(block).split()) != " ".join(t for t in texts if t):
            made = with_texts(block, texts)
            after = 1 if made is not None else 0
            self._view.replace_blocks(row, row + 1, (made,) if made is not None else ())
            self._write_texts(block, texts)
        to = row + after if onwards > 0 else row - 1
        if onwards and 0 <= to < len(self._view.blocks):
            self._open(to, 0)

    def _plain(self, block: Block) -> str:
        return block.without_chips()

    def _split(self, character: int) -> None:
        row = self._row
        if row is None:
            return
        block, text = self._view.blocks[row], self.field.text()
        texts = self._texts(block)
        word = word_at(text, character)
        sizes = [len(t.split()) for t in texts]
        if not 0 < word < sum(sizes):
            self._say(tr("A line is split between two of its words."))
            return
        made = with_texts(block, texts)
        if made is None:
            return
        self.leave()
        self._write_texts(block, texts)
        at = 0
        while word >= sizes[at]:
            word -= sizes[at]
            at += 1
        name, start = block.ids[at], block.starts[at]
        # At 0 there is a pause already: what is kept is that a paragraph begins after it.
        self._order(block, name, start, lambda e, call, uid: e.split(call, uid, word))
        at -= sum(1 for t in texts[:at] if not t)  # utterances of which nothing is left are not in `made`
        self._view.replace_blocks(row, row + 1, split_block(made, at, word))
        self._open(row + 1, 0)

    def _join(self) -> None:
        row = self._row
        if row is None:
            return
        blocks = self._view.blocks
        block = blocks[row]
        before = self._line_before(row)
        made = with_texts(block, self._texts(block))
        if before is None or made is None:
            self._say(tr("There is no line of this voice before it."))
            return
        texts = self._texts(block)
        self.leave()
        self._write_texts(block, texts)
        first = blocks[before]
        self._order(first, first.ids[-1], first.starts[-1], lambda e, call, uid: e.join(call, uid))
        caret = len(blocks[before].without_chips()) + 1
        joined = join_blocks(blocks[before], made)
        self._view.replace_blocks(before, row + 1, (joined, *blocks[before + 1 : row]))
        self._open(before, caret)

    def _line_before(self, row: int) -> int | None:
        """The paragraph that one would be joined with."""
        blocks = self._view.blocks
        near = range(row - 1, max(-1, row - 2 - _BETWEEN), -1)
        return next((r for r in near if blocks[r].voice == blocks[row].voice), None)

    def can_join(self, row: int) -> bool:
        """Whether a paragraph has one of its voice before it, with a word of another in between at most."""
        return self.possible and self._line_before(row) is not None

    def second_half(self, row: int, character: int) -> str:
        """The first word of what a split at a character of the paragraph's text would cut off; "" where there is
        nothing to split."""
        block = self._view.blocks[row]
        words = block.without_chips().split()
        word = word_at(block.without_chips(), len(block.without_chips(0, character)))
        return words[word] if self.possible and 0 < word < len(words) else ""

    def split_at(self, row: int, character: int) -> None:
        """Split a paragraph before the word at a character of its text, without staying in the field."""
        self.begin(row, character)
        if self._row is not None:
            self._split(self.field.textCursor().position())
            self.leave()

    def join_before(self, row: int) -> None:
        """Join a paragraph with the one of its voice before it, without staying in the field."""
        self.begin(row, 0)
        if self._row is not None:
            self._join()
            self.leave()

    def _say(self, sentence: str) -> None:
        QToolTip.showText(self.field.mapToGlobal(QPoint(0, -30)), sentence, self.field)

    # Whose line it is

    def other_voices(self, row: int) -> list[Speaker]:
        """The voices that a paragraph could be given to, those of the other side first."""
        block = self._view.blocks[row]
        people = [s for s in (self.facts.people if self.facts else ()) if s.id != block.voice]
        return sorted(people, key=lambda s: s.side == block.side or s.side == "other")

    def give_to_other_side(self) -> bool:
        """Give the chosen paragraphs to the voice of the other side; False when it is not clear which that is."""
        row = self._row if self._row is not None else self._view.focused_row
        if not self.possible or not 0 <= row < len(self._view.blocks):
            return False
        wanted = {"rep": "customer", "customer": "rep"}.get(self._view.blocks[row].side)
        voices = [s for s in self.other_voices(row) if s.side == wanted]
        if len(voices) != 1:
            return False
        self.give(self._view.chosen_rows(row), voices[0].id)
        return True

    def give(self, rows: range, voice: str) -> None:
        """Give paragraphs to another voice of the call."""
        speaker = next((s for s in (self.facts.people if self.facts else ()) if s.id == voice), None)
        if speaker is not None:
            self.give_to(rows, speaker)

    def give_to(self, rows: range, speaker: Speaker) -> None:
        """Give paragraphs to a voice that the screen may not know yet."""
        editor, call_id, read = self._editor, self._model.call_id, self._read
        if not self.possible or editor is None:
            return
        if self._row is not None:
            self._save(0)
        blocks = self._view.blocks
        rows = range(rows.start, min(rows.stop, len(blocks)))
        moving = [blocks[r] for r in rows if blocks[r].voice != speaker.id]
        if not moving:
            return
        wanted = [(name, b.voice, start) for b in moving for name, start in zip(b.ids, b.starts, strict=True)]

        def work() -> None:
            transcript = read(call_id)
            if transcript is not None:
                ids = [utterance_of(transcript, *one) for one in wanted]
                editor.give(call_id, list(dict.fromkeys(ids)), speaker.id)

        made = tuple(
            spoken_by(blocks[r], speaker.id, speaker_name(speaker), speaker.side)
            if blocks[r].voice != speaker.id else blocks[r]
            for r in rows
        )  # fmt: skip
        self._view.replace_blocks(rows.start, rows.stop, made)
        self._commands.do(work)
