"""A client on a stage, what it asks for, and calendars as their people see them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.wire.changes import bare, shown
from worker.client.calendar_client import CalendarClient
from worker.client.command import Command
from worker.client.commands import schedule_meeting
from worker.client.folding import FoldedCalendar
from worker.messages.results.scheduled import ScheduledData
from worker.sandbox.stage import Stage

Json = dict[str, Any]

TEN, ELEVEN, TWELVE = (datetime(2030, 1, 7, hour, tzinfo=UTC) for hour in (8, 9, 10))
"""In Bucharest."""
LONG = timedelta(seconds=60)


def client_on(stage: Stage, **options: Any) -> CalendarClient:
    return CalendarClient(stage.bootstrap_servers, topic_prefix=stage.topics.prefix, **options)


def folded(calendar: FoldedCalendar) -> dict[str, Json]:
    """Return what was folded, as `tests.wire.changes.shown` writes what a person sees."""
    return {event_id: bare(event.model_dump(mode="json")) for event_id, event in calendar.events.items()}


async def seen_by(stage: Stage, user_id: str) -> dict[str, Json]:
    return await shown(await stage.google.control.person(user_id))


def hour(
    user: str, start: datetime = TEN, *, title: str = "Demo", command_id: str | None = None
) -> Command[ScheduledData]:
    """Return a meeting of one exact hour."""
    slot = (start, start + timedelta(hours=1))
    return schedule_meeting(
        user_id=user, title=title, participants=[], slot=slot, conference="none", command_id=command_id
    )
