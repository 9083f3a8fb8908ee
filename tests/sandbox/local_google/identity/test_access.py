"""Who may do what: scopes [D] and access rules [D]."""

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, SCOPE, Login, busy, hours, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role

FORBIDDEN = (403, "insufficientPermissions")
NOT_FOUND = (404, "notFound")


async def test_the_events_scope_does_not_authorise_free_busy(login: Login) -> None:
    """[D] [D] and 12."""
    ana = await login(ANA, SCOPE + "calendar.events")

    assert await refusal(busy(ana, ANA)) == FORBIDDEN


async def test_the_free_busy_scope_authorises_nothing_else(login: Login) -> None:
    """[D] [D]."""
    ana = await login(ANA, SCOPE + "calendar.freebusy")

    assert hours((await busy(ana, ANA))[ANA]) == []
    assert await refusal(ana.list()) == FORBIDDEN
    assert await refusal(ana.insert(meeting())) == FORBIDDEN
    assert await refusal(ana.send("GET", "calendars/primary", None, {})) == FORBIDDEN


async def test_reading_scopes_do_not_write(login: Login) -> None:
    """[D] [D]."""
    ana = await login(ANA, SCOPE + "calendar.events.readonly")

    await ana.list()
    assert await refusal(ana.insert(meeting())) == FORBIDDEN


async def test_the_owned_scope_reaches_ones_own_calendars_only(
    login: Login, control: LocalGoogleControl
) -> None:
    """[D] [D]."""
    await control.share(BOB, ANA, Role.WRITER)
    ana = await login(ANA, SCOPE + "calendar.events.owned")

    await ana.insert(meeting())
    assert await refusal(ana.insert(meeting(), BOB)) == FORBIDDEN


@pytest.mark.parametrize("scope", ["calendar.settings.readonly", "calendar.readonly"])
async def test_settings_know_the_time_zone(login: Login, scope: str) -> None:
    """[S23]."""
    ana = await login(ANA, SCOPE + scope)

    assert (await ana.send("GET", "users/me/settings/timezone", None, {}))["value"] == "Europe/Bucharest"
    assert (await ana.send("GET", "users/me/settings", None, {}))["items"][0]["id"] == "timezone"


async def test_colleagues_see_when_somebody_is_busy_and_strangers_nothing(
    ana: Person, bob: Person, eve: Person
) -> None:
    """[S6] [D]."""
    await ana.insert(meeting())

    assert hours((await busy(bob, ANA))[ANA]) == ["10:00-11:00"]
    assert (await busy(eve, ANA))[ANA]["errors"] == [{"domain": "global", "reason": "notFound"}]


async def test_a_calendar_without_access_looks_like_one_that_is_not_there(eve: Person) -> None:
    """[S11] 404."""
    assert await refusal(eve.list(ANA)) == NOT_FOUND
    assert await refusal(eve.list("nobody@corp.example")) == NOT_FOUND
    assert await refusal(eve.insert(meeting(), ANA)) == NOT_FOUND


@pytest.mark.parametrize("role", [Role.FREE_BUSY_READER, Role.READER])
async def test_who_may_only_read_is_told_so(eve: Person, control: LocalGoogleControl, role: Role) -> None:
    await control.share(ANA, EVE, role)

    assert await refusal(eve.insert(meeting(), ANA)) == (403, "requiredAccessLevel")


@pytest.mark.parametrize("role", [Role.WRITER_WITHOUT_PRIVATE_ACCESS, Role.WRITER, Role.OWNER])
async def test_writers_write(eve: Person, control: LocalGoogleControl, role: Role) -> None:
    """[D] [D]."""
    await control.share(ANA, EVE, role)
    event = await eve.insert(meeting(), ANA)

    assert (event["creator"], event["organizer"]) == ({"email": EVE}, {"email": ANA, "self": True})


async def test_a_free_busy_reader_sees_when_but_not_what(ana: Person, bob: Person) -> None:
    """[S18] [D]."""
    made = await ana.insert(meeting(attendees=[{"email": EVE}]))
    seen = await bob.get(made["id"], ANA)

    assert seen["start"] == made["start"]
    assert not {"summary", "attendees", "organizer", "htmlLink"} & seen.keys()
    assert (await bob.list(ANA, q="Review"))["items"] == []


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.READER, False), (Role.WRITER_WITHOUT_PRIVATE_ACCESS, False), (Role.WRITER, True)]
)
async def test_details_of_private_events_need_a_writer(
    ana: Person, eve: Person, control: LocalGoogleControl, role: Role, sees: bool
) -> None:
    """[D] [D]."""
    made = await ana.insert(meeting(visibility="private"))
    await control.share(ANA, EVE, role)

    assert ("summary" in await eve.get(made["id"], ANA)) is sees


@pytest.mark.parametrize("writable", [False, True])
async def test_whether_hidden_events_can_be_written_is_an_assumption(
    ana: Person, eve: Person, control: LocalGoogleControl, writable: bool
) -> None:
    made = await ana.insert(meeting(visibility="private"))
    await control.share(ANA, EVE, Role.WRITER_WITHOUT_PRIVATE_ACCESS)
    await control.assume(hidden_events_are_writable=writable)

    if writable:
        await eve.delete(made["id"], ANA)
    else:
        assert await refusal(eve.delete(made["id"], ANA)) == (403, "requiredAccessLevel")


async def test_the_strongest_rule_wins(bob: Person, eve: Person, control: LocalGoogleControl) -> None:
    await control.share(ANA, "default", Role.READER)
    await control.share(ANA, EVE, Role.NONE)
    await eve.list(ANA)
    await control.share(ANA, "default", Role.NONE)
    await control.share(ANA, "@corp.example", Role.NONE)

    assert await refusal(eve.list(ANA)) == NOT_FOUND
    assert await refusal(bob.list(ANA)) == NOT_FOUND


async def test_an_account_without_calendar_is_told_so_and_looks_unknown(
    bob: Person, login: Login, control: LocalGoogleControl
) -> None:
    """[O9] [D]."""
    await control.add_account(ANA, calendar_user=False)
    ana = await login(ANA)

    assert await refusal(ana.list()) == (403, "notACalendarUser")
    assert "errors" in (await busy(bob, ANA))[ANA]


async def test_a_secondary_calendar_is_its_owners_alone(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    room = "team@group.calendar.google.com"
    await control.add_calendar(room, owner=ANA, time_zone="Europe/Paris")

    event = await ana.insert(meeting(), room)
    assert event["organizer"] == {"email": room, "self": True}
    assert event["creator"] == {"email": ANA}
    assert (await ana.send("GET", f"calendars/{room}", None, {}))["dataOwner"] == ANA
    assert await refusal(bob.list(room)) == NOT_FOUND


async def test_primary_is_an_alias_and_shows_the_real_id(ana: Person) -> None:
    calendar = await ana.send("GET", "calendars/primary", None, {})

    assert (calendar["id"], calendar["timeZone"]) == (ANA, "Europe/Bucharest")
    assert calendar["kind"] == "calendar#calendar"


@pytest.mark.parametrize(("role", "answers"), [("freeBusyReader", True), ("reader", False)])
async def test_who_may_read_the_metadata_of_a_calendar_is_an_assumption(
    bob: Person, control: LocalGoogleControl, role: str, answers: bool
) -> None:
    await control.assume(calendar_metadata_role=role)

    asked = bob.send("GET", f"calendars/{ANA}", None, {})
    if answers:
        assert (await asked)["id"] == ANA
    else:
        assert await refusal(asked) == NOT_FOUND
