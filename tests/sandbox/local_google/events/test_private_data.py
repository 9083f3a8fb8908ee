"""What copies have for themselves, and where it meets the others [D][S8]."""

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, guests, meeting, refusal, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json

POPUP: Json = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}


def properties(count: int, kind: str, prefix: str = "k") -> Json:
    return {"extendedProperties": {kind: {f"{prefix}{number}": "v" for number in range(count)}}}


async def test_reminders_are_those_of_who_looks(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    """Of the authenticated user, also on one calendar that two may write [D]."""
    await control.share(ANA, BOB, Role.WRITER)
    made = await ana.insert(meeting(reminders=POPUP))
    assert (await bob.get(made["id"], ANA))["reminders"] == {"useDefault": True}
    await bob.patch(made["id"], {"reminders": {"useDefault": False}}, ANA)

    assert (await bob.get(made["id"], ANA))["reminders"] == {"useDefault": False}
    assert (await ana.get(made["id"]))["reminders"] == POPUP


async def test_a_change_by_somebody_else_leaves_ones_reminders(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    await control.share(ANA, BOB, Role.WRITER)
    made = await ana.insert(meeting(reminders=POPUP))
    await bob.update(made["id"], meeting(summary="New"), ANA)

    assert (await ana.get(made["id"]))["reminders"] == POPUP


async def test_extended_properties_of_all_copies_count_together(ana: Person, bob: Person) -> None:
    """300 and 32 kB, private and shared, summed across all attendee copies [S8]."""
    made = await ana.insert(meeting(attendees=guests(BOB), **properties(100, "shared")))
    await bob.patch(made["id"], properties(100, "private", "b"))
    await ana.patch(made["id"], properties(100, "private", "a"))

    assert await refusal(ana.patch(made["id"], properties(101, "private", "a"))) == (400, "invalid")
    assert await refusal(bob.patch(made["id"], properties(101, "private", "b"))) == (400, "invalid")
    assert await refusal(ana.patch(made["id"], properties(101, "shared"))) == (400, "invalid")


async def test_extended_properties_of_all_copies_are_weighed_together(ana: Person, bob: Person) -> None:
    """[S8]: 32 kB of keys and values."""
    heavy = {f"{number:02}": "v" * 1022 for number in range(16)}
    made = await ana.insert(meeting(attendees=guests(BOB), extendedProperties={"private": heavy}))
    await bob.patch(made["id"], {"extendedProperties": {"private": heavy}})

    assert await refusal(bob.patch(made["id"], {"extendedProperties": {"shared": {"x": "y"}}})) == (
        400,
        "invalid",
    )


@pytest.mark.parametrize(("others", "heard"), [(198, "accepted"), (199, "needsAction")])
async def test_with_more_than_200_guests_answers_reach_the_organizer_alone(
    ana: Person, bob: Person, eve: Person, others: int, heard: str
) -> None:
    """[D]."""
    crowd = [f"guest{number}@outside.example" for number in range(others)]
    made = await ana.insert(meeting(attendees=guests(BOB, EVE, *crowd)))
    await bob.respond(made["id"], "accepted")

    assert responses(await ana.get(made["id"]))[BOB] == "accepted"
    assert responses(await bob.get(made["id"]))[BOB] == "accepted"
    assert responses(await eve.get(made["id"]))[BOB] == heard


async def test_optional_guests_and_rooms_are_told_as_such(ana: Person) -> None:
    """`optional`, `resource`, `additionalGuests`, `comment` [D]."""
    entries = [
        {"email": BOB, "optional": True, "comment": "Late", "additionalGuests": 2, "displayName": "Bob"},
        {"email": "room@corp.example", "resource": True},
    ]
    made = await ana.insert(meeting(attendees=entries))

    asked = {"responseStatus": "needsAction"}
    assert made["attendees"] == [{**asked, **entry} for entry in entries]


@pytest.mark.parametrize(
    "search",
    [
        {"q": "secret"},
        {"q": "eve@"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "c=d"},
    ],
    ids=str,
)
@pytest.mark.parametrize("role", [Role.READER, Role.WRITER_WITHOUT_PRIVATE_ACCESS])
async def test_nobody_finds_a_private_event_by_what_they_may_not_see(
    ana: Person, bob: Person, control: LocalGoogleControl, role: Role, search: dict[str, str]
) -> None:
    """[D]: its details are hidden, and a search would tell them one guess at a time."""
    await control.share(ANA, BOB, role)
    properties = {"private": {"a": "b"}, "shared": {"c": "d"}}
    for visibility in ("private", "public"):
        body = meeting(summary="Secret", attendees=guests(EVE), extendedProperties=properties)
        await ana.insert({**body, "visibility": visibility})

    assert len((await ana.list(**search))["items"]) == 2
    assert [one["visibility"] for one in (await bob.list(ANA, **search))["items"]] == ["public"]
    assert len((await bob.list(ANA))["items"]) == 2
