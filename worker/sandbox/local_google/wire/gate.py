"""The way of every request to Google: log, latency, faults, answer.

A fault "before" keeps the request from taking effect; one "after" lets it, and spoils the
answer. Requests made by hand pass unharmed.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from aiohttp import web
from aiohttp.web import ContentCoding

from worker.sandbox.local_google.identity.identity_routes import SIGNING_PATHS
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.answering import answer
from worker.sandbox.local_google.wire.call import Reply
from worker.sandbox.local_google.wire.exchange import Exchange, receive
from worker.sandbox.local_google.wire.faults import Fault, OrderedFault
from worker.sandbox.local_google.wire.refusals import Refusal, TokenRefusal, newer_shape
from worker.sandbox.local_google.world import World

BODYLESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


@dataclass(slots=True)
class Gate:
    """What stands between the network and the world; a reset gives it another world."""

    world: World

    async def admit(self, request: web.Request) -> web.StreamResponse:
        world = self.world
        exchange = await receive(world, request)
        fault = None
        if not exchange.entry.by_hand:
            await _wait(world.behaviour.latency)
            fault = world.faults.take(exchange.target)
        if request.path in SIGNING_PATHS:
            await world.signing.prepare()
        response = await _respond(world, exchange, fault)
        if response.body and wants_gzip(request):
            response.enable_compression(ContentCoding.gzip)
        exchange.entry.answered_monotonic = world.clock.monotonic()
        exchange.entry.status = None if exchange.entry.dropped else response.status
        return response


def wants_gzip(request: web.Request) -> bool:
    """Say whether to compress: both headers have to ask for it [S12]."""
    accepted = request.headers.get("Accept-Encoding", "").lower()
    return "gzip" in accepted and "gzip" in request.headers.get("User-Agent", "").lower()


async def _respond(world: World, exchange: Exchange, fault: OrderedFault | None) -> web.Response:
    if fault is None:
        return _plain(answer(world, exchange, None), exchange)
    exchange.entry.fault_id = fault.id
    if fault.fault.when == "after":
        reply = answer(world, exchange, fault)
        exchange.entry.event_id = reply.event_id
        return await _strike(fault.fault, exchange) or _plain(reply, exchange)
    return await _strike(fault.fault, exchange) or _plain(answer(world, exchange, fault), exchange)


async def _strike(fault: Fault, exchange: Exchange) -> web.Response | None:
    """Do what the fault says. Return its answer, or None if the usual one follows."""
    await _wait(fault.stall)
    if fault.drop:
        return _drop(exchange)
    if fault.status is None:
        return None
    exchange.entry.reason = fault.reason
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    if fault.html is not None:
        headers["Content-Type"] = "text/html; charset=UTF-8"
        return web.Response(text=fault.html, status=fault.status, headers=headers)
    if fault.empty:
        return web.Response(status=fault.status, headers=headers)
    return _json(fault.json_body or _error_body(fault, exchange), fault.status, headers)


def _error_body(fault: Fault, exchange: Exchange) -> Json:
    status = fault.status or HTTPStatus.INTERNAL_SERVER_ERROR
    if exchange.is_token_request:
        return TokenRefusal(status, fault.reason, fault.message or fault.reason).body()
    body = Refusal(status, fault.reason, fault.message, info=fault.error_info).body()
    if fault.without_errors:
        body["error"] = {**body["error"], **newer_shape(status, fault.error_info or fault.reason)}
        del body["error"]["errors"]
    return body


def _drop(exchange: Exchange) -> web.Response:
    exchange.entry.dropped = True
    transport = exchange.request.transport
    if transport is not None:
        transport.abort()
    return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _plain(reply: Reply, exchange: Exchange) -> web.Response:
    exchange.entry.event_id = reply.event_id
    if reply.html is not None:
        page = {"Content-Type": "text/html; charset=UTF-8", **reply.headers}
        return web.Response(text=reply.html, status=reply.status, headers=page)
    if reply.status in BODYLESS or reply.body is None:
        return web.Response(status=reply.status, headers=reply.headers)
    etag = reply.body.get("etag")
    return _json(reply.body, reply.status, {**({"ETag": etag} if etag else {}), **reply.headers})


def _json(body: Json, status: int, headers: dict[str, str]) -> web.Response:
    headers = {"Content-Type": "application/json; charset=UTF-8", **headers}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)


async def _wait(duration: timedelta) -> None:
    """Wait in real time: the delays of a network do not follow a faked clock."""
    if duration:
        await asyncio.sleep(duration.total_seconds())
