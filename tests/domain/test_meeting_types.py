from datetime import timedelta

import pytest

from worker.domain.meeting_types import MEETING_REMINDERS, MeetingType, usual_duration


@pytest.mark.parametrize(
    ("meeting_type", "minutes"),
    [
        (MeetingType.SALES_MEETING, 45),
        (MeetingType.SUPPORT_SESSION, 30),
        (MeetingType.TEAM_CHECK_IN, 15),
        (MeetingType.FOLLOW_UP_CALL, 20),
        (None, 30),
    ],
)
def test_every_kind_of_meeting_has_its_length(meeting_type: MeetingType | None, minutes: int) -> None:
    assert usual_duration(meeting_type) == timedelta(minutes=minutes)


def test_every_kind_that_is_built_in_has_a_length() -> None:
    assert all(each.duration for each in MeetingType)


def test_a_meeting_is_reminded_of_a_day_and_half_an_hour_and_ten_minutes_before() -> None:
    assert [(each.method, each.minutes) for each in MEETING_REMINDERS] == [
        ("email", 1440),
        ("popup", 30),
        ("popup", 10),
    ]
