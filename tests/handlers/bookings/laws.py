"""What is true after everything that can happen, and what is left when all has come to its end."""

from collections import Counter
from datetime import timedelta
from itertools import combinations

from hypothesis.stateful import invariant

from tests.handlers.bookings.play import PEOPLE, Play
from tests.handlers.bookings.replicas import ENOUGH
from tests.handlers.bookings.seating import MADE_BY, needed
from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.domain.own_writes import WRITE_ID
from worker.ports.reservations import ReservationKind

ROUNDS = 12
"""In which everything must have come to its end, once nothing goes wrong any more."""
A_WHILE = timedelta(seconds=61)


class Laws(Play):
    def teardown(self) -> None:
        self.come_to_an_end()

    @invariant()
    def all_is_well(self) -> None:
        self.look()
        assert not self.replicas.seating.overlaps()
        self.nobody_is_promised_to_two()
        self.a_command_has_one_effect_at_most()
        self.a_hold_in_vain_is_back()

    def nobody_is_promised_to_two(self) -> None:
        for email in PEOPLE:
            mine = [one for one in self.promises if one.email == email]
            for one, other in combinations(mine, 2):
                assert one.whose == other.whose or not one.period.overlaps(other.period), (one, other)

    def a_command_has_one_effect_at_most(self) -> None:
        """Of several that change one meeting, one that died begins anew if another took its turn since.

        And a cancellation that died removes once more what a person took out of the bin before its answer.
        """
        changers = Counter(body.get("event_id") for body in self.replicas.asked.values())
        twice = [one for one, count in self.replicas.effects.items() if count > 1]
        alone = [(name, event) for name, event in twice if changers[event.event_id] <= 1]
        assert not [one for one in alone if one[1] not in self.brought_back], alone
        made = [dict(event.private)[MADE_BY] for event in self.made]
        assert len(made) == len(set(made))
        stamps = [dict(patch.private)[WRITE_ID] for _, patch, _ in self.place.calendar.patches]
        assert len(stamps) == len(set(stamps))

    def a_hold_in_vain_is_back(self) -> None:
        """See that it keeps its time for everybody, unless it was used, released, or has expired."""
        for held in self.holds:
            rows = [one for one in self.promises if one.hold_id == held.hold_id]
            if held.is_live:
                assert {(one.email, one.period) for one in rows} == {(e, held.slot) for e in held.emails}
                assert {one.kind for one in rows} == {ReservationKind.HOLD}
            elif not held.is_expired:
                assert self.is_in_use(held.hold_id), held

    def is_in_use(self, hold_id: str) -> bool:
        """Tell whether a command has, or may have, made something of a hold."""
        mine = [name for name, body in self.replicas.asked.items() if body.get("hold_id") == hold_id]
        return any(name not in self.replicas.told or self.replicas.ended_well(name) for name in mine)

    # In the end

    def come_to_an_end(self) -> None:
        """Let every command that was asked be answered, and see that nothing is left over."""
        self.place.calendar.failures.clear()
        for number in range(ROUNDS):
            self.end_what_runs()
            if not self.replicas.unanswered:
                break
            self.replicas.do(self.place.wait(A_WHILE))
            self.replicas.reconcile(ENOUGH, number % 2)
            for command_id in self.replicas.unanswered:
                self.replicas.deliver(command_id, ENOUGH, number % 2)
        assert not self.replicas.unanswered
        self.all_is_well()
        there = {dict(event.private)[MADE_BY] for event in self.made}
        assert all(self.replicas.ended_well(command_id) for command_id in there)
        self.everything_again()
        self.nothing_is_left()

    def everything_again(self) -> None:
        """See that every command is answered as it was, and does nothing any more."""
        before = self.place.calendar.events.copy()
        for number, command_id in enumerate(self.replicas.asked):
            self.replicas.deliver(command_id, ENOUGH, number % 2)
        assert not self.replicas.running
        assert self.place.calendar.events == before

    def nothing_is_left(self) -> None:
        """See that what is promised is what is in the calendars, and that nothing is owed."""
        for _ in range(2):
            self.read_calendars()
            self.replicas.do(self.place.wait(A_WHILE * 3))
            self.do_chores()
        assert not self.replicas.do(self.place.owed())
        self.look()
        assert not [one for one in self.promises if one.kind is ReservationKind.PENDING or one.is_moving]
        promised = {(one.event, one.email, one.period) for one in self.promises if one.event is not None}
        there = self.there()
        assert promised <= there, promised - there
        assert not [one for one in there - promised if not self.is_left_to_people(*one)]

    def is_left_to_people(self, event: EventKey, email: str, when: Interval) -> bool:
        """Tell whether a seat needs no promise: a person changed the meeting, or put another beside it."""
        mine = [one.period for one in self.promises if one.email == email]
        return event in self.touched or any(period.overlaps(when) for period in mine)

    def there(self) -> set[tuple[EventKey, str, Interval]]:
        return {
            (event.key, email, event.when) for event in self.ours if event.when for email in needed(event)
        }
