"""Whatever meets whatever: nobody is in two meetings of this system, and nothing is done twice.

Commands go on in small steps beside each other, die, lose their leases, come again; answers of Google's
get lost; people write, move, delete and decline by hand; holds expire. What people do by hand wins: a
meeting that stands where a person put it may be beside another.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.handlers.stepwise import ENOUGH, SUCCEEDED, Replicas, Running
from tests.handlers.world import ANA, BOB, EVE, MINUTE, Json, World, span, wire
from worker.domain.calendar_event import CalendarEvent, EventKey, EventStatus
from worker.domain.interval import Interval
from worker.errors import OutcomeUncertain, RateLimited
from worker.ports.reservations import ReservationKind

PEOPLE = (ANA, BOB, EVE)
MORNING = span("09:00", "11:00", days=1)
HALF_HOURS = [
    Interval(start, start + 30 * MINUTE) for start in (MORNING.start + n * 30 * MINUTE for n in range(4))
]
HOURS = [Interval(one.start, two.end) for one, two in pairwise(HALF_HOURS)]
MOST_AT_ONCE = 4
WRITES = ("insert", "patch", "delete")
Invited = list[tuple[str, bool]]
"""Addresses, and whether they are required."""
ROUNDS = 12
"""In which everything must have come to its end, once nothing goes wrong any more."""
MADE_BY = "vai_command_id"

users = st.sampled_from(PEOPLE)
slots = st.sampled_from([*HALF_HOURS, *HOURS])
times = st.one_of(slots.map(lambda one: {"slot": wire(one)}), st.just({"window": wire(MORNING)}))
guests = st.lists(st.tuples(users, st.booleans()), max_size=2, unique_by=lambda one: one[0])
numbers = st.integers(0, 50)
steps = st.one_of(st.integers(0, 8), st.just(ENOUGH))


class BookingByModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = World()
        self.replicas = Replicas(self.world, self.loop)
        self.by_hand: dict[EventKey, Interval] = {}
        """Where a person put a meeting of ours."""
        self.hands = 0

    def teardown(self) -> None:
        try:
            self.come_to_an_end()
        finally:
            self.loop.close()

    @initialize()
    def two_meetings_and_a_hold_are_there(self) -> None:
        for user, guest, when in ((ANA, BOB, HALF_HOURS[0]), (EVE, BOB, HALF_HOURS[1])):
            self.ask("schedule_meeting", user, ENOUGH, **meeting(user, [(guest, True)]), slot=wire(when))
        self.hold(BOB, [(ANA, True)], HALF_HOURS[2], 300, ENOUGH)

    # Commands

    @rule(user=users, invited=guests, when=times, steps=steps)
    def schedule(self, user: str, invited: Invited, when: Json, steps: int) -> None:
        self.ask("schedule_meeting", user, steps, **meeting(user, invited), **when)

    @rule(when=times, first=st.integers(0, 3), second=st.integers(0, 3))
    def want_the_same(self, when: Json, first: int, second: int) -> None:
        """Let two ask for Bob at one time, each go some way, and then on: by chance they rarely meet so."""
        for user, steps in ((ANA, first), (EVE, second)):
            self.ask("schedule_meeting", user, steps, **meeting(user, [(BOB, True)]), **when)
        for running in [*self.replicas.running]:
            self.replicas.go_on(running, ENOUGH)

    @rule(user=users, invited=guests, when=slots, ttl=st.sampled_from([10, 300]), steps=steps)
    def hold(self, user: str, invited: Invited, when: Interval, ttl: int, steps: int) -> None:
        people = participants(user, invited)
        self.ask("hold_slot", user, steps, participants=people, slot=wire(when), ttl_seconds=ttl)

    @precondition(lambda self: self.world.reservations.holds)
    @rule(number=numbers, steps=steps)
    def book_what_is_held(self, number: int, steps: int) -> None:
        hold_id, user, others = self.some_hold(number)
        people = [(one, True) for one in sorted(others)]
        self.ask("schedule_meeting", user, steps, **meeting(user, people), hold_id=hold_id)

    @precondition(lambda self: self.world.reservations.holds)
    @rule(number=numbers, steps=steps)
    def release(self, number: int, steps: int) -> None:
        hold_id, user, _ = self.some_hold(number)
        self.ask("release_hold", user, steps, hold_id=hold_id)

    @precondition(lambda self: self.promised)
    @rule(number=numbers, when=times, steps=steps)
    def reschedule(self, number: int, when: Json, steps: int) -> None:
        self.change(number, "reschedule_meeting", steps, **when)

    @precondition(lambda self: self.promised and self.world.reservations.holds)
    @rule(number=numbers, held=numbers, steps=steps)
    def move_to_what_is_held(self, number: int, held: int, steps: int) -> None:
        self.change(number, "reschedule_meeting", steps, hold_id=self.some_hold(held)[0])

    @precondition(lambda self: self.promised)
    @rule(number=numbers, guest=users, steps=steps)
    def join(self, number: int, guest: str, steps: int) -> None:
        self.change(number, "update_meeting", steps, add_participants=[{"email": guest}])

    @precondition(lambda self: self.promised)
    @rule(number=numbers, steps=steps)
    def cancel(self, number: int, steps: int) -> None:
        self.change(number, "cancel_meeting", steps)

    # What becomes of them

    @precondition(lambda self: self.replicas.running)
    @rule(number=numbers, steps=steps)
    def go_on(self, number: int, steps: int) -> None:
        self.replicas.go_on(self.some_running(number), steps)

    @precondition(lambda self: self.replicas.running)
    @rule(number=numbers)
    def crash(self, number: int) -> None:
        self.replicas.crash(self.some_running(number))

    @precondition(lambda self: self.replicas.running)
    @rule(number=numbers)
    def freeze(self, number: int) -> None:
        self.replicas.freeze(self.some_running(number))

    @rule(number=numbers, steps=steps)
    def come_again(self, number: int, steps: int) -> None:
        if len(self.replicas.running) < MOST_AT_ONCE:
            self.replicas.deliver(some([*self.replicas.asked], number), steps)

    # What goes wrong, and what people do

    @rule(operation=st.sampled_from(WRITES), had_effect=st.booleans())
    def lose_an_answer(self, operation: str, had_effect: bool) -> None:
        error = OutcomeUncertain(f"{operation}: 503")
        self.world.calendar.fail(operation, error, after_the_effect=had_effect)

    @rule(operation=st.sampled_from([*WRITES, "free_busy", "get"]))
    def throttle(self, operation: str) -> None:
        self.world.calendar.fail(operation, RateLimited(f"{operation}: 429"))

    @rule(seconds=st.sampled_from([1, 6, 11, 61, 301]))
    def wait(self, seconds: int) -> None:
        self.world.wait(timedelta(seconds=seconds))

    @rule(user=users, when=slots)
    def write_by_hand(self, user: str, when: Interval) -> None:
        self.hands += 1
        self.world.busy(user, when, f"lunch-{self.hands}")

    @precondition(lambda self: self.ours)
    @rule(number=numbers, when=slots)
    def move_by_hand(self, number: int, when: Interval) -> None:
        event = self.edit(number, when=when)
        self.by_hand[event.key] = when

    @precondition(lambda self: self.ours)
    @rule(number=numbers)
    def delete_by_hand(self, number: int) -> None:
        self.edit(number, status=EventStatus.CANCELLED)

    @precondition(lambda self: self.ours)
    @rule(number=numbers, guest=users)
    def decline(self, number: int, guest: str) -> None:
        everybody = some(self.ours, number).attendees
        answers = (replace(one, response="declined") if one.email == guest else one for one in everybody)
        self.edit(number, attendees=tuple(answers))

    @rule()
    def synchronise(self) -> None:
        self.world.synchronisations.hurry()
        for _ in PEOPLE:
            self.loop.run_until_complete(self.world.follower.follow_next())

    # What is true all the while

    @invariant()
    def nobody_is_in_two_meetings_of_ours(self) -> None:
        there = [event for event in self.ours if self.by_hand.get(event.key) != event.when]
        for one, other in combinations(there, 2):
            if overlap(one.when, other.when):
                assert not needed(one) & needed(other), (one.title, one.when, other.title, other.when)

    @invariant()
    def nobody_is_promised_to_two(self) -> None:
        for email in PEOPLE:
            rows = [
                (kept.reservation.event or kept.hold_id, kept.reservation.period)
                for kept in self.world.reservations._live()
                if kept.reservation.email == email
            ]
            for (whose, one), (others, other) in combinations(rows, 2):
                assert whose == others or not one.overlaps(other), (email, one, other)

    @invariant()
    def a_command_has_one_effect_at_most(self) -> None:
        """Of several that change one meeting, one that died begins anew if another took its turn since."""
        asked = self.replicas.asked
        alone = Counter(str(body.get("event_id", name)) for name, body in asked.items())
        twice = [name for name, count in self.replicas.effects.items() if count > 1]
        assert not [name for name in twice if alone[str(asked[name].get("event_id", name))] == 1]
        made = [dict(event.private)[MADE_BY] for event in self.meetings()]
        assert len(made) == len(set(made))

    @invariant()
    def a_hold_whose_command_failed_is_back(self) -> None:
        for hold_id, known in self.world.reservations.holds.items():
            if known.used_by is not None:
                assert self.replicas.ended.get(known.used_by[1], SUCCEEDED) == SUCCEEDED
            if known.state == "live" and known.expires_at > self.world.clock.now():
                rows = [kept for kept in self.world.reservations.kept if kept.hold_id == hold_id]
                assert {one.reservation.email for one in rows} == known.hold.emails
                assert {one.reservation.kind for one in rows} == {ReservationKind.HOLD}

    # The parts of it

    def ask(self, command_type: str, user: str, steps: int, **fields: Any) -> None:
        if len(self.replicas.running) >= MOST_AT_ONCE:
            return
        command_id = f"c-{len(self.replicas.asked)}"
        body = {"type": command_type, "command_id": command_id, "user_id": user, "locale": "en", **fields}
        self.replicas.asked[command_id] = body
        self.replicas.deliver(command_id, steps)

    def change(self, number: int, command_type: str, steps: int, **fields: Any) -> None:
        event = some(self.promised, number)
        self.ask(command_type, event.calendar_id, steps, event_id=event.id, **fields)

    def edit(self, number: int, **fields: Any) -> CalendarEvent:
        event = some(self.ours, number)
        return self.world.calendar.put(replace(event, **fields))

    def some_hold(self, number: int) -> tuple[str, str, frozenset[str]]:
        """Return a hold, whose it is, and whom it keeps beside."""
        hold_id, known = some([*self.world.reservations.holds.items()], number)
        return hold_id, known.user_id, known.hold.emails - {known.user_id}

    def some_running(self, number: int) -> Running:
        running: Running = some(self.replicas.running, number)
        return running

    def meetings(self) -> Iterator[CalendarEvent]:
        """Return all of this system's, those that are gone too."""
        return (event for event in self.world.calendar.events.values() if MADE_BY in dict(event.private))

    @property
    def ours(self) -> list[CalendarEvent]:
        return [event for event in self.meetings() if not event.is_cancelled]

    @property
    def promised(self) -> list[CalendarEvent]:
        """Return the meetings that an agent knows of: it waits for the answer that names them."""
        ended = self.replicas.ended
        return [event for event in self.ours if ended.get(dict(event.private)[MADE_BY]) == SUCCEEDED]

    def come_to_an_end(self) -> None:
        """Let every command that was asked be answered, and see that nothing is left over."""
        self.world.calendar.failures.clear()
        for _ in range(ROUNDS):
            for running in [*self.replicas.running]:
                self.replicas.go_on(running, ENOUGH)
            self.wait(61)
            for command_id in self.replicas.unanswered:
                self.replicas.deliver(command_id, ENOUGH)
        assert not self.replicas.unanswered
        assert not [one for one in self.world.kept if one.kind is ReservationKind.PENDING]
        there = {dict(event.private)[MADE_BY] for event in self.meetings()}
        assert all(self.replicas.ended[command_id] == SUCCEEDED for command_id in there)
        self.nobody_is_in_two_meetings_of_ours()
        self.nobody_is_promised_to_two()
        self.a_command_has_one_effect_at_most()
        self.a_hold_whose_command_failed_is_back()


def meeting(user: str, invited: Invited) -> Json:
    return {"title": "Demo", "participants": participants(user, invited)}


def participants(user: str, invited: Invited) -> list[Json]:
    return [{"email": email, "required": required} for email, required in invited if email != user]


def needed(event: CalendarEvent) -> set[str]:
    guests = {one.email for one in event.attendees if not one.optional and one.response != "declined"}
    return guests | {event.calendar_id}


def overlap(one: Interval | None, other: Interval | None) -> bool:
    return one is not None and other is not None and one.overlaps(other)


def some(those: Any, number: int) -> Any:
    return those[number % len(those)]


TestBooking = BookingByModel.TestCase
TestBooking.settings = settings(stateful_step_count=30)
