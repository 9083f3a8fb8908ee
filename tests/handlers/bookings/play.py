"""What every rule of the play works with: commands that are asked for, and what is there by now."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from tests.fakes.events import draft_as_event
from tests.handlers.bookings.places import Held, Place, Promise
from tests.handlers.bookings.replicas import ENOUGH, Replicas
from tests.handlers.bookings.seating import is_made
from tests.handlers.bookings.standing import Running
from tests.handlers.bookings.times import HALF_HOURS, HOURS, MORNING
from tests.handlers.world import ANA, BOB, EVE, Json, wire
from worker.app.background import errands_of, follower
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventKey
from worker.domain.interval import Interval

PEOPLE = (ANA, BOB, EVE)
MOST_AT_ONCE = 4

Invited = list[tuple[str, bool]]
"""Addresses, and whether they are required."""
NewPlace = Callable[[], Awaitable[Place]]

users = st.sampled_from(PEOPLE)
slots = st.sampled_from([*HALF_HOURS, *HOURS])
times = st.one_of(slots.map(lambda one: {"slot": wire(one)}), st.just({"window": wire(MORNING)}))
guests = st.lists(st.tuples(users, st.booleans()), max_size=2, unique_by=lambda one: one[0])
numbers = st.integers(0, 50)
steps = st.one_of(st.integers(0, 8), st.just(ENOUGH))
replicas = st.integers(0, 1)


class Play(RuleBasedStateMachine):
    def __init__(self, loop: asyncio.AbstractEventLoop, new_place: NewPlace) -> None:
        super().__init__()
        self.place = loop.run_until_complete(new_place())
        self.replicas = Replicas(self.place, loop)
        self.meals = 0
        self.calm_times = 0
        self.touched: set[EventKey] = set()
        """Meetings that people changed."""
        self.brought_back: set[EventKey] = set()
        self.promises: list[Promise] = []
        """These, and the holds, as they were after the last rule."""
        self.holds: list[Held] = []

    def look(self) -> None:
        """See what the store says now."""
        self.promises = self.replicas.do(self.place.promises())
        self.holds = self.replicas.do(self.place.holds())

    def ask(self, command_type: str, user: str, steps: int, **fields: Any) -> str | None:
        """Let one replica after the other take up a new command. Return its id, unless enough are running."""
        if len(self.replicas.running) >= MOST_AT_ONCE:
            return None
        number = len(self.replicas.asked)
        command_id = f"c-{number}"
        body = {"type": command_type, "command_id": command_id, "user_id": user, "locale": "en", **fields}
        self.replicas.asked[command_id] = body
        self.replicas.deliver(command_id, steps, number % 2)
        return command_id

    def meet(self, user: str, invited: Invited, steps: int, **fields: Any) -> None:
        people = participants(user, invited)
        self.ask("schedule_meeting", user, steps, title="Demo", participants=people, **fields)

    def change(self, number: int, command_type: str, steps: int, **fields: Any) -> None:
        event = some(self.ours, number)
        self.ask(command_type, event.calendar_id, steps, event_id=event.id, **fields)

    @property
    def made(self) -> list[CalendarEvent]:
        """Return all events of this system, those that are gone too."""
        return [event for event in self.place.calendar.events.values() if is_made(event)]

    @property
    def ours(self) -> list[CalendarEvent]:
        """Return the meetings that are there, be their commands answered or not: ids can be told."""
        return [event for event in self.made if not event.is_cancelled and not event.transparent]

    def eat(self, person: str, when: Interval) -> None:
        """Let a person write something of their own into their calendar."""
        self.meals += 1
        draft = EventDraft(f"lunch-{self.meals}", "Lunch", when, "UTC")
        self.place.calendar.put(draft_as_event(draft, person))
        self.replicas.note_hand()

    def edit(self, event: CalendarEvent, **fields: Any) -> None:
        """Let a person change a meeting."""
        self.place.calendar.put(replace(event, **fields))
        self.replicas.note_hand()
        self.touched.add(event.key)

    def some_running(self, number: int) -> Running:
        running: Running = some(self.replicas.running, number)
        return running

    def end_what_runs(self) -> None:
        for running in [*self.replicas.running]:
            self.replicas.go_on(running, ENOUGH)

    def read_calendars(self) -> None:
        """Let a replica read every calendar that is followed."""
        self.replicas.do(self.place.hurry())
        lane = follower(self.place.ports(0), self.place.clock)
        for _ in PEOPLE:
            self.replicas.do(lane.follow_next())

    def do_chores(self) -> None:
        self.replicas.do(errands_of(self.place.ports(1), self.place.clock).run_due())


def participants(user: str, invited: Invited) -> list[Json]:
    return [{"email": email, "required": required} for email, required in invited if email != user]


def some(those: Any, number: int) -> Any:
    return those[number % len(those)]
