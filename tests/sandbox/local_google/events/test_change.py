"""`events.get`, `patch`, `update` and `delete`, [D]."""

from datetime import timedelta

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, guests, meeting, refusal, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

LATER = timedelta(minutes=1)


async def conditional(person: Person, method: str, event_id: str, header: str, etag: str) -> tuple[int, str]:
    """Send a conditional request, and return its status and reason."""
    address = f"{person.url}calendar/v3/calendars/primary/events/{event_id}"
    headers = {"Authorization": f"Bearer {person.token}", header: etag}
    body = {"summary": "New"} if method == "PATCH" else meeting() if method == "PUT" else None
    async with person.session.request(method, address, json=body, headers=headers) as response:
        answer: Json = await response.json() if await response.read() else {}
        return response.status, answer.get("error", {}).get("errors", [{}])[0].get("reason", "")


async def test_a_patch_merges_and_null_deletes_and_arrays_are_replaced(ana: Person) -> None:
    """[S12][S15]."""
    properties = {"private": {"a": "1", "b": "2"}}
    made = await ana.insert(
        meeting(description="Old", location="Here", attendees=guests(BOB, EVE), extendedProperties=properties)
    )
    patch = {
        "description": None,
        "attendees": guests(EVE),
        "extendedProperties": {"private": {"a": None, "c": "3"}},
    }
    event = await ana.patch(made["id"], patch)

    assert "description" not in event
    assert event["location"] == "Here"
    assert list(responses(event)) == [EVE]
    assert event["extendedProperties"] == {"private": {"b": "2", "c": "3"}}


async def test_a_patch_of_a_time_merges_too(ana: Person) -> None:
    """[S12]: a timed event becomes all-day only if `dateTime` is deleted."""
    made = await ana.insert(meeting())
    day = {"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-24"}}

    assert await refusal(ana.patch(made["id"], day)) == (400, "invalid")
    cleared = {name: {**value, "dateTime": None, "timeZone": None} for name, value in day.items()}
    assert (await ana.patch(made["id"], cleared))["start"] == {"date": "2026-11-23"}


async def test_an_update_replaces_everything(ana: Person) -> None:
    """[S15]."""
    made = await ana.insert(meeting(description="Old", attendees=guests(BOB), colorId="5"))
    event = await ana.update(made["id"], meeting("12:00", "13:00"))

    assert not {"description", "attendees", "colorId"} & event.keys()
    assert await refusal(ana.update(made["id"], {"summary": "No times"})) == (400, "required")


async def test_an_etag_changes_with_every_write(ana: Person) -> None:
    """[S14] C.2."""
    made = await ana.insert(meeting())
    etags = [made["etag"], *[(await ana.patch(made["id"], {"summary": "New"}))["etag"] for _ in range(2)]]

    assert len(set(etags)) == 3
    assert (await ana.get(made["id"]))["etag"] == etags[-1]


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
async def test_a_write_to_a_stale_version_is_refused(ana: Person, method: str) -> None:
    """[S11][S14] 412."""
    made = await ana.insert(meeting())
    await ana.patch(made["id"], {"summary": "Newer"})
    stale, fresh = made["etag"], (await ana.get(made["id"]))["etag"]

    assert await conditional(ana, method, made["id"], "If-Match", stale) == (412, "conditionNotMet")
    assert (await ana.get(made["id"]))["summary"] == "Newer"
    assert (await conditional(ana, method, made["id"], "If-Match", fresh))[0] in {200, 204}


async def test_a_version_that_the_caller_has_is_not_sent_again(ana: Person) -> None:
    """[S14] 304."""
    made = await ana.insert(meeting())

    assert await conditional(ana, "GET", made["id"], "If-None-Match", made["etag"]) == (304, "")
    await ana.patch(made["id"], {"summary": "Newer"})
    assert await conditional(ana, "GET", made["id"], "If-None-Match", made["etag"]) == (200, "")


async def test_updated_moves_with_the_data_but_not_with_reminders(
    ana: Person, control: LocalGoogleControl
) -> None:
    """[D] C.2."""
    made = await ana.insert(meeting())
    await control.behave(clock_offset=LATER)
    reminders = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}
    reminded = await ana.patch(made["id"], {"reminders": reminders})
    renamed = await ana.patch(made["id"], {"summary": "New"})

    assert (reminded["updated"], reminded["etag"] != made["etag"]) == (made["updated"], True)
    assert renamed["updated"] == "2026-11-23T08:01:00.000Z"
    assert renamed["created"] == made["created"]


async def test_sequence_counts_moves_and_cancellations(ana: Person) -> None:
    """[S15]: iCalendar SEQUENCE."""
    made = await ana.insert(meeting())
    assert (await ana.patch(made["id"], {"summary": "New"}))["sequence"] == 0
    assert (await ana.patch(made["id"], {"end": meeting(end="12:00")["end"]}))["sequence"] == 1
    await ana.delete(made["id"])

    assert (await ana.get(made["id"]))["sequence"] == 2


async def test_a_deleted_event_is_a_tombstone_that_keeps_its_details_for_the_organizer(ana: Person) -> None:
    """[D] C.3: get always returns it; a second delete is 410 [S11]."""
    made = await ana.insert(meeting())
    await ana.delete(made["id"])

    assert (await ana.list())["items"] == []
    tombstone = await ana.get(made["id"])
    assert (tombstone["status"], tombstone["summary"]) == ("cancelled", "Review")
    assert await refusal(ana.delete(made["id"])) == (410, "deleted")


@pytest.mark.parametrize(
    ("deleted_wins", "answer"), [(True, (410, "deleted")), (False, (412, "conditionNotMet"))]
)
async def test_whether_a_second_delete_looks_at_the_version_is_an_assumption(
    ana: Person, control: LocalGoogleControl, deleted_wins: bool, answer: tuple[int, str]
) -> None:
    await control.assume(deleted_wins_over_if_match=deleted_wins)
    made = await ana.insert(meeting())
    await ana.delete(made["id"])

    assert await conditional(ana, "DELETE", made["id"], "If-Match", made["etag"]) == answer


async def test_an_event_that_never_was_is_not_found(ana: Person) -> None:
    """[S11]."""
    assert await refusal(ana.get("never00")) == (404, "notFound")
    assert await refusal(ana.patch("never00", {})) == (404, "notFound")
    assert await refusal(ana.delete("never00")) == (404, "notFound")


async def test_a_cancelled_event_can_be_patched_without_coming_back(ana: Person) -> None:
    """[O13] [D]."""
    made = await ana.insert(meeting())
    await ana.delete(made["id"])

    assert (await ana.patch(made["id"], {"summary": "Ghost"}))["status"] == "cancelled"
    assert (await ana.list())["items"] == []


async def test_a_cancelled_event_comes_back_confirmed(ana: Person, bob: Person) -> None:
    """[O12] [D]; its guests see it again."""
    made = await ana.insert(meeting(attendees=guests(BOB)))
    await ana.delete(made["id"])
    await ana.patch(made["id"], {"status": "confirmed"})

    assert [one["id"] for one in (await ana.list())["items"]] == [made["id"]]
    assert (await bob.get(made["id"]))["status"] == "confirmed"


@pytest.mark.parametrize(("restores", "status"), [(True, "confirmed"), (False, "cancelled")])
async def test_an_update_of_a_cancelled_event_without_status_is_an_assumption(
    ana: Person, control: LocalGoogleControl, restores: bool, status: str
) -> None:
    await control.assume(put_without_status_restores=restores)
    made = await ana.insert(meeting())
    await ana.delete(made["id"])

    assert (await ana.update(made["id"], meeting()))["status"] == status


async def test_cancelling_by_status_is_a_deletion(ana: Person, bob: Person) -> None:
    """[D]."""
    made = await ana.insert(meeting(attendees=guests(BOB)))
    await ana.patch(made["id"], {"status": "cancelled"})

    assert await refusal(ana.delete(made["id"])) == (410, "deleted")
    assert (await bob.get(made["id"]))["status"] == "cancelled"


async def test_the_type_of_an_event_stays(ana: Person) -> None:
    """[S21]."""
    made = await ana.insert(meeting())

    assert await refusal(ana.patch(made["id"], {"eventType": "focusTime"})) == (400, "invalid")


async def test_a_room_can_only_be_one_from_the_start(ana: Person) -> None:
    """`resource` can only be set when the attendee is added [D]."""
    made = await ana.insert(
        meeting(attendees=[{"email": EVE}, {"email": "room@corp.example", "resource": True}])
    )
    changed = [{"email": EVE, "resource": True}, {"email": "room@corp.example"}]
    event = await ana.patch(made["id"], {"attendees": changed})

    assert [one.get("resource", False) for one in event["attendees"]] == [False, True]


@pytest.mark.parametrize(("keeps", "response"), [(False, "needsAction"), (True, "accepted")])
async def test_whether_a_rewritten_attendee_keeps_the_answer_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, keeps: bool, response: str
) -> None:
    await control.assume(rewritten_attendee_keeps_response=keeps)
    made = await ana.insert(meeting(attendees=guests(BOB)))
    await bob.respond(made["id"], "accepted")

    assert responses(await ana.patch(made["id"], {"attendees": guests(BOB)})) == {BOB: response}


@pytest.mark.parametrize(("resets", "response"), [(False, "accepted"), (True, "needsAction")])
async def test_whether_a_move_asks_again_is_an_assumption(
    ana: Person, bob: Person, control: LocalGoogleControl, resets: bool, response: str
) -> None:
    await control.assume(move_resets_responses=resets)
    made = await ana.insert(meeting(attendees=guests(ANA, BOB)))
    await bob.respond(made["id"], "accepted")
    moved = await ana.patch(made["id"], {"end": meeting(end="12:00")["end"]})

    assert responses(moved) == {ANA: "accepted", BOB: response}


async def test_times_are_shown_in_the_zone_that_is_asked_for(ana: Person) -> None:
    """[S19]."""
    made = await ana.insert(meeting())

    assert (await ana.get(made["id"], timeZone="Asia/Tokyo"))["start"][
        "dateTime"
    ] == "2026-11-23T19:00:00+09:00"
    assert await refusal(ana.get(made["id"], timeZone="Mars/Base")) == (400, "invalid")


async def test_the_source_is_shown_to_the_creator_alone(ana: Person, bob: Person) -> None:
    """[D]."""
    made = await ana.insert(meeting(source={"url": "https://crm.example/1"}, attendees=guests(BOB)))

    assert (await ana.get(made["id"]))["source"] == {"url": "https://crm.example/1"}
    assert "source" not in await bob.get(made["id"])
