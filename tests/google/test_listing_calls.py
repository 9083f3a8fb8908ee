"""How lists are asked for over HTTP, and what becomes of a list that makes no sense."""

from dataclasses import replace
from threading import get_ident
from typing import Any

import pytest

from tests.google.conftest import OpenGoogle
from tests.google.listings import all_changes, everything
from tests.google.meeting import ANA, DAY, DRAFT, insert
from tests.google.one_answer import answering, tokens_at
from worker.errors import GoogleUnavailable
from worker.google import convert, listing
from worker.google.google import Google
from worker.sandbox.local_google.control.control import LocalGoogleControl

pytestmark = pytest.mark.real

ALWAYS = {"singleEvents": ["false"], "maxResults": ["1000"]}
FULL = {**ALWAYS, "timeMin": ["2027-03-30T00:00:00+00:00"]}


async def test_every_page_is_asked_for_in_the_same_words(google: Google, control: LocalGoogleControl) -> None:
    for draft in (DRAFT, replace(DRAFT, id="second")):
        await insert(google.calendar, draft)
    await control.behave(page_size_cap=1)
    await control.clear_log()
    _, token = await everything(google.calendar)
    for title in ("second", DRAFT.id):
        await (await control.person(ANA.address)).patch(title, {"summary": "By hand"})
    await all_changes(google.calendar, token)

    asked = [dict(entry.query) for entry in await control.log(path="/events$", method="GET")]
    assert len({query.pop("quotaUser")[0] for query in asked}) == 1
    pages = [query.pop("pageToken", None) is not None for query in asked]
    assert pages == [False, True, False, True]
    assert asked == [FULL, FULL, *[{**ALWAYS, "syncToken": [token]}] * 2]


@pytest.mark.parametrize(
    "body",
    [b'{"items": []}', b"{}", b"[]", b'{"items": [{"etag": "no id"}], "nextSyncToken": "next"}'],
    ids=["no token", "nothing", "no list", "no id"],
)
async def test_a_page_that_leads_nowhere_is_as_good_as_none(opening: OpenGoogle, body: bytes) -> None:
    token = b'{"access_token": "t", "expires_in": 3599}'
    async with (
        answering(body) as root,
        answering(token) as tokens,
        opening(api_root=root, endpoints=tokens_at(tokens)) as google,
    ):
        with pytest.raises(GoogleUnavailable):
            await google.calendar.list_everything(ANA, "primary", DAY.start)


@pytest.mark.parametrize("events", [10, 51], ids=["short", "long"])
async def test_a_long_page_is_not_read_where_everything_else_waits(
    opening: OpenGoogle, monkeypatch: pytest.MonkeyPatch, events: int
) -> None:
    readers: set[int] = set()

    def noted(calendar_id: str, item: Any) -> Any:
        readers.add(get_ident())
        return convert.event_from_google(calendar_id, item)

    monkeypatch.setattr(listing, "event_from_google", noted)
    items = b",".join(b'{"id": "event%d"}' % number for number in range(events))
    body = b'{"items": [%b], "nextSyncToken": "next", "access_token": "t", "expires_in": 3599}' % items
    async with answering(body) as root, opening(api_root=root, endpoints=tokens_at(root)) as google:
        page = await google.calendar.list_everything(ANA, "primary", DAY.start)

    assert len(page.events) == events
    assert (readers == {get_ident()}) is (events <= listing.MOST_READ_AT_ONCE)
