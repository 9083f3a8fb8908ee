"""Single fields of a `schedule_meeting` that are wrong: the rows of `tests.wire.malformed`."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

SLOT = {"start": "2026-03-30T10:00:00+03:00", "end": "2026-03-30T10:30:00+03:00"}
WINDOW = {"start": "2026-03-30T09:00:00+03:00", "end": "2026-04-03T17:00:00+03:00"}
GUEST = {"email": "ana@example.com"}
ABSENT = object()
GAP = {"local": "2026-03-29T03:30", "time_zone": "Europe/Bucharest"}
FOLD = {"local": "2026-10-25T03:30", "time_zone": "Europe/Bucharest"}
AROUND_GAP = ("2026-03-29T02:30:00+02:00", "2026-03-29T04:30:00+03:00")
BOTH_IN_FOLD = ("2026-10-25T03:30:00+03:00", "2026-10-25T03:30:00+02:00")


Change = tuple[Any, ...]
"""A name, changes to a good body, and the paths of what is wrong then."""


def envelope_fields() -> Iterator[Change]:
    yield "no type", {"type": ABSENT}, "type"
    yield "type null", {"type": None}, "type"
    yield "type a number", {"type": 1}, "type"
    yield "an unknown type", {"type": "book_meeting"}, "type"
    yield "a type in capitals", {"type": "SCHEDULE_MEETING"}, "type"
    yield "no user_id", {"user_id": ABSENT}, "user_id"
    yield "user_id empty", {"user_id": ""}, "user_id"
    yield "user_id a number", {"user_id": 7}, "user_id"
    yield "user_id of 257 characters", {"user_id": "x" * 257}, "user_id"
    yield "user_id with NUL", {"user_id": "a\x00b"}, "user_id"
    yield "command_id with NUL", {"command_id": "a\x00b"}, "command_id"
    yield "conversation_id a list", {"conversation_id": ["x"]}, "conversation_id"
    yield "an unknown locale", {"locale": "fr"}, "locale"
    yield "dry_run in quotes", {"dry_run": "true"}, "dry_run"
    yield "dry_run as a number", {"dry_run": 1}, "dry_run"
    yield "an unknown field", {"colour": "red"}, "colour"
    yield "an unknown field that is null", {"colour": None}, "colour"
    yield "a misspelt field", {"participants": ABSENT, "participents": []}, "participants", "participents"
    yield "a name and its alias", {"user_id": "a", "userId": "a"}, "user_id"
    yield "a length under both names", {"duration": 30, "duration_minutes": 30}, "duration_minutes"
    yield "a deadline that is a number", {"deadline": 1_774_854_000}, "deadline"
    yield "many problems at once", {"title": 1, "step_minutes": 0, "x": 1}, "step_minutes", "title", "x"


def people() -> Iterator[Change]:
    yield "no participants", {"participants": ABSENT}, "participants"
    yield "participants an object", {"participants": GUEST}, "participants"
    yield "a bare address", {"participants": ["ana@example.com"]}, "participants[0]"
    yield "a participant null", {"participants": [GUEST, None]}, "participants[1]"
    yield "a participant without address", {"participants": [{"name": "Ana"}]}, "participants[0].email"
    yield "a bad third address", {"participants": [*_guests(2), {"email": "ana@"}]}, "participants[2].email"
    yield (
        "an address with a blank",
        {"participants": [{"email": "a na@example.com"}]},
        "participants[0].email",
    )
    yield "an address without a dot", {"participants": [{"email": "ana@localhost"}]}, "participants[0].email"
    yield "a name before the address", {"participants": [{"email": "Ana <a@b.ro>"}]}, "participants[0].email"
    twice = [GUEST, {"email": "ANA@example.com", "required": False}]
    yield "one address twice", {"participants": twice}, "participants[1].email"
    yield "201 participants", {"participants": _guests(201)}, "participants"
    yield "required in quotes", {"participants": [{**GUEST, "required": "yes"}]}, "participants[0].required"
    yield "an unknown part of a person", {"participants": [{**GUEST, "phone": "1"}]}, "participants[0].phone"
    zone = [{**GUEST, "time_zone": "Bucharest"}]
    yield "a person's unknown zone", {"participants": zone}, "participants[0].time_zone"
    hours = [{**GUEST, "working_hours": {"days": ["monday"], "start": "9:00", "end": "17:00"}}]
    yield "a person's bad hours", {"participants": hours}, "participants[0].working_hours.start"


def spans() -> Iterator[Change]:
    backwards = {"start": SLOT["end"], "end": SLOT["start"]}
    short = {**SLOT, "end": "2026-03-30T10:04:00+03:00"}
    yield "slot beside window", {"window": WINDOW, "slot": SLOT}, "slot"
    yield "slot beside hold_id", {"slot": SLOT, "hold_id": "h-1"}, "hold_id"
    yield "window beside hold_id", {"window": WINDOW, "hold_id": "h-1"}, "hold_id"
    yield "slot not as long as the duration", {"slot": SLOT, "duration_minutes": 45}, "slot"
    yield "slot of four minutes", {"slot": short}, "slot.end"
    yield "slot of more than a day", {"slot": {**SLOT, "end": "2026-03-31T10:30:00+03:00"}}, "slot.end"
    yield "slot of broken minutes", {"slot": {**SLOT, "end": "2026-03-30T10:30:30+03:00"}}, "slot.end"
    yield "slot backwards", {"slot": backwards}, "slot.end"
    yield "slot without end", {"slot": {"start": SLOT["start"]}}, "slot.end"
    yield "slot a string", {"slot": SLOT["start"]}, "slot"
    yield "window backwards", {"window": backwards}, "window.end"
    yield "window empty", {"window": {**SLOT, "end": SLOT["start"]}}, "window.end"
    yield "window of 91 days", {"window": {**WINDOW, "end": "2026-06-29T09:00:00+03:00"}}, "window.end"
    yield "window with an unknown field", {"window": {**WINDOW, "zone": "UTC"}}, "window.zone"
    yield "window with a naive start", {"window": {**WINDOW, "start": "2026-03-30T09:00"}}, "window.start"
    yield "window with an end in a gap", {"window": {"start": "2026-03-28T09:00Z", "end": GAP}}, "window.end"


def search_fields() -> Iterator[Change]:
    hours = {"days": ["monday"], "start": "09:00", "end": "17:00"}
    yield "an unknown zone", {"time_zone": "Europe/Bucuresti"}, "time_zone"
    yield "a zone that is a folder", {"time_zone": "Europe"}, "time_zone"
    yield "a zone outside", {"time_zone": "../../etc/passwd"}, "time_zone"
    yield "a zone that is an offset", {"time_zone": "+03:00"}, "time_zone"
    yield "an unknown meeting type", {"meeting_type": "sales"}, "meeting_type"
    yield "duration in quotes", {"duration_minutes": "30"}, "duration_minutes"
    yield "duration with a fraction", {"duration": 30.5}, "duration_minutes"
    yield "duration as a double", {"duration": 30.0}, "duration_minutes"
    yield "duration true", {"duration": True}, "duration_minutes"
    yield "duration of four minutes", {"duration": 4}, "duration_minutes"
    yield "duration of more than a day", {"duration": 1441}, "duration_minutes"
    yield "duration beyond 64 bits", {"duration": float(10**30)}, "duration_minutes"
    yield "step of nothing", {"step_minutes": 0}, "step_minutes"
    yield "a negative gap", {"gap_before_minutes": -1}, "gap_before_minutes"
    yield "a gap of more than a day", {"gap_after_minutes": 1441}, "gap_after_minutes"
    yield "a negative notice", {"minimum_notice_minutes": -1}, "minimum_notice_minutes"
    yield "an unknown policy", {"on_not_visible": "ignore"}, "on_not_visible"
    yield "hours as text", {"working_hours": "09:00-17:00"}, "working_hours"
    yield "no hours at all", {"working_hours": []}, "working_hours"
    yield "hours of an unknown day", {"working_hours": {**hours, "days": ["luni"]}}, "working_hours.days[0]"
    yield "hours without days", {"working_hours": {**hours, "days": []}}, "working_hours.days"
    yield "hours until 25:00", {"working_hours": [{**hours, "end": "25:00"}]}, "working_hours[0].end"
    yield from exceptions()
    yield "a day that is no date", {"excluded_days": ["2026-02-30"]}, "excluded_days[0]"
    yield "an unknown day", {"excluded_days": ["monday", "someday"]}, "excluded_days[1]"
    yield "a day that is a number", {"excluded_days": [1]}, "excluded_days[0]"


def exceptions() -> Iterator[Change]:
    day = {"date": "2026-04-02"}
    morning = {**day, "start": "09:00", "end": "12:00"}
    yield "exceptions that are no list", {"exceptions": day}, "exceptions"
    yield (
        "an exception without a date",
        {"exceptions": [{"start": "09:00", "end": "10:00"}]},
        "exceptions[0].date",
    )
    yield "an exception on no date", {"exceptions": [{"date": "monday"}]}, "exceptions[0].date"
    yield "an exception at an hour", {"exceptions": [{"date": "2026-04-02T09"}]}, "exceptions[0].date"
    yield "an exception without an end", {"exceptions": [{**day, "start": "09:00"}]}, "exceptions[0].end"
    yield "an exception without a start", {"exceptions": [{**day, "end": "09:00"}]}, "exceptions[0].end"
    yield "an exception that begins at 9", {"exceptions": [{**morning, "start": "9"}]}, "exceptions[0].start"
    yield "a day off with hours", {"exceptions": [morning, day]}, "exceptions[1].date"
    guest = [{**GUEST, "exceptions": [day, day, morning]}]
    yield "a person's day off with hours", {"participants": guest}, "participants[0].exceptions[2].date"


def extras() -> Iterator[Change]:
    act = {"title": "Call back", "due": "2026-04-01T10:00:00Z"}
    yield "no title", {"title": ABSENT}, "title"
    yield "title null", {"title": None}, "title"
    yield "title blank", {"title": "  "}, "title"
    yield "title of two lines", {"title": "a\nb"}, "title"
    yield "title of 1025 characters", {"title": "x" * 1025}, "title"
    yield "description of 8193 characters", {"description": "x" * 8193}, "description"
    yield "conference true", {"conference": True}, "conference"
    yield "six reminders", {"reminders": [{"method": "popup", "minutes": 1}] * 6}, "reminders"
    yield "a reminder by fax", {"reminders": [{"method": "fax", "minutes": 1}]}, "reminders[0].method"
    yield "a late reminder", {"reminders": [{"method": "email", "minutes": 40_321}]}, "reminders[0].minutes"
    yield "invitations to some", {"send_updates": "some"}, "send_updates"
    yield "an event_id", {"event_id": "abc"}, "event_id"
    undue = [act, {"title": "Call back"}]
    yield "a follow-up without due", {"follow_up_actions": undue}, "follow_up_actions[1].due"
    twice = [{**act, "dueDate": act["due"]}]
    yield "a follow-up due twice", {"followUpActions": twice}, "follow_up_actions[0].due"
    naive = [{"title": "x", "dueDate": "2026-04-01"}]
    yield "a follow-up due on a date", {"followUpActions": naive}, "follow_up_actions[0].due"
    urgent = [{**act, "priority": 1}]
    yield "a follow-up's priority a number", {"follow_up_actions": urgent}, "follow_up_actions[0].priority"
    nested: Any = []
    for _ in range(200):
        nested = [nested]
    yield "two hundred brackets inside", {"location": nested}, "location"


def times() -> Iterator[tuple[str, Any, tuple[str, ...] | None]]:
    yield "a naive time", "2026-03-30T10:00:00", ("2026-03-30T10:00:00+03:00",)
    yield "a naive time in a gap", "2026-03-29T03:30:00", AROUND_GAP
    yield "a naive time in a fold", "2026-10-25T03:30:00", BOTH_IN_FOLD
    yield "a local time in a gap", GAP, AROUND_GAP
    yield "a local time in a fold", FOLD, BOTH_IN_FOLD
    yield "a local time with an offset", {**GAP, "local": "2026-03-30T10:00+03:00"}, None
    yield "a date without a time", "2026-03-30", None
    yield "a time in words", "tomorrow at ten", None
    yield "a time in seconds", 1_774_854_000, None
    yield "the 30th of February", "2026-02-30T10:00:00Z", None
    yield "a leap second", "2026-06-30T23:59:60Z", None
    yield "an offset of 24 hours", "2026-03-30T10:00:00+24:00", None
    yield "the year 1999", "1999-12-31T10:00:00Z", None
    yield "the year 2200", "2200-01-01T00:00:00Z", None
    yield "the year 1", "0001-01-01T00:00:00+14:00", None
    yield "other digits", "٢٠٢٦-03-30T10:00:00Z", None


def _guests(number: int) -> list[Json]:
    return [{"email": f"guest{at}@example.com"} for at in range(number)]
