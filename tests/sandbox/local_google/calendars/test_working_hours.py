"""`workingHours` of `calendars`, since November 2026 [D][S4]."""

import pytest

from tests.sandbox.local_google.people import ANA, EVE, Login, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json

PRIMARY = "calendars/primary"
PRIVATE = "somebody@gmail.com"
MONDAY = {"dayOfWeek": "monday", "periodStart": 540, "periodEnd": 1020}
HOURS: Json = {"workingHoursEnabled": True, "availableTimes": [MONDAY]}


async def written(person: Person, hours: object, place: str = PRIMARY) -> object:
    body = {"workingHours": hours}
    return (await person.send("PATCH", place, body, {})).get("workingHours")


async def test_working_hours_are_minutes_of_named_days(ana: Person) -> None:
    """[D]."""
    assert await written(ana, HOURS) == HOURS
    assert (await ana.send("GET", PRIMARY, None, {}))["workingHours"] == HOURS


async def test_working_hours_are_written_whole(ana: Person) -> None:
    """[D]: no merging of days."""
    await written(ana, HOURS)
    tuesday = {**MONDAY, "dayOfWeek": "tuesday"}

    only = {"workingHoursEnabled": True, "availableTimes": [tuesday]}
    assert await written(ana, only) == only


@pytest.mark.parametrize("nothing", [None, {}])
async def test_absent_null_and_empty_hours_change_nothing(ana: Person, nothing: object) -> None:
    """[D]."""
    await written(ana, HOURS)

    assert await written(ana, nothing) == HOURS
    assert (await ana.send("PUT", PRIMARY, {"summary": ANA}, {}))["workingHours"] == HOURS


async def test_working_hours_are_switched_off(ana: Person) -> None:
    """[D]: with no times, or an empty list."""
    await written(ana, HOURS)
    off = {"workingHoursEnabled": False}

    assert await written(ana, off) == off
    assert await written(ana, {**off, "availableTimes": []}) == off


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param({"workingHoursEnabled": True}, id="enabled-without-times"),
        pytest.param("nine to five", id="text"),
        pytest.param({"workingHoursEnabled": "yes", "availableTimes": [MONDAY]}, id="no-switch"),
        pytest.param({"availableTimes": [{**MONDAY, "dayOfWeek": "MO"}]}, id="unknown-day"),
        pytest.param({"availableTimes": [{**MONDAY, "periodEnd": 1441}]}, id="past-midnight"),
        pytest.param({"availableTimes": [{**MONDAY, "periodEnd": 540}]}, id="empty"),
        pytest.param({"availableTimes": [{**MONDAY, "periodStart": "540"}]}, id="no-number"),
    ],
)
async def test_wrong_working_hours_are_refused(ana: Person, hours: object) -> None:
    """[D]."""
    assert await refusal(written(ana, hours)) == (400, "invalid")


@pytest.mark.parametrize("reaction", ["refuse", "ignore"])
async def test_only_primary_calendars_of_workspace_have_working_hours(
    ana: Person, login: Login, control: LocalGoogleControl, reaction: str
) -> None:
    """[D]; what a write elsewhere does is an assumption."""
    await control.assume(working_hours_elsewhere=reaction)
    await control.add_account(PRIVATE)
    team = (await ana.send("POST", "calendars", {"summary": "Team"}, {}))["id"]

    for person, place in ((ana, f"calendars/{team}"), (await login(PRIVATE), PRIMARY)):
        if reaction == "refuse":
            assert await refusal(written(person, HOURS, place)) == (400, "invalid")
        else:
            assert await written(person, HOURS, place) is None


@pytest.mark.parametrize("see", [True, False])
async def test_whether_others_see_working_hours_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, see: bool
) -> None:
    await control.assume(others_see_working_hours=see)
    await written(ana, HOURS)

    assert ("workingHours" in await bob.send("GET", f"calendars/{ANA}", None, {})) is see


@pytest.mark.parametrize(("shown", "hours"), [("absent", None), ("disabled", {"workingHoursEnabled": False})])
async def test_how_unset_working_hours_are_shown_is_an_assumption(
    ana: Person, control: LocalGoogleControl, shown: str, hours: object
) -> None:
    await control.assume(unset_working_hours=shown)

    assert (await ana.send("GET", PRIMARY, None, {})).get("workingHours") == hours


async def test_working_hours_are_no_part_of_a_list_entry(
    ana: Person, eve: Person, control: LocalGoogleControl
) -> None:
    """[D]."""
    await written(ana, HOURS)
    await control.share(ANA, EVE, Role.OWNER)

    assert "workingHours" not in await ana.send("GET", "users/me/calendarList/primary", None, {})


async def test_a_calendar_that_is_refused_is_not_there(ana: Person) -> None:
    for wrong in ({"workingHours": HOURS}, {"description": 5}, {"timeZone": "Nowhere"}):
        assert await refusal(ana.send("POST", "calendars", {"summary": "Team", **wrong}, {})) == (
            400,
            "invalid",
        )

    assert len((await ana.send("GET", "users/me/calendarList", None, {}))["items"]) == 1
