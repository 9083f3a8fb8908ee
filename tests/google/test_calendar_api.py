from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from tests.fakes.calendar import FakeLease
from tests.google.test_convert import drafts
from worker.domain.calendar_event import EventDraft
from worker.domain.interval import Interval
from worker.google.calendar_api import CalendarApi
from worker.google.call import CALENDARS_GET, EVENTS_DELETE, EVENTS_GET, EVENTS_INSERT, Call, Parameters
from worker.google.convert import draft_to_google
from worker.google.delegation import quota_user_of
from worker.google.free_busy_plan import Asking

ROOT = "https://google.example"
NINE = datetime(2027, 3, 30, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def api() -> CalendarApi:
    """The API with every check of the discovery document switched on."""
    return CalendarApi.at(ROOT, validate=True)


@given(drafts)
def test_google_accepts_every_insert(api: CalendarApi, draft: EventDraft) -> None:
    parameters: Parameters = {
        "calendarId": "ana@vai.example",
        "conferenceDataVersion": 1,
        "sendUpdates": "all",
    }
    call = Call(EVENTS_INSERT, parameters, body=draft_to_google(draft), lease=FakeLease())
    request = api.request(call, "token", quota_user_of("ana@vai.example"))

    address = urlsplit(str(request.url))
    assert f"{address.scheme}://{address.netloc}" == ROOT
    assert unquote(address.path) == "/calendar/v3/calendars/ana@vai.example/events"
    assert parse_qs(address.query)["conferenceDataVersion"] == ["1"]


@pytest.mark.parametrize("root", [ROOT, f"{ROOT}/", f"{ROOT}/below"])
def test_the_root_is_what_the_api_is_appended_to(root: str) -> None:
    request = CalendarApi.at(root).request(Call(CALENDARS_GET, {"calendarId": "x"}), "token", None)

    assert request.url == f"{root.rstrip('/')}/calendar/v3/calendars/x"


def test_google_accepts_a_query(api: CalendarApi) -> None:
    [query] = Asking.about(["ana@vai.example"], Interval(NINE, NINE + timedelta(hours=1))).queries
    request = api.request(query.call, "token", None)

    assert request.url == f"{ROOT}/calendar/v3/freeBusy"
    assert request.json
    assert request.json["timeMin"] == "2027-03-30T09:00:00+00:00"


def test_the_version_that_was_read_is_what_may_be_deleted(api: CalendarApi) -> None:
    call = Call(EVENTS_DELETE, {"calendarId": "x", "eventId": "y"}, if_match='"7"', lease=FakeLease())

    assert api.request(call, "token", None).headers == {"Authorization": "Bearer token", "If-Match": '"7"'}


@given(st.text(min_size=1, max_size=20))
def test_an_id_is_never_taken_for_another_path(api: CalendarApi, name: str) -> None:
    call = Call(EVENTS_GET, {"calendarId": name, "eventId": name})
    if call.names_nothing:
        return
    sent = URL(str(api.request(call, "token", None).url))

    assert len(sent.raw_parts) == len(URL(f"{ROOT}/calendar/v3/calendars/x/events/y").raw_parts)
    assert (sent.query_string, sent.fragment) == ("", "")


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_an_id_that_would_vanish_from_the_path_names_nothing(name: str) -> None:
    assert Call(EVENTS_GET, {"calendarId": name, "eventId": "y"}).names_nothing
    assert Call(EVENTS_GET, {"calendarId": "x", "eventId": name}).names_nothing
    assert not Call(EVENTS_GET, {"calendarId": "x", "eventId": "y"}).names_nothing


@given(st.emails())
def test_quota_is_counted_under_a_name_that_gives_no_address_away(address: str) -> None:
    name = quota_user_of(address)

    assert len(name) <= 40
    assert name == quota_user_of(address)
    assert set(name) <= set("0123456789abcdef")
