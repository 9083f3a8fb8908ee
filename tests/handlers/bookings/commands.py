"""What agents ask for, and what becomes of the replicas that work on it."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.handlers.bookings.play import (
    Invited,
    Play,
    guests,
    numbers,
    participants,
    replicas,
    slots,
    some,
    steps,
    times,
    users,
)
from tests.handlers.bookings.replicas import ENOUGH
from tests.handlers.bookings.times import HALF_HOURS
from tests.handlers.world import ANA, BOB, EVE, MINUTE, Json, wire
from worker.domain.interval import Interval


class Commands(Play):
    @initialize()
    def two_meetings_and_a_hold_are_there(self) -> None:
        for user, guest, when in ((ANA, BOB, HALF_HOURS[0]), (EVE, BOB, HALF_HOURS[1])):
            self.meet(user, [(guest, True)], ENOUGH, slot=wire(when))
        self.hold(BOB, [(ANA, True)], HALF_HOURS[2], 300, ENOUGH)
        self.look()

    @rule(user=users, invited=guests, when=times, steps=steps)
    def schedule(self, user: str, invited: Invited, when: Json, steps: int) -> None:
        self.meet(user, invited, steps, **when)

    @rule(when=times, first=st.integers(0, 3), second=st.integers(0, 3))
    def want_the_same(self, when: Json, first: int, second: int) -> None:
        """Let two ask for Bob at one time, each go some way, and then on: by chance they rarely meet so."""
        for user, some_way in ((ANA, first), (EVE, second)):
            self.meet(user, [(BOB, True)], some_way, **when)
        self.end_what_runs()

    @rule(user=users, invited=guests, when=slots, ttl=st.sampled_from([10, 300]), steps=steps)
    def hold(self, user: str, invited: Invited, when: Interval, ttl: int, steps: int) -> None:
        people = participants(user, invited)
        self.ask("hold_slot", user, steps, participants=people, slot=wire(when), ttl_seconds=ttl)

    @precondition(lambda self: self.holds)
    @rule(number=numbers, steps=steps)
    def book_what_is_held(self, number: int, steps: int) -> None:
        held = some(self.holds, number)
        people = [(one, True) for one in sorted(held.emails - {held.user_id})]
        self.meet(held.user_id, people, steps, hold_id=held.hold_id)

    @precondition(lambda self: any(one.is_live for one in self.holds))
    @rule(number=numbers, person=users, steps=st.integers(3, 9))
    def use_a_hold_in_vain(self, number: int, person: str, steps: int) -> None:
        """Let a command have taken a hold when somebody writes into the held time by hand."""
        held = some([one for one in self.holds if one.is_live], number)
        people = [(one, True) for one in sorted(held.emails - {held.user_id})]
        self.meet(held.user_id, people, steps, hold_id=held.hold_id)
        self.eat(person, held.slot)
        self.replicas.do(self.place.wait(MINUTE / 10))
        self.end_what_runs()

    @precondition(lambda self: self.holds)
    @rule(number=numbers, steps=steps)
    def release(self, number: int, steps: int) -> None:
        held = some(self.holds, number)
        self.ask("release_hold", held.user_id, steps, hold_id=held.hold_id)

    @precondition(lambda self: self.ours)
    @rule(number=numbers, when=times, steps=steps)
    def reschedule(self, number: int, when: Json, steps: int) -> None:
        self.change(number, "reschedule_meeting", steps, **when)

    @precondition(lambda self: self.ours and self.holds)
    @rule(number=numbers, held=numbers, steps=steps)
    def move_to_what_is_held(self, number: int, held: int, steps: int) -> None:
        self.change(number, "reschedule_meeting", steps, hold_id=some(self.holds, held).hold_id)

    @precondition(lambda self: self.ours)
    @rule(number=numbers, guest=users, steps=steps)
    def join(self, number: int, guest: str, steps: int) -> None:
        self.change(number, "update_meeting", steps, add_participants=[{"email": guest}])

    @precondition(lambda self: self.ours)
    @rule(number=numbers, when=slots, steps=steps)
    def follow_up(self, number: int, when: Interval, steps: int) -> None:
        due = when.end.isoformat()
        self.change(number, "create_follow_up", steps, title="Call", due=due)

    @precondition(lambda self: self.ours)
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

    @precondition(lambda self: self.replicas.running)
    @rule(number=numbers, replica=replicas, steps=steps, first_goes_on=st.integers(0, 4))
    def take_over(self, number: int, replica: int, steps: int, first_goes_on: int) -> None:
        """Let a command be taken from a replica that stands still, and goes on beside the new one."""
        running = self.some_running(number)
        self.replicas.freeze(running)
        self.replicas.deliver(running.command_id, steps, replica)
        self.replicas.go_on(running, first_goes_on)

    @rule(number=numbers, replica=replicas, steps=steps)
    def come_again(self, number: int, replica: int, steps: int) -> None:
        """Let a record be read once more: while its command runs, after it died, after it was answered."""
        self.replicas.deliver(some([*self.replicas.asked], number), steps, replica)

    @rule(replica=replicas, steps=steps)
    def reconcile(self, replica: int, steps: int) -> None:
        self.replicas.reconcile(steps, replica)
