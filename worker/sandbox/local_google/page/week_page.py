"""Somebody's two weeks, day by day, and what can be added to them."""

from collections.abc import Sequence
from datetime import date

from worker.sandbox.local_google.by_hand.diary import SHOWN_DAYS, Diary
from worker.sandbox.local_google.by_hand.entry import DAY, Entry
from worker.sandbox.local_google.page.document import (
    Note,
    box,
    button,
    document,
    field,
    form,
    people_links,
    tick,
    week_address,
)
from worker.sandbox.local_google.page.event_card import event_card
from worker.sandbox.local_google.page.markup import Markup, element

TITLE = "Calendars of the local Google"


def week_page(
    diary: Diary, people: Sequence[str], entries: Sequence[Entry], first: date, token: str, note: Note | None
) -> str:
    hidden = {"token": token, "as": diary.email, "from": first.isoformat()}
    days = [first + number * DAY for number in range(SHOWN_DAYS)]
    return document(
        TITLE,
        people_links(people, diary.email),
        note,
        element("p", f"{diary.email}, times in {diary.place.key}", class_="soft"),
        _turn(diary.email, first),
        [_day(day, _of_day(entries, day, first), hidden, today=day == diary.today) for day in days],
        box("Put in an event", _new_event(hidden, max(first, diary.today))),
        new_person(token),
    )


def people_page(people: Sequence[str], token: str, note: Note | None = None) -> str:
    ask = "Whose calendar?" if people else "Nobody is here yet."
    return document(TITLE, people_links(people), note, element("p", ask), new_person(token))


def new_person(token: str) -> Markup:
    fields = (
        field("Address", "email", "email", required=True, placeholder="ana@example.com"),
        field("Time zone", "zone", value="UTC", required=True),
    )
    return box("Add a person", form("person", {"token": token}, *fields, button("Add")))


def _turn(email: str, first: date) -> Markup:
    """Return the ways to the two weeks before and after."""
    earlier, later = first - SHOWN_DAYS * DAY, first + SHOWN_DAYS * DAY
    links = [
        element("a", "earlier", href=week_address(email, earlier.isoformat())),
        element("a", "today", href=week_address(email)),
        element("a", "later", href=week_address(email, later.isoformat())),
    ]
    return element("nav", links, aria_label="Weeks")


def _of_day(entries: Sequence[Entry], day: date, first: date) -> list[Entry]:
    """Return what begins on a day; on the first one also what began before."""
    return [entry for entry in entries if max(entry.start.date(), first) == day]


def _day(day: date, entries: Sequence[Entry], hidden: dict[str, str], *, today: bool) -> Markup:
    heading = element("h2", f"{day:%a %-d %b}{' · today' if today else ''}")
    cards = [event_card(entry, hidden) for entry in entries] or element("span", "nothing", class_="soft")
    return element("section", heading, element("div", cards), class_="day today" if today else "day")


def _new_event(hidden: dict[str, str], day: date) -> Markup:
    return form(
        "add",
        hidden,
        field("Title", "title", required=True),
        field("Day", "day", "date", value=day.isoformat(), required=True),
        field("Time", "at", "time", value="10:00"),
        field("Minutes", "minutes", "number", value=60, min=1),
        tick("whole day", "whole_day"),
        field("Days", "days", "number", value=1, min=1),
        tick("every week", "weekly"),
        field("Weeks", "weeks", "number", value=4, min=1),
        field("Guests, with commas", "guests", size=36),
        button("Put in", class_="main"),
    )
