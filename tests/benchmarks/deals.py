"""Files of 5,000 deals as three CRMs write them: rows in, rows refused, time; and how well calls find their deal.

    python tests/benchmarks/deals.py [--deals 5000] [--calls 2000] [--seed 1]
    python tests/benchmarks/deals.py --library DIR     the calls of a practice library, whose deals are known

The files are made here, in the forms that HubSpot, Salesforce (a German report) and Pipedrive write, one row in fifty
broken in one of six ways. Each call belongs to one deal, and names it as people do: the company with another legal
form, a typo in three of a hundred, only the title, only the deal; a quarter belong to a company that is not listed.
Several companies have several deals.

With `--library` (made by `callcoach demo-library`) each call's deal is what that library says, and is taken out of
what the matching sees; the deals are as a CRM has them: a company with another legal form, opened up to ten days before
the first call, most companies with several deals one after the other. Calls are matched by customer and title as they
are, by the title alone, and with a typo in one of ten names. The CRM names a contact for 85 of 100 deals: who spoke in
the deal's first call for 70, a colleague who did not for 15. That is what may tell deals of one company apart, and the
same is measured without any contact.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from callcoach_desktop.coaching.matching import CallFacts, DealFacts, match
from callcoach_desktop.exchange.deals.reading import read_deals

FIRST = date(2025, 1, 1)
_SYLLABLES = "ka lo mi ren tor va sil ber no dun fel gar hu jo pel quin ru stra tam ul wes yor zan cor"
SYLLABLES = _SYLLABLES.split()
_TRADES = "Lifts Foods Logistics Dental Solar Machines Hotels Tickets Care Farms Systems Packaging Breweries"
TRADES = _TRADES.split()
KINDS = ("rollout", "renewal", "pilot")
FORMS = ("GmbH", "Ltd", "Inc.", "AG", "LLC", "", "& Co. KG")
_NAMES = "Ana Bo Cem Dora Emil Fay Gus Hana Ivo Jule Kaan Lea Mats Nora Otto Pia"
NAMES = _NAMES.split()


def companies(rng: random.Random, n: int) -> list[str]:
    """Names that are all different."""
    made: dict[str, None] = {}
    while len(made) < n:
        word = "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))).capitalize()
        made[f"{word} {rng.choice(TRADES)}"] = None
    return list(made)


def deals_of(rng: random.Random, n: int) -> list[dict[str, object]]:
    """Deals of made-up companies, some with several."""
    names = companies(rng, int(n * 0.7))
    made = []
    for number in range(n):
        company = names[number] if number < len(names) else rng.choice(names)
        opened = FIRST + timedelta(days=rng.randrange(600))
        closed = opened + timedelta(days=rng.randint(10, 160))
        outcome = rng.choice(("won", "lost", "lost", "open"))
        person = f"{rng.choice(NAMES)} {''.join(rng.choices(SYLLABLES, k=2)).capitalize()}"
        made.append(
            {"id": str(10_000 + number), "name": f"{company.split()[0]} {rng.choice(KINDS)} {opened:%Y}",
             "company": f"{company} {rng.choice(FORMS)}".strip(), "plain": company, "contact": person,
             "email": f"{person.split()[0].lower()}@{company.split()[0].lower()}.example", "outcome": outcome,
             "amount": rng.randint(800, 250_000) + rng.choice((0, 0.5)), "opened": opened, "closed": closed}
        )  # fmt: skip
    return made


def write(path: Path, form: str, deals: list[dict[str, object]], rng: random.Random) -> int:
    """Write the file of one CRM; returns how many rows were broken."""
    broken = 0
    german = form == "salesforce"
    headings = {
        "hubspot": ["Record ID", "Deal Name", "Associated Company", "Associated Contact", "Deal Stage", "Amount",
                    "Currency", "Create Date", "Close Date", "Is Closed Won", "Is Deal Closed?", "Pipeline"],
        "salesforce": ["Opportunity ID", "Opportunity Name", "Account Name", "Primary Contact", "Phase", "Betrag",
                       "Währung", "Erstelldatum", "Schlusstermin"],
        "pipedrive": ["Deal - ID", "Deal - Title", "Deal - Organization", "Deal - Contact person", "Deal - Status",
                      "Deal - Value", "Deal - Currency of Value", "Deal - Deal created", "Deal - Deal closed on"],
    }[form]  # fmt: skip
    stages = {
        "hubspot": {"won": "Closed won", "lost": "Closed lost", "open": "Contract sent"},
        "salesforce": {"won": "Geschlossen - Gewonnen", "lost": "Geschlossen - Verloren", "open": "Verhandlung"},
        "pipedrive": {"won": "Won", "lost": "Lost", "open": "Open"},
    }[form]  # fmt: skip

    def day(value: date) -> str:
        return {"hubspot": f"{value} 09:30", "salesforce": f"{value:%d.%m.%Y}", "pipedrive": f"{value:%m/%d/%Y}"}[form]

    def money(value: float) -> str:
        text = f"{value:,.2f}"
        return text.translate(str.maketrans(",.", ".,")) if german else text

    with path.open("w", newline="", encoding="cp1252" if german else "utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";" if german else ",")
        writer.writerow(headings)
        for deal in deals:
            closed = "" if deal["outcome"] == "open" and form != "hubspot" else day(deal["closed"])
            row = [deal["id"], deal["name"], deal["company"], deal["contact"], stages[deal["outcome"]],
                   money(float(deal["amount"])), "EUR" if german else "USD", day(deal["opened"]), closed]  # fmt: skip
            if form == "hubspot":
                row += [str(deal["outcome"] == "won").lower(), str(deal["outcome"] != "open").lower(), "Default"]
            if rng.random() < 0.02:
                broken += 1
                fault = rng.randrange(6)
                if fault == 0:
                    row[5] = "a lot"
                elif fault == 1:
                    row[7] = "soon"
                elif fault == 2:
                    row[1] = row[2] = ""
                elif fault == 3:
                    row = row[:3]
                elif fault == 4:
                    row[0] = deals[0]["id"] if deal is not deals[0] else row[0]
                    broken -= deal is deals[0]
                else:
                    row[5] = "-12"
            writer.writerow(row)
    return broken


def call_of(rng: random.Random, number: int, deal: dict[str, object]) -> CallFacts:
    """A call of a deal, as a person would have named it."""
    span = (deal["closed"] - deal["opened"]).days
    when = deal["opened"] + timedelta(days=rng.randint(-10, span))
    plain = str(deal["plain"])
    if rng.random() < 0.03:
        at = rng.randrange(1, len(plain) - 1)
        plain = plain[:at] + plain[at + 1 :]
    style = rng.random()
    if style < 0.6:
        return CallFacts(str(number), "Call", when, customer=plain)
    if style < 0.8:
        return CallFacts(str(number), f"Discovery with {plain}", when)
    if style < 0.9:
        return CallFacts(
            str(number), "Call", when, customer=f"{plain} {rng.choice(FORMS)}", people=(str(deal["contact"]),)
        )
    return CallFacts(str(number), str(deal["name"]), when)


def practice(folder: Path, seed: int) -> None:
    """Print precision and recall on a practice library."""
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.noted import Noted
    from callcoach_desktop.store import deal_imports

    rng = random.Random(seed)
    with Library.open(folder) as library:
        rows = [row for row in library.calls() if row.deal]
        ended = {deal.name: deal for deal in Noted(library).deals()}
        voices, words = library.db.read(
            lambda conn: (deal_imports.voices(conn), {row.id: deal_imports.said(conn, row.id) for row in rows})
        )
    customers = {call: tuple(n for n, side in some if side != "rep") for call, some in voices.items()}
    ours = {call: tuple(n for n, side in some if side == "rep") for call, some in voices.items()}
    everybody = sorted({name for some in customers.values() for name in some})
    by_deal: dict[str, list[date]] = {}
    company: dict[str, str] = {}
    for row in rows:
        by_deal.setdefault(row.deal, []).append(date.fromisoformat(row.started_at[:10]))
        company[row.deal] = row.customer or row.title
    facts = []
    for name, days in by_deal.items():
        known = ended.get(name)
        closed = date.fromisoformat(known.closed_on) if known is not None and known.closed_on else None
        opened = min(days) - timedelta(days=rng.randint(0, 10))
        first = min((row for row in rows if row.deal == name), key=lambda row: row.started_at)
        luck, spoke = rng.random(), customers.get(first.id, ())
        contact = spoke[0] if luck < 0.70 and spoke else rng.choice(everybody) if luck < 0.85 else None
        facts.append(DealFacts(name, f"Opportunity {len(facts)}", f"{company[name]} {rng.choice(FORMS)}".strip(),
                               contact, None, opened, closed, known.amount if known else None))  # fmt: skip
    several = sum(1 for c in set(company.values()) if sum(v == c for v in company.values()) > 1)
    print(f"{len(rows)} calls, {len(facts)} deals of {len(set(company.values()))} companies, {several} with several")

    def typo(text: str) -> str:
        if rng.random() >= 0.1 or len(text) < 4:
            return text
        at = rng.randrange(1, len(text) - 1)
        return text[:at] + text[at + 1 :]

    def call(row: Any, title: str, customer: str | None) -> CallFacts:
        day = date.fromisoformat(row.started_at[:10])
        return CallFacts(row.id, title, day, customer, None, customers.get(row.id, ()), "", ours.get(row.id, ()),
                         row.call_type or "")  # fmt: skip

    ways = {
        "customer and title": [call(r, r.title, r.customer) for r in rows],
        "title alone": [call(r, r.title, None) for r in rows],
        "customer with typos": [call(r, "Call", typo(r.customer or "")) for r in rows],
    }
    truth = {row.id: row.deal for row in rows}
    bare = [replace(deal, contact=None) for deal in facts]
    for known_as, some in (("with contacts", facts), ("without contacts", bare)):
        print(known_as)
        _told(ways, some, truth, words)


def _told(
    ways: dict[str, list[CallFacts]], facts: list[DealFacts], truth: dict[str, str | None], words: dict[str, str]
) -> None:
    for way, calls in ways.items():
        began = time.perf_counter()
        found = match(calls, facts, lambda call: words[call])
        took = time.perf_counter() - began
        sure = [m for m in found if m.state == "sure"]
        right = sum(truth[m.call] == m.deal for m in sure)
        either = sum(truth[m.call] == m.deal for m in found)
        print(
            f"{way}: sure {len(sure)}, precision {right / max(1, len(sure)):.3f}, recall {right / len(calls):.3f}; "
            f"with proposals recall {either / len(calls):.3f}, right {either / max(1, len(found)):.3f}; {took:.2f} s"
        )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deals", type=int, default=5000)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--library", type=Path, help="a practice library")
    arguments = parser.parse_args()
    if arguments.library is not None:
        practice(arguments.library, arguments.seed)
        return
    rng = random.Random(arguments.seed)
    made = deals_of(rng, arguments.deals)
    with tempfile.TemporaryDirectory() as folder:
        for form in ("hubspot", "salesforce", "pipedrive"):
            path = Path(folder) / f"{form}.csv"
            broken = write(path, form, made, rng)
            began = time.perf_counter()
            reading = read_deals(path)
            took = time.perf_counter() - began
            known = {d["id"]: d for d in made}
            wrong = sum(
                row.outcome != known[row.external_id]["outcome"]
                or row.amount != known[row.external_id]["amount"]
                or row.opened_on != known[row.external_id]["opened"].isoformat()
                for row in reading.deals
            )
            print(
                f"{form}: {len(reading.deals)} in, {len(reading.refused)} refused of {broken} broken, "
                f"{wrong} misread, doubts {list(reading.mapping.doubts)}, {took:.2f} s"
            )
    hidden = {name for name in {str(d["plain"]) for d in made} if rng.random() < 0.2}
    listed = [d for d in made if d["plain"] not in hidden]
    strangers = [d for d in made if d["plain"] in hidden]
    facts = [
        DealFacts(str(d["id"]), str(d["name"]), str(d["company"]), str(d["contact"]), str(d["email"]), d["opened"],
                  None if d["outcome"] == "open" else d["closed"])
        for d in listed
    ]  # fmt: skip
    truth: dict[str, str | None] = {}
    calls = []
    for number in range(arguments.calls):
        stranger = rng.random() < 0.25
        deal = rng.choice(strangers if stranger else listed)
        calls.append(call_of(rng, number, deal))
        truth[str(number)] = None if stranger else str(deal["id"])
    began = time.perf_counter()
    found = match(calls, facts)
    took = time.perf_counter() - began
    for state in ("sure", "proposed"):
        some = [m for m in found if m.state == state]
        right = sum(truth[m.call] == m.deal for m in some)
        print(f"{state}: {len(some)} calls, precision {right / max(len(some), 1):.3f}")
    right = sum(truth[m.call] == m.deal for m in found)
    sure = sum(truth[m.call] == m.deal for m in found if m.state == "sure")
    total = sum(1 for deal in truth.values() if deal)
    print(f"recall sure {sure / total:.3f}, with proposals {right / total:.3f}; {len(calls)} calls in {took:.2f} s")


if __name__ == "__main__":
    main()
