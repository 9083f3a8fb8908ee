"""Assistants who want the same hours of the same people: meetings, holds, moves, cancellations.

What depends on an answer waits for it: a hold is booked once it is there, a meeting moved or
cancelled once it was promised. Meanwhile people write into their own calendars by hand, whatever
stands there already.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from tests.faults.play import Play
from tests.faults.verdict.evidence import Json
from tests.faults.world.load import ZONE, Order, meeting, users
from worker.engine.record import Record
from worker.sandbox.local_google.control.person import Person

PEOPLE = 20
ASSISTANTS = 4
"""Of each person: 80 keys in all, so what two of them ask for runs side by side."""
MOST_GUESTS = 2
HALF_HOURS = 16
"""Of a working day."""
HALF_HOUR = timedelta(minutes=30)
WAITING = 100
"""Commands that wait for their answers, as long as there are some left to be sent."""
HAND_EVERY = 10
"""Commands for each booking by hand."""
FEED_EVERY = 0.1
"""Seconds."""
HELD, EXACT = 0.15, 0.5
"""Of what is asked for first: so much is a hold; of the rest so much is for an exact time, the others
for any time of a day.
"""
CANCELLED, MOVED = 0.1, 0.3
"""Of the meetings that were promised."""


@dataclass(slots=True)
class Crowd:
    play: Play
    days: Sequence[datetime]
    """When each of the days opens that everybody wants."""
    types: Counter[str] = field(default_factory=Counter)
    """How many commands of each type were sent."""
    booked_by_hold: int = 0
    """How many commands were sent to book what is held."""
    by_hand: list[Json] = field(default_factory=list)
    """The events that people made."""
    _unanswered: dict[str, Order] = field(default_factory=dict)
    _read: int = 0
    """How many of the results were looked at for what follows."""
    _hands: dict[str, Person] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        return self.types.total()

    async def feed(self, share: float) -> None:
        """Keep commands waiting until so much of what is asked for was sent."""
        while left := round(share * self.play.options.commands) - self.asked:
            orders = self._next(min(left, WAITING - self.play.left_to_do))
            await self.play.load.send(orders)
            while len(self.by_hand) * HAND_EVERY < self.asked:
                await self._book_by_hand()
            await asyncio.sleep(FEED_EVERY)

    def _next(self, room: int) -> list[Order]:
        """Return what follows from answers, and fill up with what nobody has asked for yet."""
        orders = [*self._following(room)]
        while len(orders) < room:
            orders.append(self._wish())
        return orders

    def _following(self, most: int) -> Iterator[Order]:
        """Return what comes of the answers since the last look, as much as there is room for."""
        results, made = self.play.harvest.results, 0
        while self._read < len(results) and made < most:
            order = self._after(results[self._read])
            self._read += 1
            if order:
                made += 1
                yield order

    def _after(self, record: Record) -> Order | None:
        """Return what is asked for once this is answered: nothing after a no, or an answer that was told."""
        result = orjson.loads(record.value or b"{}")
        before = self._unanswered.pop(result["command_id"], None)
        if before is None or result["status"] != "succeeded":
            return None
        match result["type"]:
            case "hold_slot":
                self.booked_by_hold += 1
                held = {"participants": before.body["participants"], "hold_id": result["data"]["hold_id"]}
                return self._meeting(before, held)
            case "schedule_meeting" | "reschedule_meeting":
                return self._change(before, result["data"]["event"]["id"])
            case _:
                return None

    def _change(self, before: Order, event_id: str) -> Order | None:
        """Return a cancellation or a move of a meeting, or leave it be."""
        dice = self.play.dice.random()
        if dice < CANCELLED:
            return self._order(before, {"type": "cancel_meeting", "event_id": event_id})
        if dice < CANCELLED + MOVED:
            moved = {"type": "reschedule_meeting", "event_id": event_id, "step_minutes": 30}
            return self._order(before, {**moved, **self._times()})
        return None

    def _wish(self) -> Order:
        person = f"u{self.play.dice.randrange(PEOPLE)}@vai.example"
        whose = Order("", f"{person}-{self.play.dice.randrange(ASSISTANTS)}", {"user_id": person})
        people = {"participants": [{"email": email} for email in self._guests(person)]}
        if self.play.dice.random() < HELD:
            return self._order(whose, {"type": "hold_slot", **people, "slot": self._slot()})
        return self._meeting(whose, {**people, **self._times()})

    def _meeting(self, whose: Order, fields: Json) -> Order:
        plain = meeting(self.asked, str(whose.body["user_id"])).body
        return self._order(whose, {**plain, "duration_minutes": 30, "step_minutes": 30, **fields})

    def _order(self, whose: Order, fields: Json) -> Order:
        """Return a command of the same assistant, for the same person."""
        command_id = f"c-{self.asked:06}"
        body = {**fields, "command_id": command_id, "user_id": whose.body["user_id"]}
        self.types[fields["type"]] += 1
        self._unanswered[command_id] = Order(command_id, whose.key, body)
        return self._unanswered[command_id]

    def _guests(self, person: str) -> list[str]:
        others = [email for email in users(0)[:PEOPLE] if email != person]
        return self.play.dice.sample(others, self.play.dice.randint(1, MOST_GUESTS))

    def _times(self) -> Json:
        if self.play.dice.random() < EXACT:
            return {"slot": self._slot()}
        return {"window": span(self.play.dice.choice(self.days), HALF_HOURS * HALF_HOUR)}

    def _slot(self) -> Json:
        return span(self._half_hour(), HALF_HOUR)

    def _half_hour(self) -> datetime:
        return self.play.dice.choice(self.days) + self.play.dice.randrange(HALF_HOURS) * HALF_HOUR

    async def _book_by_hand(self) -> None:
        """Let somebody write into their own calendar."""
        email = f"u{self.play.dice.randrange(PEOPLE)}@vai.example"
        if email not in self._hands:
            self._hands[email] = await self.play.stage.google.control.person(email)
        when = span(self._half_hour(), HALF_HOUR)
        moments = {name: {"dateTime": moment, "timeZone": ZONE} for name, moment in when.items()}
        self.by_hand.append(await self._hands[email].insert({"summary": "By hand", **moments}))


def span(start: datetime, length: timedelta) -> dict[str, str]:
    return {"start": start.isoformat(), "end": (start + length).isoformat()}
