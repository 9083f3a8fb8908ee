"""One HTTP request, read once: what it says, who sent it, and how it is logged."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from worker.sandbox.local_google.identity.accounts import Caller
from worker.sandbox.local_google.identity.token_endpoint import claimed_subject
from worker.sandbox.local_google.wire.faults import Target, calendar_ids_of
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.request_log import SECRET_FIELDS, LogEntry, masked
from worker.sandbox.local_google.world import World

TOKEN_PATH = "/token"  # noqa: S105 - a path
REVOKE_PATH = "/revoke"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON spells one half of a surrogate pair; alone, it is no text."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and the entry of the log that follows it."""

    request: web.Request
    query: Query
    body: Any
    """The decoded form or JSON; None if there is none, or it is neither."""
    caller: Caller | None
    """Whom the access token speaks for, if it is good."""
    target: Target
    entry: LogEntry

    @property
    def is_token_request(self) -> bool:
        """Whether errors have the shape of the token endpoint."""
        return self.request.path in {TOKEN_PATH, REVOKE_PATH}

    @property
    def form(self) -> dict[str, str]:
        return self.body if self.request.content_type == FORM and isinstance(self.body, dict) else {}


async def receive(world: World, request: web.Request) -> Exchange:
    """Read a request and open its entry in the log."""
    raw = (await request.read()).decode(errors="replace")
    query = Query({name: request.query.getall(name) for name in request.query})
    body, caller = _decoded(raw, request.content_type), _caller(world, request)
    subject = caller.subject if caller else _claimed_subject(world, request.path, body)
    fields = body if isinstance(body, dict) else None
    path = unquote(request.rel_url.raw_path)
    target = Target(request.method, path, calendar_ids_of(path, fields, subject), subject, raw)
    entry = _entry(world, request, query, body, target)
    entry.by_hand = caller is not None and caller.by_hand
    world.log.entries.append(entry)
    return Exchange(request, query, body, caller, target, entry)


def _entry(world: World, request: web.Request, query: Query, body: Any, target: Target) -> LogEntry:
    writes = request.method in WRITES and "/events" in target.path
    return LogEntry(
        sequence=world.log.next_sequence(),
        arrived=world.now(),
        arrived_monotonic=world.clock.monotonic(),
        method=request.method,
        path=target.path,
        query={name: _shown(name, given) for name, given in query.values.items()},
        subject=target.subject,
        body=masked(body),
        quota_user=query.text("quotaUser") or request.headers.get("X-Goog-Quota-User"),
        send_updates=(query.text("sendUpdates") or "none") if writes else None,
        if_match=request.headers.get("If-Match"),
    )


def _shown(name: str, given: Any) -> list[str]:
    return ["***"] if name in SECRET_FIELDS else list(given)


def _decoded(raw: str, content_type: str) -> Any:
    if content_type == FORM:
        return dict(parse_qsl(raw))
    try:
        read = json.loads(raw, parse_constant=_no_json) if raw else None
        if HALF_CHARACTER.search(raw):
            json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return read


def _no_json(name: str) -> None:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not know."""
    raise ValueError(name)


def _caller(world: World, request: web.Request) -> Caller | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return world.tokens.caller(secret, world.now()) if kind == "Bearer" else None


def _claimed_subject(world: World, path: str, body: Any) -> str | None:
    of_tokens = path in {TOKEN_PATH, REVOKE_PATH} and isinstance(body, Mapping)
    return claimed_subject(world, body) if of_tokens else None
