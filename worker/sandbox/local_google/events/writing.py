"""What one change of an event does: to the copy it was made on, to the others, to its series."""

from dataclasses import replace
from typing import Any

from worker.sandbox.local_google.events.absence import answer_for_moved, answer_for_the_absent
from worker.sandbox.local_google.events.draft import Draft
from worker.sandbox.local_google.events.extended_properties import check_all_copies
from worker.sandbox.local_google.events.invitations import propagate, touch, touch_all
from worker.sandbox.local_google.events.meeting import DEFAULT_REMINDERS, Conference, Copy, Gone, Meeting
from worker.sandbox.local_google.events.series.exceptions import (
    follow_copy,
    follow_series,
    keep,
    spread,
    touch_with_series,
)
from worker.sandbox.local_google.events.series.instances import TIMES
from worker.sandbox.local_google.events.series.visibility import restrict_series
from worker.sandbox.local_google.wire.call import Call
from worker.sandbox.local_google.world import World


def write(call: Call, copy: Copy, draft: Draft, conference: Conference | None) -> None:
    world, meeting, before = call.world, copy.meeting, copy.meeting.shared
    check_all_copies(copy, draft.shared, draft.private_properties)
    shared_moved = draft.shared != before or conference is not meeting.conference
    rest_moved = shared_moved or _own_data_moves(copy, draft)
    keep(world, copy)
    _count_sequence(copy, draft)
    if world.assumptions.move_resets_responses and copy.is_organizers:
        _reset_responses(copy, draft)
    meeting.shared, meeting.conference = draft.shared, conference
    copy_before = replace(copy, reminders=dict(copy.reminders))
    reminded = keep_private(copy, draft, call.caller.subject)
    if copy.is_organizers:
        copy.gone = Gone.DELETED if meeting.cancelled else None
    touch(world, copy, moves_updated=rest_moved or not reminded)
    follow_copy(world, copy, copy_before)
    if shared_moved:
        _tell_everybody(world, copy, before)


def keep_private(copy: Copy, draft: Draft, subject: str) -> bool:
    """Write what is this copy's own. Return whether the subject's reminders changed."""
    private = dict(draft.private)
    reminders = private.pop("reminders", DEFAULT_REMINDERS)
    changed = bool(copy.reminders.get(subject, DEFAULT_REMINDERS) != reminders)
    copy.private, copy.private_properties = private, draft.private_properties
    copy.reminders[subject], copy.own_shared = reminders, draft.own_shared
    return changed


def _own_data_moves(copy: Copy, draft: Draft) -> bool:
    private = {name: value for name, value in draft.private.items() if name != "reminders"}
    before = (copy.private, copy.private_properties, copy.own_shared)
    return before != (private, draft.private_properties, draft.own_shared)


def _tell_everybody(world: World, copy: Copy, before: dict[str, Any]) -> None:
    meeting = copy.meeting
    _remember(meeting, before, copy.version)
    spread(world, meeting)
    touch_all(world, meeting)
    if copy.is_organizers:
        _overwrite(meeting, before)
    answer_for_the_absent(world, propagate(world, meeting))
    if any(before.get(name) != meeting.shared.get(name) for name in TIMES):
        answer_for_moved(world, meeting)
    restrict_series(world, meeting)
    follow_series(world, meeting, before)
    if meeting.cancelled != (before["status"] == "cancelled"):
        touch_with_series(world, meeting)


def _remember(meeting: Meeting, before: dict[str, Any], version: int) -> None:
    """Remember how a series was expanded: an increment has to tell which instances are no more."""
    moved = any(before.get(name) != meeting.shared.get(name) for name in TIMES)
    if moved and meeting.is_series | bool(before.get("recurrence")):
        meeting.former.append((version, before))


def _overwrite(meeting: Meeting, before: dict[str, Any]) -> None:
    """Take what guests wrote over shared fields, where the organizer changes those [S17]."""
    changed = {name for name in meeting.shared if before.get(name) != meeting.shared[name]}
    for copy in meeting.copies.values():
        copy.own_shared = {name: value for name, value in copy.own_shared.items() if name not in changed}


def _count_sequence(copy: Copy, draft: Draft) -> None:
    """Count up `sequence` for new times and for a cancellation, as in RFC 5546."""
    before = copy.meeting.shared
    moved = any(before.get(name) != draft.shared.get(name) for name in TIMES)
    cancelled = draft.shared["status"] == "cancelled" != before["status"]
    counted = copy.meeting.sequence + (moved or cancelled)
    copy.meeting.sequence = max(counted, draft.sequence or 0)


def _reset_responses(copy: Copy, draft: Draft) -> None:
    before = copy.meeting.shared
    if all(before[name] == draft.shared[name] for name in ("start", "end")):
        return
    for entry in draft.shared.get("attendees", []):
        if entry["email"] != copy.meeting.organizer:
            entry["responseStatus"] = "needsAction"
