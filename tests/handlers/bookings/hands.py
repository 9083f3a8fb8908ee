"""What people do by hand, what goes wrong with Google, and what passes by itself."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.handlers.bookings.play import Play, numbers, slots, some, users
from worker.codes import Code
from worker.domain.calendar_event import EventStatus
from worker.domain.interval import Interval
from worker.errors import OutcomeUncertain, RateLimited, Refused

WRITES = ("insert", "patch", "delete")


class Hands(Play):
    @rule(user=users, when=slots)
    def write_by_hand(self, user: str, when: Interval) -> None:
        self.eat(user, when)

    @precondition(lambda self: self.ours)
    @rule(number=numbers, when=slots)
    def move_by_hand(self, number: int, when: Interval) -> None:
        self.edit(some(self.ours, number), when=when)

    @precondition(lambda self: self.ours)
    @rule(number=numbers)
    def delete_by_hand(self, number: int) -> None:
        self.edit(some(self.ours, number), status=EventStatus.CANCELLED)

    @precondition(lambda self: any(event.is_cancelled for event in self.made))
    @rule(number=numbers)
    def bring_back(self, number: int) -> None:
        """Let a person take a meeting out of the bin."""
        gone = [event for event in self.made if event.is_cancelled and not event.transparent]
        if gone:
            event = some(gone, number)
            self.brought_back.add(event.key)
            self.edit(event, status=EventStatus.CONFIRMED)

    @precondition(lambda self: self.ours)
    @rule(number=numbers, guest=users, answer=st.sampled_from(["declined", "declined", "accepted"]))
    def answer(self, number: int, guest: str, answer: str) -> None:
        event = some(self.ours, number)
        answers = (replace(one, response=answer) if one.email == guest else one for one in event.attendees)
        self.edit(event, attendees=tuple(answers))

    # What goes wrong, and what passes

    @rule(operation=st.sampled_from(WRITES), had_effect=st.booleans())
    def lose_an_answer(self, operation: str, had_effect: bool) -> None:
        error = OutcomeUncertain(f"{operation}: 503")
        self.place.calendar.fail(operation, error, after_the_effect=had_effect)

    @rule(operation=st.sampled_from([*WRITES, "free_busy", "get"]))
    def throttle(self, operation: str) -> None:
        self.place.calendar.fail(operation, RateLimited(f"{operation}: 429"))

    @rule(operation=st.sampled_from(WRITES[:2]))
    def refuse(self, operation: str) -> None:
        self.place.calendar.fail(operation, Refused(Code.QUOTA_EXHAUSTED, f"{operation}: 403"))

    @rule(seconds=st.sampled_from([1, 6, 11, 61, 301]))
    def wait(self, seconds: int) -> None:
        self.replicas.do(self.place.wait(timedelta(seconds=seconds)))

    @rule()
    def synchronise(self) -> None:
        self.read_calendars()

    @rule()
    def run_errands(self) -> None:
        self.do_chores()
