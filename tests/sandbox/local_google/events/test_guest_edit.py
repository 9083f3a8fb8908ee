"""What a guest may change through their own copy [S8][S11][S17]."""

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, busy, guests, hours, meeting, refusal, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

FORBIDDEN = (403, "forbiddenForNonOrganizer")


@pytest.fixture
async def invitation(ana: Person) -> Json:
    return await ana.insert(meeting(attendees=guests(ANA, BOB)))


@pytest.mark.parametrize(
    "patch",
    [
        pytest.param({"summary": "Mine"}, id="title"),
        pytest.param({"end": meeting(end="12:00")["end"]}, id="time"),
        pytest.param({"attendees": guests(BOB)}, id="others-removed"),
        pytest.param({"attendees": guests(ANA)}, id="self-removed"),
        pytest.param({"status": "tentative"}, id="status"),
    ],
)
async def test_shared_data_is_the_organizers(ana: Person, bob: Person, invitation: Json, patch: Json) -> None:
    """[S11] 403 forbiddenForNonOrganizer."""
    assert await refusal(bob.patch(invitation["id"], patch)) == FORBIDDEN
    assert await ana.get(invitation["id"]) == invitation


async def test_an_update_that_omits_shared_data_counts_as_changing_it(bob: Person, invitation: Json) -> None:
    """[S11] [D]."""
    body = await bob.get(invitation["id"])
    await bob.update(invitation["id"], body)
    del body["summary"]

    assert await refusal(bob.update(invitation["id"], body)) == FORBIDDEN


async def test_a_guest_cannot_add_a_conference(bob: Person, invitation: Json) -> None:
    """[S11]."""
    request = {"requestId": "1", "conferenceSolutionKey": {"type": "hangoutsMeet"}}
    patch = {"conferenceData": {"createRequest": request}}

    assert await refusal(bob.patch(invitation["id"], patch, conferenceDataVersion="1")) == FORBIDDEN


async def test_guests_change_all_where_they_may(ana: Person, bob: Person) -> None:
    """`guestsCanModify` [D]."""
    made = await ana.insert(meeting(attendees=guests(BOB), guestsCanModify=True))
    await bob.patch(made["id"], {"summary": "Ours"})

    assert (await ana.get(made["id"]))["summary"] == "Ours"


@pytest.mark.parametrize("may_invite", [True, False])
async def test_guests_invite_others_unless_they_must_not(ana: Person, bob: Person, may_invite: bool) -> None:
    """`guestsCanInviteOthers` [D]."""
    made = await ana.insert(meeting(attendees=guests(BOB), guestsCanInviteOthers=may_invite))
    wider = bob.patch(made["id"], {"attendees": guests(BOB, EVE)})

    if may_invite:
        await wider
        assert list(responses(await ana.get(made["id"]))) == [BOB, EVE]
    else:
        assert await refusal(wider) == FORBIDDEN


async def test_guests_share_extended_properties(ana: Person, bob: Person, invitation: Json) -> None:
    """[S8]."""
    await bob.patch(invitation["id"], {"extendedProperties": {"shared": {"crm": "7"}}})

    assert (await ana.get(invitation["id"]))["extendedProperties"] == {"shared": {"crm": "7"}}


async def test_what_a_guest_writes_over_shared_fields_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, invitation: Json
) -> None:
    """403 [S11], or it stays on their copy and can be overwritten [S17]."""
    await control.assume(guest_edit_of_shared="refuse")
    assert await refusal(bob.patch(invitation["id"], {"summary": "Mine"})) == FORBIDDEN
    await control.assume(guest_edit_of_shared="own_copy")
    own = await bob.patch(invitation["id"], {"summary": "Mine", "location": "Here", "description": None})

    assert (own["summary"], own["location"]) == ("Mine", "Here")
    assert (await ana.get(invitation["id"]))["summary"] == "Review"
    await ana.patch(invitation["id"], {"summary": "Ours"})
    after = await bob.get(invitation["id"])
    assert (after["summary"], after["location"]) == ("Ours", "Here")
    assert await refusal(bob.patch(invitation["id"], {"attendees": guests(BOB)})) == FORBIDDEN


async def test_a_time_of_their_own_is_a_guests_own_busy_time(
    ana: Person, bob: Person, control: LocalGoogleControl, invitation: Json
) -> None:
    """[S17]."""
    await control.assume(guest_edit_of_shared="own_copy")
    await bob.patch(invitation["id"], {"end": meeting(end="12:00")["end"]})
    answer = await busy(ana, ANA, BOB)

    assert (hours(answer[ANA]), hours(answer[BOB])) == (["10:00-11:00"], ["10:00-12:00"])
    (listed,) = (await bob.list(timeMin="2026-11-23T11:30:00Z"))["items"]
    assert listed["id"] == invitation["id"]
