"""The way out over HTTP: how many queries, how long, over which connections."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from threading import get_ident
from typing import Any

import pytest
from aiohttp import ClientTimeout

from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA, BOB, BOBS, DRAFT, delete, insert
from tests.google.one_answer import answering, tokens_at
from worker.domain.availability import Visibility
from worker.domain.interval import Interval
from worker.errors import (
    EventNotFound,
    GoogleUnavailable,
    OutcomeUncertain,
    Refused,
)
from worker.google.calendar import GoogleCalendar
from worker.google.free_busy import Found, Query
from worker.google.google import Google
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

pytestmark = pytest.mark.real

DAY = timedelta(days=1)
START = datetime(2027, 3, 1, tzinfo=UTC)
SOON = timedelta(milliseconds=300)


async def answer_of(request: AbstractAsyncContextManager[object]) -> None:
    async with request:
        pass


async def queries(control: LocalGoogleControl) -> list[LogEntry]:
    return await control.log(path="/freeBusy$")


async def test_fifty_one_calendars_are_two_queries(google: Google, control: LocalGoogleControl) -> None:
    people = [f"person-{number}@vai.example" for number in range(51)]
    for person in people:
        await control.add_account(person)

    readings = await google.calendar.free_busy(ANA, people, Interval(START, START + DAY))
    assert set(readings) == set(people)
    assert {reading.visibility for reading in readings.values()} == {Visibility.READABLE}
    assert sorted(len(query.body["items"]) for query in await queries(control)) == [1, 50]


async def test_sixty_one_days_are_two_queries(google: Google, control: LocalGoogleControl) -> None:
    meeting = Interval(START + 59 * DAY, START + 61 * DAY)
    ana = await control.person(ANA.address)
    when = {"start": {"dateTime": meeting.start.isoformat()}, "end": {"dateTime": meeting.end.isoformat()}}
    await ana.insert(when)

    readings = await google.calendar.free_busy(ANA, [ANA.address], Interval(START, START + 61 * DAY))
    assert readings[ANA.address].busy == (meeting,)
    assert len(await queries(control)) == 2


async def test_one_query_that_fails_fails_them_all_plainly(
    google: Google, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(path="freeBusy", status=503, skip=1))

    with pytest.raises(GoogleUnavailable):
        await google.calendar.free_busy(ANA, [BOB], Interval(START, START + 150 * DAY))


async def test_people_are_told_of_a_write_as_the_command_wants(
    google: Google, control: LocalGoogleControl
) -> None:
    event = await insert(google.calendar)
    await delete(google.calendar, event)

    told = [(entry.method, entry.send_updates, entry.if_match) for entry in await control.log(path="/events")]
    assert told == [("POST", "all", None), ("DELETE", "none", event.etag)]


async def test_the_time_out_holds_for_a_read(opening: OpenGoogle, control: LocalGoogleControl) -> None:
    await control.add_fault(Fault(path="/calendars/", stall=timedelta(seconds=5)))

    async with opening(call_timeout=SOON) as google, asyncio.timeout(2):
        with pytest.raises(GoogleUnavailable, match="TimeoutError"):
            await google.calendar.describe(ANA, "primary")


async def test_an_insert_that_timed_out_after_its_effect_is_uncertain_and_there(
    opening: OpenGoogle, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(path="/events$", when="after", stall=timedelta(seconds=5)))

    async with opening(call_timeout=SOON) as google:
        with pytest.raises(OutcomeUncertain):
            await insert(google.calendar)
        assert (await google.calendar.get(ANA, "primary", DRAFT.id)).title == DRAFT.title


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_write_whose_connection_breaks_is_uncertain_and_not_sent_again(
    google: Google, control: LocalGoogleControl, when: Any
) -> None:
    event = await insert(google.calendar)
    await control.add_fault(Fault(method="DELETE", when=when, drop=True))

    with pytest.raises(OutcomeUncertain):
        await delete(google.calendar, event)
    assert len(await control.log(method="DELETE")) == 1


async def test_a_write_that_never_got_a_connection_surely_had_no_effect(
    opening: OpenGoogle, control: LocalGoogleControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.google.session.CONNECTIONS", 1)
    await control.add_fault(Fault(path="^/slow$", stall=timedelta(seconds=5)))

    async with opening(call_timeout=SOON) as google, asyncio.TaskGroup() as group:
        assert isinstance(google.calendar, GoogleCalendar)
        with pytest.raises(EventNotFound):  # the token is there now
            await google.calendar.get(ANA, "primary", "neverwas")
        slow = google.calendar.client.http.get(f"{control.url}slow", timeout=ClientTimeout(total=5))
        only_connection = group.create_task(answer_of(slow))
        await asyncio.sleep(0)

        with pytest.raises(GoogleUnavailable):
            await insert(google.calendar)
        only_connection.cancel()


async def test_a_write_that_finds_nobody_listening_surely_had_no_effect(
    opening: OpenGoogle, unused_tcp_port: int
) -> None:
    async with opening(api_root=f"http://127.0.0.1:{unused_tcp_port}/") as google:
        with pytest.raises(GoogleUnavailable):
            await insert(google.calendar)


async def test_calls_one_after_the_other_keep_one_connection(opening: OpenGoogle) -> None:
    ports: set[Any] = set()
    body = b'{"id": "ana@vai.example", "timeZone": "UTC", "access_token": "t", "expires_in": 3599}'
    async with (
        answering(body, ports=ports) as root,
        opening(api_root=root, endpoints=tokens_at(root)) as google,
    ):
        for account in (ANA, BOBS) * 5:
            await google.calendar.describe(account, "primary")

    assert len(ports) == 1


@pytest.mark.parametrize("times", [10, 2_001], ids=["small", "large"])
async def test_a_large_answer_is_not_read_where_everything_else_waits(
    opening: OpenGoogle, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    readers: set[int] = set()
    read = Query.read

    def noted(query: Query, body: Any) -> dict[str, Found]:
        readers.add(get_ident())
        return read(query, body)

    monkeypatch.setattr(Query, "read", noted)
    busy = b'{"start":"2027-03-01T10:00:00Z","end":"2027-03-01T11:00:00Z"}'
    entries = b",".join([busy] * times)
    body = (
        b'{"calendars": {"ana@vai.example": {"busy": [%b]}}, "access_token": "t", "expires_in": 9}' % entries
    )
    async with answering(body) as root, opening(api_root=root, endpoints=tokens_at(root)) as google:
        found = await google.calendar.free_busy(ANA, ["primary"], Interval(START, START + DAY))

    assert [one.duration for one in found["primary"].busy] == [timedelta(hours=1)]
    assert (get_ident() in readers) is (times < 2_000)


async def test_a_large_answer_that_cannot_be_read_is_no_answer(opening: OpenGoogle) -> None:
    entries = b",".join([b'{"start":"soon"}'] * 2_001)
    body = (
        b'{"calendars": {"ana@vai.example": {"busy": [%b]}}, "access_token": "t", "expires_in": 9}' % entries
    )
    async with answering(body) as root, opening(api_root=root, endpoints=tokens_at(root)) as google:
        with pytest.raises(GoogleUnavailable):
            await google.calendar.free_busy(ANA, ["primary"], Interval(START, START + DAY))


async def test_a_cancelled_call_is_cancelled(google: Google, control: LocalGoogleControl) -> None:
    await control.add_fault(Fault(path="/events$", stall=timedelta(seconds=5)))

    with pytest.raises(TimeoutError):  # not OutcomeUncertain: that would swallow the cancellation
        async with asyncio.timeout(0.3):
            await insert(google.calendar)


async def test_an_observer_hears_of_every_call(opening: OpenGoogle, control: LocalGoogleControl) -> None:
    heard: list[tuple[str, str]] = []

    def observe(method: str, outcome: str, seconds: float) -> None:
        assert seconds > 0
        heard.append((method, outcome))

    await control.add_fault(Fault(path="/calendars/", status=403, reason="quotaExceeded"))
    async with opening(observe=observe) as google:
        with pytest.raises(Refused):
            await google.calendar.describe(ANA, "primary")
        with pytest.raises(EventNotFound):
            await google.calendar.get(ANA, "primary", "neverwas")

    assert heard == [
        ("token", "ok"),
        ("calendars.get", "quota_exhausted"),
        ("token", "ok"),
        ("events.get", "EventNotFound"),
    ]
