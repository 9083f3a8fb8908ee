"""Guests who are away, and whose calendar declines for them [D][S22]."""

from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, BOB, busy, guests, hours, meeting, responses
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

ALL, NEW = "declineAllConflictingInvitations", "declineOnlyNewConflictingInvitations"
KINDS = {"outOfOffice": "outOfOfficeProperties", "focusTime": "focusTimeProperties"}


def away(mode: str | None, kind: str = "outOfOffice", **properties: Any) -> Json:
    given = {"autoDeclineMode": mode} if mode else {}
    return meeting("09:00", "17:00", summary="Away", eventType=kind, **{KINDS[kind]: {**given, **properties}})


async def answer(ana: Person, made: Json) -> str:
    return responses(await ana.get(made["id"]))[BOB]


@pytest.mark.parametrize("kind", ["outOfOffice", "focusTime"])
@pytest.mark.parametrize(
    ("mode", "before", "after"),
    [
        (ALL, "declined", "declined"),
        (NEW, "needsAction", "declined"),
        ("declineNone", "needsAction", "needsAction"),
        (None, "needsAction", "needsAction"),
    ],
)
async def test_invitations_are_declined_as_the_absence_says(
    ana: Person, bob: Person, kind: str, mode: str | None, before: str, after: str
) -> None:
    """`autoDeclineMode` [D]: those that are there, those that arrive, or none."""
    old = await ana.insert(meeting(attendees=guests(BOB)))
    await bob.insert(away(mode, kind))
    new = await ana.insert(meeting(attendees=guests(BOB)))

    assert (await answer(ana, old), await answer(ana, new)) == (before, after)


async def test_a_declined_invitation_brings_the_message_along(ana: Person, bob: Person) -> None:
    """`declineMessage` [D]."""
    await bob.insert(away(ALL, declineMessage="On leave"))
    made = await ana.insert(meeting(attendees=guests(BOB)))

    (entry,) = (await ana.get(made["id"]))["attendees"]
    assert entry == {"email": BOB, "responseStatus": "declined", "comment": "On leave"}
    assert (await bob.get(made["id"]))["status"] == "confirmed"


async def test_only_what_conflicts_is_declined(ana: Person, bob: Person) -> None:
    """Half-open: what begins as the absence ends does not conflict [D]."""
    await bob.insert(away(ALL))
    made = await ana.insert(meeting("17:00", "18:00", attendees=guests(BOB)))

    assert await answer(ana, made) == "needsAction"


async def test_what_one_organises_is_not_declined(ana: Person, bob: Person) -> None:
    """Invitations are [D]."""
    own = await bob.insert(meeting(attendees=guests(BOB, ANA)))
    await bob.insert(away(ALL))

    assert responses(await bob.get(own["id"])) == {BOB: "accepted", ANA: "needsAction"}


async def test_an_absence_that_was_deleted_declines_nothing(ana: Person, bob: Person) -> None:
    absence = await bob.insert(away(ALL))
    await bob.delete(absence["id"])
    made = await ana.insert(meeting(attendees=guests(BOB)))

    assert await answer(ana, made) == "needsAction"


async def test_an_absence_is_busy(bob: Person) -> None:
    """Opaque by rule [S22]."""
    await bob.insert(away("declineNone"))

    assert hours((await busy(bob, BOB))[BOB]) == ["09:00-17:00"]


async def test_who_is_invited_in_addition_may_be_away(ana: Person, bob: Person) -> None:
    await bob.insert(away(NEW))
    made = await ana.insert(meeting())
    await ana.patch(made["id"], {"attendees": guests(BOB)})

    assert await answer(ana, made) == "declined"


@pytest.mark.parametrize(("mode", "after"), [(ALL, "declined"), (NEW, "accepted")])
async def test_what_is_moved_into_an_absence_is_declined_where_all_is(
    ana: Person, bob: Person, mode: str, after: str
) -> None:
    """Not where only what is new is declined [D]."""
    await bob.insert(away(mode))
    made = await ana.insert(meeting("18:00", "19:00", attendees=guests(BOB)))
    await bob.respond(made["id"], "accepted")
    times = meeting("15:00", "16:00")
    await ana.patch(made["id"], {"start": times["start"], "end": times["end"]})

    assert await answer(ana, made) == after
