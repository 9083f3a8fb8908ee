"""A person moves a meeting by hand: every reader of changes is told, and the old hour is free again."""

from typing import Any

from worker.sandbox.demo.agents import command
from worker.sandbox.demo.answer import Answer
from worker.sandbox.demo.card import Card, Way
from worker.sandbox.demo.people import ELENA, JAMES
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.theatre import Theatre
from worker.sandbox.demo.week import THURSDAY, as_span, hours, span_of

TITLE = "Contract review"
NEXT_TITLE = "Hiring call"
MOVED = "vai.calendar.event.moved"


async def play(theatre: Theatre, card: Card) -> None:
    old, new = theatre.week.on(THURSDAY, 12, 13, ELENA), theatre.week.on(THURSDAY, 16, 17, ELENA)
    booked = await book(theatre, card, TITLE, as_span(old))
    event_id = booked["event"]["id"]
    card.tell("booked", hours(span_of(booked["event"]), ELENA))

    await theatre.calendars.move(ELENA, event_id, new)
    card.message(Way.HAND, f"Elena drags it to {new.start.astimezone(ELENA.zone):%H:%M}")
    asked = command("sync_calendar", ELENA)
    synced = (await theatre.agents.ask(card, asked, "Elena's calendar")).succeeded(card)
    moved = await theatre.agents.show_change(card, event_id, MOVED)
    card.tell("moved", hours(span_of(moved.body["after"]), ELENA))
    card.tell("sync", f"{synced['changed']} of {synced['read']} events had changed")

    again = await book(theatre, card, NEXT_TITLE, as_span(old))
    card.tell("then", f"{hours(span_of(again['event']), ELENA)}  {NEXT_TITLE}")
    check(card, moved, booked, again)
    times = theatre.agents.changes_of(event_id, MOVED)
    card.claim("told once", holds=times == 1, found=times)


async def book(theatre: Theatre, card: Card, title: str, slot: dict[str, str]) -> dict[str, Any]:
    asked = command("schedule_meeting", ELENA, title=title, participants=[JAMES.participant], slot=slot)
    return (await theatre.agents.ask(card, asked, title)).succeeded(card)


def check(card: Card, moved: Answer, booked: dict[str, Any], again: dict[str, Any]) -> None:
    told, old = moved.body, span_of(booked["event"])
    own_hand = (told["origin"], told["command_id"])
    before_and_after = (span_of(told["before"]) == old, span_of(told["after"]) == old)
    card.claim("as Elena's own change", holds=own_hand == ("external", None), found=own_hand)
    card.claim("old and new time", holds=before_and_after == (True, False), found=before_and_after)
    card.claim("the old hour is free again", holds=span_of(again["event"]) == old)


SCENE = Scene("Moved by hand", "what people do in their calendars comes back to the agents", play)
