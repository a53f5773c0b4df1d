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
    "meaning-lower.onnx": "853ad9b13c41085dcdd9548ca3b01236edb123ea0c1fe17cb4e31792fad72a23",
    "meaning-reader.onnx": "a3a35a327d1c468c5ea2956fa94eeaeceb366fc99c0f90c96a33801673a26f24",
    "meaning-sentence.onnx": "f8e1996ddb47cfeb858a1eafd4e3a80fc0dc1e7d23ca8866830f8d92e450a5c1",
    "meaning-tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
KEPT = 500  # windows whose reading is kept: some six hours of talk, in some twenty megabytes
DIMENSIONS = 384  # of a meaning
LONGEST = 126  # pieces of a text that are looked at for its meaning as a whole


class OnnxMeaning:
    """The model of `resources/models`, on one thread."""

    def __init__(self, folder: Path, sure: bool = True) -> None:
        """Read the model. Raises OSError or ValueError where its files are missing or not those that were shipped
        (`sure`; a model that was just trained is not)."""
        for name, digest in FILES.items():
            with (folder / name).open("rb") as file:
                if sure and hashlib.file_digest(file, "sha256").hexdigest() != digest:
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
        found = [np.zeros((0, self._columns), np.float32)]
        for first, last, begin, end in cut(row):
            key = (row.ids[first:last].tobytes(), row.rep[first:last].tobytes())
            if key not in self._read:
                self._read[key] = self._window(row.ids[first:last], row.rep[first:last])
            found.append(self._read[key][begin - first : end - first])
        for key in list(self._read)[: max(0, len(self._read) - KEPT)]:
            del self._read[key]
        return _by_word(row, np.concatenate(found))

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """See `Meaning.embed`."""
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for n, text in enumerate(texts):
            ids = [p for word in text.split() for p in self._pieces(word)][:LONGEST]
            found[n] = self._sentence.run(None, {"lower": self._below(np.array(ids, np.int64))})[0][0]
        return found

    def _window(self, ids: np.ndarray, by_rep: np.ndarray) -> np.ndarray:
        """What is said of the pieces of a window."""
        rep = np.pad(by_rep.astype(np.int64), 1)[None]
        answer: np.ndarray = self._reader.run(None, {"lower": self._below(ids), "rep": rep})[0]
        return answer[0, 1:-1].copy()

    def _below(self, ids: np.ndarray) -> np.ndarray:
        """What the lower layers make of a text. One text at a time: 8-bit sums are scaled by the largest value of all
        that is computed together, and the same words shall always get the same answer."""
        pieces = np.concatenate([[START], ids, [END]]).astype(np.int64)[None]
        answer: np.ndarray = self._lower.run(None, {"ids": pieces})[0]
        return answer


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
