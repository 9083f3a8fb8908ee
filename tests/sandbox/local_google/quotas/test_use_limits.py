"""Use limits of an account, [S5]."""

from datetime import timedelta

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, guests, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.quotas.use_limits import UseLimits

BLOCKED = (403, "quotaExceeded")


def test_the_figures_are_those_of_a_paid_workspace_account() -> None:
    """[S5][O1]."""
    limits = UseLimits()

    assert (limits.events, limits.calendars, limits.external_invitations) == (100_000, 60, 10_000)
    assert limits.sharing_actions == 750


async def test_too_many_events_make_the_calendars_read_only_for_hours(
    ana: Person, control: LocalGoogleControl
) -> None:
    """[S5] [S11]: the exact body; reading goes on."""
    by_hand = await control.person(ANA)
    await control.set_use_limits(ANA, events=1, read_only_for=timedelta(hours=1))
    event = await ana.insert(meeting())
    with pytest.raises(LocalGoogleError) as refused:
        await ana.insert(meeting())

    message = "Calendar usage limits exceeded."
    error = {"domain": "usageLimits", "reason": "quotaExceeded", "message": message}
    assert refused.value.body == {"error": {"errors": [error], "code": 403, "message": message}}
    assert len((await ana.list())["items"]) == 1
    assert await refusal(ana.patch(event["id"], {"summary": "New"})) == BLOCKED
    assert await refusal(ana.delete(event["id"])) == BLOCKED
    await by_hand.insert(meeting())


async def test_the_account_writes_again_afterwards(ana: Person, control: LocalGoogleControl) -> None:
    """[S5]: "hours"."""
    await control.set_use_limits(ANA, events=1, read_only_for=timedelta(minutes=30))
    await ana.insert(meeting())
    assert await refusal(ana.insert(meeting())) == BLOCKED
    await control.behave(clock_offset=timedelta(minutes=29))
    assert await refusal(ana.insert(meeting())) == BLOCKED
    await control.behave(clock_offset=timedelta(minutes=30))

    await ana.insert(meeting())


async def test_invitations_of_outsiders_are_limited_and_those_of_colleagues_are_not(
    ana: Person, control: LocalGoogleControl
) -> None:
    """[S5]."""
    await control.set_use_limits(ANA, external_invitations=1)
    event = await ana.insert(meeting(attendees=guests(BOB, EVE)))
    await ana.patch(event["id"], {"attendees": guests(BOB, EVE), "summary": "The same guests"})
    await ana.patch(event["id"], {"attendees": guests(BOB)})

    assert await refusal(ana.patch(event["id"], {"attendees": guests(BOB, EVE)})) == BLOCKED


async def test_refused_writes_use_nothing(ana: Person, control: LocalGoogleControl) -> None:
    await control.set_use_limits(ANA, events=1)
    await ana.insert(meeting(id="vai01"))
    await control.set_use_limits(ANA, events=2)
    for _ in range(3):
        assert await refusal(ana.insert(meeting(id="vai01"))) == (409, "duplicate")

    await ana.insert(meeting())


async def test_what_is_done_on_another_calendar_counts_against_who_does_it(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    """[O3]."""
    await control.share(ANA, BOB, Role.WRITER)
    await control.set_use_limits(BOB, events=0)

    assert await refusal(bob.insert(meeting(), ANA)) == BLOCKED
    await ana.insert(meeting())
