"""What a guest may change through their own copy of an event.

Their private fields, their own answer, shared extended properties [S8], new guests where
that is allowed; everything, where `guestsCanModify`. The rest is the organizer's [S11].
"""

from dataclasses import replace
from typing import Any

from worker.sandbox.local_google.events.draft import Draft
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import forbidden

OPEN_TO_GUESTS = frozenset({"attendees", "extendedProperties"})
OPEN_STATUSES = frozenset({"confirmed", "cancelled"})


def guests_draft(copy: Copy, draft: Draft) -> Draft:
    """Return the draft with the event's own status, or raise `forbiddenForNonOrganizer`."""
    before = copy.meeting.shared
    after = {**draft.shared, "status": before["status"]}
    if draft.shared["status"] not in OPEN_STATUSES | {before["status"]}:
        raise forbidden("forbiddenForNonOrganizer")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if not before.get("guestsCanModify", False):
        if changed - OPEN_TO_GUESTS or not _attendees_allowed(before, after, copy.calendar_id):
            raise forbidden("forbiddenForNonOrganizer")
        _check_cancelled(copy, draft)
    return replace(draft, shared=after)


def _attendees_allowed(before: dict[str, Any], after: dict[str, Any], own: str) -> bool:
    """Say whether others stay as they are; one's own entry may change, new ones need leave to invite."""
    old, new = (_by_email(fields, without=own) for fields in (before, after))
    if any(new.get(email) != entry for email, entry in old.items()):
        return False
    own_stays = any(entry["email"] == own for entry in after.get("attendees", []))
    return own_stays and (len(new) == len(old) or before.get("guestsCanInviteOthers", True))


def _by_email(fields: dict[str, Any], without: str) -> dict[str, Json]:
    return {one["email"]: one for one in fields.get("attendees", []) if one["email"] != without}


def _check_cancelled(copy: Copy, draft: Draft) -> None:
    """Only the organizer brings a cancelled event back."""
    if copy.meeting.cancelled and draft.shared["status"] != "cancelled":
        raise forbidden("forbiddenForNonOrganizer")
