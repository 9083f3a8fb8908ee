"""Use limits of what is not an event: calendars and their sharing [S5][O1]."""

from datetime import timedelta

from tests.sandbox.local_google.people import ANA, BOB, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

BLOCKED = (403, "quotaExceeded")
RULE: Json = {"role": "reader", "scope": {"type": "user", "value": BOB}}


async def test_an_account_makes_so_many_calendars(ana: Person, control: LocalGoogleControl) -> None:
    await control.set_use_limits(ANA, calendars=1)
    await ana.send("POST", "calendars", {"summary": "One"}, {})

    assert await refusal(ana.send("POST", "calendars", {"summary": "Two"}, {})) == BLOCKED
    assert await refusal(ana.insert(meeting())) == BLOCKED


async def test_an_account_shares_so_many_times(ana: Person, control: LocalGoogleControl) -> None:
    """In a cron job, over and over [O4]."""
    await control.set_use_limits(ANA, sharing_actions=2, read_only_for=timedelta(minutes=5))
    for _ in range(2):
        await ana.send("POST", "calendars/primary/acl", RULE, {})

    assert await refusal(ana.send("POST", "calendars/primary/acl", RULE, {})) == BLOCKED
