"""`vai-calendar calendar …`, against a local Google that runs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.fakes.clock import FakeClock
from worker.cli import by_hand
from worker.cli.application import application
from worker.cli.by_hand import SaidTime
from worker.errors import FatalError, Misconfigured
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.accounts import Account
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle, LocalGoogleConfig

ANA, BOB = "ana@corp.example", "bob@corp.example"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DASH = "\N{EN DASH}"


@pytest.fixture
async def google() -> AsyncIterator[LocalGoogle]:
    people = (Account(email=ANA, time_zone="Europe/Bucharest"), Account(email=BOB))
    async with LocalGoogle.start(LocalGoogleConfig(clock=FakeClock(NOW), accounts=people)) as google:
        yield google


@pytest.fixture
async def ana(google: LocalGoogle) -> Person:
    return await google.control.person(ANA)


@pytest.fixture
async def review(ana: Person) -> Json:
    return await ana.insert(
        {
            "summary": "Review",
            "start": {"dateTime": "2026-11-24T10:00:00Z"},
            "end": {"dateTime": "2026-11-24T10:45:00Z"},
            "attendees": [{"email": BOB}],
            "extendedProperties": {"private": {"vai_booking": "b-17"}},
        }
    )


async def test_a_week_is_told_in_plain_lines(
    google: LocalGoogle, ana: Person, review: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    offsite = {"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-25"}}
    made = await ana.insert({"summary": "Offsite", **offsite})
    await by_hand.week(email=ANA, url=google.url)

    assert capsys.readouterr().out.splitlines() == [
        f"{ANA}, times in Europe/Bucharest",
        "",
        "Mon 23 Nov, today",
        "  all day, until Tue 24 Nov  Offsite",
        f"                 by {ANA}",
        f"                 {made['id']}",
        "",
        "Tue 24 Nov",
        f"  12:00 {DASH} 12:45  Review",
        f"                 by {ANA}",
        f"                 with {BOB} (not answered)",
        f"                 {review['id']} vai_booking=b-17",
    ]


async def test_an_empty_week_says_so(google: LocalGoogle, capsys: pytest.CaptureFixture[str]) -> None:
    await by_hand.week(email=BOB, first="2027-01-04", url=google.url)

    assert "Nothing in these two weeks." in capsys.readouterr().out


async def test_people_are_listed_and_added(google: LocalGoogle, capsys: pytest.CaptureFixture[str]) -> None:
    await google.control.add_account("robot@vai.iam.gserviceaccount.com")
    await by_hand.person("Zoe@corp.example", zone="Asia/Tokyo", url=google.url)
    await by_hand.people(url=google.url)

    assert capsys.readouterr().out.splitlines() == [
        "Added: zoe@corp.example  Asia/Tokyo",
        f"{ANA}  Europe/Bucharest",
        f"{BOB}  UTC",
        "zoe@corp.example  Asia/Tokyo",
    ]


@pytest.mark.parametrize(
    ("day", "at", "minutes", "start", "end"),
    [
        ("2026-11-25", None, None, "2026-11-25T10:00:00Z", "2026-11-25T10:45:00Z"),
        (None, "15:30", None, "2026-11-24T13:30:00Z", "2026-11-24T14:15:00Z"),
        (None, None, 60, "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"),
    ],
    ids=["day", "time", "length"],
)
async def test_a_move_keeps_what_is_not_said(
    google: LocalGoogle,
    review: Json,
    day: str | None,
    at: str | None,
    minutes: int | None,
    start: str,
    end: str,
) -> None:
    await by_hand.move("Rev", email=ANA, day=day, at=at, minutes=minutes, url=google.url)

    moved = await (await google.control.person(BOB)).get(review["id"])
    assert (moved["start"]["dateTime"], moved["end"]["dateTime"]) == (start, end)
    (entry,) = await google.control.log(method="PATCH")
    assert (entry.by_hand, entry.subject) == (True, ANA)


async def test_an_event_without_time_moves_by_days_or_gets_one(google: LocalGoogle, ana: Person) -> None:
    made = await ana.insert(
        {"summary": "Off", "start": {"date": "2026-11-24"}, "end": {"date": "2026-11-26"}}
    )
    await by_hand.move("Off", email=ANA, day="2026-11-25", url=google.url)
    assert (await ana.get(made["id"]))["end"] == {"date": "2026-11-27"}

    await by_hand.move("Off", email=ANA, at="09:00", url=google.url)
    moved = await ana.get(made["id"])
    assert moved["start"]["dateTime"] == "2026-11-25T09:00:00+02:00"
    assert moved["end"]["dateTime"] == "2026-11-25T10:00:00+02:00"


async def test_a_guest_answers_and_the_organizer_renames_and_deletes(
    google: LocalGoogle, ana: Person, review: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    await by_hand.answer("review", "maybe", email=BOB, url=google.url)
    await by_hand.retitle(review["id"], "Retrospective", email=ANA, url=google.url)
    renamed = await ana.get(review["id"])
    assert (renamed["attendees"][0]["responseStatus"], renamed["summary"]) == ("tentative", "Retrospective")

    await by_hand.delete("retro", email=ANA, url=google.url)
    assert (await ana.get(review["id"]))["status"] == "cancelled"
    assert capsys.readouterr().out.splitlines() == [
        f"Answered maybe: Tue 24 Nov, 10:00 {DASH} 10:45, Review",
        f"Renamed: Tue 24 Nov, 12:00 {DASH} 12:45, Retrospective",
        f"Deleted: Tue 24 Nov, 12:00 {DASH} 12:45, Retrospective",
    ]


async def test_a_whole_series_is_named_by_its_title(
    google: LocalGoogle, capsys: pytest.CaptureFixture[str]
) -> None:
    nine = SaidTime(day="2026-11-25", at="9:00")
    await by_hand.add("Weekly", email=ANA, when=nine, guests=(BOB,), weeks=2, url=google.url)
    await by_hand.answer("Weekly", "yes", email=BOB, series=True, url=google.url)
    await by_hand.retitle("Weekly", "Sync", email=ANA, series=True, url=google.url)
    await by_hand.delete("Sync", email=ANA, series=True, url=google.url)

    assert [line.partition(": ")[::2] for line in capsys.readouterr().out.splitlines()[1:]] == [
        ("Answered yes", f"Wed 25 Nov, 07:00 {DASH} 08:00, Weekly (the whole series)"),
        ("Renamed", f"Wed 25 Nov, 09:00 {DASH} 10:00, Sync (the whole series)"),
        ("Deleted", f"Wed 25 Nov, 09:00 {DASH} 10:00, Sync (the whole series)"),
    ]


async def test_events_are_put_in_with_guests_or_for_whole_days(google: LocalGoogle, ana: Person) -> None:
    await by_hand.add("Sync", email=ANA, when=SaidTime(at="09:00", minutes=30), guests=(BOB,), url=google.url)
    await by_hand.add("Off", email=ANA, when=SaidTime(day="2026-11-26", days=2), url=google.url)

    sync, off = (await ana.list())["items"]
    assert sync["start"]["dateTime"] == "2026-11-23T09:00:00+02:00"
    assert [guest["email"] for guest in sync["attendees"]] == [BOB]
    assert (off["start"], off["end"]) == ({"date": "2026-11-26"}, {"date": "2026-11-28"})


async def test_what_cannot_be_is_one_line(google: LocalGoogle, review: Json, ana: Person) -> None:
    twin = await ana.insert({**review, "id": "other00", "iCalUID": None})
    with pytest.raises(Misconfigured, match=f"“Review” could be 2 events: {review['id']} .*, {twin['id']}"):
        await by_hand.delete("Review", email=ANA, url=google.url)
    with pytest.raises(Misconfigured, match="no event in the two weeks shown has the id or the title “x”"):
        await by_hand.delete("x", email=ANA, url=google.url)
    with pytest.raises(Misconfigured, match=f"nobody here has the address x; known: {ANA}, {BOB}"):
        await by_hand.week(email="x", url=google.url)
    with pytest.raises(Misconfigured, match="where to"):
        await by_hand.move(review["id"], email=ANA, url=google.url)
    with pytest.raises(Misconfigured, match="not among the guests"):
        await by_hand.answer(review["id"], "yes", email=ANA, url=google.url)
    for wrong in (SaidTime(at="9:00", minutes=-5), SaidTime(days=0)):
        with pytest.raises(Misconfigured, match="must be a whole number from 1 to"):
            await by_hand.add("New", email=ANA, when=wrong, url=google.url)
    with pytest.raises(Misconfigured, match="--minutes must be"):
        await by_hand.move(review["id"], email=ANA, minutes=-5, url=google.url)
    with pytest.raises(Misconfigured, match="did you mean Europe/Bucharest"):
        await by_hand.person("zoe@corp.example", zone="Europe/Bucarest", url=google.url)
    with pytest.raises(Misconfigured, match="either a time"):
        await by_hand.add("New", email=ANA, url=google.url)
    with pytest.raises(FatalError, match="Google says no: 403 forbiddenForNonOrganizer"):
        await by_hand.retitle(review["id"], "Mine", email=BOB, url=google.url)


@pytest.mark.parametrize(
    ("argv", "given"),
    [
        (
            f"calendar move Review --as {ANA} --day 2026-11-25 --at 15:00",
            {"event": "Review", "email": ANA, "day": "2026-11-25", "at": "15:00"},
        ),
        (
            f"calendar add Sync --as {ANA} --at 9:00 --guest {BOB} --guest x@corp.example --weeks 3",
            {"title": "Sync", "email": ANA, "guests": (BOB, "x@corp.example"), "weeks": 3},
        ),
        (
            f"calendar answer Review no --as {BOB} --series",
            {"event": "Review", "said": "no", "email": BOB, "series": True},
        ),
    ],
)
def test_a_command_line_is_read_as_documented(argv: str, given: Json) -> None:
    _, bound, _ = application().parse_args(argv, exit_on_error=False, print_error=False)

    assert bound.arguments | given == bound.arguments
