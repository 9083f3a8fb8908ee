"""Instances of a series, [D][S18] and C.5."""

import pytest

from tests.sandbox.local_google.events.series.weekly import (
    SECOND,
    WHILE,
    all_day,
    instances,
    listed,
    singles,
    starts,
    weekly,
    zoned,
)
from tests.sandbox.local_google.people import ANA, BOB, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


async def test_a_series_is_one_event_until_it_is_looked_at_one_by_one(ana: Person) -> None:
    """`singleEvents` [S18]."""
    made = await ana.insert(weekly())

    assert [one["id"] for one in await listed(ana)] == [made["id"]]
    assert made["recurrence"] == ["RRULE:FREQ=WEEKLY;COUNT=3"]
    assert await singles(ana) == ["11-23 12:00", "11-30 12:00", "12-07 12:00"]


async def test_an_instance_names_its_series_and_the_start_it_has_there(ana: Person) -> None:
    """[D]; ids as everybody sees them, C.5."""
    made = await ana.insert(weekly(description="Agenda", attendees=[{"email": BOB}]))
    second = await ana.get(f"{made['id']}_{SECOND}")

    assert second["recurringEventId"] == made["id"]
    assert second["originalStartTime"] == second["start"]
    assert second["start"] == {"dateTime": "2026-11-30T12:00:00+02:00", "timeZone": "Europe/Bucharest"}
    assert second["end"]["dateTime"] == "2026-11-30T13:00:00+02:00"
    assert second["iCalUID"] == made["iCalUID"]
    assert "recurrence" not in second
    assert (second["description"], second["attendees"]) == ("Agenda", made["attendees"])
    assert second == (await instances(ana, made["id"]))[1]


async def test_wall_time_is_kept_when_the_clocks_change(ana: Person) -> None:
    """[D][S19]: the zone drives the expansion; Bucharest goes forward on 29 March 2027."""
    made = await ana.insert(
        zoned(
            {
                "start": {"dateTime": "2027-03-22T10:00:00+02:00"},
                "end": {"dateTime": "2027-03-22T11:00:00+02:00"},
                "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=2"],
            }
        )
    )
    found = await instances(ana, made["id"], timeZone="UTC")

    assert [one["start"]["dateTime"] for one in found] == ["2027-03-22T08:00:00Z", "2027-03-29T07:00:00Z"]
    assert [one["id"].partition("_")[2] for one in found] == ["20270322T080000Z", "20270329T070000Z"]


async def test_an_all_day_series_has_days_as_starts(ana: Person) -> None:
    """C.5: `_YYYYMMDD`."""
    made = await ana.insert(
        all_day("RRULE:FREQ=DAILY;COUNT=2", "EXDATE;VALUE=DATE:20261124", "RDATE:20261201")
    )
    found = await instances(ana, made["id"])

    assert [one["start"]["date"] for one in found] == ["2026-11-23", "2026-12-01"]
    assert found[1]["originalStartTime"] == {"date": "2026-12-01"}
    assert (found[1]["id"], found[1]["end"]) == (f"{made['id']}_20261201", {"date": "2026-12-02"})


@pytest.mark.parametrize(
    "name", ["20261124T100000Z", "20261123", "20261123T100001Z", "20261214T100000Z", "20261323T100000Z", "x"]
)
async def test_a_start_that_the_series_does_not_have_is_not_found(ana: Person, name: str) -> None:
    made = await ana.insert(weekly())

    assert await refusal(ana.get(f"{made['id']}_{name}")) == (404, "notFound")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(meeting(recurrence=["RRULE:FREQ=DAILY"]), "required", id="no-zone"),
        pytest.param(
            {**weekly(), "end": {**weekly()["end"], "timeZone": "Europe/Paris"}}, "invalid", id="two-zones"
        ),
        pytest.param(weekly("RRULE:FREQ=HOURLY"), "invalid", id="hourly"),
        pytest.param(weekly("RRULE:FREQ=DAILY;INTERVAL=0"), "invalid", id="no-interval"),
        pytest.param(weekly("RRULE:FREQ=DAILY", "DATE;TZID=UTC:20261123T100000"), "invalid", id="broken"),
        pytest.param(weekly("DTSTART:20261123T100000Z"), "invalid", id="start-in-recurrence"),
    ],
)
async def test_a_series_that_cannot_be_expanded_is_refused(ana: Person, body: Json, reason: str) -> None:
    """[D][S19]."""
    assert await refusal(ana.insert(body)) == (400, reason)


@pytest.mark.parametrize("choice", ["refuse", "keep"])
async def test_whether_a_broken_line_is_refused_is_an_assumption(
    ana: Person, control: LocalGoogleControl, choice: str
) -> None:
    """Google itself has sent such lines."""
    await control.assume(broken_recurrence_lines=choice)
    body = weekly("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;VALUE=DATE:20261130")

    if choice == "refuse":
        assert await refusal(ana.insert(body)) == (400, "invalid")
    else:
        made = await ana.insert(body)
        assert made["recurrence"] == body["recurrence"]
        assert await starts(ana, made["id"]) == ["11-23 12:00", "11-30 12:00"]


@pytest.mark.parametrize(("counts", "first"), [(True, "11-23 12:00"), (False, "11-24 12:00")])
async def test_whether_a_start_beside_the_rule_occurs_is_an_assumption(
    ana: Person, control: LocalGoogleControl, counts: bool, first: str
) -> None:
    await control.assume(series_start_always_counts=counts)
    made = await ana.insert(weekly("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"))

    assert (await starts(ana, made["id"]))[0] == first
    assert len(await starts(ana, made["id"])) == 2


async def test_instances_keep_their_attendees_to_themselves_where_there_are_many(ana: Person) -> None:
    """`maxAttendees` [D]."""
    made = await ana.insert(weekly(attendees=[{"email": ANA}, {"email": BOB}]))
    (first, *_) = await instances(ana, made["id"], maxAttendees="1")

    assert ([one["email"] for one in first["attendees"]], first["attendeesOmitted"]) == ([ANA], True)


@pytest.mark.parametrize("choice", ["refuse", "empty"])
async def test_what_the_instances_of_a_single_event_are_is_an_assumption(
    ana: Person, control: LocalGoogleControl, choice: str
) -> None:
    await control.assume(instances_of_single_event=choice)
    made = await ana.insert(meeting())

    if choice == "refuse":
        assert await refusal(instances(ana, made["id"])) == (400, "invalid")
    else:
        assert await instances(ana, made["id"]) == []


async def test_who_sees_only_when_gets_instances_without_asking(ana: Person, bob: Person) -> None:
    """A caller with free/busy permission alone is served as if `singleEvents` were true [S18]."""
    made = await ana.insert(weekly())
    found = (await bob.list(ANA, **WHILE))["items"]

    assert [one["recurringEventId"] for one in found] == [made["id"]] * 3
    assert "summary" not in found[0]
