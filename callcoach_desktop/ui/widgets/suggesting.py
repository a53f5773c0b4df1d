"""Words that were used before, offered under a field while somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit


class Suggestions(QCompleter):
    """Offers every word that has what is typed anywhere in it; in a `listed` field, what is typed after a comma."""

    def __init__(self, field: QLineEdit, words: Iterable[str] = (), *, listed: bool = False) -> None:
        super().__init__(field)
        self._field, self._listed = field, listed
        self._words = QStringListModel(list(words), self)
        self.setModel(self._words)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.popup().setObjectName("suggestions")
        field.setCompleter(self)

    @property
    def words(self) -> list[str]:
        """What is offered."""
        return self._words.stringList()

    def offer(self, words: Sequence[str]) -> None:
        """Offer these from now on; at once, where nothing is typed yet."""
        self._words.setStringList(list(words))
        if words and self._field.hasFocus() and not self._field.text():
            self.setCompletionPrefix("")
            self.complete()

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(",")[2].strip()] if self._listed else [path]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        word = str(index.data())
        before, comma, _ = self._field.text().rpartition(",")
        return f"{before}{comma} {word}" if self._listed and comma else word
