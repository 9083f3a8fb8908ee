"""Which paths of Google's belong to identity: consent, tokens, keys."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qsl

from worker.sandbox.local_google.identity.accounts import Account
from worker.sandbox.local_google.identity.authorization import AuthorizationRefusal, read_authorization
from worker.sandbox.local_google.identity.consent import Decision, decide, decide_silently
from worker.sandbox.local_google.identity.consent_page import TICK, consent_page, error_page
from worker.sandbox.local_google.identity.openid import configuration, published_keys
from worker.sandbox.local_google.identity.revocation import revoke
from worker.sandbox.local_google.identity.token_endpoint import give_token
from worker.sandbox.local_google.wire.call import Reply
from worker.sandbox.local_google.wire.exchange import REVOKE_PATH, TOKEN_PATH, Exchange
from worker.sandbox.local_google.world import World

AUTH_PATH = "/o/oauth2/v2/auth"
KEYS_PATH = "/oauth2/v3/certs"
CONFIGURATION_PATH = "/.well-known/openid-configuration"
SIGNING_PATHS = frozenset({TOKEN_PATH, KEYS_PATH})
"""Where a signing key must be ready."""


def find_identity_route(exchange: Exchange) -> Callable[[World, Exchange], Reply] | None:
    return ROUTES.get((exchange.request.method, exchange.request.path))


def ask(world: World, exchange: Exchange) -> Reply:
    """Show the consent page, or send the browser back at once for `prompt=none`."""
    try:
        asked = exchange.request.query
        request = read_authorization(world, asked, exchange.request.headers.get("User-Agent", ""))
        if "none" in request.prompt:
            return _sent_to(decide_silently(world, request))
    except AuthorizationRefusal as refusal:
        return _refused(world, exchange, refusal)
    return consent_page(request, _people(world), exchange.request.query_string)


def decided(world: World, exchange: Exchange) -> Reply:
    """Take the form of the consent page."""
    form = exchange.form
    try:
        _check_sender(exchange)
        request = read_authorization(world, dict(parse_qsl(form.get("question", ""))))
        ticked = frozenset(name.removeprefix(TICK) for name in form if name.startswith(TICK))
        allowed = form.get("decision") == "allow"
        decision = Decision(subject=form.get("subject", ""), allow=allowed, scopes=ticked)
        return _sent_to(decide(world, request, decision))
    except AuthorizationRefusal as refusal:
        return _refused(world, exchange, refusal)


def _check_sender(exchange: Exchange) -> None:
    """Refuse a form that a foreign web page sends through somebody's browser, to consent in their name."""
    origin = exchange.request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != exchange.request.host:
        raise AuthorizationRefusal(HTTPStatus.FORBIDDEN, "invalid_request", "This form is not from here.")


def _people(world: World) -> list[Account]:
    return [one for one in world.accounts.values() if one.exists and one.email not in world.registrations]


def _sent_to(address: str) -> Reply:
    return Reply(None, HTTPStatus.FOUND, headers={"Location": address, "Cache-Control": "no-store"})


def _refused(world: World, exchange: Exchange, refusal: AuthorizationRefusal) -> Reply:
    exchange.entry.reason = refusal.error
    return error_page(refusal, world.assumptions.authorization_error_status)


def _token(world: World, exchange: Exchange) -> Reply:
    given = give_token(world, exchange.form, exchange.request.headers.get("Authorization", ""))
    return Reply(given, headers={"Cache-Control": "no-store"})


def _revoke(world: World, exchange: Exchange) -> Reply:
    return Reply(revoke(world, exchange.form.get("token") or exchange.query.text("token")))


def _keys(world: World, _: Exchange) -> Reply:
    return published_keys(world)


def _configuration(_: World, exchange: Exchange) -> Reply:
    return configuration(f"{exchange.request.scheme}://{exchange.request.host}")


ROUTES: dict[tuple[str, str], Callable[[World, Exchange], Reply]] = {
    ("GET", AUTH_PATH): ask,
    ("POST", AUTH_PATH): decided,
    ("POST", TOKEN_PATH): _token,
    ("POST", REVOKE_PATH): _revoke,
    ("GET", KEYS_PATH): _keys,
    ("GET", CONFIGURATION_PATH): _configuration,
}
