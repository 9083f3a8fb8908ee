"""A calendar on the terminal: a day, and below it what is on it, in plain lines."""

from collections.abc import Sequence
from itertools import groupby

from worker.sandbox.local_google.by_hand.diary import Diary
from worker.sandbox.local_google.by_hand.entry import Entry
from worker.sandbox.local_google.by_hand.words import answer_word, hours, remarks, title

MARGIN = " " * 17
"""Below the title, past the widest hours of one day."""


def agenda(diary: Diary, entries: Sequence[Entry]) -> list[str]:
    lines = [f"{diary.email}, times in {diary.place.key}"]
    for day, of_day in groupby(entries, key=lambda entry: entry.start.date()):
        lines += ["", f"{day:%a %-d %b}{', today' if day == diary.today else ''}"]
        lines += [line for entry in of_day for line in told(entry)]
    return lines if entries else [*lines, "", "Nothing in these two weeks."]


def told(entry: Entry) -> list[str]:
    guests = [f"{guest.email} ({answer_word(guest.answer)})" for guest in entry.guests]
    marks = [f"{name}={text}" for name, text in entry.marks.items()]
    below = [
        ", ".join(remarks(entry)),
        f"with {', '.join(guests)}" if guests else "",
        entry.meet_url or "",
        " ".join([entry.id, *marks]),
    ]
    return [f"  {hours(entry):<13}  {title(entry)}", *(MARGIN + text for text in below if text)]


def line(entry: Entry) -> str:
    return f"{entry.start:%a %-d %b}, {hours(entry)}, {title(entry)}"
