"""What is due on a Saturday waits for Monday, and goes when its meeting is cancelled."""

from datetime import timedelta

from worker.sandbox.demo.agents import command
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.people import JAMES, RADU
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.theatre import Theatre
from worker.sandbox.demo.week import FRIDAY, NINE, SEVENTEEN, WORKDAYS, day_and_hour, hours, span_of

NEXT_MONDAY = WORKDAYS + 2
TITLE = "Kick-off"
TO_DO = "Send minutes"
CANCELLED = "vai.calendar.event.cancelled"


async def play(theatre: Theatre, card: Card) -> None:
    saturday = theatre.week.on(FRIDAY, 9, 17, RADU).end + timedelta(days=1)
    monday = theatre.week.on(NEXT_MONDAY, NINE, SEVENTEEN, JAMES).start
    asked = command(
        "schedule_meeting",
        JAMES,
        title=TITLE,
        participants=[],
        time_zone=JAMES.zone_name,
        window=theatre.week.window,
        follow_up_actions=[{"title": TO_DO, "due": saturday.isoformat()}],
    )
    booked = (await theatre.agents.ask(card, asked, TITLE)).succeeded(card)
    events = (booked["event"], *booked["follow_ups"])
    card.tell("meeting", hours(span_of(booked["event"]), JAMES))
    times = [span_of(each).start for each in booked["follow_ups"]]
    card.tell("due", f"{day_and_hour(saturday, JAMES)}  {TO_DO}")
    for each in times:
        card.tell("to do", day_and_hour(each, JAMES))
    card.claim("not on a Saturday", holds=times == [monday], found=times)
    before = {entry.id for entry in await theatre.calendars.of(JAMES)}

    cancel = command("cancel_meeting", JAMES, event_id=booked["event"]["id"])
    (await theatre.agents.ask(card, cancel, TITLE)).succeeded(card)
    for event in events:
        await theatre.agents.show_change(card, event["id"], CANCELLED)
    after = {entry.id for entry in await theatre.calendars.of(JAMES)}
    card.tell("then", f"{len(before - after)} events fewer in the calendar")
    check(card, {event["id"] for event in events}, before, after)


def check(card: Card, ours: set[str], before: set[str], after: set[str]) -> None:
    both = 2
    card.claim("both were there", holds=len(ours) == both and ours <= before, found=len(ours & before))
    card.claim("both are gone", holds=not ours & after, found=len(ours & after))
    card.claim("nothing else went", holds=before - after == ours, found=len(before - after))


SCENE = Scene("Cancelled", "what is due on a Saturday waits for Monday, and goes with its meeting", play)
