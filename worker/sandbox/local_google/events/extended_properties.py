"""Extended properties, with the limits that Google keeps in silence [S8]."""

from collections.abc import Iterable
from typing import Any

from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import invalid

LONGEST_KEY = 44
"""Longer keys are silently dropped."""
LONGEST_VALUE = 1024
"""Longer values are silently truncated."""
MOST_PROPERTIES = 300
MOST_BYTES = 32 * 1024
KINDS = ("private", "shared")


def clean_properties(given: Any) -> Json:
    if not isinstance(given, dict):
        raise invalid("Invalid extended properties.")
    kept = {kind: _clean_kind(given[kind]) for kind in KINDS if given.get(kind)}
    _check_total(kept.values())
    return {kind: properties for kind, properties in kept.items() if properties}


def check_all_copies(copy: Copy, shared: Json, private: dict[str, str]) -> None:
    """Refuse what is too much together with the private properties of everybody else's copy [S8]."""
    others = [one for one in copy.meeting.copies.values() if one.calendar_id != copy.calendar_id]
    everybodys = shared.get("extendedProperties", {}).get("shared", {})
    _check_total([everybodys, private, *(one.private_properties for one in others)])


def _check_total(kinds: Iterable[dict[str, str]]) -> None:
    pairs = [pair for properties in kinds for pair in properties.items()]
    size = sum(len(key.encode()) + len(value.encode()) for key, value in pairs)
    if len(pairs) > MOST_PROPERTIES or size > MOST_BYTES:
        raise invalid("Too many or too large extended properties.")


def _clean_kind(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise invalid("Invalid extended properties.")
    if not all(isinstance(value, str) for value in given.values() if value is not None):
        raise invalid("Extended property values must be text.")
    return {
        key: value[:LONGEST_VALUE]
        for key, value in given.items()
        if value is not None and len(key) <= LONGEST_KEY
    }
