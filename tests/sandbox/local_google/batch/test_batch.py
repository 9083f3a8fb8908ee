"""Many calls in one request, facts 9 [S10]."""

import json
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request

from tests.sandbox.local_google.batch.sender import Batches, Part, written
from tests.sandbox.local_google.people import ANA, BOB, meeting
from worker.sandbox.local_google.batch.batch import shared_headers
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.wire.faults import Fault

EVENTS = "/calendar/v3/calendars/primary/events"


def insert(**fields: Any) -> Part:
    return Part("POST", EVENTS, meeting(**fields))


async def test_answers_stand_in_the_order_of_the_parts_and_bear_their_names(
    ana: Person, batches: Batches
) -> None:
    answers = await batches.send(
        Part("POST", EVENTS, meeting(summary="First"), content_id="<item1:8@client.example>"),
        Part("GET", f"{EVENTS}/nothing00", content_id="<b7 + 2>"),
        Part("POST", f"{EVENTS}?fields=summary", meeting(summary="Third"), content_id="plain"),
        Part("GET", f"{EVENTS}?maxResults=1"),
        token=ana.token,
    )

    assert [answer.status for answer in answers] == [200, 404, 200, 200]
    assert [answer.content_id for answer in answers] == [
        "<response-item1:8@client.example>",
        "<response-b7 + 2>",
        "response-plain",
        None,
    ]
    bodies = [answer.body or {} for answer in answers]
    assert bodies[0]["summary"] == "First"
    assert answers[0].headers["ETag"] == bodies[0]["etag"]
    assert answers[1].reason == "notFound"
    assert bodies[2] == {"summary": "Third"}
    assert len(bodies[3]["items"]) == 1


async def test_a_part_without_content_is_answered_without_content(ana: Person, batches: Batches) -> None:
    made = await ana.insert(meeting())
    (answer,) = await batches.send(Part("DELETE", f"{EVENTS}/{made['id']}"), token=ana.token)

    assert (answer.status, answer.body) == (204, None)


async def test_a_part_with_its_own_authorization_acts_for_somebody_else(
    ana: Person, bob: Person, batches: Batches
) -> None:
    parts = [insert(), Part("POST", EVENTS, meeting(), {"Authorization": f"Bearer {bob.token}"})]
    answers = await batches.send(*parts, token=ana.token)
    assert [(answer.body or {})["organizer"]["email"] for answer in answers] == [ANA, BOB]

    answers = await batches.send(insert(), parts[1])
    assert [answer.status for answer in answers] == [401, 200]


async def test_outer_headers_count_for_every_part_unless_it_has_its_own(
    ana: Person, batches: Batches, control: LocalGoogleControl
) -> None:
    parts = insert(), Part("GET", EVENTS, None, {"X-Goog-Quota-User": "u2"})
    await batches.send(*parts, token=ana.token, headers={"X-Goog-Quota-User": "u1"})

    assert [entry.quota_user for entry in await control.log()] == ["u1", "u2"]


def test_headers_of_the_outer_content_and_connection_count_for_no_part() -> None:
    outer = {"Content-Type": "multipart/mixed", "Content-Length": "9", "Host": "x", "If-Match": "e"}

    assert dict(shared_headers(make_mocked_request("POST", "/", outer))) == {"If-Match": "e"}


async def test_a_part_may_demand_the_version_it_has_read(ana: Person, batches: Batches) -> None:
    made = await ana.insert(meeting())
    patched = Part("PATCH", f"{EVENTS}/{made['id']}", {"summary": "New"}, {"If-Match": '"stale"'})
    (answer,) = await batches.send(patched, token=ana.token)

    assert (answer.status, answer.reason) == (412, "conditionNotMet")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
async def test_both_ways_to_end_a_line_are_read(ana: Person, batches: Batches, line_end: str) -> None:
    body = written(insert(summary="Übersicht")).replace("\n", line_end)
    status, _, answered = await batches.send_raw(body, token=ana.token)

    assert status == 200
    assert json.loads(answered.split(b"\r\n\r\n")[2].partition(b"\r\n--")[0])["summary"] == "Übersicht"


async def test_a_thousand_parts_are_the_most(ana: Person, batches: Batches) -> None:
    part = Part("GET", f"{EVENTS}/{'x' * 5}")
    status, _, body = await batches.send_raw(written(*[part] * 1001), token=ana.token)
    assert (status, json.loads(body)["error"]["errors"][0]["reason"]) == (400, "badRequest")

    assert len(await batches.send(*[part] * 1000)) == 1000


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param("", 'multipart/mixed; boundary="b"', id="empty"),
        pytest.param("{}", "application/json", id="no-batch"),
        pytest.param(
            "--b\nContent-Type: text/plain\n\nhello\n--b--", 'multipart/mixed; boundary="b"', id="no-http"
        ),
        pytest.param(
            "--b\nContent-Type: application/http\n\nhello\n--b--",
            'multipart/mixed; boundary="b"',
            id="no-request",
        ),
        pytest.param(written(insert()), "multipart/mixed", id="no-boundary"),
    ],
)
async def test_what_is_no_batch_is_refused_as_a_whole(
    ana: Person, batches: Batches, body: str, content_type: str
) -> None:
    status, _, _ = await batches.send_raw(body, token=ana.token, content_type=content_type)

    assert status == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("https://www.googleapis.com/calendar/v3/calendars/primary/events", 400),
        ("/calendar/v4/calendars/primary/events", 404),
        ("/_control/now", 404),
        ("/batch/calendar/v3", 404),
        ("/", 404),
    ],
)
async def test_a_part_names_a_path_of_this_api_and_no_host(
    ana: Person, batches: Batches, path: str, status: int
) -> None:
    answers = await batches.send(Part("GET", path), insert(), token=ana.token)

    assert [answer.status for answer in answers] == [status, 200]


@pytest.mark.parametrize("path", ["batch", "batch/", "batch/drive/v3"])
async def test_the_global_batch_is_gone(ana: Person, batches: Batches, path: str) -> None:
    assert (await batches.send_raw(written(insert()), token=ana.token, path=path))[0] == 404


async def test_working_locations_are_not_for_batches(ana: Person, batches: Batches) -> None:
    """[S22]."""
    kind = {"eventType": "workingLocation", "visibility": "public", "transparency": "transparent"}
    place = meeting(**kind, workingLocationProperties={"type": "homeOffice", "homeOffice": {}})
    made = await ana.insert(place)
    one = f"{EVENTS}/{made['id']}"
    parts = (
        Part("POST", EVENTS, place),
        Part("PATCH", one, {"summary": "Home"}),
        Part("DELETE", one),
        Part("GET", one),
    )
    answers = await batches.send(*parts, token=ana.token)

    assert [answer.status for answer in answers] == [400, 400, 400, 200]
    assert await ana.get(made["id"]) == made


@pytest.mark.parametrize(("backwards", "order"), [(False, ["1", "2", "3"]), (True, ["3", "2", "1"])])
async def test_the_order_of_execution_is_not_promised(
    ana: Person, batches: Batches, control: LocalGoogleControl, backwards: bool, order: list[str]
) -> None:
    await control.behave(batch_reversed=backwards)
    answers = await batches.send(*(insert(summary=number) for number in "123"), token=ana.token)

    assert [(answer.body or {})["summary"] for answer in answers] == ["1", "2", "3"]
    assert [event["summary"] for event in (await ana.list())["items"]] == order


@pytest.mark.parametrize(
    ("after", "statuses"), [(None, [200] * 4), (1, [200, 200, 409, 409]), (0, [200, 409, 409, 409])]
)
async def test_many_writes_to_one_calendar_may_be_in_conflict(
    ana: Person, batches: Batches, control: LocalGoogleControl, after: int | None, statuses: list[int]
) -> None:
    """Only within a batch [S4]."""
    await control.behave(batch_conflicts_after=after)
    answers = await batches.send(Part("GET", EVENTS), insert(), insert(), insert(), token=ana.token)

    assert [answer.status for answer in answers] == statuses
    assert {answer.reason for answer in answers if answer.status == 409} <= {"conflict"}
    assert len((await ana.list())["items"]) == statuses[1:].count(200)


async def test_every_part_is_a_call_of_its_own_to_log_and_faults(
    ana: Person, batches: Batches, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(method="POST", skip=1, status=503))
    answers = await batches.send(*[insert()] * 3, token=ana.token)

    assert [answer.status for answer in answers] == [200, 503, 200]
    assert [(entry.method, entry.subject) for entry in await control.log()] == [("POST", ANA)] * 3


async def test_a_batch_costs_as_much_as_its_parts(
    ana: Person, batches: Batches, control: LocalGoogleControl
) -> None:
    """Connections are saved, and no quota."""
    await control.behave(user_quota_per_minute=3)
    answers = await batches.send(*[Part("GET", EVENTS)] * 5, token=ana.token)

    assert [answer.status for answer in answers] == [200, 200, 200, 403, 403]
    assert answers[-1].reason == "userRateLimitExceeded"


async def test_a_dropped_part_takes_the_batch_with_it(
    ana: Person, batches: Batches, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(method="POST", skip=1, drop=True))
    with pytest.raises(aiohttp.ClientConnectionError):
        await batches.send(*[insert()] * 3, token=ana.token)

    assert len((await ana.list())["items"]) == 1


async def test_headers_and_addresses_that_cannot_be_sent_are_answered_too(
    ana: Person, batches: Batches, control: LocalGoogleControl
) -> None:
    odd = {"X-Odd": "a\x00b", "X-Folded": "a\n b"}
    answers = await batches.send(
        Part("GET", EVENTS, headers=odd, content_id="é"),
        Part("POST", EVENTS, {"eventType": []}),
        token=ana.token,
    )
    assert [answer.status for answer in answers] == [200, 400]

    status, _, _ = await batches.send_raw(written(Part("GET", f"{EVENTS}/\x00")), token=ana.token)
    assert status == 400
    await control.add_fault(Fault(method="POST", path="events$", status=599))
    assert (await batches.send(insert(), token=ana.token))[0].status == 599
