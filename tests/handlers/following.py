"""A calendar that is followed: what people do there, and what is told of it."""

from dataclasses import replace
from typing import Any

import orjson

from tests.handlers.world import ANA, Json, World, command
from worker.domain.calendar_event import CalendarEvent, EventKey, EventStatus
from worker.ports.outbox import OutboxRow


def sync(command_id: str = "sync-1", **fields: Any) -> Json:
    return command({"type": "sync_calendar", "command_id": command_id, **fields})


def edit(world: World, event_id: str, calendar_id: str = ANA, **changes: Any) -> CalendarEvent:
    """Change an event by hand."""
    event = world.calendar.events[EventKey(calendar_id, event_id)]
    return world.calendar.put(replace(event, **changes))


def delete(world: World, event_id: str, calendar_id: str = ANA) -> None:
    edit(world, event_id, calendar_id, status=EventStatus.CANCELLED)


def told(world: World) -> list[tuple[str, str, str]]:
    """Return what was put into the outbox and not looked at yet: kind, origin and event, in order."""
    return [_line(row) for row in take(world)]


def take(world: World) -> list[OutboxRow]:
    rows, world.outbox.rows = world.outbox.rows, []
    return rows


def body(row: OutboxRow) -> Json:
    decoded: Json = orjson.loads(row.value)
    return decoded


def kind(row: OutboxRow) -> str:
    return dict(row.headers)["ce_type"].decode().rpartition(".")[2]


def _line(row: OutboxRow) -> tuple[str, str, str]:
    decoded = body(row)
    return kind(row), decoded.get("origin", ""), decoded.get("event_id", "")
