"""Faults and latency, C.11."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from pydantic import ValidationError

from tests.sandbox.local_google.people import ANA, BOB, busy, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.faults import Fault


async def insert_raw(person: Person, body: Json) -> tuple[int, str, dict[str, str]]:
    """Insert an event, and return status, body and headers as they came."""
    headers = {"Authorization": f"Bearer {person.token}"}
    address = f"{person.url}calendar/v3/calendars/primary/events"
    async with person.session.post(address, json=body, headers=headers) as response:
        return response.status, await response.text(), dict(response.headers)


@pytest.mark.parametrize(
    ("status", "reason", "domain", "message"),
    [
        (403, "userRateLimitExceeded", "usageLimits", "User Rate Limit Exceeded"),
        (403, "rateLimitExceeded", "usageLimits", "Rate Limit Exceeded"),
        (403, "quotaExceeded", "usageLimits", "Calendar usage limits exceeded."),
        (409, "conflict", "global", "Conflict"),
        (429, "rateLimitExceeded", "usageLimits", "Rate Limit Exceeded"),
        (500, "backendError", "global", "Backend Error"),
    ],
)
async def test_an_ordered_error_has_googles_body(
    ana: Person, control: LocalGoogleControl, status: int, reason: str, domain: str, message: str
) -> None:
    """[S11]."""
    await control.add_fault(Fault(status=status, reason=reason))
    with pytest.raises(LocalGoogleError) as refused:
        await ana.insert(meeting())

    error = {"domain": domain, "reason": reason, "message": message}
    assert refused.value.body == {"error": {"errors": [error], "code": status, "message": message}}
    assert (await ana.list())["items"] == []


async def test_retry_after_html_and_foreign_bodies_can_be_ordered(
    ana: Person, control: LocalGoogleControl
) -> None:
    """Facts 2: front ends speak HTML, or the newer shape."""
    newer = {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "No"}}
    await control.add_fault(Fault(status=429, reason="rateLimitExceeded", retry_after="7"))
    await control.add_fault(Fault(status=502, html="<h1>Bad Gateway</h1>"))
    await control.add_fault(Fault(status=403, json_body=newer))
    answers = [await insert_raw(ana, meeting()) for _ in range(3)]

    assert answers[0][2]["Retry-After"] == "7"
    assert answers[0][2]["Content-Type"] == "application/json; charset=UTF-8"
    assert answers[1][:2] == (502, "<h1>Bad Gateway</h1>")
    assert answers[1][2]["Content-Type"].startswith("text/html")
    assert "PERMISSION_DENIED" in answers[2][1]


@pytest.mark.parametrize(("when", "there"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize(
    ("lost", "error"),
    [({"drop": True}, aiohttp.ClientConnectionError), ({"status": 503}, LocalGoogleError)],
    ids=["dropped", "error"],
)
async def test_an_answer_is_lost_before_or_after_the_effect(
    ana: Person, control: LocalGoogleControl, when: Any, there: int, lost: Any, error: type[Exception]
) -> None:
    fault = await control.add_fault(Fault(method="POST", when=when, **lost))
    with pytest.raises(error):
        await ana.insert(meeting(id="vai0123456"))
    entry = (await control.log(method="POST"))[-1]

    assert len((await ana.list())["items"]) == there
    assert (entry.fault_id, entry.event_id) == (fault, "vai0123456" if there else None)
    assert (entry.dropped, entry.status) == ((True, None) if "drop" in lost else (False, 503))


async def test_a_stalled_request_takes_effect_even_though_nobody_waits(
    ana: Person, control: LocalGoogleControl
) -> None:
    """The late write that a client has given up on."""
    await control.add_fault(Fault(method="POST", stall=timedelta(seconds=0.3)))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await ana.insert(meeting())
    assert (await ana.list())["items"] == []
    for _ in range(500):
        if (await ana.list())["items"]:
            return
        await asyncio.sleep(0.01)
    pytest.fail("the stalled insert never took effect")


@pytest.mark.parametrize(
    ("match", "hit"),
    [
        pytest.param({}, True, id="everything"),
        pytest.param({"method": "POST"}, True, id="method"),
        pytest.param({"method": "GET"}, False, id="other-method"),
        pytest.param({"path": r"/events$"}, True, id="path"),
        pytest.param({"path": r"freeBusy"}, False, id="other-path"),
        pytest.param({"calendar_id": "primary"}, True, id="alias"),
        pytest.param({"calendar_id": ANA}, True, id="calendar"),
        pytest.param({"calendar_id": BOB}, False, id="other-calendar"),
        pytest.param({"subject": ANA}, True, id="subject"),
        pytest.param({"subject": BOB}, False, id="other-subject"),
        pytest.param({"body": "Rev.ew"}, True, id="body"),
        pytest.param({"body": "Lunch"}, False, id="other-body"),
    ],
)
async def test_a_fault_hits_what_it_is_aimed_at(
    ana: Person, control: LocalGoogleControl, match: Any, hit: bool
) -> None:
    await control.add_fault(Fault(status=500, **match))

    if hit:
        assert await refusal(ana.insert(meeting())) == (500, "backendError")
    else:
        await ana.insert(meeting())


async def test_a_fault_is_aimed_at_a_calendar_of_a_free_busy_query(
    ana: Person, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(status=503, calendar_id=BOB))
    await busy(ana, ANA)

    assert await refusal(busy(ana, ANA, BOB)) == (503, "backendError")


async def test_a_fault_counts_its_hits(ana: Person, control: LocalGoogleControl) -> None:
    fault = await control.add_fault(Fault(status=500, skip=1, times=2))
    statuses = [(await insert_raw(ana, meeting()))[0] for _ in range(4)]

    assert statuses == [200, 500, 500, 200]
    assert await control.fault_hits() == {fault: 2}


async def test_a_fault_hits_a_share_of_the_requests_and_with_the_same_seed_the_same_ones(
    ana: Person, control: LocalGoogleControl
) -> None:
    async def statuses(seed: int) -> list[int]:
        await control.clear_faults()
        await control.add_fault(Fault(status=500, times=None, share=0.5, seed=seed))
        return [(await insert_raw(ana, meeting()))[0] for _ in range(20)]

    first = await statuses(1)

    assert 0 < first.count(500) < len(first)
    assert await statuses(1) == first
    assert await statuses(2) != first


async def test_a_fault_for_a_share_of_the_requests_is_spent_after_its_hits(
    ana: Person, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(status=500, times=2, share=0.5, seed=1))
    statuses = [(await insert_raw(ana, meeting()))[0] for _ in range(20)]

    assert statuses.count(500) == 2


async def test_a_fault_without_count_stays_until_it_is_cleared(
    ana: Person, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(status=500, times=None))
    statuses = [(await insert_raw(ana, meeting()))[0] for _ in range(3)]
    await control.clear_faults()

    assert statuses == [500, 500, 500]
    await ana.insert(meeting())


def test_a_fault_that_does_nothing_is_a_mistake() -> None:
    with pytest.raises(ValidationError):
        Fault(method="POST")


async def test_latency_delays_programs_and_not_people(ana: Person, control: LocalGoogleControl) -> None:
    by_hand = await control.person(ANA)
    await control.behave(latency=timedelta(hours=1))
    await by_hand.list()
    await control.behave(latency=timedelta(seconds=0.05))
    started = time.monotonic()
    await ana.list()

    assert time.monotonic() - started >= 0.05


async def test_people_edit_by_hand_unharmed_and_are_logged_as_such(
    ana: Person, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(status=500, times=None))
    by_hand = await control.person(BOB)
    made = await by_hand.insert(meeting())

    assert made["organizer"]["email"] == BOB
    assert [entry.subject for entry in await control.log(by_hand=True)] == [BOB]
    assert await control.log(by_hand=False) == []
