"""Has the app's language model read calls and keeps its answers, as train_reader.py does on a graphics processor.

    read_calls.py MODEL CALLS OUT.npz [--heard SHOWN ...]

MODEL is a folder as export_reader.py makes it (of a model that has not seen CALLS), CALLS and SHOWN are those of
train_questions.py. OUT is what tests/benchmarks/measure.py takes as --read. 8-bit weights, as the app has them.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from reader_data import heard_as, in_form, turns_of
from train_questions import read_calls

from callcoach_desktop.speech import meaning


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("calls", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--heard", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    model = meaning.OnnxMeaning(args.model, sure=False)
    dice = random.Random(0)  # noqa: S311 - the forms read have no chance in them
    found = {}
    for call, shown in read_calls(args.calls, args.heard):
        forms = {form: in_form(call, form, dice) for form in ("written", "bare")}
        forms |= {f"heard {n}" if n else "heard": heard_as(s, "heard") for n, s in enumerate(shown)}
        for form, transcript in forms.items():
            found[f"{call['id']}.{form}"] = model.read(turns_of(transcript)).astype(np.float16)
    np.savez_compressed(args.out, **found)


if __name__ == "__main__":
    main()
