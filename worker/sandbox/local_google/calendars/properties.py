"""`calendars.get`, `insert`, `patch`, `update` and `delete`: what a calendar is called, for everybody."""

import uuid
from http import HTTPStatus
from typing import Any

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.calendars.working_hours import (
    FIELD,
    refuse_elsewhere,
    shown_hours,
    written_hours,
)
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.instants import zone
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import (
    Refusal,
    forbidden,
    invalid,
    not_found,
    not_implemented,
    required,
)

TEXTS = ("description", "location")


def get_calendar(call: Call) -> Reply:
    calendar = call.calendar()
    least = Role(call.world.assumptions.calendar_metadata_role)
    if not calendar.role_of(call.caller.subject).at_least(least):
        raise not_found()
    shown = _shown(call, calendar)
    if call.if_none_match == shown["etag"]:
        return Reply(None, HTTPStatus.NOT_MODIFIED)
    return Reply(shown)


def insert_calendar(call: Call) -> Reply:
    """Make a secondary calendar; the caller becomes its data owner [D]."""
    summary = _summary(call.body)
    caller = call.caller
    place = _zone_name(call.body, call.world.accounts[caller.subject].time_zone)
    _check_built(call.body)
    refuse_elsewhere(call)
    texts = _texts(call.body, {})
    calendar_id = f"c_{uuid.uuid4().hex}@group.calendar.google.com"
    means_project = call.world.assumptions.app_created_means == "project"
    app = caller.project if means_project else caller.client_id
    made_by = None if caller.by_hand else app
    calendar = call.world.add_calendar(calendar_id, caller.subject, summary, place, made_by)
    calendar.texts = texts
    return Reply(_shown(call, calendar))


def patch_calendar(call: Call) -> Reply:
    """Merge the body into the properties: null clears a text, and changes no working hours [D]."""
    calendar = _to_write(call)
    summary = _summary(call.body) if "summary" in call.body else calendar.summary
    return _write(call, calendar, summary, _texts(call.body, calendar.texts), calendar.zone.key)


def update_calendar(call: Call) -> Reply:
    """Replace the properties; working hours that are not given stay [D]."""
    calendar = _to_write(call)
    return _write(call, calendar, _summary(call.body), _texts(call.body, {}), calendar.zone.key)


def delete_calendar(call: Call) -> Reply:
    """End a secondary calendar, which only its data owner can [S4]."""
    calendar = call.calendar()
    if calendar.primary:
        raise invalid("A primary calendar cannot be deleted; its events can be cleared.")
    if calendar.owner != call.caller.subject:
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", "Only the data owner can delete a calendar.")
    call.check_if_match(_shown(call, calendar)["etag"])
    call.world.remove_calendar(calendar)
    return Reply(None, HTTPStatus.NO_CONTENT)


def _to_write(call: Call) -> Calendar:
    calendar = call.calendar()
    least = Role(call.world.assumptions.calendar_properties_need)
    if not calendar.role_of(call.caller.subject).at_least(least):
        raise forbidden("requiredAccessLevel")
    call.check_if_match(_shown(call, calendar)["etag"])
    return calendar


def _write(call: Call, calendar: Calendar, summary: str, texts: dict[str, str], zone_name: str) -> Reply:
    _check_built(call.body)
    place, hours = zone(_zone_name(call.body, zone_name)), written_hours(call, calendar)
    calendar.summary, calendar.texts, calendar.working_hours = summary, texts, hours
    calendar.zone = place or calendar.zone
    calendar.version = next(call.world.versions)
    return Reply(_shown(call, calendar))


def _shown(call: Call, calendar: Calendar) -> Json:
    return {**calendar.resource(), **shown_hours(call, calendar)}


def _summary(body: Json) -> str:
    if not body.get("summary"):
        raise required("Missing title.", "summary")
    return _text(body["summary"], "summary")


def _texts(body: Json, before: dict[str, str]) -> dict[str, str]:
    texts = {name: _text(body[name], name) if body[name] else "" for name in TEXTS if name in body}
    return {name: text for name, text in {**before, **texts}.items() if text}


def _text(given: Any, name: str) -> str:
    if not isinstance(given, str):
        raise invalid(f"Invalid {name}.")
    return given


def _zone_name(body: Json, usual: str) -> str:
    name = body.get("timeZone") or usual
    if zone(name) is None:
        raise invalid("Invalid time zone.", "timeZone")
    return str(name)


def _check_built(body: Json) -> None:
    for name in ("labelProperties", "conferenceProperties"):
        if body.get(name):
            raise not_implemented(f"writing {name} of a calendar")
    if FIELD in body and not isinstance(body[FIELD], dict | None):
        raise invalid("Invalid working hours.")
