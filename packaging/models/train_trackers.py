"""Make `resources/models/tracker-likeness.npz`: what trackers by meaning are held against, and what their signs weigh.

Background sentences, and how rare words are, come from `packaging/models/scripts`; the weights are a logistic
regression on the "dev" trackers of `tests/data/trackers.json` (the "test" ones only measure, see
`tests/benchmarks/trackers.py`).
To be run again after the reader or the sentence model changed. A minute or two.

    python packaging/models/train_trackers.py [../shared]
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "benchmarks"))
from scripts import read_folder
from trackers import Marked, cut, marked

from callcoach_desktop.analysis.tracking import background as held
from callcoach_desktop.analysis.tracking import likeness, meanings
from callcoach_desktop.speech.meaning import shipped
from callcoach_desktop.system import paths

FILE = paths.resources() / "models" / "tracker-likeness.npz"
SENTENCES, READ = 256, 1_500  # that are kept, and that the reader's mean and spread are of
LEAST_OFTEN = 2  # stretches that have a word of which it is kept how rare it is
PULL = 1.0  # of weights to 0


def logistic(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights and bias, by Newton's steps on rows of mean 0 and spread 1."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    x = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    pull = np.eye(x.shape[1]) * PULL
    pull[-1, -1] = 0.0
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + pull, x.T @ (p - right) + pull @ w)
    scaled = w[:-1] / spread
    return np.append(scaled, w[-1] - scaled @ mean).astype(np.float32)


def write(kept: dict[str, Any]) -> None:
    """The file; what was read of it before is forgotten."""
    np.savez_compressed(FILE, **kept)
    held.background.cache_clear()
    meanings.kind.cache_clear()


def beside(model: Any) -> dict[str, Any]:
    """All but the weights."""
    stretches = [u for call in read_folder(Path(__file__).parent / "scripts") for u in cut(call["turns"])]
    count = Counter(word for one in stretches for word in set(held.plain(one.text)))
    words = sorted(word for word, often in count.items() if often >= LEAST_OFTEN)
    rarity = [math.log((len(stretches) + 1) / (count[word] + 1)) for word in words]
    pick = np.random.default_rng(1).permutation(len(stretches))
    texts = [stretches[n].text for n in pick[:SENTENCES]]
    read = np.stack(
        [model.read([(stretches[n].run.side == "rep", stretches[n].text.split())]).mean(0) for n in pick[:READ]]
    )
    return {
        "words": np.array(" ".join(words).encode()),
        "rarest": np.float32(math.log(len(stretches) + 1)),
        "rarity": np.round(np.array(rarity) * held.RARITY_STEP).astype(np.uint8),
        "meanings": np.round(model.embed(texts) * 400).clip(-127, 127).astype(np.int8),
        "looks": np.round(likeness.looks(texts) * 300).clip(-127, 127).astype(np.int8),
        "read_mean": read.mean(0).astype(np.float32),
        "read_spread": read.std(0).astype(np.float32),
        "first": np.zeros(len(held.FIRST) + 1, np.float32),
        "last": np.zeros(len(held.LAST) + 1, np.float32),
    }


def learnt(trackers: list[Marked], calls: dict[str, Any], model: Any) -> dict[str, np.ndarray]:
    """The weights of the first look and of the last word."""
    first, last, right = [], [], []
    for call, units in calls.items():
        stretches = likeness.Stretches([one.text for one in units])
        told = np.stack([meanings.meant(model, one.text) for one in units])
        for one in trackers:
            examples = one.tracker.examples
            signs = stretches.signs(examples)
            near = meanings.nearness(told, np.stack([meanings.meant(model, text) for text in examples]))
            for n, stretch in enumerate(units):
                said = one.judged(call, stretch)
                if said is not None:
                    kind = meanings.same_kind(stretch.text, stretch.run.side, one.tracker.side, examples, model)
                    first.append(signs[n])
                    last.append([near[n], *signs[n, 1:], kind])
                    right.append(float(said))
    return {"first": logistic(np.array(first), np.array(right)), "last": logistic(np.array(last), np.array(right))}


def main() -> None:
    """Make the file."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[3] / "shared"
    model = shipped()
    if model is None:
        raise SystemExit("the language model is not there")
    kept = beside(model)
    write(kept)
    trackers, calls = marked(shared)
    write(kept | learnt([one for one in trackers if one.half == "dev"], calls, model))
    for name, signs in (("first", held.FIRST), ("last", held.LAST)):
        weights = getattr(held.background(), name)
        print(name, dict(zip(signs, weights.weights.round(3).tolist(), strict=True)), round(weights.bias, 3))


if __name__ == "__main__":
    main()
