"""The load of an ordinary day: meetings made and cancelled again, questions, readings, some rubbish.

What is booked is cancelled once its result is there, so no calendar fills up, however long it takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from tests.faults.play import Play
from tests.faults.world.load import Body, Order, meeting, users
from worker.engine.record import Record

AT_A_TIME = 3
"""Users who want something in the same second."""
SYNCHRONISED_EVERY = 5
REPEATED_EVERY = 5
POISON_EVERY = 10
POISON = b'{"type": "schedule_meeting", "command_id":'
MOST_UNANSWERED = 300
"""Past it a second is left out: the load is to be steady, not to pile up on a slow machine."""


@dataclass(slots=True)
class Day:
    play: Play
    poison: int = 0
    left_out: int = 0
    _second: int = 0
    _asked: int = 0
    _read: int = 0
    """How many of the results were looked at for events to cancel."""
    _scheduled: list[Order] = field(default_factory=list)

    async def second(self) -> None:
        """Send what one second brings."""
        if self._unanswered > MOST_UNANSWERED:
            self.left_out += 1
            return
        await self.play.load.send([*self.cancellations(), *self._wishes()])
        if self._second % POISON_EVERY == 0:
            topic = self.play.stage.topics.of_group("schedule")
            await self.play.load.producer.send_and_wait(topic, value=POISON, key=b"rubbish")
            self.poison += 1
        self._second += 1

    @property
    def _unanswered(self) -> int:
        return len({sent.command_id for sent in self.play.load.sent}) - self.play.answered_so_far

    def cancellations(self) -> list[Order]:
        """Return a cancellation for every event that was promised since the last look."""
        new, self._read = self.play.harvest.results[self._read :], len(self.play.harvest.results)
        events = dict.fromkeys(place for record in new if (place := promised(record)))
        return [
            self._order("cancel_meeting", user, event_id=event_id, send_updates="none")
            for user, event_id in events
        ]

    def _wishes(self) -> Iterator[Order]:
        people = users(self.play.options.commands)
        for turn in range(AT_A_TIME):
            user = people[(self._second * AT_A_TIME + turn) % len(people)]
            yield self._meeting(user)
            yield self._question(user)
        if self._second % SYNCHRONISED_EVERY == 0:
            yield self._order("sync_calendar", user)
        if self._second % REPEATED_EVERY == 0:
            yield self.play.dice.choice(self._scheduled[-100:])

    def _meeting(self, user: str) -> Order:
        self._asked += 1
        self._scheduled.append(meeting(self._asked, user))
        return self._scheduled[-1]

    def _question(self, user: str) -> Order:
        guest = {"email": f"guest-of-{user.partition('@')[0]}@elsewhere.example"}
        return self._order("check_availability", user, participants=[guest], duration_minutes=30)

    def _order(self, command_type: str, user: str, **fields: object) -> Order:
        self._asked += 1
        command_id = f"{command_type}-{self._asked:06}"
        body: Body = {"type": command_type, "command_id": command_id, "user_id": user, **fields}
        return Order(command_id, user, body)


def promised(record: Record) -> tuple[str, str] | None:
    """Return the user and the event of a result that says that a meeting was made."""
    result = orjson.loads(record.value or b"{}")
    if result.get("type") != "schedule_meeting" or result.get("status") != "succeeded":
        return None
    return result["user_id"], result["data"]["event"]["id"]
