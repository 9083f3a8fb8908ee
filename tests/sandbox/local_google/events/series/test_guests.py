"""Series on the calendars of their guests [S16][S17], and when they are busy [D]."""

import pytest

from tests.sandbox.local_google.events.series.weekly import (
    FIRST,
    all_day,
    instances,
    listed,
    singles,
    weekly,
)
from tests.sandbox.local_google.people import ANA, BOB, EVE, busy, guests, hours, meeting, refusal, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

FOUR_WEEKS = {"timeMin": "2026-11-23T00:00:00Z", "timeMax": "2026-12-21T00:00:00Z"}


async def days_busy(person: Person, email: str) -> list[str]:
    calendar = (await busy(person, email, **FOUR_WEEKS))[email]
    return [one["start"][5:10] for one in calendar["busy"]]


async def test_a_guest_has_the_series_under_the_same_ids(bob: Person, made: Json, second: str) -> None:
    """[S16]."""
    assert (await bob.get(made["id"]))["recurrence"] == made["recurrence"]
    assert (await bob.get(second))["iCalUID"] == made["iCalUID"]
    assert len(await singles(bob)) == 3


async def test_an_answer_to_the_series_answers_every_instance(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    """[S17]."""
    await bob.respond(made["id"], "accepted")

    found = await instances(ana, made["id"])
    assert [responses(one) for one in found] == [{BOB: "accepted"}] * 3


async def test_an_answer_to_one_instance_flows_back_as_an_exception(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    """[S17]."""
    await bob.respond(second, "declined")

    found = await instances(ana, made["id"])
    assert [responses(one)[BOB] for one in found] == ["needsAction", "declined", "needsAction"]
    assert await days_busy(ana, BOB) == ["11-23", "12-07"]
    assert await days_busy(ana, ANA) == ["11-23", "11-30", "12-07"]


async def test_a_later_answer_to_the_series_leaves_the_one_to_an_instance(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    await bob.respond(second, "declined")
    await bob.respond(made["id"], "accepted")

    found = await instances(ana, made["id"])
    assert [responses(one)[BOB] for one in found] == ["accepted", "declined", "accepted"]


async def test_a_guest_who_deletes_one_instance_declines_it(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    """[S17]."""
    await bob.delete(second)

    assert responses(await ana.get(second)) == {BOB: "declined"}
    assert (await ana.get(second))["status"] == "confirmed"
    assert len(await singles(bob)) == 2
    assert await refusal(bob.delete(second)) == (410, "deleted")


async def test_a_guest_who_deletes_the_series_declines_all_of_it(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    await ana.patch(second, {"summary": "Other"})
    await bob.delete(made["id"])

    assert await singles(bob) == []
    assert (await bob.get(second))["status"] == "cancelled"
    assert [responses(one)[BOB] for one in await instances(ana, made["id"])] == ["declined"] * 3


async def test_what_a_guest_keeps_for_themselves_makes_no_exception_for_others(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    """[S17]: colour, transparency, reminders."""
    await bob.patch(second, {"transparency": "transparent", "colorId": "3"})

    assert [one["id"] for one in await listed(ana)] == [made["id"]]
    assert "colorId" not in await ana.get(second)
    assert await days_busy(ana, BOB) == ["11-23", "12-07"]
    await ana.patch(second, {"summary": "Other"})
    kept = await bob.get(second)
    assert (kept["colorId"], kept["summary"]) == ("3", "Other")


async def test_private_data_of_a_series_is_that_of_its_instances(
    bob: Person, made: Json, second: str
) -> None:
    await bob.patch(made["id"], {"colorId": "3", "extendedProperties": {"private": {"vai": "1"}}})
    one = await bob.get(second)

    assert (one["colorId"], one["extendedProperties"]) == ("3", {"private": {"vai": "1"}})


async def test_who_is_invited_to_one_instance_has_that_one_alone(
    ana: Person, eve: Person, made: Json, second: str
) -> None:
    """Without the series: an exception whose `recurringEventId` they cannot open."""
    await ana.patch(second, {"attendees": guests(BOB, EVE)})

    (only,) = await listed(eve, singleEvents="true")
    assert (only["id"], only["recurringEventId"]) == (second, made["id"])
    assert await refusal(eve.get(made["id"])) == (404, "notFound")
    assert await days_busy(eve, EVE) == ["11-30"]
    await ana.delete(made["id"])
    assert (await eve.get(second))["status"] == "cancelled"


async def test_who_is_removed_from_one_instance_keeps_the_others(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    await ana.patch(second, {"attendees": []})

    assert len(await singles(bob)) == 2
    assert (await bob.get(second)).keys() >= {"id", "status", "recurringEventId", "originalStartTime"}
    assert await days_busy(bob, BOB) == ["11-23", "12-07"]


async def test_who_is_invited_later_does_not_see_what_was_cancelled(
    ana: Person, eve: Person, made: Json, second: str
) -> None:
    await ana.delete(second)
    await ana.patch(f"{made['id']}_{FIRST}", {"summary": "Other"})
    await ana.patch(made["id"], {"attendees": guests(BOB, EVE)})

    assert [one["summary"] for one in await instances(eve, made["id"])] == ["Other", "Review"]
    assert [one["status"] for one in await listed(eve) if one["id"] == second] == ["cancelled"]
    assert await days_busy(eve, EVE) == ["11-23", "12-07"]


async def test_who_is_invited_again_does_not_see_what_was_cancelled_meanwhile(
    ana: Person, bob: Person, made: Json, second: str
) -> None:
    await ana.patch(made["id"], {"attendees": []})
    await ana.delete(second)
    await ana.patch(made["id"], {"attendees": guests(BOB)})

    assert len(await singles(bob)) == 2
    assert (second, "cancelled") in [(one["id"], one["status"]) for one in await listed(bob)]


async def test_a_series_is_busy_with_its_exceptions(ana: Person, made: Json, second: str) -> None:
    """C.6: moved, cancelled, transparent and plain ones; on everybody's calendar."""
    third = f"{made['id']}_20261207T100000Z"
    await ana.patch(
        second,
        {name: {"dateTime": f"2026-11-23T{at}:00Z"} for name, at in (("start", "14:00"), ("end", "15:00"))},
    )
    await ana.delete(third)

    assert hours((await busy(ana, ANA, **FOUR_WEEKS))[ANA]) == ["10:00-11:00", "14:00-15:00"]
    assert hours((await busy(ana, BOB, **FOUR_WEEKS))[BOB]) == ["10:00-11:00", "14:00-15:00"]
    await ana.patch(made["id"], {"transparency": "transparent"})
    assert hours((await busy(ana, ANA, **FOUR_WEEKS))[ANA]) == []


async def test_a_series_that_began_years_ago_is_busy_today(ana: Person) -> None:
    await ana.insert(
        all_day("RRULE:FREQ=WEEKLY;BYDAY=TU", start={"date": "1999-01-05"}, end={"date": "1999-01-06"})
    )

    (span, *_) = (await busy(ana, ANA, **FOUR_WEEKS))[ANA]["busy"]
    assert (span["start"], span["end"]) == ("2026-11-23T22:00:00Z", "2026-11-24T22:00:00Z")


async def test_an_instance_that_runs_into_the_range_is_busy_in_it(ana: Person) -> None:
    """It began before the range that was asked for."""
    times = {"start": {"dateTime": "2026-11-20T22:00:00Z"}, "end": {"dateTime": "2026-11-21T01:00:00Z"}}
    zoned = {name: {**time, "timeZone": "UTC"} for name, time in times.items()}
    await ana.insert({**zoned, "recurrence": ["RRULE:FREQ=DAILY"]})

    assert hours((await busy(ana, ANA))[ANA]) == ["00:00-01:00", "22:00-00:00"]


AWAY: Json = {
    "summary": "Away",
    "eventType": "outOfOffice",
    "outOfOfficeProperties": {
        "autoDeclineMode": "declineAllConflictingInvitations",
        "declineMessage": "On leave",
    },
    "start": {"dateTime": "2026-11-30T00:00:00Z"},
    "end": {"dateTime": "2026-12-02T00:00:00Z"},
}


@pytest.mark.parametrize(("declines", "answer"), [(True, "declined"), (False, "needsAction")])
async def test_whether_absence_declines_instances_of_a_series_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, declines: bool, answer: str
) -> None:
    """[U]: the documents speak of invitations."""
    await control.assume(absence_declines_instances=declines)
    await bob.insert(AWAY)
    made = await ana.insert(weekly(attendees=guests(BOB)))

    answers = [responses(one)[BOB] for one in await instances(ana, made["id"])]
    assert answers == ["needsAction", answer, "needsAction"]


async def test_a_series_of_absences_declines_too(ana: Person, bob: Person) -> None:
    focus = weekly(
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        eventType="focusTime",
        focusTimeProperties={"autoDeclineMode": "declineOnlyNewConflictingInvitations"},
    )
    await bob.insert(focus)
    made = await ana.insert(meeting(attendees=guests(BOB)))

    assert responses(await ana.get(made["id"])) == {BOB: "declined"}
