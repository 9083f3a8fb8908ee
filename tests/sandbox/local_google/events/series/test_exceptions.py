"""Instances that differ from their series, [D][S18]."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.local_google.events.series.weekly import (
    FIRST,
    SECOND,
    TUESDAY,
    WHILE,
    all_day,
    instances,
    kinds,
    listed,
    singles,
    start_of,
    starts,
    weekly,
)
from tests.sandbox.local_google.people import meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


async def test_a_changed_instance_is_an_event_of_its_own(ana: Person, made: Json, second: str) -> None:
    """[S18]: PATCH its own id; `originalStartTime` still names it when it was moved [D]."""
    moved = await ana.patch(second, {**TUESDAY, "summary": "Moved"})

    assert (moved["id"], moved["recurringEventId"]) == (second, made["id"])
    assert moved["originalStartTime"]["dateTime"] == "2026-11-30T12:00:00+02:00"
    assert moved["sequence"] == made["sequence"] + 1
    assert moved["etag"] != made["etag"]
    assert await ana.get(second) == moved
    assert await singles(ana) == ["11-23 12:00", "12-01 17:00", "12-07 12:00"]
    assert kinds(await listed(ana)) == ["exception", "series"]
    assert (await instances(ana, made["id"]))[1] == moved


async def test_an_instance_can_be_written_as_a_whole(ana: Person, made: Json, second: str) -> None:
    """[S18]: PUT its own id."""
    body = await ana.get(second)
    body["summary"] = "Other"
    await ana.update(second, body)

    found = await instances(ana, made["id"])
    assert [one["summary"] for one in found] == ["Review", "Other", "Review"]


async def test_an_instance_cannot_recur_itself(ana: Person, second: str) -> None:
    assert await refusal(ana.patch(second, {"recurrence": ["RRULE:FREQ=DAILY"]})) == (400, "invalid")
    assert kinds(await listed(ana)) == ["series"]


async def test_a_refused_change_makes_no_exception(ana: Person, bob: Person, second: str) -> None:
    assert await refusal(bob.patch(second, {"summary": "Mine"})) == (403, "forbiddenForNonOrganizer")
    assert await refusal(ana.patch(second, {"status": "gone"})) == (400, "invalid")

    assert kinds(await listed(ana)) == kinds(await listed(bob)) == ["series"]


async def test_an_exception_moved_out_of_the_window_takes_its_instance_along(
    ana: Person, second: str
) -> None:
    """Case 27: neither shown twice nor lost."""
    away = {name: {"dateTime": f"2027-02-01T{at}:00:00Z"} for name, at in (("start", 10), ("end", 11))}
    await ana.patch(second, away)

    assert await singles(ana) == ["11-23 12:00", "12-07 12:00"]
    later = await listed(ana, singleEvents="true", timeMin="2027-01-01T00:00:00Z")
    assert [start_of(one) for one in later] == ["02-01 12:00"]


async def test_a_deleted_instance_leaves_the_others(ana: Person, made: Json, second: str) -> None:
    """C.5: a cancelled exception, with nothing but the fields that are guaranteed [D]."""
    await ana.delete(second)

    assert await starts(ana, made["id"]) == ["11-23 12:00", "12-07 12:00"]
    assert (await ana.get(second)).keys() == {
        "kind",
        "etag",
        "id",
        "status",
        "recurringEventId",
        "originalStartTime",
    }
    assert await refusal(ana.delete(second)) == (410, "deleted")
    await ana.patch(second, {"status": "confirmed"})
    assert await starts(ana, made["id"]) == ["11-23 12:00", "11-30 12:00", "12-07 12:00"]


@pytest.mark.parametrize("bare", [True, False])
async def test_what_a_cancelled_instance_shows_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, second: str, bare: bool
) -> None:
    """To its organizer; a guest never sees more than the three fields [D]."""
    await control.assume(cancelled_exceptions_are_bare=bare)
    await ana.delete(second)

    assert ("summary" in await ana.get(second)) is not bare
    assert "summary" not in await bob.get(second)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        pytest.param({}, ["-exception", "series"], id="neither"),
        pytest.param({"showDeleted": "true"}, ["-exception", "-series", "-single", "series"], id="deleted"),
        pytest.param({"singleEvents": "true"}, ["exception", "exception"], id="single"),
        pytest.param(
            {"showDeleted": "true", "singleEvents": "true"},
            ["-exception", "-exception", "-single", "exception", "exception"],
            id="both",
        ),
    ],
)
async def test_which_deleted_events_a_list_shows(ana: Person, params: Any, expected: list[str]) -> None:
    """All four combinations, facts 6 [D]: a cancelled instance shows with neither."""
    made = await ana.insert(weekly())
    await ana.delete(f"{made['id']}_{SECOND}")
    gone = await ana.insert(weekly("RRULE:FREQ=WEEKLY;COUNT=1", id="gone0"))
    await ana.delete(gone["id"])
    await ana.delete((await ana.insert(meeting()))["id"])

    assert kinds(await listed(ana, **params)) == expected


@pytest.mark.parametrize("expands", [True, False])
async def test_whether_a_deleted_series_shows_its_instances_is_an_assumption(
    ana: Person, control: LocalGoogleControl, made: Json, expands: bool
) -> None:
    """`showDeleted` with `singleEvents` [D]."""
    await control.assume(deleted_series_expands=expands)
    await ana.delete(made["id"])

    found = await listed(ana, singleEvents="true", showDeleted="true")
    assert [one["status"] for one in found] == ["cancelled"] * (3 if expands else 0)


@pytest.mark.parametrize(("shows", "expected"), [(False, 2), (True, 3)])
async def test_whether_instances_show_cancelled_ones_unasked_is_an_assumption(
    ana: Person, control: LocalGoogleControl, made: Json, second: str, shows: bool, expected: int
) -> None:
    """[D] says it with a parameter that the method does not have."""
    await control.assume(instances_show_cancelled=shows)
    await ana.delete(second)

    assert len(await instances(ana, made["id"])) == expected
    assert len(await instances(ana, made["id"], showDeleted="true")) == 3


@pytest.mark.parametrize("touches", [False, True])
async def test_whether_an_exception_changes_its_series_is_an_assumption(
    ana: Person, control: LocalGoogleControl, made: Json, second: str, touches: bool
) -> None:
    await control.assume(exception_touches_series=touches)
    await ana.patch(second, {"summary": "Other"})

    assert ((await ana.get(made["id"]))["etag"] != made["etag"]) is touches


async def test_a_stale_version_of_an_instance_is_not_overwritten(
    ana: Person, made: Json, second: str
) -> None:
    """Until it differs, an instance has the version of its series [S14]."""
    assert (await ana.get(second))["etag"] == made["etag"]
    await ana.patch(made["id"], {"summary": "Newer"})
    address = f"{ana.url}calendar/v3/calendars/primary/events/{second}"
    headers = {"Authorization": f"Bearer {ana.token}", "If-Match": made["etag"]}
    async with ana.session.patch(address, json={"summary": "Old"}, headers=headers) as response:
        assert response.status == 412


async def test_reminders_of_one_instance_do_not_move_updated(
    ana: Person, control: LocalGoogleControl, made: Json, second: str
) -> None:
    """[D]."""
    await control.behave(clock_offset=timedelta(minutes=1))
    reminders = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}
    changed = await ana.patch(second, {"reminders": reminders})

    assert (changed["reminders"], changed["updated"]) == (reminders, made["updated"])
    assert (await ana.get(made["id"]))["reminders"] == {"useDefault": True}


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [
        pytest.param("default", "private", "private", id="more-restrictive"),
        pytest.param("public", "default", "default", id="less-public"),
        pytest.param("private", "public", "private", id="less-restrictive-is-ignored"),
        pytest.param("private", "confidential", "private", id="the-same-by-another-name"),
    ],
)
async def test_the_visibility_of_a_series_is_one(ana: Person, before: str, asked: str, after: str) -> None:
    """Since July 2026 a more restrictive instance changes the whole series [D][S4]."""
    made = await ana.insert(weekly(visibility=before))
    await ana.patch(f"{made['id']}_{FIRST}", {"summary": "An exception"})
    await ana.patch(f"{made['id']}_{SECOND}", {"visibility": asked})

    everything = [await ana.get(made["id"]), *await instances(ana, made["id"])]
    assert {one.get("visibility", "default") for one in everything} == {after}


async def test_an_all_day_instance_can_be_cancelled(ana: Person) -> None:
    made = await ana.insert(all_day("RRULE:FREQ=DAILY;COUNT=3"))
    await ana.delete(f"{made['id']}_20261124")

    assert await starts(ana, made["id"]) == ["11-23", "11-25"]
    (cancelled,) = [one for one in await listed(ana, **WHILE) if one["status"] == "cancelled"]
    assert cancelled["originalStartTime"] == {"date": "2026-11-24"}
