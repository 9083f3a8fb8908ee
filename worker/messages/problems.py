"""Turns what pydantic found wrong into what a sender needs to read: where, what, and the choices.

A problem says what is wrong, never what was sent: a value could be a secret. Only the name of
an unknown field is repeated, cut short.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from worker.errors import FieldProblem
from worker.messages.fields import PROBLEM_OF

MOST_PROBLEMS: Final = 100
"""A body of 256 KiB could hold more mistakes than a result has room for."""
LONGEST_NAME: Final = 64

_SENTENCES: Final = {
    "missing": "is missing",
    "string_type": "must be a string",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "model_type": "must be an object",
    "union_tag_not_found": "has the wrong type",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}

_EXAMPLES: Final = {"Participant": '{"email": "maya@vai.example"}'}
"""By the name of a model: what many send as plain text."""


def problems_of(
    error: ValidationError, model: type[BaseModel], sent_as: Mapping[str, str]
) -> list[FieldProblem]:
    """Return the problems in the order of the fields. `model` is what was read.

    `sent_as` has the alias under which a field came in: a sender does not know one that the
    command lacks by any other name.
    """
    details = _without_echoes(error.errors(include_url=False, include_input=False))
    return [_problem(detail, model, sent_as) for detail in details]


def limited(problems: Sequence[FieldProblem]) -> list[FieldProblem]:
    """Return as many problems as a result has room for, and say if there are more.

    How many is not known: they are not looked for without end.
    """
    listed = list(problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        listed.append(FieldProblem("", "further problems are not listed"))
    return listed


def _without_echoes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short where only its entries are wrong: pydantic does not count those."""
    parents = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    return [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in parents]


def path_of(location: Iterable[int | str]) -> str:
    """Write a location as `participants[2].email`. Parts that begin with @ are ours, not the sender's."""
    return "".join(_steps(location)).removeprefix(".")


def _steps(location: Iterable[int | str]) -> Iterator[str]:
    for part in location:
        if isinstance(part, int):
            yield f"[{part}]"
        elif not part.startswith("@"):
            yield f".{short(part)}"


def short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def _problem(detail: ErrorDetails, model: type[BaseModel], sent_as: Mapping[str, str]) -> FieldProblem:
    if detail["type"] == "extra_forbidden":
        path = _unknown(detail["loc"], sent_as)
        return FieldProblem(path, "is not a known field", _near(detail["loc"], model))
    path = path_of(detail["loc"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error" | "enum":
            choices = tuple(re.findall(r"'([^']*)'", str(context["expected"])))
            return FieldProblem(path, f"must be one of: {', '.join(choices)}", choices)
        case "string_pattern_mismatch":
            return FieldProblem(path, PROBLEM_OF[context["pattern"]])
        case "model_type" if example := _EXAMPLES.get(context["class_name"]):
            return FieldProblem(path, f"must be an object, as {example}")
        case "custom":
            return FieldProblem(path, detail["msg"], tuple(context.get("choices", ())))
        case kind:
            return FieldProblem(path, _SENTENCES.get(kind, "is not valid").format_map(context))


def _unknown(location: tuple[int | str, ...], sent_as: Mapping[str, str]) -> str:
    """Write where an unknown field is: its name is the sender's, whatever it begins with."""
    *parents, last = location
    name = short(str(last)) or '""'
    if not parents:
        return sent_as.get(name, name)
    return f"{path_of(parents)}.{name}"


def _near(location: tuple[int | str, ...], model: type[BaseModel]) -> tuple[str, ...]:
    """Return names of the command that look like the unknown one."""
    wanted = str(location[-1])
    if len(location) > 1 or len(wanted) > LONGEST_NAME:
        return ()
    return tuple(get_close_matches(wanted, model.model_fields, n=3))
