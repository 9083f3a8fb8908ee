"""What comes between two steps of one command, brought about on purpose: by chance it is too rare.

Every rule takes a calm time of its own, where a meeting of Ana's with Bob can be, and what it brings about
is seen by the laws; a rule itself sees only what no law can know.
"""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.handlers.bookings.play import Play, replicas, steps
from tests.handlers.bookings.replicas import ENOUGH
from tests.handlers.bookings.seating import MADE_BY
from tests.handlers.bookings.standing import Running
from tests.handlers.bookings.times import CALM, thirds
from tests.handlers.world import ANA, BOB, EVE, SECOND, Json, wire
from worker.codes import Code
from worker.domain.calendar_event import Attendee, CalendarEvent
from worker.domain.interval import Interval
from worker.errors import OutcomeUncertain, Refused, WorkerError
from worker.handlers.second_look import FRESH

BEFORE_A_PATCH = "calendar.patch:before"
RESERVED = "reservations.reserve:after"

endings = st.sampled_from([Refused(Code.QUOTA_EXHAUSTED, "patch: 403"), OutcomeUncertain("patch: 503"), None])
"""What becomes of a write that was about to be sent."""
to_change = st.sampled_from(["cancel_meeting", "reschedule_meeting", "update_meeting"])


class Meanwhile(Play):
    @rule(
        stands=st.sampled_from(
            ["calendar.free_busy:after", "reservations.taken:after", "reservations.reserve:before"]
        ),
        ending=endings,
    )
    def want_what_a_move_leaves(self, stands: str, ending: WorkerError | None) -> None:
        """Let somebody who saw the time free want it while a meeting is about to leave it."""
        old, new, _ = thirds(self.calm())
        other = self.begin("schedule_meeting", EVE, **demo(slot=wire(old)))
        self.replicas.go_until(other, stands)
        for event in self.meeting(old):
            move = self.begin_change(event, slot=wire(new))
            if self.replicas.go_until(move, BEFORE_A_PATCH) and ending:
                self.place.calendar.fail("patch", ending)
            self.replicas.go_on(other, ENOUGH)
            self.replicas.go_on(move, ENOUGH)

    @rule(is_move=st.booleans(), person=st.sampled_from([ANA, BOB]))
    def write_by_hand_after_a_reading(self, is_move: bool, person: str) -> None:
        """Let a person take the time that a command has chosen, which then stands for too long."""
        calm = self.calm()
        wanted = {"window": wire(calm)}
        there = self.meeting(thirds(calm)[0]) if is_move else []
        begun = [self.begin_change(event, **wanted) for event in there]
        for one in begun or [self.begin("schedule_meeting", ANA, **demo(**wanted))]:
            if self.replicas.go_until(one, RESERVED):
                self.eat(person, self.chosen(calm, there))
                self.replicas.do(self.place.wait(FRESH + SECOND))
                self.replicas.go_on(one, ENOUGH)

    @rule(replica=replicas)
    def decline_before_a_write(self, replica: int) -> None:
        """Let somebody decline while other guests are about to be written into the version before."""
        for event in self.meeting(thirds(self.calm())[replica]):
            join = self.begin("update_meeting", ANA, event_id=event.id, add_participants=[{"email": EVE}])
            self.replicas.go_until(join, BEFORE_A_PATCH)
            self.edit(event, attendees=tuple(map(bob_declines, event.attendees)))
            self.replicas.go_on(join, ENOUGH)
            answers = {one.email: one.response for one in self.place.calendar.events[event.key].attendees}
            assert answers[BOB] == "declined", "the answer was undone"

    @rule(other=to_change, first=st.integers(1, 9), second=steps)
    def change_the_same(self, other: str, first: int, second: int) -> None:
        """Let two commands change one meeting, the second while the first stands."""
        old, new, last = thirds(self.calm())
        fields: dict[str, Json] = {
            "cancel_meeting": {},
            "reschedule_meeting": {"slot": wire(last)},
            "update_meeting": {"add_participants": [{"email": EVE}]},
        }
        for event in self.meeting(old):
            moved = self.begin_change(event, slot=wire(new))
            self.replicas.go_on(moved, first)
            self.ask(other, ANA, second, event_id=event.id, **fields[other])

    @rule(replica=replicas, stands=st.sampled_from(["calendar.patch:after", "commands.finish:before"]))
    def die_after_a_move(self, replica: int, stands: str) -> None:
        """Let a command that may choose among times be taken over once it has moved its meeting."""
        calm = self.calm()
        for event in self.meeting(thirds(calm)[0]):
            move = self.begin_change(event, window=wire(calm))
            if self.replicas.go_until(move, stands):
                self.replicas.crash(move)
                self.replicas.deliver(move.command_id, ENOUGH, replica)

    # What they begin with

    def calm(self) -> Interval:
        """Let all that runs end, and return a time for one rule alone, as long as there are such."""
        self.end_what_runs()
        self.place.calendar.failures.clear()
        self.calm_times += 1
        return CALM[self.calm_times % len(CALM)]

    def meeting(self, when: Interval) -> list[CalendarEvent]:
        """Let Ana meet Bob. Return the meeting, or nothing where there can be none."""
        made = self.begin("schedule_meeting", ANA, **demo(slot=wire(when)))
        self.replicas.go_on(made, ENOUGH)
        return [one for one in self.ours if dict(one.private)[MADE_BY] == made.command_id]

    def begin(self, command_type: str, user: str, **fields: Any) -> Running:
        """Return a new command, which stands where every command stands first."""
        command_id = self.ask(command_type, user, 0, **fields)
        return next(one for one in self.replicas.running if one.command_id == command_id)

    def begin_change(self, event: CalendarEvent, **fields: Any) -> Running:
        return self.begin("reschedule_meeting", event.calendar_id, event_id=event.id, **fields)

    def chosen(self, calm: Interval, there: list[CalendarEvent]) -> Interval:
        """Return what Bob's time is reserved for, beside where his meeting is."""
        self.look()
        mine = [one.period for one in self.promises if one.email == BOB and one.period.overlaps(calm)]
        return next(period for period in mine if period not in [event.when for event in there])


def demo(**fields: Any) -> Json:
    return {"title": "Demo", "participants": [{"email": BOB}], **fields}


def bob_declines(guest: Attendee) -> Attendee:
    return replace(guest, response="declined") if guest.email == BOB else guest
