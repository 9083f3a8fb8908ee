"""Google Meet, [D].2 and C.8."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.local_google.people import BOB, guests, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


def meet(request_id: str = "r-1", kind: str = "hangoutsMeet") -> Json:
    key = {"type": kind}
    return {"conferenceData": {"createRequest": {"requestId": request_id, "conferenceSolutionKey": key}}}


async def with_meet(person: Person, **fields: Any) -> Json:
    return await person.insert(meeting(**meet(), **fields), conferenceDataVersion="1")


def status(event: Json) -> str:
    return str(event["conferenceData"]["createRequest"]["status"]["statusCode"])


async def test_a_conference_is_ready_at_once(ana: Person) -> None:
    """[D]: ten letters, a link, an entry point."""
    event = await with_meet(ana)
    data = event["conferenceData"]

    assert status(event) == "success"
    assert re.fullmatch("[a-z]{3}-[a-z]{4}-[a-z]{3}", data["conferenceId"])
    assert event["hangoutLink"] == f"https://meet.google.com/{data['conferenceId']}"
    assert data["entryPoints"][0]["uri"] == event["hangoutLink"]
    assert data["conferenceSolution"]["key"] == {"type": "hangoutsMeet"}


async def test_conference_data_counts_only_with_version_one(ana: Person) -> None:
    """[D]."""
    made = await ana.insert(meeting(**meet()))
    assert "conferenceData" not in made

    kept = await with_meet(ana)
    assert "hangoutLink" in await ana.patch(kept["id"], {"conferenceData": None})
    assert "hangoutLink" in await ana.update(kept["id"], meeting())


async def test_the_same_request_id_is_ignored_and_a_new_one_makes_a_new_conference(ana: Person) -> None:
    """[D]."""
    made = await with_meet(ana)
    again = await ana.patch(made["id"], meet(), conferenceDataVersion="1")
    other = await ana.patch(made["id"], meet("r-2"), conferenceDataVersion="1")

    assert again["hangoutLink"] == made["hangoutLink"]
    assert other["hangoutLink"] != made["hangoutLink"]


async def test_a_mirror_without_conference_data_deletes_it(ana: Person) -> None:
    """[S16] [D]: PUT with version 1, and null in a patch."""
    made = await with_meet(ana)
    returned = await ana.update(made["id"], made, conferenceDataVersion="1")
    assert returned["hangoutLink"] == made["hangoutLink"]

    assert "hangoutLink" not in await ana.update(made["id"], meeting(), conferenceDataVersion="1")
    made = await with_meet(ana)
    cleared = await ana.patch(made["id"], {"conferenceData": None}, conferenceDataVersion="1")
    assert not {"hangoutLink", "conferenceData"} & cleared.keys()


async def test_a_conference_can_stay_pending_for_some_reads(ana: Person, control: LocalGoogleControl) -> None:
    """[D][S16]: the link comes later, and with it a new etag."""
    await control.behave(meet_pending_reads=2)
    made = await with_meet(ana)
    seen = [await ana.get(made["id"]) for _ in range(3)]

    assert [status(event) for event in [made, *seen]] == ["pending", "pending", "pending", "success"]
    assert not {"entryPoints", "conferenceId"} & made["conferenceData"].keys()
    assert "hangoutLink" not in seen[1]
    assert "hangoutLink" in seen[2]
    assert seen[1]["etag"] == made["etag"] != seen[2]["etag"]


async def test_a_conference_can_stay_pending_for_some_time(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    await control.behave(meet_pending_for=timedelta(seconds=5))
    made = await with_meet(ana, attendees=guests(BOB))
    assert status(await ana.get(made["id"])) == "pending"
    await control.behave(clock_offset=timedelta(seconds=5))

    assert status((await ana.list())["items"][0]) == "success"
    assert "hangoutLink" in await bob.get(made["id"])


@pytest.mark.parametrize("reads", [0, 1])
async def test_a_conference_can_fail(ana: Person, control: LocalGoogleControl, reads: int) -> None:
    """[D]: then there are no entry points."""
    await control.behave(meet="failure", meet_pending_reads=reads)
    made = await with_meet(ana)
    for _ in range(reads + 1):
        made = await ana.get(made["id"])

    assert status(made) == "failure"
    assert made["conferenceData"].keys() == {"createRequest"}
    assert "hangoutLink" not in made


@pytest.mark.parametrize("moves", [True, False])
async def test_whether_a_ready_link_moves_updated_is_an_assumption(
    ana: Person, control: LocalGoogleControl, moves: bool
) -> None:
    await control.assume(meet_success_moves_updated=moves)
    await control.behave(meet_pending_for=timedelta(seconds=5))
    made = await with_meet(ana)
    await control.behave(clock_offset=timedelta(seconds=5))

    assert ((await ana.get(made["id"]))["updated"] != made["updated"]) is moves


@pytest.mark.parametrize("body", [meet(kind="eventHangout"), meet(request_id="")])
async def test_a_wrong_request_is_refused(ana: Person, body: Json) -> None:
    """[D]: the old kinds are dead for new conferences."""
    assert await refusal(ana.insert(meeting(**body), conferenceDataVersion="1")) == (400, "invalid")


@pytest.mark.parametrize("spent", [True, False])
async def test_whether_a_request_id_serves_two_events_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, spent: bool
) -> None:
    """[D]: a repeated one is ignored; whether also for another event is not said."""
    await control.assume(meet_request_id_is_spent=spent)
    first = await with_meet(ana)
    plain = await ana.insert(meeting())

    assert ("hangoutLink" in await with_meet(ana)) is not spent
    assert ("hangoutLink" in await ana.patch(plain["id"], meet(), conferenceDataVersion="1")) is not spent
    assert (await ana.patch(first["id"], meet(), conferenceDataVersion="1"))["hangoutLink"] == first[
        "hangoutLink"
    ]
    assert "hangoutLink" in await with_meet(bob)
