"""One page of a list that is no list of events: access rules, somebody's calendars, settings [D].

The order is that of the ids, so that writes between two pages neither repeat an item nor
lose one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.sync.reading import Feed, Reading, begin_reading, ending
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import invalid

DEFAULT_PAGE = 100
LARGEST_PAGE = 250


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    version: int
    body: Json
    left_out: bool = False
    """Of a full reading: because it is deleted, hidden, or a default. Increments tell it [D]."""


def feed_page(call: Call, feed: Feed, kind: str, items: Iterable[Item]) -> Reply:
    """Return the page that a call asks for."""
    size, items = _page_size(call), list(items)
    reading = begin_reading(call, feed)
    rest = sorted((item for item in items if _is_wanted(item, reading)), key=lambda item: item.id)
    empty = call.world.behaviour.first_page_empty and call.query.text("pageToken") is None
    page = [] if empty else rest[:size]
    more = len(page) < len(rest) or (bool(page) and call.world.behaviour.last_page_empty)
    last = [page[-1].id] if page else reading.after
    newest = max((item.version for item in items), default=0)
    head: Json = {"kind": kind, "etag": f'"p{newest}"', "items": [item.body for item in page]}
    return Reply({**head, **ending(call, reading, last, more=more)})


def _is_wanted(item: Item, reading: Reading) -> bool:
    if reading.after is not None and [item.id] <= reading.after:
        return False
    return not item.left_out if reading.since is None else item.version > reading.since


def _page_size(call: Call) -> int:
    asked = call.query.integer("maxResults", least=1) or DEFAULT_PAGE
    if asked > LARGEST_PAGE and call.world.assumptions.oversized_page == "refuse":
        raise invalid(f"maxResults is at most {LARGEST_PAGE}.", "maxResults")
    return min(asked, LARGEST_PAGE, call.world.behaviour.page_size_cap or LARGEST_PAGE)
