"""Single flight, cancellation, shared failures, expiry: on a fake of the token endpoint."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.clock import FakeClock
from worker.codes import Code
from worker.errors import GoogleUnavailable, Refused, WorkerError
from worker.google.tokens import DelegationKey, GrantKey, IssuedToken, TokenCache, TokenKey

ANA = DelegationKey("ana@vai.example", frozenset({"events"}))
BOB = DelegationKey("bob@vai.example", frozenset({"events"}))
HOUR = timedelta(hours=1)


@dataclass
class FakeEndpoint:
    """Answers once it is opened, with numbered tokens or an error."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[TokenKey] = field(default_factory=list)
    lifetime: timedelta = HOUR
    error: WorkerError | None = None

    async def issue(self, key: TokenKey) -> IssuedToken:
        self.asked.append(key)
        number = len(self.asked)
        await self.opened.wait()
        if self.error:
            raise self.error
        whose = key.user_id if isinstance(key, GrantKey) else key.address
        return IssuedToken(f"{whose}-{number}", self.lifetime)


@pytest.fixture
def endpoint() -> FakeEndpoint:
    return FakeEndpoint()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture
def cache(endpoint: FakeEndpoint, clock: FakeClock) -> TokenCache:
    return TokenCache(endpoint.issue, clock, timedelta(seconds=5))


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_twenty_callers_share_one_request(cache: TokenCache, endpoint: FakeEndpoint) -> None:
    async with asyncio.TaskGroup() as group:
        callers = [group.create_task(cache.token(ANA)) for _ in range(20)]
        await settle()
        endpoint.opened.set()

    assert {caller.result() for caller in callers} == {"ana@vai.example-1"}
    assert endpoint.asked == [ANA]


async def test_what_differs_in_whose_it_is_or_by_what_right_never_shares_a_token(
    cache: TokenCache, endpoint: FakeEndpoint
) -> None:
    endpoint.opened.set()
    keys = (
        ANA,
        BOB,
        DelegationKey(ANA.address, frozenset({"freebusy"})),
        GrantKey("ana", "grant-1"),
        GrantKey("ana", "grant-2"),
        GrantKey("bob", "grant-1"),
    )

    tokens = await asyncio.gather(*(cache.token(key) for key in (*keys, *keys)))
    assert tokens[:6] == tokens[6:]
    assert len(set(tokens)) == 6
    assert len(endpoint.asked) == 6


async def test_a_cancelled_caller_takes_nobody_along(cache: TokenCache, endpoint: FakeEndpoint) -> None:
    async with asyncio.TaskGroup() as group:
        first, *others = [group.create_task(cache.token(ANA)) for _ in range(3)]
        await settle()
        first.cancel()
        await settle()
        endpoint.opened.set()

    assert first.cancelled()
    assert {other.result() for other in others} == {"ana@vai.example-2"}
    assert len(endpoint.asked) == 2


async def test_those_who_waited_fail_alike_each_with_an_error_of_its_own(
    cache: TokenCache, endpoint: FakeEndpoint
) -> None:
    endpoint.error = Refused(Code.REAUTHORIZATION_REQUIRED, "token: 400 invalid_grant")
    waiting = asyncio.gather(*(cache.token(ANA) for _ in range(20)), return_exceptions=True)
    await settle()
    endpoint.opened.set()

    failures = await waiting
    assert {repr(each) for each in failures} == {repr(endpoint.error)}
    assert all(isinstance(each, Refused) and each.code is endpoint.error.code for each in failures)
    assert len(set(map(id, failures))) == 20
    assert endpoint.asked == [ANA]


async def test_a_failure_is_not_kept(cache: TokenCache, endpoint: FakeEndpoint) -> None:
    endpoint.opened.set()
    endpoint.error = GoogleUnavailable("token: 503")
    with pytest.raises(GoogleUnavailable):
        await cache.token(ANA)

    endpoint.error = None
    assert await cache.token(ANA) == "ana@vai.example-2"


@pytest.mark.parametrize(
    ("age", "asked"), [(timedelta(minutes=55, seconds=59), 1), (timedelta(minutes=56), 2)]
)
async def test_a_token_is_renewed_four_minutes_before_it_expires(
    cache: TokenCache, endpoint: FakeEndpoint, clock: FakeClock, age: timedelta, asked: int
) -> None:
    endpoint.opened.set()
    await cache.token(ANA)
    clock.instant += age

    await cache.token(ANA)
    assert len(endpoint.asked) == asked


async def test_a_short_lived_token_is_used_too(
    cache: TokenCache, endpoint: FakeEndpoint, clock: FakeClock
) -> None:
    endpoint.opened.set()
    endpoint.lifetime = timedelta(minutes=2)
    await cache.token(ANA)
    clock.instant += timedelta(seconds=59)

    assert await cache.token(ANA) == "ana@vai.example-1"


async def test_a_token_that_google_refused_is_asked_for_again(
    cache: TokenCache, endpoint: FakeEndpoint
) -> None:
    endpoint.opened.set()
    refused = await cache.token(ANA)
    cache.forget(ANA, refused)

    assert await cache.token(ANA) == "ana@vai.example-2"


async def test_a_late_refusal_does_not_take_the_fresh_token_along(
    cache: TokenCache, endpoint: FakeEndpoint
) -> None:
    endpoint.opened.set()
    refused = await cache.token(ANA)
    cache.forget(ANA, refused)
    await cache.token(ANA)
    cache.forget(ANA, refused)

    assert await cache.token(ANA) == "ana@vai.example-2"


async def test_waiting_in_line_has_an_end(endpoint: FakeEndpoint, clock: FakeClock) -> None:
    cache = TokenCache(endpoint.issue, clock, timedelta(milliseconds=20))

    outcomes = await asyncio.gather(*(cache.token(ANA) for _ in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [GoogleUnavailable] * 3


async def test_tokens_that_nobody_uses_are_dropped(
    cache: TokenCache, endpoint: FakeEndpoint, clock: FakeClock
) -> None:
    endpoint.opened.set()
    await cache.token(ANA)
    clock.instant += HOUR
    await cache.token(BOB)

    assert list(cache._tokens) == [BOB]
    assert not cache._lines


async def test_no_repr_shows_a_token(cache: TokenCache, endpoint: FakeEndpoint) -> None:
    endpoint.opened.set()
    token = await cache.token(ANA)

    assert token not in repr(cache)
    assert token not in repr(IssuedToken(token, HOUR))
