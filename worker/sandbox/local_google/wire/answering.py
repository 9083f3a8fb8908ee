"""From a request to its answer, without faults: the token endpoint and the API behind it."""

from dataclasses import replace
from http import HTTPStatus

from worker.sandbox.local_google.identity.identity_routes import find_identity_route
from worker.sandbox.local_google.identity.scopes import accepted, lacking_scope
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.quotas.charging import charge_request, check_use, count_use
from worker.sandbox.local_google.wire.api_disabled import check_api
from worker.sandbox.local_google.wire.api_routes import find_route
from worker.sandbox.local_google.wire.body_shape import check_shape
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.discovery import Shape, method_of, resolved
from worker.sandbox.local_google.wire.exchange import Exchange
from worker.sandbox.local_google.wire.faults import OrderedFault
from worker.sandbox.local_google.wire.parameters import check_parameters
from worker.sandbox.local_google.wire.partial import Selection, parse_fields
from worker.sandbox.local_google.wire.refusals import (
    Refusal,
    TokenRefusal,
    forbidden,
)
from worker.sandbox.local_google.world import World


def answer(world: World, exchange: Exchange, fault: OrderedFault | None) -> Reply:
    """Return the answer to a request, errors too; its effect has taken place."""
    try:
        identity = find_identity_route(exchange)
        return identity(world, exchange) if identity else answer_api(world, exchange, fault)
    except (Refusal, TokenRefusal) as refusal:
        exchange.entry.reason = refusal.reason if isinstance(refusal, Refusal) else refusal.error
        return Reply(refusal.body(), refusal.status)


def answer_api(world: World, exchange: Exchange, fault: OrderedFault | None) -> Reply:
    request, caller = exchange.request, exchange.caller
    route, named = find_route(request.method, request.rel_url.raw_path)
    if caller is None:
        raise Refusal(HTTPStatus.UNAUTHORIZED, "authError")
    account = world.accounts.get(caller.subject)
    if account is None or not account.exists:
        raise Refusal(HTTPStatus.UNAUTHORIZED, "authError")
    check_api(world, caller)
    charge_request(world, exchange, route.operation, named.get("calendar_id"))
    if not accepted(caller, route.operation):
        raise lacking_scope(world.assumptions)
    if not account.calendar_user:
        raise forbidden("notACalendarUser")
    method = method_of(request.method, route.template)
    check_parameters(exchange.query, method, world.assumptions)
    fields = exchange.query.text("fields")
    selection = parse_fields(fields, method.answer) if fields is not None else Selection()
    call = Call(
        world=world,
        caller=caller,
        operation=route.operation,
        path=named,
        query=exchange.query,
        body=_body(exchange, method.body) if method.body else {},
        if_match=request.headers.get("If-Match"),
        if_none_match=request.headers.get("If-None-Match"),
        free_busy_errors=_free_busy_errors(fault),
    )
    wanted = check_use(call, request.method)
    reply = route.answer(call)
    count_use(call, wanted, reply)
    return replace(reply, body=selection.of(reply.body))


def _body(exchange: Exchange, shape: Shape) -> Json:
    if not isinstance(exchange.body, dict):
        raise Refusal(HTTPStatus.BAD_REQUEST, "parseError")
    check_shape(exchange.body, resolved(shape))
    return exchange.body


def _free_busy_errors(fault: OrderedFault | None) -> dict[str, str]:
    ordered = fault.fault.free_busy_errors if fault else {}
    return {calendar_id.lower(): reason for calendar_id, reason in ordered.items()}
