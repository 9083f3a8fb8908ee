"""Good commands for the tests on the wire: every one has an id, and people, of its own."""

from typing import Any
from uuid import uuid4

from worker.sandbox.stage import Stage

Json = dict[str, Any]

HOUR = {"start": "2030-01-07T10:00:00+02:00", "end": "2030-01-07T11:00:00+02:00"}
"""A Monday in Bucharest, far enough away."""


async def new_person(stage: Stage, name: str = "ana") -> str:
    """Give somebody an account in the local Google, and return the address."""
    email = f"{name}-{uuid4().hex[:8]}@vai.example"
    await stage.google.control.add_account(email, time_zone="Europe/Bucharest")
    return email


def meeting(user_id: str, **changes: Any) -> Json:
    """Return a `schedule_meeting` for one exact hour."""
    return {
        "type": "schedule_meeting",
        "command_id": uuid4().hex,
        "user_id": user_id,
        "title": "Demo",
        "participants": [],
        "slot": HOUR,
        "conference": "none",
        **changes,
    }


def question(user_id: str, **changes: Any) -> Json:
    """Return a `check_availability`: it changes nothing, and is quick."""
    return {
        "type": "check_availability",
        "command_id": uuid4().hex,
        "user_id": user_id,
        "participants": [],
        "limit": 1,
        **changes,
    }


async def confirmed(stage: Stage, email: str) -> list[Json]:
    """Return the events that stand in somebody's calendar, as Google has them."""
    events = await stage.google.control.events(email)
    return [event for event in events if event["status"] == "confirmed"]
