"""Meetings whose reminders come due within half a minute, and what is done to them just before.

Each is let be, moved or cancelled by a command, or by hand moved or rid of its reminders: shortly before its
moment, when a reminder that is told and a change that is seen come close.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tests.faults.play import Play
from tests.faults.world.load import ZONE, Order, meeting, users
from worker.ports.clock import SystemClock

SPREAD = 25.0
"""Seconds, from the first moment to the last."""
BEFORE = 3.0
"""Seconds: at most so long before a moment its event is changed."""
LATER = timedelta(seconds=9)
"""By so much an event is moved: its new moment comes within the run, and after the change is seen."""


class Deed(StrEnum):
    NOTHING = "nothing"
    MOVE = "move"
    CANCEL = "cancel"
    MOVE_BY_HAND = "move_by_hand"
    TAKE_BY_HAND = "take_by_hand"


WEIGHTS = {Deed.NOTHING: 4, Deed.MOVE: 2, Deed.CANCEL: 2, Deed.MOVE_BY_HAND: 2, Deed.TAKE_BY_HAND: 1}


@dataclass(frozen=True, slots=True)
class Reminded:
    order: Order
    user: str
    start: datetime
    moment: datetime
    """Of its first reminder that comes due in the run."""
    deed: Deed
    at: datetime
    """When it is done."""


def meetings_from(play: Play, first: datetime) -> list[Reminded]:
    """Make meetings that do not meet: a user's k-th begins k hours, and a day, after its moment."""
    people, dice, turns = users(play.options.commands), play.dice, Counter[str]()
    made = []
    for number in range(play.options.commands):
        user = people[number % len(people)]
        turns[user] += 1
        moment = first + timedelta(seconds=dice.uniform(0, SPREAD))
        minutes = 1440 + 60 * turns[user]
        start = moment + timedelta(minutes=minutes)
        plain = meeting(number, user)
        wishes = [{"method": "popup", "minutes": minutes}, {"method": "email", "minutes": 10}]
        body = {**plain.body, "slot": slot(start), "reminders": wishes}
        deed = dice.choices([*WEIGHTS], [*WEIGHTS.values()])[0]
        at = moment - timedelta(seconds=dice.uniform(0, BEFORE))
        made.append(Reminded(Order(plain.command_id, user, body), user, start, moment, deed, at))
    return made


def slot(start: datetime) -> dict[str, str]:
    return {"start": start.isoformat(), "end": (start + timedelta(minutes=15)).isoformat()}


async def change_all(play: Play, planned: Sequence[Reminded], events: dict[str, str]) -> None:
    """Do to each meeting, at its time, what is planned."""
    async with asyncio.TaskGroup() as tasks:
        for one in planned:
            if one.deed is not Deed.NOTHING:
                tasks.create_task(change(play, one, events[one.order.command_id]))


async def change(play: Play, one: Reminded, event_id: str) -> None:
    await wait_for(one.at)
    moved = one.start + LATER
    match one.deed:
        case Deed.MOVE:
            await command(
                play, one, {"type": "reschedule_meeting", "event_id": event_id, "slot": slot(moved)}
            )
        case Deed.CANCEL:
            await command(play, one, {"type": "cancel_meeting", "event_id": event_id})
        case Deed.MOVE_BY_HAND:
            times = {name: {"dateTime": at, "timeZone": ZONE} for name, at in slot(moved).items()}
            await (await play.stage.google.control.person(one.user)).patch(event_id, times)
        case Deed.TAKE_BY_HAND:
            none = {"reminders": {"useDefault": False, "overrides": []}}
            await (await play.stage.google.control.person(one.user)).patch(event_id, none)
        case Deed.NOTHING:
            pass


async def command(play: Play, one: Reminded, fields: dict[str, object]) -> None:
    command_id = f"{one.deed}-{one.order.command_id}"
    body = {**fields, "command_id": command_id, "user_id": one.user, "send_updates": "none"}
    await play.load.send([Order(command_id, one.user, body)])


async def wait_for(moment: datetime) -> None:
    await asyncio.sleep(max(0.0, (moment - SystemClock().now()).total_seconds()))
