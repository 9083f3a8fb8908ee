"""A calendar, read and changed as by its person."""

from datetime import date, time

import pytest

from tests.sandbox.local_google.people import ANA, BOB, guests, meeting, responses
from worker.sandbox.local_google.by_hand.diary import Diary
from worker.sandbox.local_google.by_hand.new_entry import NewEntry, When
from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person

TUESDAY = date(2026, 11, 24)


@pytest.fixture
async def diary(control: LocalGoogleControl) -> Diary:
    return await Diary.open(control, ANA.upper())


async def titles(diary: Diary) -> list[str]:
    return [entry.title for entry in await diary.entries()]


async def test_it_opens_on_today_in_the_zone_of_its_person(diary: Diary) -> None:
    assert (diary.email, diary.place.key, diary.today) == (ANA, "Europe/Bucharest", date(2026, 11, 23))


async def test_it_reads_two_weeks_in_order_of_time_and_page_by_page(
    ana: Person, diary: Diary, control: LocalGoogleControl
) -> None:
    for start, title in (("12:00", "B"), ("10:00", "A"), ("15:00", "C")):
        await ana.insert(meeting(start, "16:00", summary=title))
    for day, title in (("2026-12-06", "last"), ("2026-12-07", "too late"), ("2026-11-22", "too early")):
        times = {end: {"dateTime": f"{day}T12:00:00Z"} for end in ("start", "end")}
        await ana.insert({"summary": title, **times})
    await control.behave(page_size_cap=2, first_page_empty=True)

    assert await titles(diary) == ["A", "B", "C", "last"]


async def test_a_weekly_event_is_there_each_week_and_one_can_be_moved(diary: Diary) -> None:
    await diary.add(NewEntry("Sync", When(TUESDAY, time(9), minutes=30), weeks=5))
    first, second = await diary.entries()
    assert [entry.start.date() for entry in (first, second)] == [TUESDAY, date(2026, 12, 1)]
    assert first.series_id == second.series_id is not None
    await diary.move(second, When(date(2026, 12, 2), time(10), minutes=30))

    assert [f"{entry.start:%d %H:%M}" for entry in await diary.entries()] == ["24 09:00", "02 10:00"]


async def test_one_occurrence_or_the_whole_series_is_renamed_and_deleted(diary: Diary) -> None:
    await diary.add(NewEntry("Sync", When(TUESDAY, time(9)), weeks=2))
    first, second = await diary.entries()
    await diary.retitle(first, "Kick-off")
    assert await titles(diary) == ["Kick-off", "Sync"]
    await diary.retitle(second, "Weekly", series=True)
    assert (await titles(diary))[1] == "Weekly"

    await diary.delete(second)
    assert len(await titles(diary)) == 1
    await diary.delete(first, series=True)
    assert await titles(diary) == []


async def test_a_guest_answers_a_whole_series(ana: Person, diary: Diary, control: LocalGoogleControl) -> None:
    await diary.add(NewEntry("Sync", When(TUESDAY, time(9)), guests=(BOB,), weeks=2))
    bobs = await Diary.open(control, BOB)
    _, second = await bobs.entries()
    await bobs.answer(second, "accepted", series=True)

    listed = (await ana.list(singleEvents="true"))["items"]
    assert [responses(event) for event in listed] == [{BOB: "accepted"}] * 2


async def test_who_is_no_guest_cannot_answer(ana: Person, diary: Diary) -> None:
    await ana.insert(meeting(attendees=guests(BOB)))
    (entry,) = await diary.entries()

    with pytest.raises(NotPossible, match="is not among the guests of “Review”"):
        await diary.answer(entry, "accepted")


async def test_an_event_is_found_by_its_title_or_how_that_begins(ana: Person, diary: Diary) -> None:
    made = [await ana.insert(meeting(summary=title)) for title in ("Review", "Review of all", "Lunch")]

    assert (await diary.find("Review")).id == made[0]["id"]
    assert (await diary.find("review of")).id == made[1]["id"]
    assert (await diary.find(made[2]["id"][:12])).title == "Lunch"
    with pytest.raises(NotPossible, match="could be 2 events"):
        await diary.find("rev")
    with pytest.raises(NotPossible, match="“Dinner”; `--from` shows later ones"):
        await diary.find("Dinner")


async def test_the_title_of_one_series_finds_it_where_the_whole_is_meant(ana: Person, diary: Diary) -> None:
    await diary.add(NewEntry("Weekly", When(TUESDAY, time(9)), weeks=2))
    first, _ = await diary.entries()

    assert await diary.find("Weekly", series=True) == first
    with pytest.raises(NotPossible, match="could be 2 events"):
        await diary.find("Weekly")
    await ana.insert(meeting(summary="Weekly"))
    with pytest.raises(NotPossible, match="could be 3 events"):
        await diary.find("Weekly", series=True)


async def test_a_service_account_is_not_among_those_who_are_known(control: LocalGoogleControl) -> None:
    await control.add_account("robot@vai.iam.gserviceaccount.com")

    assert ANA in [account.email for account in await control.people()]
    with pytest.raises(NotPossible, match=f"known: {ANA}") as told:
        await Diary.open(control, "x")
    assert "robot" not in str(told.value)
