"""Questions about meetings, and what to do after them."""

from dataclasses import replace
from typing import Any

from tests.handlers.world import ANA, Json, World, at, command, span

DUE = at("15:00", days=1)


def remember(**fields: Any) -> Json:
    """Return a command for something to do tomorrow at three."""
    return command({"type": "create_follow_up", "title": "Call back", "due": DUE.isoformat(), **fields})


def get(event_id: str, **fields: Any) -> Json:
    return command({"type": "get_meeting", "event_id": event_id, **fields})


def upcoming(**fields: Any) -> Json:
    return command({"type": "list_upcoming", "vai_only": False, **fields})


async def pages(world: World, **fields: Any) -> list[Json]:
    """Ask on and on, to the last page."""
    found, cursor = list[Json](), None
    while True:
        body = upcoming(command_id=f"page-{len(found)}", cursor=cursor, **fields)
        found.append(await world.data(body))
        cursor = found[-1]["next_cursor"]
        if cursor is None:
            return found


def titles(*answers: Json) -> list[str]:
    return [meeting["title"] for answer in answers for meeting in answer["meetings"]]


def lunches(world: World, number: int) -> None:
    """Let there be lunches, some at the same time."""
    for each in range(number):
        when = span("12:00", "13:00", days=1 + each // 3)
        event = world.busy(ANA, when, f"lunch-{each:03}")
        world.calendar.put(replace(event, title=f"Lunch {each:03}"))
