"""One page of a list that is no list of events: access rules, somebody's calendars, settings [D].

The order is that of the ids, so that writes between two pages neither repeat an item nor
lose one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.sync.page import first_of, more_follows, page_size
from worker.sandbox.local_google.sync.reading import Feed, Reading, begin_reading, ending
from worker.sandbox.local_google.wire.call import Call, Reply

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
    size, items = page_size(call, DEFAULT_PAGE, LARGEST_PAGE), list(items)
    reading = begin_reading(call, feed)
    rest = sorted((item for item in items if _is_wanted(item, reading)), key=lambda item: item.id)
    page = first_of(call, rest, size)
    last = [page[-1].id] if page else reading.after
    newest = max((item.version for item in items), default=0)
    head: Json = {"kind": kind, "etag": f'"p{newest}"', "items": [item.body for item in page]}
    return Reply({**head, **ending(call, reading, last, more=more_follows(call, page, rest))})


def _is_wanted(item: Item, reading: Reading) -> bool:
    if reading.after is not None and [item.id] <= reading.after:
        return False
    return not item.left_out if reading.since is None else item.version > reading.since
