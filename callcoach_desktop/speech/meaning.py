"""A small language model on onnxruntime that reads calls for the analysis.

It has the methods of `analysis.meaning.reader.Meaning`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from callcoach_desktop.speech.windows import END, START, Stream, cut, stream
from callcoach_desktop.system import paths

log = logging.getLogger(__name__)

FILES = {
    "meaning-lower.onnx": "",
    "meaning-reader.onnx": "",
    "meaning-sentence.onnx": "",
    "meaning-tokenizer.json": "",
}
KEPT = 500  # windows whose reading is kept: some six hours of talk, in some twenty megabytes
BATCH = 8  # windows or texts that are computed at once
LONGEST = 126  # pieces of a text that are looked at for its meaning as a whole


class OnnxMeaning:
    """The model of `resources/models`, on one thread."""

    def __init__(self, folder: Path) -> None:
        """Read the model. Raises OSError or ValueError where its files are missing or not those that were shipped."""
        for name, digest in FILES.items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    raise ValueError(f"{name} is not the file that came with the app")
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._lower, self._reader, self._sentence = (
            onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
            for name in FILES
            if name.endswith(".onnx")
        )
        tokenizer: Any = Tokenizer.from_file(str(folder / "meaning-tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()

        @cache
        def pieces(text: str) -> tuple[int, ...]:
            return tuple(tokenizer.encode(text, add_special_tokens=False).ids)

        self._pieces: Callable[[str], tuple[int, ...]] = pieces
        self._columns = int(self._reader.get_outputs()[0].shape[-1])
        # What was read lately: a correction touches one or two windows of a call.
        self._read: dict[tuple[bytes, bytes], np.ndarray] = {}

    def read(self, turns: Sequence[tuple[bool, Sequence[str]]]) -> np.ndarray:
        """See `Meaning.read`."""
        row = stream(turns, self._pieces)
        windows = cut(row)
        keys = [(row.ids[a:b].tobytes(), row.rep[a:b].tobytes()) for a, b, _, _ in windows]
        new = sorted((n for n, key in enumerate(keys) if key not in self._read), key=lambda n: len(keys[n][0]))
        for i in range(0, len(new), BATCH):
            some = [windows[n] for n in new[i : i + BATCH]]
            below, mask = self._below([row.ids[a:b] for a, b, _, _ in some])
            rep = np.zeros_like(mask)
            for n, (a, b, _, _) in enumerate(some):
                rep[n, 1 : b - a + 1] = row.rep[a:b]
            answer = self._reader.run(None, {"lower": below, "mask": mask, "rep": rep})[0]
            for n, logits in zip(new[i : i + BATCH], answer, strict=True):
                first, last, _, _ = windows[n]
                self._read[keys[n]] = logits[1 : last - first + 1].copy()
        pieces = [self._read[key][a - first : b - first] for key, (first, _, a, b) in zip(keys, windows, strict=True)]
        for key in list(self._read)[: max(0, len(self._read) - KEPT)]:
            del self._read[key]
        return _by_word(row, np.concatenate(pieces) if pieces else np.zeros((0, self._columns), np.float32))

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """See `Meaning.embed`."""
        ids = [np.array([p for w in t.split() for p in self._pieces(w)][:LONGEST], np.int64) for t in texts]
        order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
        found: np.ndarray | None = None
        for i in range(0, len(order), BATCH):
            some = [ids[n] for n in order[i : i + BATCH]]
            below, mask = self._below(some)
            answer = self._sentence.run(None, {"lower": below, "mask": mask})[0]
            if found is None:
                found = np.zeros((len(texts), answer.shape[1]), np.float32)
            found[order[i : i + BATCH]] = answer
        return np.zeros((0, 384), np.float32) if found is None else found

    def _below(self, ids: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """What the lower layers make of texts, and the mask of what is there."""
        longest = max(len(x) for x in ids) + 2
        pieces, mask = np.zeros((len(ids), longest), np.int64), np.zeros((len(ids), longest), np.int64)
        for n, mine in enumerate(ids):
            pieces[n, : len(mine) + 2] = [START, *mine, END]
            mask[n, : len(mine) + 2] = 1
        return self._lower.run(None, {"ids": pieces, "mask": mask})[0], mask


def _by_word(row: Stream, pieces: np.ndarray) -> np.ndarray:
    """The mean over the pieces of each word."""
    count = int(row.word.max(initial=-1)) + 1
    total, parts = np.zeros((count, pieces.shape[1]), np.float32), np.zeros((count, 1), np.float32)
    mine = row.word >= 0
    np.add.at(total, row.word[mine], pieces[mine])
    np.add.at(parts, row.word[mine], 1)
    return total / np.maximum(parts, 1)


@cache
def shipped() -> OnnxMeaning | None:
    """The model that comes with the app; None, and a line in the log, where it cannot be read. Then the analysis does
    with its word lists alone."""
    if not (paths.resources() / "models" / next(iter(FILES))).exists():
        log.info("This copy of the app has no language model; calls are analysed by word lists alone")
        return None
    try:
        return OnnxMeaning(paths.resources() / "models")
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        log.warning("The language model cannot be read, calls are analysed by word lists alone: %s", error)
        return None
