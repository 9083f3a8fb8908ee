"""Query parameters and compression, [D][S12]."""

import gzip
from typing import Any

import pytest

from tests.sandbox.local_google.people import meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person


@pytest.mark.parametrize("choice", ["refuse", "ignore"])
async def test_what_an_unknown_parameter_does_is_an_assumption(
    ana: Person, control: LocalGoogleControl, choice: str
) -> None:
    """Not documented; which ones there are is [D]."""
    await control.assume(unknown_parameters=choice)

    if choice == "refuse":
        assert await refusal(ana.list(maxResult="5")) == (400, "invalidParameter")
    else:
        assert (await ana.list(maxResult="5"))["items"] == []


@pytest.mark.parametrize(
    "params",
    [
        {"quotaUser": "ana"},
        {"prettyPrint": "False"},
        {"alt": "json"},
        {"key": "k"},
        {"alwaysIncludeEmail": "true"},
        {"showHiddenInvitations": "True"},
    ],
    ids=str,
)
async def test_what_the_discovery_document_names_is_taken(ana: Person, params: dict[str, str]) -> None:
    """[D]."""
    assert (await ana.list(**params))["items"] == []


@pytest.mark.parametrize("params", [{"alt": "media"}, {"prettyPrint": "no"}, {"showDeleted": "1"}], ids=str)
async def test_a_wrong_value_is_refused(ana: Person, params: dict[str, str]) -> None:
    """[D]: only `alt=json`; booleans are true or false."""
    assert await refusal(ana.list(**params)) == (400, "invalid")


async def test_a_parameter_of_another_call_is_unknown(ana: Person) -> None:
    """[D]."""
    assert await refusal(ana.insert(meeting(), singleEvents="true")) == (400, "invalidParameter")


@pytest.mark.parametrize(
    "fields",
    ["items/nextPageToken", "id", "items(id/x)", "kind(a)", "items(attendees(busy))"],
)
async def test_a_field_in_a_place_where_the_answer_has_none_is_refused(ana: Person, fields: str) -> None:
    """[S12][D]."""
    assert await refusal(ana.list(fields=fields)) == (400, "invalidParameter")


@pytest.mark.parametrize(
    "fields",
    ["*", "items/*/timeZone", "items(extendedProperties/private/anything)", "nextPageToken,nextSyncToken"],
)
async def test_a_field_that_the_answer_may_have_is_accepted(ana: Person, fields: str) -> None:
    """[S12][D]."""
    await ana.list(fields=fields)


async def test_fields_trim_the_answer_to_a_write(ana: Person) -> None:
    """[S12]."""
    assert await ana.insert(meeting(), fields="summary") == {"summary": "Review"}


@pytest.mark.parametrize(
    ("headers", "compressed"),
    [
        ({"Accept-Encoding": "gzip", "User-Agent": "vai (gzip)"}, True),
        ({"Accept-Encoding": "gzip", "User-Agent": "vai"}, False),
        ({"Accept-Encoding": "identity", "User-Agent": "vai (gzip)"}, False),
    ],
    ids=["both", "no-user-agent", "no-encoding"],
)
async def test_an_answer_is_compressed_when_both_headers_ask(
    ana: Person, headers: dict[str, str], compressed: bool
) -> None:
    """[S12]."""
    asked = {"Authorization": f"Bearer {ana.token}", **headers}
    address = f"{ana.url}calendar/v3/calendars/primary/events"
    undecoded: Any = {"auto_decompress": False}
    async with type(ana.session)(**undecoded) as session, session.get(address, headers=asked) as answer:
        body = await answer.read()

    assert (answer.headers.get("Content-Encoding") == "gzip") is compressed
    assert b"calendar#events" in (gzip.decompress(body) if compressed else body)


async def test_nothing_stays_nothing_when_compression_is_asked_for(ana: Person) -> None:
    """[S12]: the 204 of a deletion."""
    event = await ana.insert(meeting())
    asked = {"Authorization": f"Bearer {ana.token}", "Accept-Encoding": "gzip", "User-Agent": "gzip"}
    address = f"{ana.url}calendar/v3/calendars/primary/events/{event['id']}"
    async with ana.session.delete(address, headers=asked) as answer:
        assert (answer.status, await answer.read()) == (204, b"")


async def test_a_value_that_the_discovery_document_does_not_list_is_refused(ana: Person) -> None:
    """[D]: of event types too, where a wrong one would look like an empty calendar."""
    hook = {"id": "c-1", "type": "web_hook", "address": "https://hook.example/"}

    assert await refusal(ana.list(eventTypes="meeting")) == (400, "invalid")
    assert await refusal(ana.list(orderBy="end")) == (400, "invalid")
    watched = ana.send("POST", "calendars/primary/events/watch", hook, {"eventTypes": "meeting"})
    assert await refusal(watched) == (400, "invalid")
    assert (await ana.list(eventTypes="fromGmail"))["items"] == []


@pytest.mark.parametrize("name", ["localtime", "posixrules", "Factory", "posix/Europe/Zurich", "CET+1"])
async def test_only_iana_names_are_time_zones(ana: Person, name: str) -> None:
    """[S19], [D]: not what else lies in the directory of the time zone database."""
    assert await refusal(ana.list(timeZone=name)) == (400, "invalid")
