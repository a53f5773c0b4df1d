"""Makes one file of all that train_reader.py learns from, so that it needs nothing else where it runs.

    prepare_reader.py CALLS PHRASES MINILM OUT.npz [--heard SHOWN ...] [--scripts FOLDER] [--conversations FOLDER]
                      [--exchanges FOLDER] [--some 8] [--tones 1]

CALLS, PHRASES, SHOWN and FOLDER are those of train_questions.py, the second FOLDER has talk whose questions are marked
(see scripts.py); the phrases are put between the turns of calls as the exchanges of the third are. MINILM is the folder
with `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. OUT has the labelled pieces of every call in every
form, how calls are cut when they are read, and the published weights in 16 bits, of the embeddings those rows that
occur.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import reader_data as data
from minilm import weights
from splicing import SOME, read_bank, read_exchanges
from tokenizers import Tokenizer
from train_questions import read_calls, read_scripts

from callcoach_desktop.analysis.meaning.reader import CHOICES, SPANS
from callcoach_desktop.speech.windows import END, START, WINDOW, Pieces, Stream, cut

READ = ("written", "bare", "heard")  # forms in which calls that are left out are read
LONG = 384  # pieces of a longer window, to compare


def tokenizer_pieces(folder: Path) -> Pieces:
    """The pieces of a word."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return cache(lambda word: tokenizer.encode(word, add_special_tokens=False).ids)


def packed(texts: Sequence[tuple[int, str, data.Text]], names: Sequence[str], own: int) -> dict[str, np.ndarray]:
    """Texts (index of the call, form) as flat rows; groups of choices get numbers of their own throughout."""
    made = [t for _, _, t in texts]
    lengths = [len(t.ids) for t in made]
    found = {
        "call": np.array([n for n, _, _ in texts]),
        "form": np.array([form for _, form, _ in texts]),
        "first": np.concatenate([[0], np.cumsum(lengths)[:-1]]),
        "length": np.array(lengths),
        "names": np.array(names),
        "own": np.array(own),  # the first so many calls are those that figures are of
        "word": np.concatenate([t.word for t in made]).astype(np.int32),
        "rep": np.concatenate([t.rep for t in made]).astype(np.int8),
        "spans": np.concatenate([t.spans for t in made]).astype(np.int8).reshape(-1, len(SPANS)),
    }
    for name in CHOICES:
        groups, classes = [], []
        for t in made:
            group, known = t.choices.get(name, (np.full(len(t.ids), -1), []))
            groups.append(np.where(group >= 0, group + len(classes), -1))
            classes += known
        found[f"group {name}"] = np.concatenate(groups).astype(np.int32)
        found[f"class {name}"] = np.array(classes or [0], np.int8)
    every = np.concatenate([t.ids for t in made])
    rows, dense = np.unique(np.concatenate([[0, START, END], every]), return_inverse=True)
    found |= {"rows": rows.astype(np.int32), "ids": dense[3:].astype(np.int32)}
    for size in (WINDOW, LONG):
        cuts = []
        for n, (_, form, t) in enumerate(texts):
            if form in READ:
                cuts += [(n, *c) for c in cut(Stream(t.ids, t.rep, t.word), size)]
        found[f"cut {size}"] = np.array(cuts)
    return found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("minilm", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--scripts", type=Path)
    parser.add_argument("--conversations", type=Path)
    parser.add_argument("--exchanges", type=Path, help="folder of what is put between the turns of calls (splicing.py)")
    parser.add_argument("--some", type=int, default=SOME, help="turns of a call for each that is put into it")
    parser.add_argument(
        "--tones", type=int, default=1, help="how much those of which the tone is known count among them"
    )
    args = parser.parse_args()
    pieces = tokenizer_pieces(args.minilm)
    own = read_calls(args.calls, args.heard)
    calls = [*own, *read_scripts(args.scripts, args.heard), *read_scripts(args.conversations)]
    put_in = read_exchanges(args.exchanges)
    put_in += put_in[-1:] * (args.tones - 1)
    put_in += read_bank(args.phrases) if put_in else []
    texts = [
        (n, f, t)
        for n, (c, shown) in enumerate(calls)
        for f, t in data.forms_of(c, shown, pieces, put_in, args.some).items()
    ]
    found = packed(texts, [c["id"] for c, _ in calls], len(own))
    published = weights(args.minilm / "model.safetensors")
    words = "embeddings.word_embeddings.weight"
    published[words] = published[words][found["rows"]]
    found |= {f"weights {n}": w.numpy().astype(np.float16) for n, w in published.items()}
    np.savez_compressed(args.out, **found)
    print(f"{len(calls)} calls, {len(texts)} texts, {len(found['ids'])} pieces, {len(found['rows'])} different ones")


if __name__ == "__main__":
    main()
