"""Tunes MiniLM so that it reads calls: what every word belongs to, the stage and tone of every turn.

    train_reader.py CALLS PHRASES MINILM OUT [--heard SHOWN ...] [--folds N --fold K] [--rounds 18] [--frozen 3]
        [--start READER.pt]

CALLS, PHRASES and SHOWN are those of train_questions.py, MINILM the folder with `model.safetensors` and
`tokenizer.json` of all-MiniLM-L6-v2. OUT gets `reader.pt`; with --folds every N-th call from the K-th is left out of
training, and what the model says of each is written to OUT/<id>.<form>.npy. export_reader.py makes the files that the
app reads.
Needs torch, tokenizers and numpy; two cores do it in minutes.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import reader_data as data
import torch
from minilm import WIDTH, Reader
from tokenizers import Tokenizer
from torch.nn import functional
from train_questions import read_calls

from callcoach_desktop.analysis.meaning.reader import CHOICE_AT, COLUMNS, SPANS
from callcoach_desktop.speech.windows import END, START, Pieces, cut, stream

RATE, HEAD_RATE, DECAY = 2.5e-4, 2e-3, 0.01
BATCH = 4  # windows of calls a step
PHRASES_A_STEP = 10
SPAN_WEIGHT = 4.0  # what the kinds of words weigh beside the choices
CHOICE_WEIGHT = {"question": 0.6, "objection": 0.3, "objection_response": 0.3, "outcome": 0.2, "next_step": 0.2,
                 "stage": 0.8, "tone": 0.8}  # fmt: skip
RARE = {"question": 1.2, "pricing": 1.5}  # what a word inside a span weighs beside one outside; the other kinds:
RARE_OTHER = 3.0
MASKED = 0.04  # pieces that are hidden in training


def tokenizer_pieces(folder: Path) -> Pieces:
    """The pieces of a word."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return cache(lambda word: tokenizer.encode(word, add_special_tokens=False).ids)


def batch_of(texts: Sequence[data.Text]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pieces, mask and sides of several texts, each framed by signs."""
    longest = max(len(t.ids) for t in texts) + 2
    ids, mask, rep = (torch.zeros((len(texts), longest), dtype=torch.int64) for _ in range(3))
    for n, t in enumerate(texts):
        size = len(t.ids)
        ids[n, 0], ids[n, size + 1] = START, END
        ids[n, 1 : size + 1] = torch.from_numpy(t.ids)
        rep[n, 1 : size + 1] = torch.from_numpy(t.rep)
        mask[n, : size + 2] = 1
    return ids, mask, rep


def loss_of(logits: torch.Tensor, texts: Sequence[data.Text]) -> torch.Tensor:
    """What the model gets wrong in a batch."""
    flat = torch.cat([logits[n, 1 : len(t.ids) + 1] for n, t in enumerate(texts)])
    weight = torch.cat([torch.full((len(t.ids),), t.amount) for t in texts])
    spans = torch.from_numpy(np.concatenate([t.spans for t in texts]))
    total = torch.zeros(())
    logp = functional.log_softmax(flat[:, : 3 * len(SPANS)].reshape(-1, len(SPANS), 3), -1)
    known = spans >= 0
    amounts = torch.tensor([RARE.get(kind, RARE_OTHER) for kind in SPANS])
    known = known * torch.where(spans > 0, amounts, torch.ones(()))
    picked = -logp.gather(2, spans.clamp(min=0)[:, :, None])[:, :, 0] * known * weight[:, None]
    total = total + SPAN_WEIGHT * picked.sum() / (weight.sum() + 1e-6)
    for name, columns in CHOICE_AT.items():
        groups, classes, amounts, base = [], [], [], 0
        for t in texts:
            group, known_classes = t.choices.get(name, (np.full(len(t.ids), -1), []))
            there = sorted(set(group[group >= 0].tolist()))
            index = {g: base + k for k, g in enumerate(there)}
            groups.append(np.array([index.get(g, -1) for g in group.tolist()], dtype=np.int64))
            classes += [known_classes[g] for g in there]
            amounts += [t.amount * min(1.0, (group == g).sum() / 4) for g in there]
            base += len(there)
        if not classes:
            continue
        group = torch.from_numpy(np.concatenate(groups))
        mine = group >= 0
        summed = torch.zeros((base, columns.stop - columns.start)).index_add(0, group[mine], flat[mine][:, columns])
        count = torch.bincount(group[mine], minlength=base).float()[:, None]
        wrong = functional.cross_entropy(summed / count, torch.tensor(classes), reduction="none", label_smoothing=0.05)
        amount = torch.tensor(amounts, dtype=torch.float32)
        total = total + CHOICE_WEIGHT[name] * (wrong * amount).sum() / (amount.sum() + 1e-6)
    return total


def look_up(texts: Sequence[data.Text], model: Reader) -> None:
    """Put beside each text what the lower layers make of it: they do not learn, so once is enough."""
    model.eval()
    order = sorted((t for t in texts if t.lower is None), key=lambda t: len(t.ids))
    for i in range(0, len(order), 16):
        some = order[i : i + 16]
        ids, mask, _ = batch_of(some)
        with torch.no_grad():
            found = model.lower(ids, mask).numpy().astype(np.float16)
        for n, text in enumerate(some):
            text.lower = found[n, : len(text.ids) + 2]


def train(
    calls: Sequence[Sequence[Sequence[data.Text]]], phrases: Sequence[data.Text], args: argparse.Namespace
) -> Reader:
    """The model of these calls (each in several forms) and phrases."""
    torch.manual_seed(args.seed)
    dice = random.Random(args.seed)  # noqa: S311
    model = Reader(args.minilm / "model.safetensors", args.frozen)
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=True))
    learnt = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith(("head", "side_late"))]
    fresh = [*model.head.parameters(), *model.side_late.parameters()]
    # Weights that were tuned before are only tuned on.
    rates = [(learnt, RATE / 2), (fresh, HEAD_RATE / 4)] if args.start else [(learnt, RATE), (fresh, HEAD_RATE)]
    optimiser = torch.optim.AdamW([{"params": p, "lr": r} for p, r in rates], weight_decay=DECAY)
    begun, step = time.monotonic(), 0
    for n in range(args.rounds):
        windows = []
        for call in calls:
            for form in dice.sample(call, k=min(args.forms, len(call))):
                windows += dice.choice(form)
        dice.shuffle(windows)
        windows.sort(key=lambda t: len(t.ids) // 40)
        batches = [windows[i : i + BATCH] for i in range(0, len(windows), BATCH)]
        dice.shuffle(batches)
        some = dice.sample(phrases, min(len(phrases), PHRASES_A_STEP * len(batches)))
        if n == 0:
            steps = args.rounds * len(batches)
        lost = []
        for k, batch in enumerate(batches):
            step += 1
            share = min(1.0, step / (0.06 * steps)) * max(0.02, 1 - step / steps)
            for group, (_, rate) in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            model.train()
            optimiser.zero_grad()
            for texts in (batch, some[k * PHRASES_A_STEP : (k + 1) * PHRASES_A_STEP]):
                if not texts:
                    continue
                ids, mask, rep = batch_of(texts)
                below = torch.zeros((*ids.shape, WIDTH))
                for row, text in enumerate(texts):
                    below[row, : len(text.ids) + 2] = torch.from_numpy(text.lower.astype(np.float32))
                below = below * (torch.rand((*ids.shape, 1)) >= MASKED)
                loss = loss_of(model.upper(below, mask, rep), texts)
                (loss if texts is batch else 0.4 * loss).backward()
                if texts is batch:
                    lost.append(float(loss.detach()))
            torch.nn.utils.clip_grad_norm_([*learnt, *fresh], 1.0)
            optimiser.step()
        print(
            f"round {n + 1}: {len(batches)} steps, loss {np.mean(lost):.3f}, {time.monotonic() - begun:.0f} s",
            flush=True,
        )
    return model


def read(model: Reader, turns: Sequence[tuple[bool, Sequence[str]]], pieces: Pieces) -> np.ndarray:
    """What the model says of every word of a call, as speech/meaning.py computes it."""
    model.eval()
    row = stream(turns, pieces)
    total = np.zeros((sum(len(w) for _, w in turns), COLUMNS), np.float32)
    count = np.zeros(len(total), np.float32)
    empty = np.zeros((0, len(SPANS)), np.int64)
    for first, last, a, b in cut(row):
        ids, mask, rep = batch_of([data.Text(row.ids[first:last], row.rep[first:last], empty, {})])
        with torch.no_grad():
            logits = model(ids, mask, rep)[0, 1 : last - first + 1].numpy()
        words = row.word[a:b]
        np.add.at(total, words[words >= 0], logits[a - first : b - first][words >= 0])
        np.add.at(count, words[words >= 0], 1)
    return total / np.maximum(count, 1)[:, None]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("minilm", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=18)
    parser.add_argument("--forms", type=int, default=1, help="forms of each call a round")
    parser.add_argument("--frozen", type=int, default=3)
    parser.add_argument("--start", type=Path, help="a reader.pt to tune further")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, help="keeps what the lower layers make of the texts, for other folds")
    parser.add_argument("--only-cache", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    pieces = tokenizer_pieces(args.minilm)
    calls = read_calls(args.calls, args.heard)
    left = [c for n, c in enumerate(calls) if args.folds and n % args.folds == args.fold]
    if args.cache and args.cache.exists():
        every, phrases = pickle.loads(args.cache.read_bytes())  # noqa: S301 - written by this program
    else:
        every, phrases = [data.forms_of(c, s, pieces, args.seed) for c, s in calls], data.phrases(args.phrases, pieces)
        below = Reader(args.minilm / "model.safetensors", args.frozen)
        look_up([t for call in every for form in call for way in form for t in way] + phrases, below)
        if args.cache:
            args.cache.write_bytes(pickle.dumps((every, phrases)))
    if args.only_cache:
        return
    kept = [c for n, c in enumerate(every) if not args.folds or n % args.folds != args.fold]
    model = train(kept, phrases, args)
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), args.out / "reader.pt")
    dice = random.Random(0)  # noqa: S311
    for call, shown in left:
        forms = {"written": data.in_form(call, "written", dice), "bare": data.in_form(call, "bare", dice)}
        forms |= {f"heard {n}" if n else "heard": data.heard_as(s, "heard") for n, s in enumerate(shown)}
        for form, transcript in forms.items():
            np.save(args.out / f"{call['id']}.{form}.npy", read(model, data.turns_of(transcript), pieces))


if __name__ == "__main__":
    main()
