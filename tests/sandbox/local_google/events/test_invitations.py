"""Copies on guests' calendars [S16][S17], [D]."""

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, busy, guests, hours, meeting, refusal, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


@pytest.fixture
async def invitation(ana: Person) -> Json:
    return await ana.insert(meeting(attendees=guests(ANA, BOB)))


async def test_a_guest_finds_the_same_id_on_their_own_calendar(bob: Person, invitation: Json) -> None:
    """[S16]."""
    copy = await bob.get(invitation["id"])

    assert copy["organizer"] == {"email": ANA}
    assert copy["attendees"] == [
        {"email": ANA, "responseStatus": "accepted", "organizer": True},
        {"email": BOB, "responseStatus": "needsAction", "self": True},
    ]
    assert copy["iCalUID"] == invitation["iCalUID"]
    assert copy["etag"] != invitation["etag"]


async def test_a_guest_of_another_domain_gets_a_copy_too(ana: Person, eve: Person) -> None:
    made = await ana.insert(meeting(attendees=guests(EVE, "nobody@outside.example")))

    assert (await eve.get(made["id"]))["summary"] == "Review"


async def test_what_the_organizer_changes_reaches_the_copies(
    ana: Person, bob: Person, invitation: Json
) -> None:
    """[S17]."""
    before = await bob.get(invitation["id"])
    await ana.patch(invitation["id"], {"summary": "Moved", "end": meeting(end="12:00")["end"]})
    after = await bob.get(invitation["id"])

    assert after["summary"] == "Moved"
    assert after["etag"] != before["etag"]
    assert hours((await busy(bob, BOB))[BOB]) == ["10:00-12:00"]


async def test_private_data_stays_with_each_copy(ana: Person, bob: Person) -> None:
    """[S8][S17]: reminders, colour, transparency, private properties."""
    own = {
        "reminders": {"useDefault": False},
        "colorId": "5",
        "transparency": "transparent",
        "extendedProperties": {"private": {"vai": "1"}, "shared": {"crm": "7"}},
    }
    made = await ana.insert(meeting(attendees=guests(BOB)))
    await ana.patch(made["id"], own)
    copy = await bob.get(made["id"])

    assert not {"colorId", "transparency"} & copy.keys()
    assert copy["reminders"] == {"useDefault": True}
    assert copy["extendedProperties"] == {"shared": {"crm": "7"}}


@pytest.mark.parametrize("takes", [True, False])
async def test_the_transparency_of_a_new_invitation_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, takes: bool
) -> None:
    await control.assume(invited_copy_takes_transparency=takes)
    made = await ana.insert(meeting(attendees=guests(BOB), transparency="transparent"))

    assert ((await bob.get(made["id"])).get("transparency") == "transparent") is takes


async def test_a_guest_changes_their_own_data_and_the_organizer_does_not_notice(
    ana: Person, bob: Person, invitation: Json
) -> None:
    """[S17]."""
    await bob.patch(invitation["id"], {"transparency": "transparent", "colorId": "3"})

    assert await ana.get(invitation["id"]) == invitation


async def test_an_answer_flows_back(ana: Person, bob: Person, invitation: Json) -> None:
    """[S17]."""
    await bob.respond(invitation["id"], "tentative")
    seen = await ana.get(invitation["id"])

    assert responses(seen) == {ANA: "accepted", BOB: "tentative"}
    assert seen["etag"] != invitation["etag"]


async def test_an_answer_with_the_whole_list_flows_back_too(
    ana: Person, bob: Person, invitation: Json
) -> None:
    """[D]."""
    attendees = (await bob.get(invitation["id"]))["attendees"]
    attendees[1]["responseStatus"] = "accepted"
    await bob.patch(invitation["id"], {"attendees": attendees})

    assert responses(await ana.get(invitation["id"]))[BOB] == "accepted"


async def test_guests_who_must_not_see_each_other_see_themselves(ana: Person, bob: Person) -> None:
    """`guestsCanSeeOtherGuests` [D]."""
    made = await ana.insert(meeting(attendees=guests(BOB, EVE), guestsCanSeeOtherGuests=False))
    copy = await bob.get(made["id"])

    assert (list(responses(copy)), copy["attendeesOmitted"]) == ([BOB], True)


async def test_a_cancellation_leaves_guests_only_the_id(ana: Person, bob: Person, invitation: Json) -> None:
    """[D] C.3."""
    await ana.delete(invitation["id"])
    copy = await bob.get(invitation["id"])

    assert copy.keys() == {"kind", "etag", "id", "status"}
    assert copy["status"] == "cancelled"
    assert hours((await busy(bob, BOB))[BOB]) == []


async def test_a_removed_guest_loses_the_copy_and_gets_it_back_with_a_new_invitation(
    ana: Person, bob: Person, invitation: Json
) -> None:
    """[S17]."""
    await ana.patch(invitation["id"], {"attendees": guests(ANA)})
    assert (await bob.get(invitation["id"]))["status"] == "cancelled"
    await ana.patch(invitation["id"], {"attendees": guests(ANA, BOB)})

    assert (await bob.get(invitation["id"]))["status"] == "confirmed"


async def test_a_guest_who_deletes_the_copy_declines(ana: Person, bob: Person, invitation: Json) -> None:
    """[S17]; the details stay readable [D]."""
    await bob.delete(invitation["id"])

    assert responses(await ana.get(invitation["id"])) == {ANA: "accepted", BOB: "declined"}
    assert (await ana.get(invitation["id"]))["status"] == "confirmed"
    copy = await bob.get(invitation["id"])
    assert (copy["status"], copy["summary"]) == ("cancelled", "Review")
    assert await refusal(bob.delete(invitation["id"])) == (410, "deleted")


@pytest.mark.parametrize(("returns", "status"), [(False, "cancelled"), (True, "confirmed")])
async def test_whether_a_change_brings_a_deleted_copy_back_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, invitation: Json, returns: bool, status: str
) -> None:
    await control.assume(edit_returns_removed_copy=returns)
    await bob.delete(invitation["id"])
    await ana.patch(invitation["id"], {"summary": "Please come"})

    assert (await bob.get(invitation["id"]))["status"] == status


async def test_a_copy_that_the_guest_deleted_stays_so_when_the_event_is_cancelled_and_restored(
    ana: Person, bob: Person, invitation: Json
) -> None:
    await bob.delete(invitation["id"])
    await ana.delete(invitation["id"])
    await ana.patch(invitation["id"], {"status": "confirmed"})

    assert (await bob.get(invitation["id"]))["status"] == "cancelled"


async def test_an_invitation_need_not_appear(ana: Person, eve: Person, control: LocalGoogleControl) -> None:
    """A guest's setting [S17] [D]."""
    await control.add_account(EVE, invitations_appear=False)
    made = await ana.insert(meeting(attendees=guests(EVE)))

    assert await refusal(eve.get(made["id"])) == (404, "notFound")
    assert hours((await busy(eve, EVE))[EVE]) == []


async def test_an_attendee_is_one_whatever_the_spelling(ana: Person) -> None:
    made = await ana.insert(meeting(attendees=guests("BOB@corp.example", BOB)))

    assert responses(made) == {BOB: "needsAction"}


async def test_an_answer_given_at_creation_is_kept(ana: Person) -> None:
    """[D]."""
    made = await ana.insert(meeting(attendees=[{"email": EVE, "responseStatus": "accepted"}]))

    assert responses(made) == {EVE: "accepted"}


async def test_too_many_attendees_are_left_out_of_the_answer(ana: Person, invitation: Json) -> None:
    """`maxAttendees` [D]."""
    seen = await ana.get(invitation["id"], maxAttendees="1")

    assert (list(responses(seen)), seen["attendeesOmitted"]) == ([ANA], True)
