"""Sync tokens of `events.list`, [D][S13]."""

from datetime import timedelta

import pytest

from tests.sandbox.local_google.people import ANA, BOB, guests, meeting, refusal
from tests.sandbox.local_google.sync.following import increment, pages_of, start
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person


async def test_the_sync_token_is_on_the_last_page_only(ana: Person) -> None:
    """[S13][D]: a page has a `nextPageToken` or a `nextSyncToken`."""
    for title in "ABC":
        await ana.insert(meeting(summary=title))
    pages = await pages_of(ana, maxResults="2")

    assert [("nextPageToken" in page, "nextSyncToken" in page) for page in pages] == [
        (True, False),
        (False, True),
    ]


async def test_an_increment_tells_what_changed_since(ana: Person) -> None:
    """[S13]."""
    kept, moved, deleted = [(await ana.insert(meeting(summary=title)))["id"] for title in "KMD"]
    token = await start(ana)
    assert await increment(ana, token) == []
    await ana.patch(moved, {"summary": "M2"})
    await ana.delete(deleted)
    await ana.insert(meeting(summary="N"))

    assert await increment(ana, token) == ["confirmed M2", f"cancelled {deleted}", "confirmed N"]
    assert (await ana.get(kept))["summary"] == "K"


async def test_the_token_of_an_increment_goes_on_from_there(ana: Person) -> None:
    """[S13]."""
    token = await start(ana)
    await ana.insert(meeting(summary="A"))
    later = (await ana.list(syncToken=token))["nextSyncToken"]
    await ana.insert(meeting(summary="B"))

    assert await increment(ana, later) == ["confirmed B"]
    assert await increment(ana, token) == ["confirmed A", "confirmed B"]


async def test_what_changes_between_two_pages_is_not_lost(ana: Person) -> None:
    """[S13]: the state is in the page token."""
    for title in "ABCD":
        await ana.insert(meeting(summary=title))
    first = await ana.list(maxResults="2")
    shown, waiting = first["items"][0]["id"], (await ana.list())["items"][2]["id"]
    await ana.patch(shown, {"summary": "A2"})
    await ana.delete(waiting)
    last = await ana.list(maxResults="2", pageToken=first["nextPageToken"])

    assert [item["summary"] for item in last["items"]] == ["D"]
    told = await increment(ana, last["nextSyncToken"], maxResults="2")
    assert told == ["confirmed A2", f"cancelled {waiting}"]


async def test_an_increment_has_pages_with_the_same_sync_token(ana: Person) -> None:
    """[S13]."""
    token = await start(ana, maxResults="2")
    for title in "ABC":
        await ana.insert(meeting(summary=title))
    pages = await pages_of(ana, maxResults="2", syncToken=token)
    without = ana.list(maxResults="2", pageToken=pages[0]["nextPageToken"])

    assert [len(page["items"]) for page in pages] == [2, 1]
    assert "nextSyncToken" not in pages[0]
    assert await refusal(without) == (400, "invalid")


async def test_pages_of_an_increment_may_be_short_and_empty(ana: Person, control: LocalGoogleControl) -> None:
    """[D] C.4."""
    token = await start(ana)
    for title in "AB":
        await ana.insert(meeting(summary=title))
    await control.behave(page_size_cap=1, first_page_empty=True, last_page_empty=True)
    pages = await pages_of(ana, syncToken=token)

    assert [len(page["items"]) for page in pages] == [0, 1, 1, 0]
    assert ["nextSyncToken" in page for page in pages] == [False, False, False, True]


async def test_an_answer_of_a_guest_is_a_change_on_every_calendar(ana: Person, bob: Person) -> None:
    """[S17][S13]."""
    event = await ana.insert(meeting(attendees=guests(BOB)))
    tokens = [(person, await start(person)) for person in (ana, bob)]
    await bob.respond(event["id"], "accepted")

    assert [await increment(person, token) for person, token in tokens] == [["confirmed Review"]] * 2


async def test_an_edit_by_hand_is_a_change(ana: Person, control: LocalGoogleControl) -> None:
    token = await start(ana)
    by_hand = await control.person(ANA)
    await by_hand.insert(meeting(summary="By hand"))

    assert await increment(ana, token) == ["confirmed By hand"]


async def test_a_withdrawn_invitation_is_told_by_its_id_alone(ana: Person, bob: Person) -> None:
    """[D]: of a deleted event only the id is guaranteed."""
    event = await ana.insert(meeting(attendees=guests(BOB)))
    token = await start(bob)
    await ana.delete(event["id"])
    (told,) = (await bob.list(syncToken=token))["items"]

    assert (told["id"], told["status"], "summary" in told) == (event["id"], "cancelled", False)


async def test_a_change_of_reminders_alone_is_told(ana: Person) -> None:
    """[D]: `updated` stays, the version does not."""
    event = await ana.insert(meeting())
    token = await start(ana)
    await ana.patch(event["id"], {"reminders": {"useDefault": False}})

    assert await increment(ana, token) == ["confirmed Review"]


async def test_a_conference_that_gets_ready_is_told_unread(ana: Person, control: LocalGoogleControl) -> None:
    """[D]: pending becomes success later."""
    await control.behave(meet_pending_for=timedelta(minutes=1))
    wanted = {"requestId": "one", "conferenceSolutionKey": {"type": "hangoutsMeet"}}
    await ana.insert(meeting(conferenceData={"createRequest": wanted}), conferenceDataVersion="1")
    token = await start(ana)
    assert await increment(ana, token) == []
    await control.behave(clock_offset=timedelta(minutes=1))
    (told,) = (await ana.list(syncToken=token))["items"]

    assert told["hangoutLink"].startswith("https://meet.google.com/")


@pytest.mark.parametrize(
    "params",
    [
        pytest.param({name: value}, id=name)
        for name, value in (
            ("iCalUID", "x@google.com"),
            ("orderBy", "updated"),
            ("privateExtendedProperty", "a=1"),
            ("q", "Review"),
            ("sharedExtendedProperty", "a=1"),
            ("timeMin", "2026-11-23T00:00:00Z"),
            ("timeMax", "2026-11-23T00:00:00Z"),
            ("updatedMin", "2026-11-23T00:00:00Z"),
            ("showDeleted", "false"),
        )
    ],
)
async def test_some_parameters_do_not_go_with_a_sync_token(ana: Person, params: dict[str, str]) -> None:
    """[D][S13]."""
    token = await start(ana)
    with pytest.raises(LocalGoogleError) as refused:
        await ana.list(syncToken=token, **params)

    error = refused.value.body["error"]
    assert (refused.value.status, error["errors"][0]["location"]) == (400, next(iter(params)))


async def test_show_deleted_may_be_true_with_a_sync_token(ana: Person) -> None:
    """[D]."""
    assert await increment(ana, await start(ana), showDeleted="true") == []


@pytest.mark.parametrize("choice", ["refuse", "as_asked"])
async def test_other_parameters_than_the_first_requests_are_an_assumption(
    ana: Person, control: LocalGoogleControl, choice: str
) -> None:
    """[S13]: undefined behaviour."""
    await control.assume(changed_sync_query=choice)
    token = await start(ana, singleEvents="true")
    await ana.insert(meeting(summary="A"))

    assert await increment(ana, token, singleEvents="True", quotaUser="ana") == ["confirmed A"]
    if choice == "refuse":
        assert await refusal(ana.list(syncToken=token)) == (400, "invalid")
    else:
        assert await increment(ana, token) == ["confirmed A"]


@pytest.mark.parametrize("keeps", [False, True])
async def test_what_an_increment_gives_before_the_first_time_min_is_an_assumption(
    ana: Person, control: LocalGoogleControl, keeps: bool
) -> None:
    """[S13]: the full reading may have `timeMin`; deletions are always told [D]."""
    await control.assume(increments_keep_time_min=keeps)
    await ana.insert(meeting("08:00", "09:00", id="ear1e"))
    token = await start(ana, timeMin="2026-11-23T09:30:00Z")
    await ana.insert(meeting(summary="In"))
    await ana.insert(meeting("07:00", "08:00", summary="Before"))
    await ana.delete("ear1e")

    deleted = "cancelled ear1e"
    assert await increment(ana, token) == [deleted, "confirmed In", *([] if keeps else ["confirmed Before"])]


async def test_the_increments_of_an_increment_keep_the_first_time_min(
    ana: Person, control: LocalGoogleControl
) -> None:
    await control.assume(increments_keep_time_min=True)
    token = await start(ana, timeMin="2026-11-23T09:30:00Z")
    later = (await ana.list(syncToken=token))["nextSyncToken"]
    await ana.insert(meeting("07:00", "08:00", summary="Before"))

    assert await increment(ana, later) == []


@pytest.mark.parametrize("silences", [True, False])
@pytest.mark.parametrize(
    "params", [{"q": "Review"}, {"orderBy": "updated"}, {"timeMax": "2030-01-01T00:00:00Z"}]
)
async def test_which_filters_end_without_a_sync_token_is_an_assumption(
    ana: Person, control: LocalGoogleControl, params: dict[str, str], silences: bool
) -> None:
    """Not documented [S13]; facts 7."""
    await control.assume(list_filters_silence_sync_token=silences)

    assert ("nextSyncToken" in await ana.list(**params)) is not silences
    assert "nextSyncToken" in await ana.list(timeMin="2026-01-01T00:00:00Z")
