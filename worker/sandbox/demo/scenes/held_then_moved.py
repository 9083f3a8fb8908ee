"""A time is kept while somebody makes up their mind, then booked, then moved: nobody else gets in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from worker.domain.interval import Interval
from worker.sandbox.demo.agents import command
from worker.sandbox.demo.calendars import Entry
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.people import ANA, ELENA, JAMES, Person, named
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.theatre import Theatre
from worker.sandbox.demo.week import FRIDAY, NINE, SEVENTEEN, TUESDAY, as_span, hours, span_of

TITLE = "Price talk"
MOVED = "vai.calendar.event.moved"


@dataclass(frozen=True, slots=True)
class Found:
    """What came back."""

    refused_by: Sequence[tuple[str | None, str]]
    """Who kept the other agent from the hour that is held, and why."""
    booked: Interval
    moved: Interval
    origin: str
    """Of the move, as it was told to everybody."""
    entries: Sequence[Entry]
    """In the guest's calendar, at the end."""


async def play(theatre: Theatre, card: Card) -> None:
    hour = theatre.week.on(TUESDAY, 11, 12, ELENA)
    held = await ask(theatre, card, "hold_slot", slot=as_span(hour), participants=[JAMES.participant])
    card.tell("held", f"{hours(hour, ELENA)}  for Elena")
    refused_by = await refusal(theatre, card, ANA, hour)

    guests, hold_id = [JAMES.participant], held["hold_id"]
    booked = await ask(theatre, card, "schedule_meeting", title=TITLE, hold_id=hold_id, participants=guests)
    friday = theatre.week.on(FRIDAY, NINE, SEVENTEEN, ELENA)
    event_id = booked["event"]["id"]
    moved = await ask(theatre, card, "reschedule_meeting", event_id=event_id, window=as_span(friday))
    told = (await theatre.agents.show_change(card, event_id, MOVED)).body
    card.tell("moved", hours(span_of(moved["event"]), ELENA))
    card.tell("because", ", ".join(moved["slot"]["reasons"]).replace("_", " "))

    entries = await theatre.calendars.of(JAMES)
    times = span_of(booked["event"]), span_of(moved["event"])
    check(card, hour, friday, Found(refused_by, *times, told["origin"], entries))


async def ask(theatre: Theatre, card: Card, kind: str, **fields: Any) -> dict[str, Any]:
    asked = command(kind, ELENA, **fields)
    return (await theatre.agents.ask(card, asked, TITLE)).succeeded(card)


async def refusal(
    theatre: Theatre, card: Card, other: Person, hour: Interval
) -> list[tuple[str | None, str]]:
    """Let another user's agent want the hour that is held. Return who is in its way, and why."""
    wish = {"title": "Lunch", "participants": [JAMES.participant], "slot": as_span(hour)}
    answer = await theatre.agents.ask(card, command("schedule_meeting", other, **wish), f"{other.name} too")
    refused_by = [
        (each["email"], each["reason"]) for each in answer.rejected(card, "slot_taken")["blocked_by"]
    ]
    reasons = ", ".join(f"{named(email).name} {why}" for email, why in refused_by if email)
    card.tell(other.name, f"slot taken: {reasons}")
    return refused_by


def check(card: Card, hour: Interval, friday: Interval, found: Found) -> None:
    only_the_hold = list(found.refused_by) == [(JAMES.email, "hold")]
    times = [entry.when for entry in found.entries if entry.title == TITLE]
    once = times == [found.moved] and friday.contains(found.moved)
    card.claim("kept from everybody else", holds=only_the_hold, found=found.refused_by)
    card.claim("the hold became the meeting", holds=found.booked == hour, found=found.booked)
    card.claim("told as the agent's own move", holds=found.origin == "self", found=found.origin)
    card.claim("James has it once, on Friday", holds=once, found=times)


SCENE = Scene("Held, booked, moved", "a time is kept while people think, and moves when they do", play)
