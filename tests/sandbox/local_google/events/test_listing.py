"""`events.list`, [D] and C.4."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, BOB, guests, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


async def titles(person: Person, **params: Any) -> list[str]:
    listed = await person.list(**params)
    return [event.get("summary", "?") for event in listed["items"]]


async def pages(person: Person, **params: str) -> list[list[str]]:
    """Read a list to its end, and return the titles of each page."""
    read: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        page: Json = await person.list(**params, **token)
        read.append([event["summary"] for event in page["items"]])
        if "nextPageToken" not in page:
            return read
        token = {"pageToken": page["nextPageToken"]}


@pytest.fixture
async def day(ana: Person) -> Person:
    """Ana's Monday: B from 11 to 12, A from 10 to 11, in the order of their making."""
    await ana.insert(meeting("11:00", "12:00", summary="B"))
    await ana.insert(meeting("10:00", "11:00", summary="A"))
    return ana


async def test_a_list_says_whose_it_is(day: Person) -> None:
    listed = await day.list()

    assert listed["kind"] == "calendar#events"
    assert (listed["summary"], listed["timeZone"], listed["accessRole"]) == (ANA, "Europe/Bucharest", "owner")


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        pytest.param({"timeMin": "2026-11-23T11:00:00Z"}, ["B"], id="min-excludes-what-ends-then"),
        pytest.param({"timeMin": "2026-11-23T10:59:59Z"}, ["B", "A"], id="min-takes-what-ends-later"),
        pytest.param({"timeMax": "2026-11-23T11:00:00Z"}, ["A"], id="max-excludes-what-starts-then"),
        pytest.param({"timeMax": "2026-11-23T11:00:01Z"}, ["B", "A"], id="max-takes-what-starts-before"),
        pytest.param({"timeMin": "2026-11-23T11:00:00.999Z"}, ["B"], id="milliseconds-are-ignored"),
        pytest.param({"timeMin": "2026-11-23T13:00:00+02:00"}, ["B"], id="any-offset"),
    ],
)
async def test_both_bounds_are_exclusive(day: Person, params: Json, expected: list[str]) -> None:
    """[D] [D]."""
    assert await titles(day, **params) == expected


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        pytest.param({"timeMin": "2026-11-23T10:00:00"}, "invalid", id="no-offset"),
        pytest.param({"timeMax": "2026-11-23"}, "invalid", id="a-date"),
        pytest.param(
            {"timeMin": "2026-11-23T10:00:00Z", "timeMax": "2026-11-23T10:00:00Z"},
            "timeRangeEmpty",
            id="empty-range",
        ),
        pytest.param({"orderBy": "startTime"}, "invalid", id="start-time-without-single-events"),
        pytest.param({"orderBy": "title", "singleEvents": "true"}, "invalid", id="unknown-order"),
        pytest.param({"singleEvents": "yes"}, "invalid", id="not-a-boolean"),
        pytest.param({"maxResults": "0"}, "invalid", id="no-results"),
        pytest.param({"maxResults": "many"}, "invalid", id="not-a-number"),
        pytest.param({"pageToken": "rubbish"}, "invalid", id="bad-page-token"),
        pytest.param({"privateExtendedProperty": "novalue"}, "invalid", id="not-a-constraint"),
        pytest.param({"timeZone": "Mars/Base"}, "invalid", id="unknown-zone"),
    ],
)
async def test_a_wrong_query_is_refused(day: Person, params: Json, reason: str) -> None:
    """[D] [D]."""
    assert await refusal(day.list(**params)) == (400, reason)


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE"])
async def test_booleans_are_read_as_python_writes_them_too(day: Person, spelling: str) -> None:
    """B.8."""
    assert await titles(day, singleEvents=spelling, orderBy="startTime") == ["A", "B"]


async def test_the_default_order_is_stable_and_updated_can_be_asked_for(
    day: Person, control: LocalGoogleControl
) -> None:
    """[D]."""
    first = (await day.list())["items"][0]["id"]
    await control.behave(clock_offset=timedelta(minutes=1))
    await day.patch(first, {"summary": "B2"})

    assert await titles(day) == ["B2", "A"]
    assert await titles(day, orderBy="updated") == ["A", "B2"]


async def test_all_day_events_are_filtered_in_the_calendars_zone(ana: Person) -> None:
    """[S19] [D]: in Bucharest the 24th begins at 22:00 UTC."""
    await ana.insert({"summary": "Day", "start": {"date": "2026-11-24"}, "end": {"date": "2026-11-25"}})

    assert await titles(ana, timeMax="2026-11-23T22:00:00Z") == []
    assert await titles(ana, timeMax="2026-11-23T22:00:01Z") == ["Day"]


async def test_deleted_events_are_shown_on_request(day: Person) -> None:
    """[D] C.3."""
    await day.delete((await day.list())["items"][0]["id"])

    assert await titles(day) == ["A"]
    assert await titles(day, showDeleted="true") == ["B", "A"]


async def test_deletions_always_show_with_updated_min(day: Person, control: LocalGoogleControl) -> None:
    """[D]."""
    await control.behave(clock_offset=timedelta(minutes=1))
    await day.delete((await day.list())["items"][0]["id"])

    assert await titles(day, updatedMin="2026-11-23T08:01:00Z", showDeleted="true") == ["B"]


@pytest.mark.parametrize("longest", [30, None])
async def test_how_far_updated_min_may_lie_back_is_an_assumption(
    day: Person, control: LocalGoogleControl, longest: int | None
) -> None:
    """[S11] 410, [O16]."""
    await control.assume(updated_min_max_days=longest)

    if longest:
        assert await refusal(day.list(updatedMin="2026-10-01T00:00:00Z")) == (410, "updatedMinTooLongAgo")
    else:
        assert await titles(day, updatedMin="2026-10-01T00:00:00Z") == ["B", "A"]


@pytest.mark.parametrize(
    ("terms", "found"), [("budget", True), ("BUDGET plan", True), ("bob@corp", True), ("holiday", False)]
)
async def test_free_text_finds_title_text_place_and_guests(ana: Person, terms: str, found: bool) -> None:
    """[D]."""
    await ana.insert(meeting(summary="Plan", description="the Budget", attendees=guests(BOB)))

    assert (await titles(ana, q=terms) == ["Plan"]) is found


@pytest.mark.parametrize(("choice", "found"), [("and", ["Both"]), ("or", ["One", "Both"])])
async def test_how_repeated_property_constraints_combine_is_an_assumption(
    ana: Person, control: LocalGoogleControl, choice: str, found: list[str]
) -> None:
    """[D] against [S8], [D]."""
    await control.assume(repeated_property_filters=choice)
    one = {"private": {"a": "1"}}
    await ana.insert(meeting(summary="One", extendedProperties=one))
    await ana.insert(meeting(summary="Both", extendedProperties={"private": {"a": "1", "b": "2=2"}}))
    asked: Any = ["a=1", "b=2=2"]

    assert await titles(ana, privateExtendedProperty=asked) == found
    assert await titles(ana, privateExtendedProperty="a=1") == ["One", "Both"]
    assert await titles(ana, sharedExtendedProperty="a=1") == []


async def test_pages_follow_each_other_without_loss_or_repeat(ana: Person) -> None:
    """[S24] C.4."""
    for number in range(5):
        await ana.insert(meeting(f"{15 - number}:00", "16:00", summary=str(number)))

    assert await pages(ana, maxResults="2") == [["0", "1"], ["2", "3"], ["4"]]
    by_start = {"singleEvents": "true", "orderBy": "startTime"}
    assert await pages(ana, maxResults="3", **by_start) == [["4", "3", "2"], ["1", "0"]]


async def test_a_page_token_belongs_to_its_query(day: Person) -> None:
    """[S24]."""
    token = (await day.list(maxResults="1"))["nextPageToken"]

    assert await titles(day, maxResults="1", pageToken=token) == ["A"]
    assert await refusal(day.list(maxResults="2", pageToken=token)) == (400, "invalid")


async def test_an_event_deleted_between_two_pages_hides_no_other(ana: Person) -> None:
    for title in "ABC":
        await ana.insert(meeting(summary=title))
    first = await ana.list(maxResults="1")
    await ana.delete(first["items"][0]["id"])

    assert await titles(ana, maxResults="1", pageToken=first["nextPageToken"]) == ["B"]


async def test_a_page_may_be_short_or_empty_while_there_is_more(
    day: Person, control: LocalGoogleControl
) -> None:
    """[D] C.4."""
    await control.behave(page_size_cap=1, first_page_empty=True)

    assert await pages(day) == [[], ["B"], ["A"]]


@pytest.mark.parametrize("choice", ["clamp", "refuse"])
async def test_an_oversized_page_is_an_assumption(
    day: Person, control: LocalGoogleControl, choice: str
) -> None:
    await control.assume(oversized_page=choice)

    if choice == "clamp":
        assert await titles(day, maxResults="2501") == ["B", "A"]
    else:
        assert await refusal(day.list(maxResults="2501")) == (400, "invalid")


@pytest.mark.parametrize("shown", [False, True])
async def test_whether_an_increment_shows_the_details_of_what_was_deleted_is_an_assumption(
    day: Person, control: LocalGoogleControl, shown: bool
) -> None:
    """Not without `showDeleted`, says [D], which forbids to set it to false beside a sync token."""
    await control.assume(increments_show_details_of_deleted=shown)
    deleted, since = (await day.list())["items"][0]["id"], "2026-11-23T08:00:00Z"
    await day.delete(deleted)

    (bare,) = [one for one in (await day.list(updatedMin=since))["items"] if one["id"] == deleted]
    assert (bare["status"], "summary" in bare) == ("cancelled", shown)
    assert "B" in await titles(day, updatedMin=since, showDeleted="true")


async def test_events_can_be_listed_by_type(day: Person) -> None:
    """[D]."""
    away = meeting(summary="Away", eventType="outOfOffice", outOfOfficeProperties={})
    await day.insert(away)

    assert await titles(day, eventTypes="outOfOffice") == ["Away"]
