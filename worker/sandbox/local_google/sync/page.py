"""How much of a list one page shows: what was asked for, or less where a test says so [D]."""

from collections.abc import Sequence
from typing import TypeVar

from worker.sandbox.local_google.wire.call import Call
from worker.sandbox.local_google.wire.refusals import invalid

One = TypeVar("One")


def page_size(call: Call, usual: int, largest: int) -> int:
    """Return how many entries a page may have."""
    asked = call.query.integer("maxResults", least=1) or usual
    if asked > largest and call.world.assumptions.oversized_page == "refuse":
        raise invalid(f"maxResults is at most {largest}.", "maxResults")
    return min(asked, largest, call.world.behaviour.page_size_cap or largest)


def first_of(call: Call, rest: Sequence[One], size: int) -> list[One]:
    """Return the page: the first of the rest, or nothing, which Google allows itself [D]."""
    empty = call.world.behaviour.first_page_empty and call.query.text("pageToken") is None
    return [] if empty else list(rest[:size])


def more_follows(call: Call, page: Sequence[One], rest: Sequence[One]) -> bool:
    """Say whether a page has a `nextPageToken`, which tells nothing about what is on the next one [D]."""
    return len(page) < len(rest) or (bool(page) and call.world.behaviour.last_page_empty)
