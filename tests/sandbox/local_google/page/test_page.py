"""The page for edits by hand: what a person sees, and that Google takes notice of what they do."""

import pytest

from tests.sandbox.local_google.page.browser import Browser
from tests.sandbox.local_google.people import ANA, BOB, guests, meeting, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person

WEEK = f"/by-hand/week?as={ANA}"


async def test_the_first_page_lists_the_people_and_links_to_their_weeks(browser: Browser) -> None:
    page = await browser.open()

    assert page.status == 200
    assert f'href="/by-hand/week?as={ANA.replace("@", "%40")}"' in page.html
    assert BOB in page.text


async def test_a_week_shows_events_in_the_zone_of_their_person(
    ana: Person, bob: Person, browser: Browser
) -> None:
    properties = {"private": {"vai_booking": "b-17", "theirs": "secret"}}
    conference = {"createRequest": {"requestId": "r-1", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    body = meeting(attendees=guests(BOB), extendedProperties=properties, conferenceData=conference)
    made = await ana.insert(body, conferenceDataVersion="1")
    await bob.respond(made["id"], "tentative")

    text = (await browser.open(WEEK)).text
    assert "times in Europe/Bucharest" in text
    assert "Mon 23 Nov · today Review 12:00 \N{EN DASH} 13:00 · by ana@corp.example" in text
    assert f"? {BOB} maybe" in text
    assert made["hangoutLink"].removeprefix("https://") in text
    assert f"{made['id']} vai_booking=b-17" in text
    assert "secret" not in text
    assert "Sun 6 Dec nothing" in text


async def test_an_all_day_event_and_one_that_takes_no_time_are_told_as_such(
    ana: Person, browser: Browser
) -> None:
    days = {"start": {"date": "2026-11-25"}, "end": {"date": "2026-11-27"}}
    await ana.insert({"summary": "Offsite", **days, "transparency": "transparent"})

    text = (await browser.open(WEEK)).text
    assert "Wed 25 Nov Offsite all day, until Thu 26 Nov · by ana@corp.example · does not take time" in text


async def test_earlier_and_later_weeks_can_be_looked_at(ana: Person, browser: Browser) -> None:
    await ana.insert(meeting())

    later = await browser.open(f"{WEEK}&from=2026-12-07")
    assert "Review" not in later.text
    assert "from=2026-11-23" in later.html


async def test_what_people_write_is_text_and_never_markup(ana: Person, browser: Browser) -> None:
    await ana.insert(meeting(summary='<script>alert("1")</script>'))

    page = await browser.open(WEEK)
    assert "<script" not in page.html
    assert '<script>alert("1")</script>' in page.text
    assert "script" not in page.headers["Content-Security-Policy"]


async def test_moving_an_event_keeps_its_zone_and_tells_everybody(
    ana: Person, bob: Person, browser: Browser, control: LocalGoogleControl
) -> None:
    body = meeting(attendees=guests(BOB))
    body["start"]["timeZone"] = "America/New_York"
    made = await ana.insert(body)
    form = (await browser.open(WEEK)).form("move")
    assert form | {"token": ""} == {
        "token": "",
        "as": ANA,
        "from": "2026-11-23",
        "event": made["id"],
        "day": "2026-11-23",
        "at": "12:00",
        "minutes": "60",
    }
    page = await browser.post("move", {**form, "day": "2026-11-24", "at": "09:30", "minutes": "45"})

    assert (page.status, "Moved." in page.text) == (200, True)
    assert "Tue 24 Nov Review 09:30 \N{EN DASH} 10:15" in page.text
    moved = await bob.get(made["id"])
    assert (moved["start"]["dateTime"], moved["end"]["dateTime"]) == (
        "2026-11-24T07:30:00Z",
        "2026-11-24T08:15:00Z",
    )
    assert moved["start"]["timeZone"] == "America/New_York"
    (entry,) = await control.log(method="PATCH")
    assert (entry.by_hand, entry.subject, entry.send_updates) == (True, ANA, "all")


async def test_an_all_day_event_moves_by_days(ana: Person, browser: Browser) -> None:
    days = {"start": {"date": "2026-11-25"}, "end": {"date": "2026-11-26"}}
    made = await ana.insert({"summary": "Offsite", **days})
    form = (await browser.open(WEEK)).form("move")
    await browser.post("move", {**form, "day": "2026-11-26", "days": "2"})

    moved = await ana.get(made["id"])
    assert (moved["start"], moved["end"]) == ({"date": "2026-11-26"}, {"date": "2026-11-28"})


async def test_renaming_and_deleting(ana: Person, browser: Browser) -> None:
    made = await ana.insert(meeting())
    page = await browser.open(WEEK)
    page = await browser.post("retitle", {**page.form("retitle"), "title": "Retrospective"})
    assert (await ana.get(made["id"]))["summary"] == "Retrospective"
    assert "Renamed." in page.text

    page = await browser.post("delete", page.form("delete"))
    assert (await ana.get(made["id"]))["status"] == "cancelled"
    assert "Deleted." in page.text


@pytest.mark.parametrize("answer", ["accepted", "tentative", "declined"])
async def test_a_guest_answers(ana: Person, browser: Browser, answer: str) -> None:
    made = await ana.insert(meeting(attendees=guests(BOB)))
    page = await browser.open(f"/by-hand/week?as={BOB}")
    await browser.post("answer", {**page.form("answer"), "answer": answer})

    assert responses(await ana.get(made["id"])) == {BOB: answer}


async def test_who_is_no_guest_is_asked_for_no_answer(ana: Person, browser: Browser) -> None:
    await ana.insert(meeting(attendees=guests(BOB)))

    assert "/by-hand/answer" not in (await browser.open(WEEK)).html


async def test_what_google_refuses_is_told_in_its_words(ana: Person, browser: Browser) -> None:
    await ana.insert(meeting(attendees=guests(BOB)))
    form = (await browser.open(f"/by-hand/week?as={BOB}")).form("move")
    page = await browser.post("move", {**form, "at": "15:00"})

    assert page.status == 400
    assert "Google says no: 403 forbiddenForNonOrganizer: Shared properties" in page.text


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        pytest.param(
            {"guests": f"{BOB}, eve@elsewhere.example"},
            {"start": {"dateTime": "2026-11-24T14:00:00+02:00", "timeZone": "Europe/Bucharest"}},
            id="timed",
        ),
        pytest.param({"whole_day": "on", "days": "2"}, {"end": {"date": "2026-11-26"}}, id="whole-days"),
        pytest.param(
            {"weekly": "on", "weeks": "3"}, {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}, id="weekly"
        ),
    ],
)
async def test_a_new_event_is_put_in(
    ana: Person, browser: Browser, fields: dict[str, str], made: dict[str, object]
) -> None:
    form = (await browser.open(WEEK)).form("add")
    page = await browser.post("add", {**form, "title": "New", "day": "2026-11-24", "at": "14:00", **fields})

    assert "Put in." in page.text
    (event,) = (await ana.list())["items"]
    assert {name: event[name] for name in made} == made
    assert list(responses(event)) == ([BOB, "eve@elsewhere.example"] if "guests" in fields else [])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "title is missing"),
        ({"day": "tomorrow"}, "“tomorrow” is no day"),
        ({"at": "noon"}, "“noon” is no time of day"),
        ({"minutes": "-5"}, "minutes must be a whole number"),
        ({"guests": "bob"}, "“bob” is no address"),
    ],
)
async def test_what_makes_no_sense_is_said_and_not_done(
    ana: Person, browser: Browser, fields: dict[str, str], said: str
) -> None:
    form = (await browser.open(WEEK)).form("add")
    page = await browser.post("add", {**form, "title": "New", **fields})

    assert (page.status, said in page.text) == (400, True)
    assert (await ana.list())["items"] == []


async def test_a_person_is_added(browser: Browser, control: LocalGoogleControl) -> None:
    form = (await browser.open()).form("person")
    page = await browser.post("person", {**form, "email": "Zoe@corp.example", "zone": "Asia/Tokyo"})
    assert "zoe@corp.example, times in Asia/Tokyo" in page.text

    page = await browser.post("person", {**form, "email": "yan@corp.example", "zone": "Europe/Bucarest"})
    assert (page.status, "did you mean Europe/Bucharest?" in page.text) == (400, True)


async def test_a_week_of_nobody_says_who_is_there(browser: Browser) -> None:
    page = await browser.open("/by-hand/week?as=x@corp.example")

    assert page.status == 400
    assert f"nobody here has the address x@corp.example; known: {ANA}" in page.text


async def test_service_accounts_are_no_people(browser: Browser, control: LocalGoogleControl) -> None:
    await control.add_account("robot@vai.iam.gserviceaccount.com")

    assert "robot" not in (await browser.open()).text


async def test_an_occurrence_of_a_series_is_changed_alone_or_with_all(ana: Person, browser: Browser) -> None:
    form = (await browser.open(WEEK)).form("add")
    week = {**form, "title": "Sync", "day": "2026-11-24", "weekly": "on", "weeks": "2"}
    page = await browser.post("add", week)
    assert page.text.count("repeats") == 2
    page = await browser.post("retitle", {**page.form("retitle", 1), "title": "Other"})
    assert (page.text.count("Sync"), page.text.count("Other")) == (1, 1)

    page = await browser.post("delete", {**page.form("delete"), "series": "on"})
    assert "repeats" not in page.text
    assert [event["status"] for event in (await ana.list(showDeleted="true"))["items"]].count(
        "confirmed"
    ) == 0
