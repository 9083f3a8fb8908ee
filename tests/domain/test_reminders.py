from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.domain.calendar_event import CalendarEvent, EventStatus, Reminder, ReminderMethod
from worker.domain.follow_ups import Priority, reminders_by_priority
from worker.domain.interval import Interval
from worker.domain.meeting_types import MEETING_REMINDERS
from worker.domain.reminders import REMINDERS, ReminderSet, for_another_time, still_ahead

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
LONG_BEFORE = START - timedelta(days=9)
SOON = START - timedelta(minutes=20)
POPUP_10 = Reminder(ReminderMethod.POPUP, 10)
URGENT = reminders_by_priority(Priority.URGENT)

reminders = st.lists(
    st.builds(Reminder, st.sampled_from(ReminderMethod), st.integers(0, 40320)), max_size=9
).map(tuple)
instants = st.integers(-50_000, 50_000).map(lambda minutes: START + timedelta(minutes=minutes))


def event(had: tuple[Reminder, ...] | None, rule: str | None) -> CalendarEvent:
    private = ((REMINDERS, rule),) if rule is not None else ()
    when = Interval(START, START + timedelta(hours=1))
    return CalendarEvent("e", "c", '"1"', EventStatus.CONFIRMED, when=when, private=private, reminders=had)


def made(wished: tuple[Reminder, ...], now: datetime) -> CalendarEvent:
    """Return an event as its rule made it."""
    ruled = ReminderSet.by_rule(wished, START, now)
    return event(ruled.given, ruled.rule)


class TestStillAhead:
    def test_no_reminder_lies_in_the_past(self) -> None:
        an_hour_before = still_ahead(URGENT, START, START - timedelta(minutes=60))
        just_after = still_ahead(URGENT, START, START - timedelta(minutes=59, seconds=59))

        assert sorted(each.minutes for each in an_hour_before) == [5, 15, 60, 60]
        assert sorted(each.minutes for each in just_after) == [5, 15]

    def test_what_is_due_already_has_no_reminder(self) -> None:
        assert still_ahead(URGENT, START, START + timedelta(seconds=1)) == ()

    def test_google_keeps_no_more_than_five_reminders(self) -> None:
        seven = [Reminder(ReminderMethod.POPUP, minutes) for minutes in range(7)]

        assert still_ahead(seven, START, LONG_BEFORE) == tuple(seven[:5])

    @given(reminders, instants)
    def test_no_two_are_the_same_and_the_first_five_that_are_ahead_count(
        self, wished: tuple[Reminder, ...], now: datetime
    ) -> None:
        found = still_ahead(wished, START, now)

        ahead = [one for one in wished if START - now >= timedelta(minutes=one.minutes)]
        assert len(set(found)) == len(found) == min(5, len(set(ahead)))
        assert set(found) <= set(ahead)


class TestAnotherTime:
    def test_a_meeting_made_in_haste_gets_all_reminders_next_week(self) -> None:
        hasty = made(MEETING_REMINDERS, SOON)
        assert hasty.reminders == (POPUP_10,)

        anew = for_another_time(hasty, START + timedelta(days=7), SOON)

        assert anew
        assert set(anew.given) == set(MEETING_REMINDERS)

    def test_one_that_comes_nearer_loses_what_has_passed(self) -> None:
        anew = for_another_time(made(MEETING_REMINDERS, LONG_BEFORE), START, SOON)

        assert anew
        assert anew.given == (POPUP_10,)

    def test_the_rule_outlives_every_move(self) -> None:
        nearer = for_another_time(made(MEETING_REMINDERS, LONG_BEFORE), START, SOON)
        assert nearer
        back = for_another_time(event(nearer.given, nearer.rule), START, LONG_BEFORE)

        assert back
        assert set(back.given) == set(MEETING_REMINDERS)

    def test_what_stays_the_same_is_not_written_again(self) -> None:
        assert for_another_time(made(MEETING_REMINDERS, LONG_BEFORE), START, LONG_BEFORE) is None

    def test_the_order_in_which_google_gives_them_is_nobody_s_change(self) -> None:
        hasty = made(MEETING_REMINDERS, LONG_BEFORE)
        turned = replace(hasty, reminders=tuple(reversed(MEETING_REMINDERS)))

        assert for_another_time(turned, START, SOON)

    @pytest.mark.parametrize(
        "had",
        [
            pytest.param((), id="a person took all away"),
            pytest.param((POPUP_10, Reminder(ReminderMethod.POPUP, 3)), id="a person added one"),
            pytest.param(MEETING_REMINDERS[:2], id="a person took one away"),
            pytest.param(None, id="nobody knows what there is"),
        ],
    )
    def test_what_a_person_made_of_them_stays(self, had: tuple[Reminder, ...] | None) -> None:
        changed = replace(made(MEETING_REMINDERS, LONG_BEFORE), reminders=had)

        assert for_another_time(changed, START, SOON) is None

    def test_what_the_command_named_stays(self) -> None:
        wished = ReminderSet.as_wished(MEETING_REMINDERS, START, LONG_BEFORE)

        assert wished == ReminderSet(MEETING_REMINDERS, None)
        assert for_another_time(event(wished.given, wished.rule), START, SOON) is None

    @pytest.mark.parametrize("nonsense", ["", "|", "x", "popup:10", "popup|", "sms:1|", "popup:x|", "|||"])
    def test_what_a_person_made_of_the_property_is_no_rule(self, nonsense: str) -> None:
        assert for_another_time(event((POPUP_10,), nonsense), START, LONG_BEFORE) is None

    @given(reminders, instants, instants, instants)
    def test_it_is_as_if_the_rule_had_made_it_for_that_time(
        self, wished: tuple[Reminder, ...], now: datetime, start: datetime, later: datetime
    ) -> None:
        ruled = made(wished[:5], now)

        anew = for_another_time(ruled, start, later)

        afresh = set(still_ahead(wished[:5], start, later))
        assert afresh == set(anew.given if anew else ruled.reminders or ())

    @given(reminders, instants)
    def test_google_has_room_for_what_the_event_says_of_it(
        self, wished: tuple[Reminder, ...], now: datetime
    ) -> None:
        rule = ReminderSet.by_rule(wished, START, now).rule

        assert rule
        assert len(rule) < 1024
