"""What a guest may change through their own copy of an event.

Their private fields, their own answer, shared extended properties [S8], new guests where
that is allowed; everything, where `guestsCanModify`. The rest is the organizer's [S11].
"""

from dataclasses import replace
from typing import Any, Literal

from worker.sandbox.local_google.events.draft import Draft
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import forbidden

OPEN_TO_GUESTS = frozenset({"attendees", "extendedProperties"})
OPEN_STATUSES = frozenset({"confirmed", "cancelled"})


def guests_draft(copy: Copy, draft: Draft, edit: Literal["refuse", "own_copy"]) -> Draft:
    """Return what of a guest's draft counts, or raise `forbiddenForNonOrganizer`.

    Shared fields that are the organizer's: refused [S11], or kept on the guest's copy [S17].
    """
    everybodys = copy.meeting.shared
    after = {**draft.shared, "status": everybodys["status"]}
    if draft.shared["status"] not in OPEN_STATUSES | {everybodys["status"]}:
        raise forbidden("forbiddenForNonOrganizer")
    if everybodys.get("guestsCanModify", False):
        return replace(draft, shared=after)
    closed = {name for name in _changed(copy.shared, after) if name not in OPEN_TO_GUESTS}
    if (closed and edit == "refuse") or not _attendees_allowed(everybodys, after, copy.calendar_id):
        raise forbidden("forbiddenForNonOrganizer")
    _check_cancelled(copy, draft)
    kept = {name: value for name, value in everybodys.items() if name not in OPEN_TO_GUESTS}
    opened = {name: after[name] for name in OPEN_TO_GUESTS if name in after}
    own = {**copy.own_shared, **{name: after.get(name) for name in closed}}
    return replace(draft, shared={**kept, **opened}, own_shared=own)


def _changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    names = before.keys() | after.keys()
    return {name for name in names if name != "status" and before.get(name) != after.get(name)}


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
