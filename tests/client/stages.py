"""A client on a stage, and calendars as their people see them."""

from typing import Any

from tests.wire.changes import bare, shown
from worker.client.calendar_client import CalendarClient
from worker.client.folding import FoldedCalendar
from worker.sandbox.stage import Stage

Json = dict[str, Any]


def client_on(stage: Stage, **options: Any) -> CalendarClient:
    return CalendarClient(stage.bootstrap_servers, topic_prefix=stage.topics.prefix, **options)


def folded(calendar: FoldedCalendar) -> dict[str, Json]:
    """Return what was folded, as `tests.wire.changes.shown` writes what a person sees."""
    return {event_id: bare(event.model_dump(mode="json")) for event_id, event in calendar.events.items()}


async def seen_by(stage: Stage, user_id: str) -> dict[str, Json]:
    return await shown(await stage.google.control.person(user_id))
