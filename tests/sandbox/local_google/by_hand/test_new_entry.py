"""Times as people write them, and what Google is told of them."""

from datetime import date, time
from zoneinfo import ZoneInfo

from worker.sandbox.local_google.by_hand.entry import Entry
from worker.sandbox.local_google.by_hand.new_entry import NewEntry, When

BUCHAREST = ZoneInfo("Europe/Bucharest")
FORWARD = date(2027, 3, 28)
"""At three in the morning the clocks of Bucharest go to four."""


def test_a_time_that_the_clocks_skip_is_the_next_there_is() -> None:
    times = When(FORWARD, time(3, 30), minutes=60).times(BUCHAREST, "Europe/Bucharest")

    assert times["start"]["dateTime"] == "2027-03-28T01:00:00+00:00"
    assert times["end"]["dateTime"] == "2027-03-28T02:00:00+00:00"


def test_how_long_an_event_lasts_is_real_time() -> None:
    times = When(FORWARD, time(2), minutes=120).times(BUCHAREST, "Europe/Bucharest")
    shown = {name: {**value, "timeZone": "Europe/Bucharest"} for name, value in times.items()}
    for value in shown.values():
        del value["date"]
    entry = Entry.of({"id": "e", "status": "confirmed", **shown}, BUCHAREST)

    assert (f"{entry.start:%H:%M}", f"{entry.end:%H:%M}", entry.minutes) == ("02:00", "05:00", 120)


def test_whole_days_take_the_time_of_day_away() -> None:
    times = When(FORWARD, days=2).times(BUCHAREST, "Europe/Bucharest")

    assert times == {
        "start": {"date": "2027-03-28", "dateTime": None, "timeZone": None},
        "end": {"date": "2027-03-30", "dateTime": None, "timeZone": None},
    }


def test_a_body_says_what_was_written_and_nothing_else() -> None:
    body = NewEntry("Sync", When(FORWARD, days=1), ("bob@corp.example",), weeks=3).body("Europe/Bucharest")

    assert body.keys() == {"summary", "start", "end", "attendees", "recurrence"}
    assert body["recurrence"] == ["RRULE:FREQ=WEEKLY;COUNT=3"]
