"""Whether a JSON body has the types that the discovery document gives its fields [D].

What a field means is checked where it is used; that it is a text, a list or an object, here,
once for every call. Fields that the document does not know are ignored.
"""

from collections.abc import Iterator
from typing import Any

from worker.sandbox.local_google.wire.discovery import Shape, resolved
from worker.sandbox.local_google.wire.refusals import invalid

KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
MOST_DIGITS = 19
"""A number is of 64 bits at most, also where JSON carries it as a text [D]."""


def check_shape(body: Any, shape: Shape) -> None:
    """Raise a 400 for the first field of a wrong type; null is right everywhere, and clears a field."""
    for name, given, wanted in _fields(body, shape):
        if given is None:
            continue
        if not _fits(given, wanted):
            raise invalid(f"Invalid value for: {name} must be of type {wanted.get('type')}.")
        check_shape(given, wanted)


def _fields(body: Any, shape: Shape) -> Iterator[tuple[str, Any, Shape]]:
    """Give what is inside an object or a list, with the shape that it should have."""
    if isinstance(body, list):
        yield from (("item", one, resolved(shape["items"])) for one in body)
    elif isinstance(body, dict):
        known: dict[str, Shape] = shape.get("properties", {})
        free: Shape | None = shape.get("additionalProperties")
        for name, given in body.items():
            wanted = known.get(name, free)
            if wanted is not None:
                yield name, given, resolved(wanted)


def _fits(given: Any, shape: Shape) -> bool:
    kinds = KINDS.get(shape.get("type", ""), (object,))
    if isinstance(given, bool):
        return bool in kinds or object in kinds
    if isinstance(given, int) and len(str(abs(given))) > MOST_DIGITS:
        return False
    return isinstance(given, kinds) or (isinstance(given, int) and _may_be_number(shape))


def _may_be_number(shape: Shape) -> bool:
    """Say whether a text may come as a number: one of 64 bits, and what a free field holds [D]."""
    return shape.get("type") == "string" and ("format" in shape or "Declares" in shape.get("description", ""))
