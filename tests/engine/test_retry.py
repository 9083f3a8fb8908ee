from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.records import NOW
from tests.fakes.clock import FakeClock
from worker.engine.retry import Patience, RetryPolicy
from worker.errors import (
    BrokerUnavailable,
    CalendarBusy,
    GoogleUnavailable,
    MeetingBusy,
    RateLimited,
    StoreUnavailable,
    TransientError,
)

SECOND = timedelta(seconds=1)
DOWN = GoogleUnavailable("no answer")


def patience(
    deadline_in: timedelta | None = None, jitter: float = 1.0, clock: FakeClock | None = None
) -> Patience:
    deadline = NOW + deadline_in if deadline_in is not None else None
    return Patience(RetryPolicy(), lambda: jitter, clock or FakeClock(NOW), deadline=deadline)


def test_waits_double_up_to_the_cap() -> None:
    asked = patience()

    waits = [asked.wait_after(DOWN) for _ in range(6)]

    assert waits == [SECOND / 2, SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 10 * SECOND]


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_the_jitter_is_full_and_never_beyond_the_cap(attempts: int, jitter: float) -> None:
    wait = RetryPolicy().wait(attempts, lambda: jitter)

    assert timedelta(0) <= wait <= RetryPolicy().wait_max


@given(
    st.lists(
        st.sampled_from([DOWN, RateLimited("slower"), MeetingBusy("taken"), CalendarBusy("taken")]),
        max_size=200,
    ),
    st.floats(0.01, 1, exclude_max=True),
)
def test_no_try_begins_after_the_budget(errors: list[TransientError], jitter: float) -> None:
    clock = FakeClock(NOW)
    asked = patience(jitter=jitter, clock=clock)
    for error in errors:
        wait = asked.wait_after(error)
        if wait is None:
            break
        clock.instant += wait

    assert clock.instant <= NOW + RetryPolicy().budget


def test_a_used_up_budget_ends_it() -> None:
    clock = FakeClock(NOW)
    asked = patience(clock=clock)
    clock.instant += 60 * SECOND

    assert asked.wait_after(DOWN) is None


def test_tries_are_bounded_even_if_every_wait_is_next_to_nothing() -> None:
    asked = patience(jitter=0.0)

    waits = [asked.wait_after(DOWN) for _ in range(40)]

    assert RetryPolicy().attempts == 29
    assert waits.index(None) == 28
    assert set(waits[28:]) == {None}


def test_who_is_told_to_wait_meets_no_bound_of_tries() -> None:
    asked = patience(jitter=0.0)

    assert None not in [asked.wait_after(RateLimited("slower")) for _ in range(200)]


@given(st.randoms(use_true_random=False))
def test_the_budget_ends_before_the_tries_do_as_a_rule(random: Random) -> None:
    """Twice the average: 29 tries within the minute would take waits of two seconds on average."""
    clock = FakeClock(NOW)
    asked = Patience(RetryPolicy(), lambda: 0.4 + 0.6 * random.random(), clock)
    while (wait := asked.wait_after(DOWN)) is not None:
        clock.instant += wait

    assert asked.attempts < RetryPolicy().attempts


class PutBack(FakeClock):
    """A clock whose wall time was put back an hour after the start."""

    def now(self) -> datetime:
        return self.instant - timedelta(hours=1) if self.instant > NOW else self.instant


def test_a_clock_that_is_put_back_does_not_lengthen_the_budget() -> None:
    clock = PutBack(NOW)
    asked = patience(clock=clock)
    clock.instant += 60 * SECOND

    assert asked.wait_after(DOWN) is None


def test_waits_as_long_as_it_is_told() -> None:
    assert patience().wait_after(RateLimited("slower", retry_after=7 * SECOND)) == 7 * SECOND


def test_does_not_wait_for_what_comes_after_the_budget() -> None:
    assert patience().wait_after(RateLimited("slower", retry_after=61 * SECOND)) is None


def test_being_told_to_wait_costs_no_attempt() -> None:
    asked = patience()
    asked.wait_after(RateLimited("slower"))
    asked.wait_after(MeetingBusy("taken"))
    asked.wait_after(CalendarBusy("taken"))
    assert asked.attempts == 0

    asked.wait_after(DOWN)
    assert asked.attempts == 1


@pytest.mark.parametrize("busy", [MeetingBusy("taken"), CalendarBusy("taken")])
def test_a_turn_that_may_come_any_moment_is_asked_for_often(busy: TransientError) -> None:
    asked = patience()

    assert {asked.wait_after(busy) for _ in range(9)} == {SECOND / 2}


def test_wakes_up_when_the_deadline_passes() -> None:
    asked = patience(deadline_in=SECOND / 4)

    assert asked.wait_after(DOWN) == SECOND / 4


def test_a_deadline_that_has_passed_does_not_hurry_what_has_begun() -> None:
    asked = patience(deadline_in=-SECOND)

    assert asked.wait_after(DOWN) == SECOND / 2


@pytest.mark.parametrize("error", [StoreUnavailable("down"), BrokerUnavailable("down")])
def test_our_own_parts_are_waited_out_without_bound(error: TransientError) -> None:
    clock = FakeClock(NOW)
    asked = patience(clock=clock)
    clock.instant += timedelta(days=1)

    assert asked.wait_after(error) == SECOND / 2
