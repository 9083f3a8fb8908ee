"""The `watch` of every list that has one, and `channels.stop` [S9][S25].

Events and access rules are watched per calendar, the list of calendars and the settings per
user; calendars themselves and free/busy not at all.
"""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.calendars.access_list import rules_to_read
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.push.channel import Channel
from worker.sandbox.local_google.push.loopback import is_loopback
from worker.sandbox.local_google.sync.changes import acl_of, calendar_list_of, events_of, settings_of
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal, forbidden, invalid, not_found, required

MOST_ID, MOST_TOKEN = 64, 256
TYPES = frozenset({"web_hook", "webhook"})
DIGITS = re.compile(r"[0-9]{1,19}")
DEFAULT_LIFE = timedelta(days=7)
ROOT = "https://www.googleapis.com/calendar/v3/"


def watch_events(call: Call) -> Reply:
    """Open a channel for the events of a calendar, of some types or all."""
    calendar = call.calendar()
    types = call.query.texts("eventTypes")
    query = urlencode([("alt", "json"), *(("eventTypes", one) for one in types)])
    path = f"calendars/{quote(call.path['calendar_id'], safe='@')}/events?{query}"
    return watch(call, events_of(calendar.id), path, frozenset(types))


def watch_rules(call: Call) -> Reply:
    """Open a channel for the access rules of a calendar, for whoever may list them."""
    calendar = rules_to_read(call)
    path = f"calendars/{quote(call.path['calendar_id'], safe='@')}/acl?alt=json"
    return watch(call, acl_of(calendar.id), path)


def watch_calendar_list(call: Call) -> Reply:
    return watch(call, calendar_list_of(call.caller.subject), "users/me/calendarList?alt=json")


def watch_settings(call: Call) -> Reply:
    return watch(call, settings_of(call.caller.subject), "users/me/settings?alt=json")


def watch(call: Call, feed: str, path: str, labels: frozenset[str] = frozenset()) -> Reply:
    """Open a channel for a feed, whose address below the API's root is `path`."""
    body, world = call.body, call.world
    channel_id = _text(body, "id", MOST_ID)
    if body.get("type") not in TYPES:
        raise invalid(f"Unknown channel type: {body.get('type')}.", "type")
    address = _address(call)
    token = None if body.get("token") is None else _text(body, "token", MOST_TOKEN)
    expires = _expiration(body, world.now(), world.assumptions)
    _check_id(call, channel_id)
    channel = Channel(
        id=channel_id,
        project=call.caller.project,
        feed=feed,
        resource_id=_resource_id(feed, call.caller.subject),
        resource_uri=ROOT + path,
        address=address,
        token=token,
        expires=expires,
        subject=call.caller.subject,
        client_id=call.caller.client_id,
        by_service_account=call.caller.client_id in world.registrations,
        labels=labels,
    )
    world.channels.open(channel)
    return Reply(_shown(channel))


def stop(call: Call) -> Reply:
    """End a channel: for who opened it; of a service account's, for anybody it acts for [S9]."""
    channel = call.world.channels.known.get((call.caller.project, str(call.body.get("id"))))
    if channel is None or channel.resource_id != call.body.get("resourceId"):
        raise not_found()
    if not channel.is_open(call.world.now()):
        raise not_found()
    own = channel.subject == call.caller.subject or channel.by_service_account
    if not own or channel.client_id != call.caller.client_id:
        hidden = call.world.assumptions.foreign_channel_is_hidden
        raise not_found() if hidden else forbidden("forbidden")
    channel.stopped = True
    return Reply(None, HTTPStatus.NO_CONTENT)


def _shown(channel: Channel) -> Json:
    shown: Json = {
        "kind": "api#channel",
        "id": channel.id,
        "resourceId": channel.resource_id,
        "resourceUri": channel.resource_uri,
        "expiration": str(int(channel.expires.timestamp() * 1000)),
    }
    return shown if channel.token is None else {**shown, "token": channel.token}


def _text(body: Json, name: str, longest: int) -> str:
    given = body.get(name)
    if given is None or given == "":
        raise required(f"Missing channel {name}.", name)
    if not isinstance(given, str) or len(given) > longest or not given.isprintable():
        raise invalid(f"A channel {name} is a text of at most {longest} characters, all printable.", name)
    return given


def _address(call: Call) -> str:
    """Return where to post to; plain HTTP only to this machine, and only where a test allows it."""
    address = _text(call.body, "address", 2048)
    plain = call.world.behaviour.push_allows_http_on_loopback and is_loopback(address)
    scheme = _scheme(address)
    if scheme != "https" and not (scheme == "http" and plain):
        if call.world.assumptions.http_webhook == "unauthorized":
            raise Refusal(HTTPStatus.UNAUTHORIZED, "push.webhookUrlUnauthorized")
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "push.webhookUrlNotHttps", f"WebHook callback must be HTTPS: {address}"
        )
    return address


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def _expiration(body: Json, now: datetime, assumptions: Assumptions) -> datetime:
    """Return when a channel ends: at the stricter of what was asked for and Google's default [S9]."""
    lives = [one for one in (_ttl(body), _until(body, now)) if one is not None]
    wanted = min(lives, default=DEFAULT_LIFE)
    if wanted <= timedelta(0):
        raise invalid("The expiration of a channel lies in the future.", "expiration")
    life = min(wanted, DEFAULT_LIFE) if assumptions.longer_channels_are_cut else wanted
    return (now + life).replace(microsecond=0)


def _ttl(body: Json) -> timedelta | None:
    params = body.get("params") or {}
    given = params.get("ttl") if isinstance(params, dict) else "?"
    return None if given is None else timedelta(seconds=_whole(given, "params.ttl", 10**9))


def _until(body: Json, now: datetime) -> timedelta | None:
    given = body.get("expiration")
    if given is None:
        return None
    milliseconds = _whole(given, "expiration", 10**14)
    return datetime.fromtimestamp(milliseconds / 1000, UTC) - now


def _whole(given: Any, name: str, largest: int) -> int:
    """Read a number of 64 bits, which JSON carries as a text [D]."""
    text = str(given)
    if isinstance(given, bool) or not DIGITS.fullmatch(text) or int(text) > largest:
        raise invalid(f"Invalid value: '{text}'.", name)
    return int(text)


def _check_id(call: Call, channel_id: str) -> None:
    known = call.world.channels.known.get((call.caller.project, channel_id))
    if known is None:
        return
    if not known.is_open(call.world.now()) and call.world.assumptions.ended_channel_frees_its_id:
        return
    status = call.world.assumptions.channel_id_taken_status
    raise Refusal(status, "channelIdNotUnique", f"Channel id {channel_id} not unique")


def _resource_id(feed: str, subject: str) -> str:
    """Return an opaque id, the same for every channel of a list."""
    return hashlib.sha256(f"{feed} {subject}".encode()).hexdigest()[:27]
