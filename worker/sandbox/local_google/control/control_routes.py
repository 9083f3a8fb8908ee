"""`/_control/…`: how tests and the demo set up and read the local Google from outside."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from worker.sandbox.local_google.control.control_wire import (
    AccessRule,
    LogQuery,
    NewCalendar,
    Revocation,
    SyncExpiry,
    TokenRequest,
)
from worker.sandbox.local_google.events.rendering import render_event, view_of
from worker.sandbox.local_google.identity.accounts import Account, Caller, Registration
from worker.sandbox.local_google.identity.scopes import CALENDAR
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.push.channel import Disturbance
from worker.sandbox.local_google.quotas.charging import use_of
from worker.sandbox.local_google.quotas.use_limits import UseLimits
from worker.sandbox.local_google.wire.faults import Fault, FaultPlan
from worker.sandbox.local_google.wire.gate import Gate
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import Refusal, not_found
from worker.sandbox.local_google.wire.request_log import LogEntry
from worker.sandbox.local_google.world import World

Model = TypeVar("Model", bound=BaseModel)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Control:
    """The handlers; `fresh` makes the world of a reset."""

    gate: Gate
    fresh: Callable[[], World]

    @property
    def world(self) -> World:
        return self.gate.world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_control/reset", self.reset),
            web.post("/_control/accounts", self.add_account),
            web.get("/_control/accounts", self.list_accounts),
            web.post("/_control/calendars", self.add_calendar),
            web.post("/_control/access", self.share),
            web.post("/_control/service-accounts", self.register),
            web.post("/_control/tokens", self.issue_token),
            web.post("/_control/tokens/revoke", self.revoke_tokens),
            web.post("/_control/sync-tokens/expire", self.expire_sync_tokens),
            web.get("/_control/push/reports", self.push_reports),
            web.post("/_control/push/disturbances", self.disturb),
            web.delete("/_control/push/disturbances", self.disturb_no_more),
            web.put("/_control/use-limits/{email}", self.set_use_limits),
            web.patch("/_control/behaviour", self.change_behaviour),
            web.patch("/_control/assumptions", self.change_assumptions),
            web.get("/_control/now", self.now),
            web.post("/_control/faults", self.add_fault),
            web.get("/_control/faults", self.list_faults),
            web.delete("/_control/faults", self.clear_faults),
            web.get("/_control/log", self.read_log),
            web.delete("/_control/log", self.clear_log),
            web.get("/_control/events", self.dump_events),
        ]

    async def reset(self, _: web.Request) -> web.Response:
        self.gate.world = self.fresh()
        return _said({})

    async def add_account(self, request: web.Request) -> web.Response:
        self.world.add_account(await _read(request, Account))
        return _said({})

    async def list_accounts(self, _: web.Request) -> web.Response:
        listed = [account.model_dump(mode="json") for account in self.world.accounts.values()]
        return _said({"accounts": listed})

    async def add_calendar(self, request: web.Request) -> web.Response:
        new = await _read(request, NewCalendar)
        self.world.add_calendar(new.calendar_id, new.owner, new.summary, new.time_zone)
        return _said({})

    async def share(self, request: web.Request) -> web.Response:
        rule = await _read(request, AccessRule)
        calendar = self.world.calendars.get(rule.calendar_id)
        if calendar is None:
            raise not_found()
        self.world.share(calendar, rule.scope, rule.role)
        return _said({})

    async def register(self, request: web.Request) -> web.Response:
        self.world.register(await _read(request, Registration))
        return _said({})

    async def issue_token(self, request: web.Request) -> web.Response:
        asked = await _read(request, TokenRequest)
        caller = Caller(asked.subject.lower(), asked.scopes, by_hand=asked.by_hand)
        expires = NEVER if asked.by_hand else self.world.now() + self.world.behaviour.token_lifetime
        return _said({"access_token": self.world.tokens.issue(caller, expires)})

    async def revoke_tokens(self, request: web.Request) -> web.Response:
        revocation = await _read(request, Revocation)
        return _said({"revoked": self.world.tokens.revoke(revocation.subject)})

    async def expire_sync_tokens(self, request: web.Request) -> web.Response:
        self.world.expire_sync_tokens((await _read(request, SyncExpiry)).calendar_id)
        return _said({})

    async def push_reports(self, _: web.Request) -> web.Response:
        return _said({"reports": [one.model_dump() for one in self.world.channels.reports]})

    async def disturb(self, request: web.Request) -> web.Response:
        self.world.channels.disturb(await _read(request, Disturbance))
        return _said({})

    async def disturb_no_more(self, _: web.Request) -> web.Response:
        self.world.channels.disturbances.clear()
        return _said({})

    async def set_use_limits(self, request: web.Request) -> web.Response:
        limits = await _read(request, UseLimits)
        use_of(self.world, request.match_info["email"].lower()).limits = limits
        return _said({})

    async def change_behaviour(self, request: web.Request) -> web.Response:
        self.world.behaviour = await _changed(request, self.world.behaviour)
        return _said(self.world.behaviour.model_dump(mode="json"))

    async def change_assumptions(self, request: web.Request) -> web.Response:
        self.world.assumptions = await _changed(request, self.world.assumptions)
        return _said(self.world.assumptions.model_dump(mode="json"))

    async def now(self, _: web.Request) -> web.Response:
        return _said({"now": self.world.now().isoformat()})

    async def add_fault(self, request: web.Request) -> web.Response:
        return _said({"id": self.world.faults.add(await _read(request, Fault))})

    async def list_faults(self, _: web.Request) -> web.Response:
        ordered = self.world.faults.ordered
        return _said({"faults": [{"id": one.id, "seen": one.seen, "hits": one.hits} for one in ordered]})

    async def clear_faults(self, _: web.Request) -> web.Response:
        self.world.faults = FaultPlan()
        return _said({})

    async def read_log(self, request: web.Request) -> web.Response:
        query = LogQuery.model_validate(dict(request.query))
        entries = [entry for entry in self.world.log.entries if is_wanted(entry, query)]
        return _said({"entries": [entry.model_dump(mode="json") for entry in entries]})

    async def clear_log(self, _: web.Request) -> web.Response:
        self.world.log.entries.clear()
        return _said({})

    async def dump_events(self, request: web.Request) -> web.Response:
        calendar = self.world.calendars.get(request.query.get("calendar_id", "").lower())
        if calendar is None:
            raise not_found()
        caller = Caller(calendar.owner, frozenset({CALENDAR}))
        view = view_of(calendar, caller, Query({}), self.world.assumptions)
        return _said({"events": [render_event(copy, view) for copy in calendar.copies.values()]})


def is_wanted(entry: LogEntry, query: LogQuery) -> bool:
    return (
        entry.sequence > query.after
        and query.method in {None, entry.method}
        and query.subject in {None, entry.subject}
        and query.by_hand in {None, entry.by_hand}
        and (query.path is None or re.search(query.path, entry.path) is not None)
    )


@web.middleware
async def tell_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer a wrong control request with 400 and what is wrong with it."""
    try:
        return await handler(request)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        return _said({"error": str(problems)}, HTTPStatus.BAD_REQUEST)
    except Refusal as refusal:
        return _said(refusal.body(), refusal.status)


async def _changed(request: web.Request, present: Model) -> Model:
    """Return settings with the fields of the body changed."""
    changes = TypeAdapter(Json).validate_json(await request.read())
    return type(present).model_validate(present.model_dump() | changes)


async def _read(request: web.Request, model: type[Model]) -> Model:
    return model.model_validate_json(await request.read())


def _said(body: Json, status: int = HTTPStatus.OK) -> web.Response:
    return web.json_response(body, status=status)
