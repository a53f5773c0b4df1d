"""How often the intervals of a return cover the truth, and how often "improved" is said where nothing changed.

    python tests/benchmarks/returns.py [--years 500] [--seed 1] [--claims] [--against] [--kinds KIND ...]

Made-up sellers: deals opened at random through a year before an intervention and 240 days after it, lognormal sizes,
days to a decision from a Weibull curve, three of ten won. `none` plants nothing, `trend` lets everything get better
slowly without a step, `effect` plants one for the deals that are opened after it, `closing` for those decided after it.
`apart` is twice the trend, `learning` and `quickening` are bent ones, `season` is a year's wave: none has a step.
Coverage is that of the 90% interval of after minus before.

Against others: a second seller whose deals are another three in ten won, 15% larger, with the same market: `none`,
`trend` for both, `market` (a step for both on that day), `effect` (a step for the coached alone), `apart` (the coached
alone get better slowly). Coverage is that of the 90% interval of the difference of the two changes.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta

import numpy as np

from callcoach_desktop.coaching.differences import compare
from callcoach_desktop.coaching.returns import LEAST, Others, estimate, returns, samples
from callcoach_desktop.coaching.samples import Sample, cycles, restricted_mean, sizes, wins
from callcoach_desktop.domain.coaching import Deal, Intervention, Return

HELD = date(2026, 1, 1)
TODAY = HELD + timedelta(days=240)
ITEM = Intervention("i", "workshop", "Workshop", None, HELD.isoformat())


def made_up(rng: np.random.Generator, deals: int, kind: str) -> list[Deal]:
    """Deals of one seller, as known on the last day."""
    made = []
    phase = rng.uniform(0, 2 * np.pi) if kind == "season" else 0.0
    for n in range(deals):
        start = int(rng.integers(-600, 240))
        drift = _drift(kind, start, phase)
        gain = 1.0 if kind in ("effect", "market") and start >= 0 else 0.0
        days = float(70 * rng.weibull(1.4) * np.exp(-0.3 * gain - 0.15 * drift)) + 1
        opened = HELD + timedelta(days=start)
        closed = opened + timedelta(days=round(days))
        if kind == "closing":
            gain = float(closed >= HELD)
        chance = 0.30 + 0.2 * gain + 0.08 * drift
        won = rng.random() < chance
        amount = float(np.exp(rng.normal(9.5 + 0.35 * gain + 0.12 * drift, 0.7)))
        over = closed <= TODAY
        outcome = ("won" if won else "lost") if over else "open"
        made.append(
            Deal(str(n), f"Deal {n}", outcome, opened.isoformat(), closed.isoformat() if over else None, amount, "EUR")
        )
    return made


def _drift(kind: str, start: int, phase: float) -> float:
    """How much better everything is than on the day of the intervention, in years of a slow rise."""
    year = start / 365
    if kind == "trend":
        return year
    if kind == "apart":
        return 2 * year
    if kind == "season":
        return float(0.6 * np.sin(2 * np.pi * year + phase))
    if kind == "learning":  # somebody new: fast at first, then slower
        return float(2.5 * (np.exp(-2) - np.exp(-(start + 600) / 300)))
    if kind == "quickening":
        return float(1.5 * ((start + 600) / 600) ** 2 - 1.5)
    return 0.0


def covers(sample: Sample, truth: float) -> bool | None:
    """Whether the shown interval holds the truth; None when a side is too small."""
    if min(sample.sides()) < 20:
        return None
    low, high = estimate(sample).shown
    return low <= truth <= high


def told(count: int, of: int) -> str:
    """A share with Wilson's 95% interval."""
    share, z = count / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return f"{share:.3f} ({max(0.0, middle - reach):.3f} to {middle + reach:.3f}, n = {of})"


def against(deals: int, years: int, seed: int, kinds: list[str], *, claims: bool) -> None:
    """Print coverage and claims of the comparison with others."""
    for kind in kinds:
        rng = np.random.default_rng(seed + 7)
        covered: dict[str, list[bool]] = {}
        claimed, parallel = 0, []
        for _ in range(years):
            own = made_up(rng, deals, kind)
            theirs = made_up(rng, deals, kind if kind in ("trend", "market") else "none")
            others = Others(theirs, (), "others")
            if (
                kind in ("none", "trend", "market") and not claims
            ):  # both go the same way: the true difference of changes is zero
                for measure, (mine, other) in samples(own, theirs, HELD, TODAY).items():
                    if min(*mine.sides(), *other.sides()) >= LEAST:
                        low, high = compare(mine, other, 1000).shown
                        covered.setdefault(measure, []).append(low <= 0 <= high)
            found = returns([ITEM], own, [], {}, TODAY, others)
            claimed += any(r.state == "improved" and r.against is not None and r.against.compared for r in found)
            parallel += [r.against.parallel for r in found if r.against is not None and r.against.compared]
        held = ", ".join(f"{m} {np.mean(c):.3f} of {len(c)}" for m, c in covered.items())
        print(
            f"{deals} deals each, {kind}: “improved” against others in {told(claimed, years)} of years; "
            f"lines called parallel {np.mean(parallel or [0]):.2f}" + (f"; 90% interval covers {held}" if held else ""),
            flush=True,
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, default=500)
    parser.add_argument("--deals", type=int, nargs="*", default=[120, 400])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--against", action="store_true", help="only the comparison with others")
    parser.add_argument("--kinds", nargs="*", default=["none", "trend", "market", "effect", "apart"])
    parser.add_argument("--claims", action="store_true", help="only what is claimed, without the coverage")
    arguments = parser.parse_args()
    for deals in arguments.deals if not arguments.against else ():
        covered: dict[str, list[bool]] = {"win_rate": [], "cycle_days": [], "deal_size": []}
        rng = np.random.default_rng(arguments.seed)
        for _ in range(0 if arguments.claims else arguments.years):
            made = made_up(rng, deals, "none")
            samples = {"win_rate": wins, "cycle_days": cycles, "deal_size": sizes}
            for name, of in samples.items():
                held = covers(of(made, HELD, TODAY), 0.0)  # nothing changed: the true difference is zero
                if held is not None:
                    covered[name].append(held)
        for name, held in covered.items():
            share = f"{np.mean(held):.3f}" if held else "-"
            print(f"{deals} deals, {name}: 90% interval covers {share} of {len(held)}")
        for kind in [k for k in arguments.kinds if k != "market"]:
            rng = np.random.default_rng(arguments.seed + 1)
            said: dict[str, int] = {}
            years = 0
            for _ in range(arguments.years):
                found: list[Return] = returns([ITEM], made_up(rng, deals, kind), [], {}, TODAY)
                better = [r.measure for r in found if r.state == "improved"]
                years += bool(better)
                for one in found:
                    said[f"{one.measure} {one.state}"] = said.get(f"{one.measure} {one.state}", 0) + 1
            print(f"{deals} deals, {kind}: “improved” in {told(years, arguments.years)} of years;", end=" ")
            print(", ".join(f"{k} {v / arguments.years:.2f}" for k, v in sorted(said.items())), flush=True)
    for deals in arguments.deals:
        against(deals, arguments.years, arguments.seed, arguments.kinds, claims=arguments.claims)
    check = restricted_mean(np.array([1.0, 2.0, 3.0]), np.array([True, True, True]), 10.0)
    print(f"restricted mean of 1, 2, 3 without censoring: {check:.3f}")


if __name__ == "__main__":
    main()
