"""`freebusy.query`, [D] and C.6."""

from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, busy, guests, hours, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.faults import Fault

NOT_FOUND: Json = {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}


async def test_a_calendar_that_cannot_be_seen_is_an_error_inside_a_good_answer(ana: Person) -> None:
    """[D][S11] C.6."""
    await ana.insert(meeting())
    answer = await busy(ana, ANA, "primary", EVE, "nobody@corp.example")

    span = [{"start": "2026-11-23T10:00:00Z", "end": "2026-11-23T11:00:00Z"}]
    assert answer == {
        ANA: {"busy": span},
        "primary": {"busy": span},
        EVE: NOT_FOUND,
        "nobody@corp.example": NOT_FOUND,
    }


async def test_a_calendar_can_fail_by_order(ana: Person, control: LocalGoogleControl) -> None:
    """`internalError` [D]."""
    await control.add_fault(Fault(free_busy_errors={BOB: "internalError"}))
    answer = await busy(ana, ANA, BOB)

    assert answer[ANA] == {"busy": []}
    assert answer[BOB] == {"errors": [{"domain": "global", "reason": "internalError"}], "busy": []}
    assert await busy(ana, BOB) == {BOB: {"busy": []}}


async def test_the_answer_is_in_the_zone_that_is_asked_for(ana: Person) -> None:
    """[D]: UTC by default."""
    await ana.insert(meeting())
    answer = await busy(ana, ANA, timeZone="Europe/Bucharest")

    assert answer[ANA]["busy"][0]["start"] == "2026-11-23T12:00:00+02:00"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"timeMin": None}, "required", id="no-start"),
        pytest.param({"timeMax": None}, "required", id="no-end"),
        pytest.param({"timeMax": "2026-11-23T00:00:00Z"}, "timeRangeEmpty", id="empty"),
        pytest.param(
            {"timeMin": "2026-11-23T00:00:00", "timeZone": "Europe/Bucharest"}, "invalid", id="local-time"
        ),
        pytest.param({"timeZone": "Mars/Base"}, "invalid", id="unknown-zone"),
        pytest.param({"items": [{"id": 5}]}, "invalid", id="bad-item"),
        pytest.param({"calendarExpansionMax": 51}, "invalid", id="expansion-over-50"),
        pytest.param({"groupExpansionMax": 101}, "invalid", id="group-over-100"),
        pytest.param({"groupExpansionMax": True}, "invalid", id="not-a-number"),
    ],
)
async def test_a_wrong_query_is_refused(ana: Person, changes: Json, reason: str) -> None:
    """[D][S11] C.6; a local time even with `timeZone`, node client issue 3145."""
    assert await refusal(busy(ana, ANA, **changes)) == (400, reason)


@pytest.mark.parametrize("most", [90, None])
async def test_the_longest_range_is_an_assumption(
    ana: Person, control: LocalGoogleControl, most: int | None
) -> None:
    """[O8] [D]."""
    await control.assume(free_busy_max_days=most)
    assert await busy(ana, ANA, timeMax="2027-02-21T00:00:00Z") == {ANA: {"busy": []}}
    longer = busy(ana, ANA, timeMax="2027-02-21T00:00:01Z")

    if most:
        assert await refusal(longer) == (400, "timeRangeTooLong")
    else:
        assert await longer == {ANA: {"busy": []}}


@pytest.mark.parametrize("choice", ["refuse", "per_calendar"])
async def test_what_happens_with_more_than_fifty_calendars_is_an_assumption(
    ana: Person, control: LocalGoogleControl, choice: str
) -> None:
    """C.6."""
    await control.assume(too_many_calendars=choice)
    many = [f"{number}@corp.example" for number in range(51)]
    assert len(await busy(ana, *many[:50])) == 50

    if choice == "refuse":
        assert await refusal(busy(ana, *many)) == (400, "tooManyCalendarsRequested")
    else:
        assert (await busy(ana, *many))[many[-1]]["errors"][0]["reason"] == "tooManyCalendarsRequested"


@pytest.mark.parametrize(
    "fields",
    [pytest.param({"transparency": "transparent"}, id="transparent")],
)
async def test_what_does_not_block_is_not_busy(ana: Person, fields: Json) -> None:
    """[D] [D]."""
    await ana.insert(meeting(**fields))

    assert hours((await busy(ana, ANA))[ANA]) == []


async def test_cancelled_and_declined_events_are_not_busy(ana: Person, bob: Person) -> None:
    """C.6."""
    await ana.delete((await ana.insert(meeting()))["id"])
    made = await ana.insert(meeting("12:00", "13:00", attendees=guests(BOB)))
    await bob.respond(made["id"], "declined")
    answer = await busy(ana, ANA, BOB)

    assert (hours(answer[ANA]), hours(answer[BOB])) == (["12:00-13:00"], [])


@pytest.mark.parametrize("counts", [True, False])
async def test_whether_an_unanswered_invitation_is_busy_is_an_assumption(
    ana: Person, control: LocalGoogleControl, counts: bool
) -> None:
    await control.assume(needs_action_is_busy=counts)
    await ana.insert(meeting(attendees=guests(BOB)))

    assert (hours((await busy(ana, BOB))[BOB]) == ["10:00-11:00"]) is counts


@pytest.mark.parametrize("counts", [True, False])
async def test_whether_a_maybe_is_busy_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, counts: bool
) -> None:
    await control.assume(tentative_response_is_busy=counts)
    made = await ana.insert(meeting(attendees=guests(BOB)))
    await bob.respond(made["id"], "tentative")

    assert (hours((await busy(ana, BOB))[BOB]) == ["10:00-11:00"]) is counts


@pytest.mark.parametrize("counts", [True, False])
async def test_whether_a_tentative_event_is_busy_is_an_assumption(
    ana: Person, control: LocalGoogleControl, counts: bool
) -> None:
    await control.assume(tentative_event_is_busy=counts)
    await ana.insert(meeting(status="tentative"))

    assert (hours((await busy(ana, ANA))[ANA]) == ["10:00-11:00"]) is counts


THREE = [("10:00", "11:00"), ("10:30", "12:00"), ("12:00", "13:00")]


@pytest.mark.parametrize(
    ("assumed", "expected"),
    [
        pytest.param(
            {"overlapping_busy_is_merged": True, "adjacent_busy_is_merged": True},
            ["10:00-13:00"],
            id="merged",
        ),
        pytest.param({"adjacent_busy_is_merged": False}, ["10:00-12:00", "12:00-13:00"], id="touching-apart"),
        pytest.param(
            {"overlapping_busy_is_merged": False},
            ["10:00-11:00", "10:30-12:00", "12:00-13:00"],
            id="as-they-are",
        ),
    ],
)
async def test_merging_is_an_assumption(
    ana: Person, control: LocalGoogleControl, assumed: Any, expected: list[str]
) -> None:
    """[U] [D]."""
    await control.assume(**assumed)
    for start, end in THREE:
        await ana.insert(meeting(start, end))

    assert hours((await busy(ana, ANA))[ANA]) == expected


@pytest.mark.parametrize(("clips", "expected"), [(True, ["10:15-10:45"]), (False, ["10:00-11:00"])])
async def test_clipping_is_an_assumption(
    ana: Person, control: LocalGoogleControl, clips: bool, expected: list[str]
) -> None:
    """C.6."""
    await control.assume(busy_is_clipped=clips)
    await ana.insert(meeting())
    asked = {"timeMin": "2026-11-23T10:15:00Z", "timeMax": "2026-11-23T10:45:00Z"}

    assert hours((await busy(ana, ANA, **asked))[ANA]) == expected


async def test_what_only_touches_the_range_is_not_in_it(ana: Person) -> None:
    """Half-open spans [D]."""
    await ana.insert(meeting())
    before = {"timeMax": "2026-11-23T10:00:00Z"}
    after = {"timeMin": "2026-11-23T11:00:00Z"}

    assert hours((await busy(ana, ANA, **before))[ANA]) == []
    assert hours((await busy(ana, ANA, **after))[ANA]) == []


@pytest.mark.parametrize(
    ("calendars", "start"), [(True, "2026-11-23T22:00:00Z"), (False, "2026-11-24T00:00:00Z")]
)
async def test_the_zone_of_all_day_events_is_an_assumption(
    ana: Person, control: LocalGoogleControl, calendars: bool, start: str
) -> None:
    """[S19] for lists, [U] here."""
    await control.assume(all_day_uses_calendar_zone=calendars)
    await ana.insert({"start": {"date": "2026-11-24"}, "end": {"date": "2026-11-25"}})
    answer = await busy(ana, ANA, timeMax="2026-11-25T12:00:00Z")

    assert answer[ANA]["busy"][0]["start"] == start
