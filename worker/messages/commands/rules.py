"""Rules between the fields of one command: for its reader, and the same for its JSON Schema.

A field whose value is null counts as absent, in the schema too.
"""

from itertools import combinations, permutations
from typing import Any

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

Json = dict[str, Any]


def excludes(info: ValidationInfo, name: str, *others: str) -> None:
    """Refuse a field beside others that it excludes; they were read before it."""
    given = [other for other in others if info.data.get(other) is not None]
    if given:
        problem = f"`{name}` and `{given[0]}` exclude each other"
        raise PydanticCustomError("custom", problem)


def at_most_one_of(*names: str) -> Json:
    """Return the part of a schema that says that these fields exclude each other."""
    return {"not": {"anyOf": [given(*pair) for pair in combinations(names, 2)]}}


def at_least_one_of(*names: str) -> Json:
    """Return the part of a schema that says so; of an `anyOf` generators would make a class for each name."""
    return {"not": {"properties": {name: {"type": "null"} for name in names}}}


def together(first: str, second: str) -> Json:
    """Return the part of a schema that says that of two fields both are there, or neither."""
    alone = [{"allOf": [given(one), {"not": given(other)}]} for one, other in permutations((first, second))]
    return {"not": {"anyOf": alone}}


def given(*names: str) -> Json:
    """Return the part of a schema that says that all of these fields are there."""
    return {"required": list(names), "properties": {name: {"not": {"type": "null"}} for name in names}}
