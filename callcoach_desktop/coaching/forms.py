"""What holds of forms and of what was filled in: which forms can be published, which answers fit, where two differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from callcoach_desktop.domain.coaching import Behaviour, Reading
from callcoach_desktop.domain.scorecards import (
    LEAST_STEPS,
    MOST_FIELDS,
    MOST_STEPS,
    Answer,
    Field,
    FieldKind,
    Form,
    Line,
    Measured,
    Round,
    Sheet,
    Track,
)

LONGEST_LABEL, LONGEST_GUIDE, MOST_OPTIONS = 200, 500, 12


def wrong_with(name: str, fields: Sequence[Field]) -> str:
    """What keeps a form from being published, in a sentence that names the field; "" for nothing."""
    if not name.strip():
        return "The form has no name."
    if not fields:
        return "The form has no fields yet."
    if len(fields) > MOST_FIELDS:
        return f"The form has {len(fields)} fields; {MOST_FIELDS} are the most."
    if len({one.id for one in fields}) != len(fields):
        return "Two fields of the form have one id."
    return next((found for number, one in enumerate(fields, 1) if (found := _wrong_field(number, one))), "")


def _wrong_field(number: int, one: Field) -> str:
    where = f"Field {number}" + (f" (“{one.label.strip()}”)" if one.label.strip() else "")
    if one.kind not in get_args(FieldKind):
        return f"{where} is of no kind that there is."
    if not one.label.strip():
        return f"{where} asks nothing yet."
    if len(one.label) > LONGEST_LABEL or len(one.guide) > LONGEST_GUIDE:
        return f"{where} is too long."
    if one.kind == "scale" and not LEAST_STEPS <= one.steps <= MOST_STEPS:
        return f"{where} needs {LEAST_STEPS} to {MOST_STEPS} steps."
    if one.kind == "choice":
        options = [option.strip().casefold() for option in one.options]
        if len(options) < 2 or not all(options):
            return f"{where} needs at least two options."
        if len(options) > MOST_OPTIONS:
            return f"{where} has more than {MOST_OPTIONS} options."
        if len(set(options)) != len(options):
            return f"{where} has an option twice."
    if one.kind == "figure" and not one.behaviour:
        return f"{where} is filled by a figure, and none is chosen."
    return ""


def fills(one: Field, behaviour: Behaviour | None) -> bool:
    """Whether what is measured can be the answer itself."""
    return behaviour is not None and (one.kind == "figure" or (one.kind == "yes_no" and behaviour.unit == "yes_no"))


def measured(one: Field, behaviour: Behaviour | None, reading: Reading) -> Measured:
    """A reading of a call as a fact of a field."""
    if behaviour is None:
        return Measured(None, "this behaviour is not measured here")
    if reading.value is None:
        return Measured(None, reading.reason or "could not be measured in this call", fills=fills(one, behaviour))
    from callcoach_desktop.coaching.behaviours import spell  # numpy: not for who only edits a form

    yes = reading.value >= 0.5
    said = ("yes" if yes else "no") if behaviour.unit == "yes_no" else spell(reading.value, behaviour)
    answer = yes if one.kind == "yes_no" and behaviour.unit == "yes_no" else None
    return Measured(reading.value, said, answer, fills(one, behaviour), reading.start)


def measured_over(behaviour: Behaviour | None, values: Sequence[float]) -> Measured:
    """The average over several calls as a fact of a field."""
    if behaviour is None:
        return Measured(None, "this behaviour is not measured here")
    if not values:
        return Measured(None, "no call in which it could be measured")
    from callcoach_desktop.coaching.behaviours import spell

    mean = sum(values) / len(values)
    over = "1 call" if len(values) == 1 else f"{len(values)} calls"
    if behaviour.unit == "yes_no":
        return Measured(mean, f"in {sum(v >= 0.5 for v in values)} of {over}")
    return Measured(mean, f"{spell(mean, behaviour)}, average of {over}")


def lines(form: Form, rep: Sheet | None, manager: Sheet | None) -> tuple[Line, ...]:
    """Both sheets side by side, field by field; a sheet that is not in counts as none."""
    rep = rep if rep is not None and rep.state == "in" else None
    manager = manager if manager is not None and manager.state == "in" else None
    if rep is None and manager is None:
        return ()
    return tuple(_line(one, rep, manager) for one in form.fields)


def _line(one: Field, rep: Sheet | None, manager: Sheet | None) -> Line:
    fact = next((s.measured[one.id] for s in (rep, manager) if s is not None and one.id in s.measured), None)
    left, left_there = _answer(one, rep)
    right, right_there = _answer(one, manager)
    comparable = left_there and right_there and one.kind not in ("text", "figure")
    apart = comparable and left != right
    steps = one.kind == "scale" and isinstance(left, int) and isinstance(right, int)
    gap = int(right) - int(left) if steps and left is not None and right is not None else None
    return Line(one, left, left_there, right, right_there, fact, apart, gap)


def _answer(one: Field, sheet: Sheet | None) -> tuple[Answer, bool]:
    if sheet is None:
        return None, False
    if one.id in sheet.answers:
        return sheet.answers[one.id], True
    fact = sheet.measured.get(one.id)
    if fact is not None and fact.fills and fact.answer is not None:
        return fact.answer, True
    return None, False


def tracks(form: Form, rounds: Sequence[Round]) -> tuple[Track, ...]:
    """The fields of a form that are numbers, through all rounds of it, of whatever version they were."""
    oldest = sorted(rounds, key=lambda one: one.date)
    made = []
    for one in form.fields:
        if one.kind not in ("scale", "yes_no", "figure") and not one.behaviour:
            continue
        found = [
            (r, line) for r in oldest for line in r.lines if line.field.id == one.id and line.field.kind == one.kind
        ]
        rep = _points(found, lambda line: line.rep if line.rep_answered else None)
        manager = _points(found, lambda line: line.manager if line.manager_answered else None)
        told = [(r, line.measured) for r, line in found if line.measured is not None]
        facts = tuple((r.date, r.title, fact.value) for r, fact in told if fact.value is not None)
        newest = next((fact.text for _, fact in reversed(told) if fact.value is not None), "")
        if rep or manager or facts:
            made.append(Track(one, rep, manager, facts, newest))
    return tuple(made)


def _points(
    found: Sequence[tuple[Round, Line]], answer: Callable[[Line], Answer]
) -> tuple[tuple[str, str, float], ...]:
    return tuple((r.date, r.title, float(v)) for r, line in found if isinstance(v := answer(line), bool | int))
