"""How long a sync token is good, and for whom, [S13]."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, BOB, Login, meeting, refusal
from tests.sandbox.local_google.sync.following import increment, start
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.identity.access import Role

FULL_SYNC = {
    "domain": "calendar",
    "reason": "fullSyncRequired",
    "message": "Sync token is no longer valid, a full sync is required.",
    "locationType": "parameter",
    "location": "syncToken",
}
GONE = (410, "fullSyncRequired")


async def test_a_token_that_was_ended_asks_for_everything_again(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    """[S11]: the exact body."""
    token, other = await start(ana), await start(bob)
    await control.expire_sync_tokens(ANA)
    with pytest.raises(LocalGoogleError) as refused:
        await ana.list(syncToken=token)

    message = FULL_SYNC["message"]
    assert refused.value.status == 410
    assert refused.value.body == {"error": {"errors": [FULL_SYNC], "code": 410, "message": message}}
    assert await increment(bob, other) == []
    assert await increment(ana, await start(ana)) == []
    await control.expire_sync_tokens()
    assert await refusal(bob.list(syncToken=other)) == GONE


async def test_an_increment_may_end_between_its_pages(ana: Person, control: LocalGoogleControl) -> None:
    """[S13]: the sync token stands on every page."""
    token = await start(ana, maxResults="1")
    for title in "AB":
        await ana.insert(meeting(summary=title))
    first = await ana.list(syncToken=token, maxResults="1")
    await control.expire_sync_tokens(ANA)

    rest = ana.list(syncToken=token, maxResults="1", pageToken=first["nextPageToken"])
    assert await refusal(rest) == GONE


async def test_a_change_of_access_rules_ends_sync_tokens(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    """[S13]: for everybody who reads the calendar, also when the rule changes back."""
    token, bobs = await start(ana), await start(bob, ANA)
    await control.share(ANA, BOB, Role.WRITER)
    assert await refusal(bob.list(ANA, syncToken=bobs)) == GONE
    assert await refusal(ana.list(syncToken=token)) == GONE
    between = await start(ana)
    await control.share(ANA, BOB, Role.READER)
    await control.share(ANA, BOB, Role.WRITER)

    assert await refusal(ana.list(syncToken=between)) == GONE


@pytest.mark.parametrize("field", ["sync_token_max_days", "tombstones_kept_days"])
@pytest.mark.parametrize("days", [2, None])
async def test_how_long_a_sync_token_is_good_is_an_assumption(
    ana: Person, control: LocalGoogleControl, field: str, days: int | None
) -> None:
    """[S13]: not documented. A token that could miss a vanished tombstone [D] is old too."""
    await control.assume(**{"sync_token_max_days": None, "tombstones_kept_days": None, field: days})
    token = await start(ana)
    await control.behave(clock_offset=timedelta(days=2))
    ana = await control.person(ANA)
    assert await increment(ana, token) == []
    await control.behave(clock_offset=timedelta(days=2, seconds=1))

    if days:
        assert await refusal(ana.list(syncToken=token)) == GONE
    else:
        assert await increment(ana, token) == []


@pytest.mark.parametrize("days", [2, None])
async def test_how_long_lists_tell_of_a_deletion_is_an_assumption(
    ana: Person, control: LocalGoogleControl, days: int | None
) -> None:
    """[D]: tombstones vanish eventually."""
    await control.assume(tombstones_kept_days=days)
    event = await ana.insert(meeting())
    await ana.delete(event["id"])
    by_hand = await control.person(ANA)
    await control.behave(clock_offset=timedelta(days=2, seconds=1))
    listed = (await by_hand.list(showDeleted="true"))["items"]

    assert [one["id"] for one in listed] == ([] if days else [event["id"]])
    assert (await by_hand.get(event["id"]))["status"] == "cancelled"


async def test_a_cancelled_instance_is_told_as_long_as_its_series_lives(
    ana: Person, control: LocalGoogleControl
) -> None:
    """[D]."""
    zoned = {name: {**time, "timeZone": "UTC"} for name, time in meeting().items() if name != "summary"}
    series = await ana.insert({**zoned, "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]})
    instance = f"{series['id']}_20261124T100000Z"
    await ana.delete(instance)
    by_hand = await control.person(ANA)
    await control.behave(clock_offset=timedelta(days=300))
    listed = (await by_hand.list(showDeleted="true"))["items"]

    assert [one["id"] for one in listed] == [series["id"], instance]


@pytest.mark.parametrize(
    ("choice", "expected"), [("invalid", (400, "invalid")), ("full_sync_required", GONE)]
)
async def test_what_a_token_that_is_none_of_the_callers_gets_is_an_assumption(
    ana: Person, login: Login, control: LocalGoogleControl, choice: str, expected: Any
) -> None:
    """Not documented: a garbled token, another list's, another user's, a page token."""
    await control.assume(unknown_sync_position=choice)
    await control.add_calendar("team", owner=ANA)
    await control.share("team", BOB, Role.WRITER)
    bob = await login(BOB)
    token, bobs = await start(ana), await start(bob, "team")
    await ana.insert(meeting())
    await ana.insert(meeting())
    page_token = (await ana.list(maxResults="1"))["nextPageToken"]

    for wrong in ("rubbish", token[:-4] + "AAA=", bobs, page_token):
        assert await refusal(ana.list("team", syncToken=wrong)) == expected


async def test_a_page_token_is_for_who_got_it(ana: Person, bob: Person, control: LocalGoogleControl) -> None:
    await control.share(ANA, BOB, Role.READER)
    await ana.insert(meeting())
    await ana.insert(meeting())
    token = (await ana.list(ANA, maxResults="1"))["nextPageToken"]

    assert await refusal(bob.list(ANA, maxResults="1", pageToken=token)) == (400, "invalid")


async def test_only_a_calendar_that_is_there_has_tokens_to_end(control: LocalGoogleControl) -> None:
    assert await refusal(control.expire_sync_tokens("nobody@corp.example")) == (404, "notFound")


async def test_a_reset_makes_every_token_garbage(ana: Person, control: LocalGoogleControl) -> None:
    token = await start(ana)
    await control.reset()
    again = await control.person(ANA)

    assert await refusal(again.list(syncToken=token)) == (400, "invalid")


async def test_tokens_are_opaque(ana: Person) -> None:
    """[S13]."""
    token = await start(ana)

    assert "ana" not in token
    assert token != await start(ana)
