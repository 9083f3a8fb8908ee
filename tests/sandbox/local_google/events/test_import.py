"""`events.import` and private copies [D][S17]."""

from typing import Any

import pytest

from tests.sandbox.local_google.events.series.weekly import singles, weekly
from tests.sandbox.local_google.people import ANA, BOB, EVE, busy, guests, hours, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


async def imported(person: Person, **fields: Any) -> Json:
    body = {**meeting(iCalUID="42@elsewhere"), **fields}
    return await person.send("POST", "calendars/primary/events/import", body, {})


async def test_an_import_is_a_private_copy_of_somebody_elses_event(ana: Person, bob: Person) -> None:
    """The importer names the organizer; guests are told nothing [D][S17]."""
    made = await imported(ana, organizer={"email": EVE, "displayName": "Eve"}, attendees=guests(ANA, BOB))

    assert (made["iCalUID"], made["privateCopy"]) == ("42@elsewhere", True)
    assert made["organizer"] == {"email": EVE}
    assert await refusal(bob.get(made["id"])) == (404, "notFound")
    assert hours((await busy(ana, ANA))[ANA]) == ["10:00-11:00"]
    assert [one["id"] for one in (await ana.list(iCalUID="42@elsewhere"))["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"iCalUID": None}, "required"),
        ({"start": None}, "required"),
        ({"end": None}, "required"),
        ({"organizer": {"email": "eve"}}, "invalid"),
        ({"organizer": "eve"}, "invalid"),
    ],
)
async def test_an_import_needs_a_uid_and_times(ana: Person, fields: dict[str, Any], reason: str) -> None:
    """[D]."""
    assert await refusal(imported(ana, **fields)) == (400, reason)
    assert (await ana.list())["items"] == []


async def test_an_imported_event_is_a_default_one(ana: Person) -> None:
    """Other types are converted, and what belongs to them dropped [D]."""
    made = await imported(ana, eventType="outOfOffice", outOfOfficeProperties={"autoDeclineMode": "none"})

    assert made["eventType"] == "default"
    assert "outOfOfficeProperties" not in made


async def test_a_series_can_be_imported(ana: Person) -> None:
    await imported(ana, **weekly())

    assert len(await singles(ana)) == 3


@pytest.mark.parametrize("replaces", [True, False])
async def test_what_a_second_import_does_is_an_assumption(
    ana: Person, control: LocalGoogleControl, replaces: bool
) -> None:
    await control.assume(import_replaces_earlier_import=replaces)
    first = await imported(ana)

    if replaces:
        again = await imported(ana, summary="Newer")
        assert (again["id"], again["summary"]) == (first["id"], "Newer")
        assert len((await ana.list())["items"]) == 1
    else:
        assert await refusal(imported(ana)) == (409, "duplicate")


async def test_an_import_never_writes_over_an_invitation(ana: Person, bob: Person) -> None:
    made = await ana.insert(meeting(attendees=guests(BOB), iCalUID="42@elsewhere"))

    assert await refusal(imported(bob, summary="Mine")) == (409, "duplicate")
    assert (await ana.get(made["id"]))["summary"] == "Review"


async def test_a_private_copy_tells_nobody_anything(ana: Person, bob: Person) -> None:
    """`privateCopy`: propagation is disabled, for good [D]."""
    made = await ana.insert(meeting(attendees=guests(BOB), privateCopy=True))
    await ana.patch(made["id"], {"privateCopy": False, "summary": "Still mine"})

    assert await refusal(bob.get(made["id"])) == (404, "notFound")
    assert (await ana.get(made["id"]))["privateCopy"] is True


async def test_an_event_cannot_become_a_private_copy(ana: Person, bob: Person) -> None:
    """Immutable [D]."""
    made = await ana.insert(meeting(attendees=guests(BOB)))
    await ana.patch(made["id"], {"privateCopy": True, "summary": "For all"})

    assert (await bob.get(made["id"]))["summary"] == "For all"
