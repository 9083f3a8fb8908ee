"""What becomes of instances and exceptions when their series changes, [D][S18] and `assumptions`."""

import pytest

from tests.sandbox.local_google.events.series.weekly import (
    FIRST,
    THIRD,
    TUESDAY,
    instances,
    listed,
    singles,
    zoned,
)
from tests.sandbox.local_google.people import BOB, EVE, guests, refusal, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


async def test_deleting_a_series_takes_instances_and_exceptions(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    """[D]; and restoring it brings them back."""
    await ana.patch(second, {"summary": "Other"})
    await ana.delete(made["id"])

    assert await singles(ana) == await singles(bob) == []
    first = await ana.get(f"{made['id']}_{FIRST}")
    assert first["status"] == (await ana.get(second))["status"] == "cancelled"
    assert (await bob.get(second)).keys() == {
        "kind",
        "etag",
        "id",
        "status",
        "recurringEventId",
        "originalStartTime",
    }
    assert await refusal(ana.delete(second)) == (410, "deleted")
    await ana.patch(made["id"], {"status": "confirmed"})
    assert [one["summary"] for one in await instances(bob, made["id"])] == ["Review", "Other", "Review"]


@pytest.mark.parametrize("reaches", [True, False])
async def test_whether_deleting_a_series_changes_its_exceptions_is_an_assumption(
    ana: Person, control: LocalGoogleControl, made: Json, second: str, reaches: bool
) -> None:
    """[U]: whether an increment tells of each of them."""
    await control.assume(series_deletion_reaches_exceptions=reaches)
    changed = await ana.patch(second, {"summary": "Other"})
    await ana.delete(made["id"])

    assert ((await ana.get(second))["etag"] != changed["etag"]) is reaches


@pytest.mark.parametrize("reaches", [True, False])
async def test_whether_a_change_of_the_series_reaches_its_exceptions_is_an_assumption(
    ana: Person, control: LocalGoogleControl, made: Json, second: str, reaches: bool
) -> None:
    """In fields that they had in common; what was changed on the instance stays."""
    await control.assume(series_edit_reaches_exceptions=reaches)
    await ana.patch(second, {"location": "Room 2"})
    await ana.patch(made["id"], {"summary": "New", "location": "Room 1", "attendees": guests(BOB, EVE)})
    changed = await ana.get(second)

    assert changed["location"] == "Room 2"
    assert changed["summary"] == ("New" if reaches else "Review")
    assert list(responses(changed)) == ([EVE, BOB] if reaches else [BOB])


async def test_a_longer_series_makes_exceptions_longer_that_kept_their_time(
    ana: Person, made: Json, second: str
) -> None:
    await ana.patch(second, {"summary": "Other"})
    await ana.patch(f"{made['id']}_{THIRD}", {"start": {"dateTime": "2026-12-07T09:00:00Z"}})
    await ana.patch(made["id"], {"end": {"dateTime": "2026-11-23T12:00:00Z"}})

    ends = [one["end"]["dateTime"][8:16] for one in await instances(ana, made["id"], timeZone="UTC")]
    assert ends == ["23T12:00", "30T12:00", "07T11:00"]


@pytest.mark.parametrize(("drops", "expected"), [(True, []), (False, ["12-01 17:00"])])
async def test_what_becomes_of_exceptions_when_the_rule_changes_is_an_assumption(
    ana: Person, control: LocalGoogleControl, made: Json, second: str, drops: bool, expected: list[str]
) -> None:
    await control.assume(moved_series_drops_exceptions=drops)
    await ana.patch(second, TUESDAY)
    await ana.patch(made["id"], {"recurrence": ["RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"]})

    assert await singles(ana) == ["11-23 12:00", *expected, "12-07 12:00"]
    assert ((await ana.get(second))["status"] == "cancelled") is drops


async def test_an_instance_that_comes_back_with_the_rule_is_plain_again(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    """A dropped exception does not stand in its way, nor is it told twice; who follows it hears of that."""
    await ana.patch(second, {"summary": "Other"})
    token = (await bob.list())["nextSyncToken"]
    await ana.patch(made["id"], {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=1"]})
    await ana.patch(made["id"], {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=2"]})

    told = (await bob.list(syncToken=token))["items"]
    assert [(one["id"], one["summary"]) for one in told] == [(made["id"], "Review"), (second, "Review")]
    assert [one["summary"] for one in await instances(ana, made["id"])] == ["Review", "Review"]
    shown = await listed(ana, singleEvents="true", showDeleted="true")
    assert [one["id"] for one in shown] == [f"{made['id']}_{FIRST}", second]
    await ana.patch(second, {"summary": "Again"})
    assert (await bob.get(second))["summary"] == "Again"


async def test_this_and_following_is_a_trimmed_series_and_a_new_one(ana: Person, made: Json) -> None:
    """[S18]."""
    await ana.patch(made["id"], {"recurrence": ["RRULE:FREQ=WEEKLY;UNTIL=20261129T235959Z"]})
    times = {name: {"dateTime": f"2026-11-30T{at}:00:00Z"} for name, at in (("start", 14), ("end", 15))}
    rule = ["RRULE:FREQ=WEEKLY;COUNT=2"]
    await ana.insert(zoned({"summary": "Later", **times, "recurrence": rule}))

    assert await singles(ana) == ["11-23 12:00", "11-30 16:00", "12-07 16:00"]
    assert (await ana.get(made["id"]))["sequence"] == 1


async def test_a_series_becomes_a_single_event_and_a_single_event_a_series(ana: Person, made: Json) -> None:
    await ana.patch(made["id"], {"recurrence": None})
    assert await singles(ana) == ["11-23 12:00"]
    assert "recurringEventId" not in await ana.get(made["id"])

    await ana.patch(made["id"], {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=2"]})
    assert await singles(ana) == ["11-23 12:00", "11-30 12:00"]


async def test_an_instance_that_its_series_has_no_more_cannot_be_brought_back(
    ana: Person, made: Json, second: str
) -> None:
    """Nor can one of a deleted series: the series can."""
    await ana.patch(second, {"summary": "Other"})
    await ana.patch(made["id"], {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=1"]})
    assert await refusal(ana.patch(second, {"status": "confirmed"})) == (410, "deleted")

    await ana.delete(made["id"])
    gone = ana.patch(f"{made['id']}_{FIRST}", {"status": "confirmed"})
    assert await refusal(gone) == (410, "deleted")


async def test_who_had_one_instance_alone_hears_that_the_series_is_deleted(
    ana: Person, eve: Person, made: Json, second: str
) -> None:
    await ana.patch(second, {"attendees": guests(EVE)})
    token = (await eve.list())["nextSyncToken"]
    await ana.delete(made["id"])

    (told,) = (await eve.list(syncToken=token))["items"]
    assert (told["id"], told["status"]) == (second, "cancelled")
