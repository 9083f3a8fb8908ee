"""`calendarList`: the calendars that a person keeps, each with what they made of it [S19].

An entry lives as long as its person can see the calendar. Its etag does not change with the
calendar's own properties, nor with the access rules [S14].
"""

from http import HTTPStatus

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.calendars.entry_fields import written_fields
from worker.sandbox.local_google.calendars.feed_page import Item, feed_page
from worker.sandbox.local_google.calendars.list_entry import ListEntry
from worker.sandbox.local_google.identity.access import Role, domain_of
from worker.sandbox.local_google.identity.scopes import lacking_scope, reaches
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.sync.changes import calendar_list_of
from worker.sandbox.local_google.sync.reading import Feed
from worker.sandbox.local_google.wire.call import Call, Reply
from worker.sandbox.local_google.wire.refusals import Refusal, invalid, not_found, not_implemented, required

FORBIDDEN = frozenset({"minAccessRole", "showOwnOrganizationOnly"})
"""These do not go with a sync token [D]."""
SHOWN_ROLES = frozenset(Role) - {Role.NONE}


def list_calendars(call: Call) -> Reply:
    """Return the list: without hidden and removed entries, unless they are asked for [D]."""
    hides = call.query.text("showHidden") is not None and not call.query.boolean("showHidden")
    if hides and call.query.text("syncToken"):
        raise invalid("Sync token cannot be used with showHidden=false.", "showHidden")
    silent = FORBIDDEN if call.world.assumptions.list_filters_silence_sync_token else frozenset[str]()
    feed = Feed(calendar_list_of(call.caller.subject), "", FORBIDDEN, silent)
    entries = call.world.calendar_lists.get(call.caller.subject, {}).values()
    items = [_item(call, entry) for entry in entries if entry.deleted or _passes(call, entry)]
    return feed_page(call, feed, "calendar#calendarList", items)


def get_entry(call: Call) -> Reply:
    calendar, entry = _named(call)
    shown = _resource(call, calendar, entry)
    if call.if_none_match == shown["etag"]:
        return Reply(None, HTTPStatus.NOT_MODIFIED)
    return Reply(shown)


def insert_entry(call: Call) -> Reply:
    """Put a calendar on the list that the caller can see; there is no other way onto it."""
    if not call.body.get("id"):
        raise required("Missing calendar id.", "id")
    calendar = call.world.visible(str(call.body["id"]), call.caller.subject)
    entries = call.world.calendar_lists.get(call.caller.subject, {})
    present = calendar.id in entries and not entries[calendar.id].deleted
    if present and not call.world.assumptions.listing_again_keeps_entry:
        raise Refusal(HTTPStatus.CONFLICT, "duplicate")
    own = written_fields(call, entries[calendar.id].own if present else {})
    entry = call.world.list_calendar(call.caller.subject, calendar.id)
    entry.own = own
    return Reply(_resource(call, calendar, entry))


def patch_entry(call: Call) -> Reply:
    return _change(call, replace=False)


def update_entry(call: Call) -> Reply:
    return _change(call, replace=True)


def delete_entry(call: Call) -> Reply:
    """Take a calendar off the list; the calendar itself stays as it is."""
    calendar, entry = _named(call)
    call.check_if_match(_etag(entry))
    if calendar.id == call.caller.subject:
        raise not_implemented("taking a primary calendar off the list")
    entry.deleted, entry.own = True, {}
    entry.version = call.world.mark(calendar_list_of(call.caller.subject))
    return Reply(None, HTTPStatus.NO_CONTENT)


def default_reminders(call: Call, calendar: Calendar) -> list[Json]:
    """Return the caller's own default reminders on a calendar, as `events.list` tells them [D]."""
    entry = call.world.calendar_lists.get(call.caller.subject, {}).get(calendar.id)
    kept: list[Json] = entry.own.get("defaultReminders", []) if entry else []
    return kept


def _change(call: Call, *, replace: bool) -> Reply:
    calendar, entry = _named(call)
    call.check_if_match(_etag(entry))
    entry.own = written_fields(call, {} if replace else entry.own)
    entry.version = call.world.mark(calendar_list_of(call.caller.subject))
    return Reply(_resource(call, calendar, entry))


def _named(call: Call) -> tuple[Calendar, ListEntry]:
    calendar = call.world.visible(call.path["calendar_id"], call.caller.subject)
    entry = call.world.calendar_lists.get(call.caller.subject, {}).get(calendar.id)
    if entry is None or entry.deleted:
        raise not_found()
    if not reaches(call.caller, call.operation, calendar):
        raise lacking_scope(call.world.assumptions)
    return calendar, entry


def _passes(call: Call, entry: ListEntry) -> bool:
    """Say whether an entry can still be seen, and passes the filters."""
    calendar = call.world.find(entry.calendar_id, call.caller.subject)
    role = calendar.role_of(call.caller.subject) if calendar else Role.NONE
    least = call.query.one_of("minAccessRole", SHOWN_ROLES)
    if calendar is None or not role.at_least(Role(least) if least else Role.FREE_BUSY_READER):
        return False
    own_only = call.query.boolean("showOwnOrganizationOnly")
    return not own_only or domain_of(calendar.owner) == domain_of(call.caller.subject)


def _item(call: Call, entry: ListEntry) -> Item:
    if entry.deleted:
        gone: Json = {"kind": "calendar#calendarListEntry", "etag": _etag(entry), "id": entry.calendar_id}
        left_out = not call.query.boolean("showDeleted")
        return Item(entry.calendar_id, entry.version, {**gone, "deleted": True}, left_out=left_out)
    calendar = call.world.visible(entry.calendar_id, call.caller.subject)
    left_out = bool(entry.own.get("hidden")) and not call.query.boolean("showHidden")
    return Item(entry.calendar_id, entry.version, _resource(call, calendar, entry), left_out=left_out)


def _resource(call: Call, calendar: Calendar, entry: ListEntry) -> Json:
    shown = {
        **calendar.resource(),
        "kind": "calendar#calendarListEntry",
        "etag": _etag(entry),
        "accessRole": str(calendar.role_of(call.caller.subject)),
        "defaultReminders": [],
        **entry.own,
    }
    return {**shown, "primary": True} if calendar.id == call.caller.subject else shown


def _etag(entry: ListEntry) -> str:
    return f'"{entry.version}"'
