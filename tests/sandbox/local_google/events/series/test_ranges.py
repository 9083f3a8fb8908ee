"""Which instances a list shows, and in which pages, [D][S24]."""

from typing import Any

import pytest

from tests.sandbox.local_google.events.series.weekly import (
    all_day,
    instances,
    listed,
    start_of,
    weekly,
)
from tests.sandbox.local_google.people import meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


@pytest.mark.parametrize(("days", "last"), [(9, "2026-12-02"), (730, "2028-11-22")])
async def test_how_far_an_endless_series_is_followed_is_an_assumption(
    ana: Person, control: LocalGoogleControl, days: int, last: str
) -> None:
    await control.assume(endless_series_days=days)
    made = await ana.insert(all_day("RRULE:FREQ=DAILY"))

    found = await listed(ana, singleEvents="true", maxResults="2500")
    assert found[-1]["start"]["date"] == last
    assert (await instances(ana, made["id"], maxResults="2500"))[-1] == found[-1]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        pytest.param({"timeMin": "2026-11-23T11:00:00Z"}, [23, 30, 7], id="min-takes-what-ends-then"),
        pytest.param({"timeMin": "2026-11-23T11:00:01Z"}, [30, 7], id="min-excludes-what-ended"),
        pytest.param({"timeMax": "2026-11-30T10:00:00Z"}, [23], id="max-excludes-what-starts-then"),
        pytest.param({"timeMax": "2026-11-30T10:00:01Z"}, [23, 30], id="max-takes-what-starts-before"),
        pytest.param({"originalStart": "2026-11-30T12:00:00+02:00"}, [30], id="one-by-its-start"),
        pytest.param({"originalStart": "2026-11-30T10:30:00Z"}, [], id="none-starts-then"),
        pytest.param({"originalStart": "2026-11-30"}, [], id="a-day-is-no-instant"),
    ],
)
async def test_instances_are_bounded_by_an_inclusive_end(
    ana: Person, params: dict[str, str], expected: list[int]
) -> None:
    """`timeMin` is inclusive here, unlike in `events.list` [D]."""
    made = await ana.insert(weekly())
    found = await instances(ana, made["id"], **params)

    assert [int(one["start"]["dateTime"][8:10]) for one in found] == expected


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"timeMin": "2026-11-23T11:00:00"}, "invalid"),
        ({"timeMin": "2026-11-24T00:00:00Z", "timeMax": "2026-11-23T00:00:00Z"}, "timeRangeEmpty"),
        ({"originalStart": "noon"}, "invalid"),
        ({"maxResults": "0"}, "invalid"),
        ({"pageToken": "rubbish"}, "invalid"),
    ],
)
async def test_a_wrong_question_for_instances_is_refused(
    ana: Person, params: dict[str, str], reason: str
) -> None:
    """[D]."""
    made = await ana.insert(weekly())

    assert await refusal(instances(ana, made["id"], **params)) == (400, reason)
    assert await refusal(instances(ana, "nothing0")) == (404, "notFound")


async def test_instances_come_in_pages_and_without_a_sync_token(ana: Person) -> None:
    """[S24]; there is no parameter to give one back in [D]."""
    made = await ana.insert(weekly())
    path = f"calendars/primary/events/{made['id']}/instances"
    first = await ana.send("GET", path, None, {"maxResults": "2"})
    last = await ana.send("GET", path, None, {"maxResults": "2", "pageToken": first["nextPageToken"]})

    assert [start_of(one) for one in first["items"] + last["items"]] == [
        "11-23 12:00",
        "11-30 12:00",
        "12-07 12:00",
    ]
    assert not {"nextPageToken", "nextSyncToken"} & last.keys()


@pytest.mark.parametrize(
    ("params", "whole", "shown"),
    [
        pytest.param({"timeMin": "2026-12-07T11:00:00Z"}, False, False, id="over"),
        pytest.param({"timeMin": "2026-12-07T10:59:59Z"}, False, True, id="its-last-end"),
        pytest.param({"timeMax": "2026-11-23T10:00:00Z"}, False, False, id="not-begun"),
        pytest.param(
            {"timeMin": "2026-11-24T00:00:00Z", "timeMax": "2026-11-25T00:00:00Z"}, False, False, id="between"
        ),
        pytest.param(
            {"timeMin": "2026-11-24T00:00:00Z", "timeMax": "2026-11-25T00:00:00Z"},
            True,
            True,
            id="as-a-whole",
        ),
    ],
)
async def test_when_a_series_is_in_the_range_of_a_list_is_an_assumption(
    ana: Person, control: LocalGoogleControl, params: Any, whole: bool, shown: bool
) -> None:
    await control.assume(series_is_in_range_as_a_whole=whole)
    await ana.insert(weekly())

    assert bool(await listed(ana, **params)) is shown


async def test_pages_of_instances_neither_lose_nor_repeat(ana: Person) -> None:
    """[S24] with `singleEvents`."""
    await ana.insert(weekly(summary="Series"))
    await ana.insert(meeting("10:00", "11:00", summary="Single"))
    asked = {"singleEvents": "true", "maxResults": "1"}
    found: list[Json] = []
    token: dict[str, str] = {}
    while True:
        page = await ana.list(**asked, **token)
        found += page["items"]
        if "nextPageToken" not in page:
            break
        token = {"pageToken": page["nextPageToken"]}

    assert [one["summary"] for one in found] == ["Series", "Series", "Series", "Single"]
    assert len({one["id"] for one in found}) == 4
