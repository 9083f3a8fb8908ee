"""One page of a client's way through a feed, full or incremental [S13][S24].

Where the reading began travels in the page token, and the sync token on the last page says
it: what changes between two pages is neither lost nor waited for, it is the next increment's.
"""

import hashlib
import json
from dataclasses import astuple, dataclass, replace
from typing import Any

from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.sync.position import Position, redeem, sync_token
from worker.sandbox.local_google.wire.call import Call
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import invalid

PAGE_TOKEN = "page"  # noqa: S105 - a kind of token, no secret
NOT_ABOUT_THE_LIST = frozenset(
    {"access_token", "alt", "key", "oauth_token", "prettyPrint", "quotaUser", "userIp"}
)
"""Parameters of any call [D]: they may differ from page to page."""
Place = list[Any]
"""Where an item stands in the order: JSON scalars."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A list that can be followed, and what its sync tokens do not go with."""

    name: str
    access: str
    forbidden: frozenset[str]
    """Parameters that are a 400 beside a sync token [D]."""
    silencing: frozenset[str]
    """Parameters of a full reading that ends without a sync token."""


@dataclass(frozen=True, slots=True)
class Reading:
    feed: Feed
    began: Position
    """Where the first page stood: the next sync token."""
    known: Position | None
    """What the client's sync token says; None: it reads everything."""
    after: Place | None
    """Where the page before ended; None: this is the first, or the one before was empty."""

    @property
    def since(self) -> int | None:
        """Only what changed after this version is wanted; None: everything."""
        return self.known.version if self.known else None


def begin_reading(call: Call, feed: Feed) -> Reading:
    """Read the tokens of a request, or refuse them."""
    present = _present(call, feed)
    known = _known(call, feed, present)
    if known:
        present = replace(present, time_min=known.time_min)
    token = call.query.text("pageToken")
    if token is None:
        return Reading(feed, present, known, None)
    content = call.world.seal.open(PAGE_TOKEN, token)
    if content is None:
        raise invalid("Invalid page token value.", "pageToken")
    mark, after, began = content
    if mark != _page_mark(call, feed):
        raise invalid("The page token belongs to another query.", "pageToken")
    return Reading(feed, Position(*began), known, after)


def ending(call: Call, reading: Reading, last: Place | None, *, more: bool) -> Json:
    """Return the `nextPageToken` of a page, or else the `nextSyncToken` of the last one."""
    if more:
        content = [_page_mark(call, reading.feed), last, astuple(reading.began)]
        return {"nextPageToken": call.world.seal.close(PAGE_TOKEN, content)}
    if reading.feed.silencing & call.query.values.keys():
        return {}
    return {"nextSyncToken": sync_token(call.world, reading.began)}


def _present(call: Call, feed: Feed) -> Position:
    world, query = call.world, call.query
    left_out = feed.forbidden | {"syncToken", "pageToken", "showDeleted"} | NOT_ABOUT_THE_LIST
    return Position(
        feed=feed.name,
        subject=call.caller.subject,
        version=next(world.versions),
        access=feed.access,
        query=_mark(query, left_out),
        reached=world.now().timestamp(),
        time_min=query.text("timeMin"),
    )


def _known(call: Call, feed: Feed, present: Position) -> Position | None:
    token = call.query.text("syncToken")
    if token is None:
        return None
    for name in sorted(feed.forbidden & call.query.values.keys()):
        raise invalid(f"Sync token cannot be used with {name}.", name)
    if call.query.text("showDeleted") is not None and not call.query.boolean("showDeleted"):
        raise invalid("Sync token cannot be used with showDeleted=false.", "showDeleted")
    return redeem(call.world, token, present)


def _page_mark(call: Call, feed: Feed) -> str:
    """Return a mark of caller and query: each page repeats the identical one [S24]."""
    return f"{feed.name} {call.caller.subject} " + _mark(call.query, NOT_ABOUT_THE_LIST | {"pageToken"})


def _mark(query: Query, without: frozenset[str]) -> str:
    """Return a mark of some parameters; `True` says what `true` says."""
    asked = {name: list(given) for name, given in query.values.items() if name not in without}
    plain = {
        name: [text.lower() if text in {"True", "False"} else text for text in asked[name]] for name in asked
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]
