"""Requests per minute, [S1][S3]."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.local_google.delegation import delegated
from tests.sandbox.local_google.people import ANA, BOB, Login, meeting, refusal
from worker.sandbox.local_google.behaviour import Behaviour
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle

USER = (403, "userRateLimitExceeded")
PROJECT = (403, "rateLimitExceeded")


async def calls(person: Person, number: int, **params: str) -> list[int]:
    """Make calls, and return their statuses."""
    statuses = []
    for _ in range(number):
        try:
            await person.list(**params)
        except LocalGoogleError as error:
            statuses.append(error.status)
        else:
            statuses.append(200)
    return statuses


def test_the_real_figures_count_unless_a_test_says_otherwise() -> None:
    """[S1]."""
    behaviour = Behaviour()

    assert (behaviour.user_quota_per_minute, behaviour.project_quota_per_minute) == (600, 10_000)
    assert behaviour.daily_quota is None


async def test_a_user_has_so_many_requests_a_minute(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    """[S1] [S11]: others of the project go on."""
    await control.behave(user_quota_per_minute=2)

    assert await calls(ana, 3) == [200, 200, 403]
    assert await refusal(ana.list()) == USER
    assert await calls(bob, 1) == [200]


async def test_a_project_has_so_many_requests_a_minute(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    """[S1] [S11]."""
    await control.behave(project_quota_per_minute=2)
    await calls(ana, 1)
    await calls(bob, 1)

    assert await refusal(ana.list()) == PROJECT
    assert await refusal(bob.list()) == PROJECT


async def test_the_minute_slides(ana: Person, control: LocalGoogleControl) -> None:
    """[S1]: a burst is paid back."""
    await control.behave(user_quota_per_minute=2, clock_offset=timedelta(0))
    await calls(ana, 1)
    await control.behave(clock_offset=timedelta(seconds=30))
    await calls(ana, 1)
    await control.behave(clock_offset=timedelta(seconds=59))
    assert await refusal(ana.list()) == USER
    await control.behave(clock_offset=timedelta(seconds=60))

    assert await calls(ana, 2) == [200, 403]


@pytest.mark.parametrize(("status", "expected"), [(403, USER), (429, (429, "rateLimitExceeded"))])
async def test_which_status_tells_of_a_rate_limit_is_an_assumption(
    ana: Person, control: LocalGoogleControl, status: int, expected: Any
) -> None:
    """[S11] gives both the same meaning."""
    await control.assume(rate_limit_status=status)
    await control.behave(user_quota_per_minute=0)

    assert await refusal(ana.list()) == expected


@pytest.mark.parametrize(("three", "left"), [(True, 1), (False, 3)])
async def test_whether_a_patch_costs_three_is_an_assumption(
    ana: Person, control: LocalGoogleControl, three: bool, left: int
) -> None:
    """[S15] against [S1]."""
    await control.assume(patch_costs_three=three)
    event = await ana.insert(meeting())
    await control.behave(user_quota_per_minute=5)
    await ana.patch(event["id"], {"summary": "New"})

    assert await calls(ana, 4) == [200] * left + [403] * (4 - left)


@pytest.mark.parametrize(("count", "statuses"), [(True, [403, 403]), (False, [200, 403])])
async def test_whether_refused_requests_count_is_an_assumption(
    ana: Person, control: LocalGoogleControl, count: bool, statuses: list[int]
) -> None:
    await control.assume(refused_requests_count=count)
    await control.behave(user_quota_per_minute=1)
    await calls(ana, 1)
    await control.behave(clock_offset=timedelta(seconds=30))
    await calls(ana, 1)
    await control.behave(clock_offset=timedelta(seconds=60))

    assert await calls(ana, 2) == statuses


async def test_a_request_is_charged_to_whom_it_names(ana: Person, control: LocalGoogleControl) -> None:
    """[S3]: it changes the accounting alone."""
    await control.behave(user_quota_per_minute=1)

    assert await calls(ana, 2, quotaUser="one") == [200, 403]
    assert await calls(ana, 2, quotaUser="two") == [200, 403]
    assert await calls(ana, 1) == [200]


async def test_delegated_calls_are_charged_to_the_service_account_unless_they_name_somebody(
    google: LocalGoogle, key: Json
) -> None:
    """[S3]."""
    await google.control.register(key)
    for_ana, for_bob = [await delegated(google, key, email) for email in (ANA, BOB)]
    await google.control.behave(user_quota_per_minute=2)

    assert await calls(for_ana, 1) == [200]
    assert await calls(for_bob, 2) == [200, 403]
    assert await calls(for_bob, 1, quotaUser="bob") == [200]


async def test_the_header_names_whom_to_charge_as_well(ana: Person, control: LocalGoogleControl) -> None:
    """[S3]."""
    await control.behave(user_quota_per_minute=1)
    statuses = []
    for name in ("one", "one", "two"):
        headers = {"Authorization": f"Bearer {ana.token}", "x-goog-quota-user": name}
        address = f"{ana.url}calendar/v3/calendars/primary/events"
        async with ana.session.get(address, headers=headers) as answer:
            statuses.append(answer.status)

    assert statuses == [200, 403, 200]


async def test_daily_requests_are_refused_only_where_a_test_says_so(
    ana: Person, control: LocalGoogleControl
) -> None:
    """[S1] [O11]."""
    await control.behave(daily_quota=2)

    assert await calls(ana, 2) == [200, 200]
    assert await refusal(ana.list()) == (403, "dailyLimitExceeded")


async def test_a_burst_of_writes_to_one_calendar_can_be_too_much(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    """[S1]: an operational limit; reading and other calendars go on."""
    await control.behave(calendar_write_burst=2)
    await ana.insert(meeting())
    await ana.insert(meeting(), ANA)

    assert await refusal(ana.insert(meeting())) == PROJECT
    assert await calls(ana, 1) == [200]
    await bob.insert(meeting())
    await control.behave(clock_offset=timedelta(seconds=1))
    await ana.insert(meeting())


async def test_edits_by_hand_are_no_requests(ana: Person, control: LocalGoogleControl) -> None:
    by_hand = await control.person(ANA)
    await control.behave(user_quota_per_minute=0)

    assert await calls(by_hand, 1) == [200]


async def test_requests_without_a_good_token_are_nobodys(login: Login, control: LocalGoogleControl) -> None:
    await control.behave(project_quota_per_minute=1)
    ana = await login(ANA)
    nobody = Person(ana.url, ana.session, "wrong")
    assert await calls(nobody, 2) == [401, 401]

    assert await calls(ana, 1) == [200]
