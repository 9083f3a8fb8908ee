"""`events.move`: another calendar organises the event [D]."""

import pytest

from tests.sandbox.local_google.events.series.weekly import SECOND, instances, weekly
from tests.sandbox.local_google.people import ANA, BOB, EVE, SCOPE, Login, guests, meeting, refusal, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json

TEAM = "team@group.calendar.google.com"


@pytest.fixture(autouse=True)
async def team(ana: Person, control: LocalGoogleControl) -> None:
    await control.add_calendar(TEAM, owner=ANA)


async def move(person: Person, event_id: str, destination: str, source: str = "primary") -> Json:
    path = f"calendars/{source}/events/{event_id}/move"
    return await person.send("POST", path, None, {"destination": destination})


async def test_the_destination_organises_and_the_source_keeps_an_id(ana: Person, bob: Person) -> None:
    """The organizer before is no attendee: a cancelled stub with only an id [D]."""
    made = await ana.insert(meeting(attendees=guests(BOB), colorId="5"))
    moved = await move(ana, made["id"], TEAM)

    assert (moved["id"], moved["iCalUID"], moved["colorId"]) == (made["id"], made["iCalUID"], "5")
    assert moved["organizer"] == {"email": TEAM, "self": True}
    assert (await ana.get(made["id"])).keys() == {"kind", "etag", "id", "status"}
    assert (await ana.list())["items"] == []
    assert [one["id"] for one in (await ana.list(TEAM))["items"]] == [made["id"]]
    guest = await bob.get(made["id"])
    assert (guest["organizer"], guest["creator"]["email"]) == ({"email": TEAM}, ANA)


async def test_an_organizer_who_takes_part_stays_as_a_guest(ana: Person) -> None:
    """[D]."""
    made = await ana.insert(meeting(attendees=guests(ANA, BOB)))
    await move(ana, made["id"], TEAM)
    kept = await ana.get(made["id"])

    assert (kept["status"], kept["organizer"]) == ("confirmed", {"email": TEAM})
    assert responses(kept) == {ANA: "accepted", BOB: "needsAction"}
    assert await refusal(ana.patch(made["id"], {"summary": "Mine"})) == (403, "forbiddenForNonOrganizer")
    await ana.patch(made["id"], {"summary": "Ours"}, TEAM)
    assert (await ana.get(made["id"]))["summary"] == "Ours"


async def test_a_guest_becomes_the_organizer(ana: Person, bob: Person, control: LocalGoogleControl) -> None:
    """[D]: the destination has a copy already."""
    await control.share(BOB, ANA, Role.WRITER)
    made = await ana.insert(meeting(attendees=guests(BOB)))
    moved = await move(ana, made["id"], BOB)

    assert moved["organizer"] == {"email": BOB, "self": True}
    assert (await bob.patch(made["id"], {"summary": "Mine now"}))["summary"] == "Mine now"


async def test_a_series_moves_with_its_exceptions(ana: Person) -> None:
    made = await ana.insert(weekly(attendees=guests(ANA)))
    await ana.patch(f"{made['id']}_{SECOND}", {"summary": "Other"})
    await move(ana, made["id"], TEAM)

    found = (await ana.list(TEAM, singleEvents="true"))["items"]
    assert sorted(one["summary"] for one in found) == ["Other", "Review", "Review"]
    assert {one["organizer"]["email"] for one in [*found, *await instances(ana, made["id"])]} == {TEAM}


async def test_what_cannot_be_moved(ana: Person, bob: Person) -> None:
    """Only default events, and whole ones [D]; only by their organizer [S11]."""
    away = await ana.insert(meeting(eventType="outOfOffice", outOfOfficeProperties={}))
    series = await ana.insert(weekly())
    invitation = await bob.insert(meeting(attendees=guests(ANA)))

    assert await refusal(move(ana, away["id"], TEAM)) == (400, "invalid")
    assert await refusal(move(ana, f"{series['id']}_{SECOND}", TEAM)) == (400, "invalid")
    assert await refusal(move(ana, series["id"], ANA)) == (400, "invalid")
    assert await refusal(move(ana, invitation["id"], TEAM)) == (403, "forbiddenForNonOrganizer")
    assert await refusal(move(ana, "nothing0", TEAM)) == (404, "notFound")
    await ana.delete(series["id"])
    assert await refusal(move(ana, series["id"], TEAM)) == (410, "deleted")


async def test_one_needs_to_write_on_both_calendars(ana: Person, control: LocalGoogleControl) -> None:
    made = await ana.insert(meeting())

    assert await refusal(move(ana, made["id"], EVE)) == (404, "notFound")
    assert await refusal(move(ana, made["id"], BOB)) == (403, "requiredAccessLevel")
    missing = ana.send("POST", f"calendars/primary/events/{made['id']}/move", None, {})
    assert await refusal(missing) == (400, "required")


async def test_an_id_that_is_taken_at_the_destination_is_a_duplicate(ana: Person) -> None:
    """Ids are unique per calendar [D]."""
    for calendar in ("primary", TEAM):
        await ana.insert(meeting(id="same0"), calendar)

    assert await refusal(move(ana, "same0", TEAM)) == (409, "duplicate")


async def test_moving_is_not_for_apps_that_made_a_calendar(ana: Person, login: Login) -> None:
    """`calendar.app.created` does not authorise it [D]."""
    made = await ana.insert(meeting())
    app = await login(ANA, SCOPE + "calendar.app.created")

    assert await refusal(move(app, made["id"], TEAM)) == (403, "insufficientPermissions")
