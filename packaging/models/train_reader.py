r"""Tunes MiniLM so that it reads calls: what every word belongs to, the stage and tone of every turn.

    train_reader.py DATA.npz OUT [--folds 5] [--seeds 3] [--whole 3] [--device cuda] [--rounds 18] ...

DATA is what prepare_reader.py made. All models are trained at once, side by side: with --folds, of each fold as many as
--seeds (every N-th of the calls that figures are of is left out in turn; calls of scripts never are), and --whole
models that leave nothing out. Those of one fold differ in the order of what they see; the mean of their weights is one
model. OUT gets NAME.read.npz, what the fold's model says of the words of each call that it did not see, and NAME.pt,
the tuned weights of the models of all calls, of which export_reader.py makes the app's files. Needs torch and numpy.

The model that ships was made on two cores beside other work (some five hours): of 190 scripts alone for five rounds;
from there one model of each half of the owners' calls, with the scripts that were written by people who had read that
half, for three; their mean, tuned with all 501 calls of the day for two. Then the halves for three more, one run each:
with what there was, with the conversations, with more of the newer scripts; their mean, tuned with all 592 calls and 35
conversations once. The mean of the weights of both was tuned with 147 conversations, from there with 525 exchanges and
2,021 tones between the turns of all calls (splicing.py), then with 825, 3,030 and the phrase bank, and what ships from
there with more of them, tones above all (prepare_reader.py --some 6 --tones 2, without conversations). Always
--window 256 --batch 8 --compile --lower ..., and lately --half:
    train_reader.py SCRIPTS.npz OUT --whole 1 --calls scripts --rounds 5
    train_reader.py HALF.npz OUT --name h0 --whole 1 --start SCRIPTS.pt --rounds 3 --forms 2 --rate 1.5e-4
    train_reader.py DATA.npz OUT --name first --whole 1 --start h0.pt h1.pt --rounds 2 --rate 1e-4
    train_reader.py HALF.npz OUT --name h0 --whole 1 --start h0.pt --rounds 1 --forms 2 --rate 1.5e-4
    train_reader.py DATA.npz OUT --name second --whole 1 --start h0.pt h1.pt --rounds 1 --forms 3 --rate 1.2e-4
    train_reader.py DATA.npz OUT --name mean --whole 1 --start first.pt second.pt --rounds 0
    train_reader.py MORE.npz OUT --name tuned --whole 1 --start mean.pt --rounds 1 --rate 1.2e-4
    train_reader.py SPLICED.npz OUT --name ex --whole 1 --start tuned.pt --rounds 1 --forms 2 --rate 1.5e-4 \
        --only spliced "spliced again" "spliced bare" bare heard "heard bare" worn
    train_reader.py BANK.npz OUT --name bank --whole 1 --start ex.pt --rounds 1 --forms 3 --rate 1.5e-4 \
        --only (the same)
    train_reader.py DENSE.npz OUT --whole 1 --start bank.pt --rounds 1 --rate 1.2e-4 --tone 1.6 \
        --only spliced "spliced again" "spliced bare"
Its figures are those of calls that it never saw (tests/data/unseen), and those of the two halves, each read by the
model of the other one. On a graphics processor twenty models side by side take two minutes:
    train_reader.py DATA.npz OUT --folds 5 --seeds 3 --device cuda --half
"""

from __future__ import annotations

import argparse
import copy
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import reader_figures as figures
import torch
from minilm import PUBLISHED, WIDTH, Lower, Upper
from reader_data import SPLICED
from torch.func import functional_call, stack_module_state, vmap
from torch.nn import functional

from callcoach_desktop.analysis.meaning.reader import CHOICE_AT, SPANS
from callcoach_desktop.speech.windows import END, START

HEAD_RATE, DECAY = 2e-3, 0.01
SPAN_WEIGHT = 4.0  # what the kinds of words weigh beside the choices
CHOICE_WEIGHT = {"question": 0.6, "objection": 0.3, "objection_response": 0.3, "outcome": 0.2, "next_step": 0.2,
                 "stage": 0.8, "tone": 0.8}  # fmt: skip
RARE = {"question": 1.2, "pricing": 1.5}  # what a word inside a span weighs beside one outside; the other kinds:
RARE_OTHER = 3.0
MASKED = 0.04  # pieces that are hidden in training
GROUPS = 96  # turns, or marks of a kind, that a window may hold
# Forms that are learnt from where lower layers are kept.
CACHED = ("written", "bare", "worn", "heard", "heard bare", *SPLICED)
WARM = 0.06  # the share of steps in which the rate rises


class Data:
    """What prepare_reader.py made, on the device."""

    def __init__(self, path: Path, device: str) -> None:
        raw = np.load(path)
        self.names = raw["names"].tolist()
        self.own = int(raw["own"])
        self.call, self.form = raw["call"], raw["form"]
        self.first, self.length = raw["first"], raw["length"]
        self.word = raw["word"]
        self.cuts = {int(n.split()[1]): raw[n] for n in raw.files if n.startswith("cut ")}
        self.rows = raw["rows"].astype(np.int64)
        self.signs = self.rows.tolist().index(START), self.rows.tolist().index(END)

        def there(name: str) -> torch.Tensor:
            return torch.from_numpy(raw[name].astype(np.int64)).to(device)

        self.ids, self.rep, self.spans = there("ids"), there("rep"), there("spans")
        self.labels = {n: raw[n] for n in raw.files if n.startswith(("group ", "class ", "spans"))}
        self.group = {name: there(f"group {name}") for name in CHOICE_AT}
        self.classes = {name: there(f"class {name}") for name in CHOICE_AT}
        self.weights = {
            n.removeprefix("weights "): torch.from_numpy(raw[n].astype(np.float32)).to(device)
            for n in raw.files
            if n.startswith("weights ")
        }
        self.device = device

    def texts(self, call: int) -> list[int]:
        """The forms of a call."""
        return np.flatnonzero(self.call == call).tolist()

    def windows(self, starts: np.ndarray, lengths: np.ndarray, size: int) -> dict[str, torch.Tensor]:
        """Windows (any shape) of at most `size` pieces, framed by the two signs: where their pieces are, `there` for
        those that are pieces, `ids`, `mask`, `rep`."""
        start = torch.from_numpy(starts).to(self.device)[..., None]
        length = torch.from_numpy(lengths).to(self.device)[..., None]
        place = torch.arange(size + 2, device=self.device) - 1
        there = (place >= 0) & (place < length)
        at = (start + place).clamp(0, len(self.ids) - 1)
        ids = torch.where(there, self.ids[at], 0)
        ids = torch.where(place < 0, self.signs[0], torch.where(place == length, self.signs[1], ids))
        mask = (place <= length).long()
        return {"at": at, "there": there, "ids": ids, "mask": mask, "rep": torch.where(there, self.rep[at], 0)}


def cropped(data: Data, texts: Sequence[int], size: int, dice: random.Random) -> list[tuple[int, int]]:
    """Texts cut into windows of a random size from a random place on: (first piece, count)."""
    found = []
    for t in texts:
        first, total = int(data.first[t]), int(data.length[t])
        step = dice.randint(size * 3 // 5, size)
        cuts = [0, *range(dice.randint(step // 4, step), total, step), total]
        found += [(first + a, b - a) for a, b in pairwise(cuts) if b - a > 8]
    return found


class Below:
    """What the published lower layers make of texts, for processors: they do not learn, so once is enough, with texts
    cut in one way. The app's own 8-bit file computes it."""

    def __init__(self, data: Data, texts: Sequence[int], size: int, lower: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(str(lower), options, providers=["CPUExecutionProvider"])
        self.windows: dict[int, list[tuple[int, int]]] = {}
        self.rows: dict[int, np.ndarray] = {}  # by the first piece of a window: (pieces and signs, width), 16 bits
        for n, text in enumerate(texts):
            self.windows[text] = cropped(data, [text], size, random.Random(n))  # noqa: S311
            for first, count in self.windows[text]:
                pieces = data.rows[data.windows(np.array([first]), np.array([count]), count)["ids"].numpy()]
                self.rows[first] = session.run(None, {"ids": pieces})[0][0].astype(np.float16)

    def batch(self, places: np.ndarray, size: int) -> torch.Tensor:
        """For windows (models, texts, (first, count))."""
        found = np.zeros((*places.shape[:2], size + 2, WIDTH), np.float32)
        for at in np.ndindex(*places.shape[:2]):
            row = self.rows[int(places[at][0])]
            found[at][: len(row)] = row
        return torch.from_numpy(found)


def loss_of(
    logits: torch.Tensor, batch: dict[str, torch.Tensor], data: Data, tone: float = CHOICE_WEIGHT["tone"]
) -> torch.Tensor:
    """What each model (the first axis of `logits`: models, texts, pieces, columns) gets wrong in its batch."""
    models, texts, pieces, _ = logits.shape
    at, there = batch["at"], batch["there"]
    spans = torch.where(there[..., None], data.spans[at], -1)
    logp = functional.log_softmax(logits[..., : 3 * len(SPANS)].reshape(models, texts, pieces, len(SPANS), 3), -1)
    amounts = torch.tensor([RARE.get(kind, RARE_OTHER) for kind in SPANS], device=logits.device)
    amount = (spans >= 0) * torch.where(spans > 0, amounts, 1.0)
    picked = -logp.gather(-1, spans.clamp(min=0)[..., None])[..., 0] * amount
    weights = CHOICE_WEIGHT | {"tone": tone}
    total = SPAN_WEIGHT * picked.sum((1, 2, 3)) / (there.sum((1, 2)) + 1e-6)
    row = torch.arange(models * texts, device=logits.device).reshape(models, texts, 1) * GROUPS
    slots = models * texts * GROUPS
    for name, columns in CHOICE_AT.items():
        group = torch.where(there, data.group[name][at], -1)
        lowest = torch.where(group >= 0, group, len(data.classes[name])).amin(-1, keepdim=True)
        mine = (group >= 0) & (group - lowest < GROUPS)
        slot = torch.where(mine, row + group - lowest, slots).reshape(-1)  # what belongs to none goes to the last
        wide = columns.stop - columns.start
        summed = torch.zeros((slots + 1, wide), device=logits.device)
        summed = summed.index_add(0, slot, logits[..., columns].reshape(-1, wide))[:-1]
        count = torch.bincount(slot, minlength=slots + 1)[:-1].float()
        classes = data.classes[name][
            (lowest + torch.arange(GROUPS, device=logits.device)).clamp(max=len(data.classes[name]) - 1)
        ]
        mean = summed / count.clamp(min=1)[:, None]
        wrong = functional.cross_entropy(mean, classes.reshape(-1), reduction="none", label_smoothing=0.05)
        amount = (count / 4).clamp(max=1.0).reshape(models, -1)
        total = total + weights[name] * (wrong.reshape(models, -1) * amount).sum(1) / (amount.sum(1) + 1e-6)
    return total


def clip(parameters: Sequence[torch.Tensor]) -> None:
    """Hold each model's gradient at length 1."""
    grads = [p.grad for p in parameters if p.grad is not None]
    squares = torch.stack([g.flatten(1).square().sum(1) for g in grads]).sum(0)
    scale = (1.0 / (squares.sqrt() + 1e-6)).clamp(max=1.0)
    for g in grads:
        g.mul_(scale.reshape(-1, *[1] * (g.ndim - 1)))


def batches(data: Data, kept: Sequence[int], args: argparse.Namespace, dice: random.Random,
            below: Below | None = None) -> list[list[tuple[int, int]]]:  # fmt: skip
    """The windows of a round of one model, in batches."""
    windows = []
    if args.some_scripts:
        scripts = [n for n in kept if n >= data.own]
        kept = [n for n in kept if n < data.own] + dice.sample(scripts, min(args.some_scripts, len(scripts)))
    for call in kept:
        forms = [t for t in data.texts(call) if below is None or t in below.windows]
        if args.only:
            forms = [t for t in forms if data.form[t] in args.only]
        for text in dice.sample(forms, min(args.forms, len(forms))):
            windows += below.windows[text] if below else cropped(data, [text], args.window - 2, dice)
    dice.shuffle(windows)
    return [windows[i : i + args.batch] for i in range(0, len(windows) - args.batch + 1, args.batch)]


def train(data: Data, jobs: Sequence[tuple[int | None, int]], args: argparse.Namespace
          ) -> tuple[Lower, Upper, dict[str, torch.Tensor]]:  # fmt: skip
    """The models of jobs (fold that is left out, or None; seed): what stays, a model, and the stacked weights of
    all."""
    torch.manual_seed(args.seed)
    lower = Lower(data.weights, args.frozen).to(args.device).eval()
    upper = Upper(data.weights, args.frozen, args.layers, args.dropout).to(args.device).train()
    if args.start:
        some = [torch.load(start, weights_only=True) for start in args.start]
        upper.load_state_dict({n: sum(one[n].float() for one in some) / len(some) for n in some[0]})
    stacked, _ = stack_module_state([copy.deepcopy(upper) for _ in jobs])
    stacked = {n: p.detach().requires_grad_() for n, p in stacked.items()}
    fresh = [p for n, p in stacked.items() if n.startswith(("head", "side_late"))]
    tuned = [p for n, p in stacked.items() if not n.startswith(("head", "side_late"))]
    rates = (args.rate, args.rate * 2 if args.start else HEAD_RATE)
    optimiser = torch.optim.AdamW(
        [{"params": tuned}, {"params": fresh}], lr=args.rate, weight_decay=DECAY, fused=args.device == "cuda"
    )

    def one(weights: dict[str, torch.Tensor], *said: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = functional_call(upper, weights, said)
        return answer

    together: Callable[..., torch.Tensor] = partial(_alone, one)
    if len(jobs) > 1:
        together = vmap(one, randomness="different")
    elif args.compile:
        together = torch.compile(together)
    every = [n for n in range(len(data.names)) if not (n >= data.own if args.calls == "own" else
             n < data.own if args.calls == "scripts" else False)]  # fmt: skip
    kept = [[n for n in every if fold is None or n >= data.own or n % args.folds != fold] for fold, _ in jobs]
    known = None
    if args.lower:
        forms = args.only or CACHED
        texts = [t for n in sorted({n for k in kept for n in k}) for t in data.texts(n) if data.form[t] in forms]
        known = Below(data, texts, args.window - 2, args.lower, args.threads)
        print(f"{args.name}: lower layers of {len(texts)} texts", flush=True)
    dices = [random.Random(f"{fold} {seed}") for fold, seed in jobs]  # noqa: S311 - reproducible, nothing secret

    def lost(windows: Sequence[Sequence[tuple[int, int]]]) -> torch.Tensor:
        size = args.window - 2
        places = np.array(windows)  # models, texts, (first, count)
        batch = data.windows(places[..., 0], places[..., 1], size)
        with torch.no_grad():
            if known:
                below = known.batch(places, size)
            else:
                below = lower(batch["ids"].flatten(0, 1), batch["mask"].flatten(0, 1)).unflatten(0, places.shape[:2])
            below = below * (torch.rand((*below.shape[:3], 1), device=args.device) >= MASKED)
        kind = torch.bfloat16 if args.half and args.device != "cpu" else torch.float32
        with torch.autocast("cpu", torch.bfloat16, enabled=args.half and args.device == "cpu"):
            said = together({n: p.to(kind) for n, p in stacked.items()}, below.to(kind), batch["mask"], batch["rep"])
        return loss_of(said.float(), batch, data, args.tone)

    begun, step, steps = time.monotonic(), 0, 0
    for n in range(args.rounds):
        rounds = [batches(data, k, args, dice, known) for k, dice in zip(kept, dices, strict=True)]
        count = min(map(len, rounds))
        steps = steps or args.rounds * count
        total = torch.zeros(len(jobs), device=args.device)
        for i in range(count):
            step += 1
            passed = max(step / steps, (time.monotonic() - begun) / args.seconds)
            share = min(1.0, step / (WARM * steps)) * max(0.02, 1 - passed)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            optimiser.zero_grad()
            loss = lost([b[i] for b in rounds])
            total += loss.detach()
            loss.sum().backward()
            clip([*tuned, *fresh])
            optimiser.step()
        spent = time.monotonic() - begun
        print(f"{args.name} round {n + 1}: {count} steps, loss {float(total.mean()) / count:.3f}, {spent:.0f} s",
              flush=True)  # fmt: skip
        save(jobs, stacked, args)
        if spent > args.seconds:
            break
    return lower, upper.eval(), {n: p.detach() for n, p in stacked.items()}


def save(jobs: Sequence[tuple[int | None, int]], stacked: dict[str, torch.Tensor], args: argparse.Namespace) -> None:
    """Keep the mean of the models of all calls."""
    mine = [k for k, (left, _) in enumerate(jobs) if left is None]
    if mine:
        args.out.mkdir(parents=True, exist_ok=True)
        torch.save({n: p[mine].detach().mean(0).half().cpu() for n, p in stacked.items()}, args.out / f"{args.name}.pt")


def _alone(one: Callable[..., torch.Tensor], weights: dict[str, torch.Tensor], *said: torch.Tensor) -> torch.Tensor:
    """One model beside none."""
    return one({n: p[0] for n, p in weights.items()}, *(x[0] for x in said))[None]


def read(
    data: Data, lower: Lower, upper: Upper, weights: dict[str, torch.Tensor], text: int, window: int
) -> np.ndarray:
    """What a model says of every word of a text, as speech/meaning.py computes it."""
    cuts = data.cuts[window][data.cuts[window][:, 0] == text]
    batch = data.windows(data.first[text] + cuts[:, 1], cuts[:, 2] - cuts[:, 1], window - 2)
    with torch.no_grad():
        logits = functional_call(upper, weights, (lower(batch["ids"], batch["mask"]), batch["mask"], batch["rep"]))
    said = logits.float().cpu().numpy()
    parts = [said[n, 1 + a - first : 1 + b - first] for n, (_, first, _, a, b) in enumerate(cuts)]
    return figures.by_word(np.concatenate(parts), data.word[data.first[text] :][: data.length[text]])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="reader")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--whole", type=int, default=0, help="models that are trained on all calls")
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--forms", type=int, default=1, help="forms of each call a round")
    parser.add_argument("--frozen", type=int, default=2)
    parser.add_argument("--layers", type=int, default=PUBLISHED)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--window", type=int, default=384)
    parser.add_argument("--batch", type=int, default=5, help="windows a step")
    parser.add_argument("--calls", choices=("all", "own", "scripts"), default="all", help="own: those of figures alone")
    parser.add_argument("--some-scripts", type=int, default=0, help="so many scripts a round instead of all")
    parser.add_argument("--only", nargs="*", help="forms that are learnt from; all without")
    parser.add_argument("--lower", type=Path, help="meaning-lower.onnx: on a processor, look its answers up once")
    parser.add_argument(
        "--start", type=Path, nargs="+", help="weights of OUT/NAME.pt to tune further; of several, their mean"
    )
    parser.add_argument("--tone", type=float, default=CHOICE_WEIGHT["tone"], help="what tones count beside the rest")
    parser.add_argument("--seconds", type=float, default=1e9, help="in which the rates fall to nothing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument(
        "--half",
        action="store_true",
        help="compute in bfloat16 where that does no harm: on "
        "processors that know it (avx512_bf16) a step takes 0.6 of the time",
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compile", action="store_true", help="for one model: a third faster, after a minute")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_float32_matmul_precision("high")
    data = Data(args.data, args.device)
    jobs: list[tuple[int | None, int]] = [(fold, seed) for fold in range(args.folds) for seed in range(args.seeds)]
    jobs += [(None, seed) for seed in range(args.whole)]
    lower, upper, stacked = train(data, jobs, args)
    args.out.mkdir(parents=True, exist_ok=True)
    ways: dict[str, dict[str, np.ndarray]] = {"one": {}, "mean of weights": {}, "mean of answers": {}}
    truths = {}
    for fold in range(args.folds):
        mine = [k for k, (left, _) in enumerate(jobs) if left == fold]
        singles = [{n: p[k] for n, p in stacked.items()} for k in mine]
        mean = {n: p[mine].mean(0) for n, p in stacked.items()}
        for text in np.flatnonzero((data.call < data.own) & (data.call % args.folds == fold)):
            if data.form[text] not in ("written", "bare", "heard"):
                continue
            name = f"{data.names[data.call[text]]}.{data.form[text]}"
            said = [read(data, lower, upper, w, text, args.window) for w in singles]
            ways["one"][name] = said[0]
            alone = len(said) == 1
            ways["mean of weights"][name] = said[0] if alone else read(data, lower, upper, mean, text, args.window)
            ways["mean of answers"][name] = np.mean(said, 0)
            truths[name] = figures.truth_of(data, text)
    for way, answers in list(ways.items())[: 1 if args.seeds == 1 else None]:
        figures.report(f"{args.name}, {way}", answers, truths)
    if args.folds:
        kept = {name: a.astype(np.float16) for name, a in ways["mean of weights"].items()}
        np.savez_compressed(args.out / f"{args.name}.read.npz", folds=np.array(args.folds), **kept)
    save(jobs, stacked, args)


if __name__ == "__main__":
    main()
