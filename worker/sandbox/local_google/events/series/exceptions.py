"""Exceptions: instances that differ from their series, and what becomes of them as it changes.

Where the documents are silent on the latter, `assumptions` chooses.
"""

from copy import deepcopy
from typing import Any

from worker.sandbox.local_google.events.invitations import (
    add_copy,
    propagate,
    put_copy,
    touch,
    touch_all,
)
from worker.sandbox.local_google.events.meeting import Copy, Gone, Meeting
from worker.sandbox.local_google.events.series.instances import (
    TIMES,
    is_start,
    original_start,
    plain_fields,
    times_at,
)
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.world import World

APART = TIMES | {"status", "attendees"}
"""Shared fields that reach exceptions in a way of their own."""
PRIVATE = ("private", "private_properties", "reminders")
"""What a copy has for itself."""


def keep(world: World, copy: Copy) -> None:
    """Let an instance that was only looked at stand on its calendar, as an exception."""
    meeting, series = copy.meeting, copy.meeting.series
    if series is None or copy.is_kept:
        return
    if meeting.is_dropped:
        meeting.shared = deepcopy(meeting.shared)
        series.exceptions[meeting.id] = meeting
        if world.assumptions.exception_touches_series:
            touch_all(world, series)
    put_copy(world, world.calendars[copy.calendar_id], copy)


def spread(world: World, meeting: Meeting) -> None:
    """Give an exception that differs for everybody to all who have the series."""
    if meeting.series is None:
        return
    for calendar_id, master in meeting.series.copies.items():
        if calendar_id not in meeting.copies and not master.gone:
            copy = add_copy(world, world.calendars[calendar_id], meeting)
            copy.private, copy.private_properties = dict(master.private), dict(master.private_properties)
            copy.reminders = dict(master.reminders)


def follow_series(world: World, series: Meeting, before: dict[str, Any]) -> None:
    """Bring the exceptions up to a change of their series, whose fields were `before`."""
    moved = any(before.get(name) != series.shared.get(name) for name in TIMES)
    for exception in list(series.exceptions.values()):
        if moved and _is_orphan(world, series, exception):
            _drop(world, exception)
        elif world.assumptions.series_edit_reaches_exceptions:
            _follow(world, exception, before)
    if moved and series.is_series:
        _bring_back(world, series)


def follow_copy(world: World, master: Copy, before: Copy) -> None:
    """Hand on what is private to one copy of a series, where the exceptions beside it were like it."""
    if not world.assumptions.series_edit_reaches_exceptions:
        return
    for exception in master.meeting.exceptions.values():
        copy = exception.copies.get(master.calendar_id)
        if copy is None:
            continue
        followed = {
            name: _handed_on(getattr(copy, name), getattr(before, name), getattr(master, name))
            for name in PRIVATE
        }
        if followed != {name: getattr(copy, name) for name in PRIVATE}:
            for name, value in followed.items():
                setattr(copy, name, value)
            touch(world, copy)


def _handed_on(own: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an exception: what it had in common with its series follows the series."""
    alike = {name for name in before.keys() | after.keys() if own.get(name) == before.get(name)}
    kept = {name: value for name, value in own.items() if name not in alike}
    return {**kept, **{name: after[name] for name in alike if name in after}}


def _is_orphan(world: World, series: Meeting, exception: Meeting) -> bool:
    if not world.assumptions.moved_series_drops_exceptions:
        return False
    occurs = series.is_series and is_start(series.shared, original_start(exception), world.assumptions)
    return not occurs


def _drop(world: World, exception: Meeting) -> None:
    """Take an exception away whose series does not have that instance any more."""
    if exception.series:
        exception.series.dropped[exception.id] = exception.series.exceptions.pop(exception.id)
    for copy in exception.copies.values():
        copy.gone = Gone.WITHDRAWN
        touch(world, copy)


def _bring_back(world: World, series: Meeting) -> None:
    """Let instances be plain that the series has again, and whose exceptions it had dropped.

    They stay events of their own: who follows exceptions must hear that this one differs no more.
    """
    for exception in list(series.dropped.values()):
        start = original_start(exception)
        if is_start(series.shared, start, world.assumptions):
            series.exceptions[exception.id] = series.dropped.pop(exception.id)
            exception.shared = deepcopy(plain_fields(series, start))
            for copy in exception.copies.values():
                _make_plain(world, copy, series.copies.get(copy.calendar_id))
            spread(world, exception)


def _make_plain(world: World, copy: Copy, master: Copy | None) -> None:
    if master:
        copy.gone = master.gone
        for name in PRIVATE:
            setattr(copy, name, dict(getattr(master, name)))
        touch(world, copy)


def _follow(world: World, exception: Meeting, before: dict[str, Any]) -> None:
    """Hand on what changed, in the fields in which the exception was like its series."""
    if exception.series is None:
        return
    after, own = exception.series.shared, exception.shared
    common = _handed_on(
        *({n: fields[n] for n in fields if n not in APART} for fields in (own, before, after))
    )
    apart = {"status": own["status"], "start": own["start"], "end": own["end"]}
    attendees = _attendees(own, before, after)
    guests = {"attendees": attendees} if attendees else {}
    followed = {**common, **apart, **_times(exception, before, after), **guests}
    if followed != own:
        exception.shared = deepcopy(followed)
        touch_all(world, exception)
        propagate(world, exception)


def _attendees(own: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> list[Json]:
    """Return an exception's guests: new ones added, removed ones gone, answers that were alike changed."""
    mine, old, new = (
        {one["email"]: one for one in fields.get("attendees", [])} for fields in (own, before, after)
    )
    merged = {
        email: new.get(email, entry) if old.get(email) == entry else entry
        for email, entry in mine.items()
        if email in new or email not in old
    }
    return list({**{email: new[email] for email in new if email not in old}, **merged}.values())


def _times(exception: Meeting, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Json]:
    """Return the times of an exception: an instance that was never moved lasts as long as its series."""
    start, own = original_start(exception), exception.shared
    kinds = {"date" in fields["start"] for fields in (before, after, own)}
    if len(kinds) > 1 or any(own[name] != time for name, time in times_at(before, start).items()):
        return {}
    return times_at(after, start)


def touch_with_series(world: World, series: Meeting, calendar_id: str | None = None) -> None:
    """Mark the exceptions of a series that was cancelled, or came back: everywhere, or on one calendar."""
    if not world.assumptions.series_deletion_reaches_exceptions:
        return
    for exception in series.exceptions.values():
        for copy in exception.copies.values():
            if calendar_id in {None, copy.calendar_id}:
                touch(world, copy)
