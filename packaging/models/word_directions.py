"""Make `resources/models/word-directions.npz`: the meanings of single common words, for a first look at sentences.

Each word of `resources/lexicons/common-words.txt` is read by the published sentence model that the app ships; the
directions are brought down to `DIMENSIONS` by their principal components and kept in 8 bits. About two minutes.

    python packaging/models/word_directions.py
"""

from __future__ import annotations

import numpy as np

from callcoach_desktop.analysis.competitors import common_words
from callcoach_desktop.speech.meaning import shipped
from callcoach_desktop.system import paths

DIMENSIONS = 192


def smaller(vectors: np.ndarray) -> np.ndarray:
    """The principal components of vectors, each row of length 1."""
    centred = vectors - vectors.mean(0)
    _, _, axes = np.linalg.svd(centred.T @ centred)
    made = centred @ axes[:DIMENSIONS].T
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True))


def main() -> None:
    """Read the words and write the file."""
    model = shipped()
    if model is None:
        raise SystemExit("the language model is not there")
    words = sorted(common_words())
    made = smaller(model.embed(words))
    scale = float(np.abs(made).max()) / 127
    np.savez_compressed(
        paths.resources() / "models" / "word-directions.npz",
        words=np.array(" ".join(words).encode()),
        directions=np.round(made / scale).astype(np.int8),
        scale=np.float32(scale),
    )


if __name__ == "__main__":
    main()
