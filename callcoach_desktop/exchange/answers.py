"""Answers to a form as JSON, to be filled in elsewhere and read back; and as a person writes them in a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.scorecards import Answer, Field, Form, Round, Sheet, Who, fits

LARGEST = 1_000_000  # bytes
_YES, _NO = frozenset({"yes", "y", "true", "ja", "j", "1"}), frozenset({"no", "n", "false", "nein", "0"})
_NONE = frozenset({"n/a", "na", "-", "not applicable"})


def sheet_data(shown: Round, who: Who) -> dict[str, Any]:
    """A form on its subject as one side sees it: what is asked, how it can be answered, and what was so far.

    The `answers` of this, changed, are what `read_answers` takes. The other side's are in `lines`, once they are seen.
    """
    own: Sheet | None = shown.rep if who == "rep" else shown.manager
    return {
        "form": shown.form.id,
        "version": shown.form.version,
        "name": shown.form.name,
        "call": shown.subject.call,
        "one_on_one": shown.subject.one_on_one,
        "who": who,
        "state": "open" if own is None else own.state,
        "waiting": shown.waiting,
        "fields": [{**_asked(one), "answer": how_to_answer(one)} for one in shown.form.fields],
        "answers": dict(own.answers) if own is not None else {},
    }


def _asked(one: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"id": one.id, "kind": one.kind, "label": one.label, "guide": one.guide}
    if one.kind == "scale":
        told |= {"steps": one.steps, "low": one.low, "high": one.high}
    if one.kind == "choice":
        told["options"] = list(one.options)
    return told | {"behaviour": one.behaviour or None, "optional": one.optional}


def how_to_answer(one: Field) -> str:
    """What may be answered, in words."""
    said = {
        "scale": f"a whole number from 1 to {one.steps}",
        "yes_no": "true or false",
        "choice": "one of " + ", ".join(f"“{option}”" for option in one.options),
        "text": "a text",
        "figure": "nothing: it is measured",
    }[one.kind]
    return said if not one.optional or one.kind == "figure" else f"{said}; null for not applicable"


def read_answers(data: bytes, form: Form) -> dict[str, Answer]:
    """Answers by field id: an object of them, or what `sheet_data` gave with its `answers` filled in.

    Raises KnownError `answers_unreadable`, `no_such_field`, `answer_unfit`, `other_form`.
    """
    if len(data) > LARGEST:
        raise _unreadable("it is far too large")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _unreadable("it is not JSON") from error
    if not isinstance(found, dict):
        raise _unreadable("it is no object")
    if isinstance(found.get("answers"), dict):
        told = (found.get("form", form.id), found.get("version", form.version))
        if told != (form.id, form.version):
            raise KnownError(
                "other_form",
                f"These answers are for version {told[1]} of form {told[0]}; here it is version {form.version} of "
                f"{form.id}.",
                "Get the sheet anew with `callcoach scorecards sheet`.",
            )
        found = found["answers"]
    return checked(found, form)


def checked(answers: Mapping[str, Any], form: Form) -> dict[str, Answer]:
    """The answers, each fitting its field. Raises KnownError `no_such_field`, `answer_unfit`."""
    for name, answer in answers.items():
        one = _field(form, name)
        if not fits(one, answer):
            raise _unfit(one, answer)
    return dict(answers)


def parse_answer(form: Form, name: str, text: str) -> Answer:
    """What was typed as an answer to a field: "4", "yes", an option, a text, "n/a". Raises KnownError as `checked`."""
    one = _field(form, name)
    word = text.strip()
    answer: Answer = word
    if word.casefold() in _NONE and one.optional:
        answer = None
    elif one.kind == "scale" and word.isdecimal():
        answer = int(word)
    elif one.kind == "yes_no" and word.casefold() in _YES | _NO:
        answer = word.casefold() in _YES
    elif one.kind == "choice":
        answer = next((option for option in one.options if option.casefold() == word.casefold()), word)
    elif one.kind == "text":
        answer = text
    if not fits(one, answer):
        raise _unfit(one, text)
    return answer


def _field(form: Form, name: str) -> Field:
    one = form.field(name)
    if one is None:
        names = ", ".join(field.id for field in form.fields)
        raise KnownError("no_such_field", f"The form “{form.name}” has no field {name!r}.", f"Its fields are: {names}.")
    return one


def _unfit(one: Field, answer: Any) -> KnownError:
    shown = json.dumps(answer, ensure_ascii=False)[:60]
    return KnownError(
        "answer_unfit", f"{shown} does not answer “{one.label}” ({one.id}).", f"It takes {how_to_answer(one)}."
    )


def _unreadable(why: str) -> KnownError:
    return KnownError(
        "answers_unreadable",
        f"These are no answers to a form: {why}.",
        "Begin with what `callcoach scorecards sheet` prints, and fill in its `answers`.",
    )
