"""A meeting is about to begin: whoever reads the changes is told at the reminder's very moment."""

from datetime import timedelta

from worker.domain.interval import Interval
from worker.ports.clock import SystemClock
from worker.sandbox.demo.agents import command
from worker.sandbox.demo.answer import Answer
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.people import MAYA
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.theatre import Theatre
from worker.sandbox.demo.week import as_span

TITLE = "Stand-up"
MINUTES = 10
AHEAD = timedelta(seconds=5)
"""How far ahead the reminder is: time enough for the meeting to be booked."""
PROMPT = timedelta(seconds=5)
"""How late it may be told."""
REMINDER = "vai.calendar.reminder.due"


async def play(theatre: Theatre, card: Card) -> None:
    due = SystemClock().now().replace(microsecond=0) + AHEAD  # Google keeps whole seconds
    start = due + timedelta(minutes=MINUTES)
    asked = command(
        "schedule_meeting",
        MAYA,
        title=TITLE,
        participants=[],
        slot=as_span(Interval(start, start + timedelta(minutes=15))),
        reminders=[{"method": "popup", "minutes": MINUTES}],
    )
    booked = (await theatre.agents.ask(card, asked, TITLE)).succeeded(card)
    event_id = booked["event"]["id"]
    card.tell("begins", f"{MAYA.local(start):%H:%M:%S} in {MAYA.city}")
    reminder = await theatre.agents.show_change(card, event_id, REMINDER)
    late = reminder.record.timestamp - due
    card.tell("told", f"{late.total_seconds():.1f} s after its moment")
    check(card, reminder, late, theatre.agents.changes_of(event_id, REMINDER))


def check(card: Card, reminder: Answer, late: timedelta, times: int) -> None:
    asked_for = ("popup", MINUTES, TITLE)
    told = (reminder.body["method"], reminder.body["minutes"], reminder.body["event"]["title"])
    card.claim("the reminder that was asked for", holds=told == asked_for, found=told)
    card.claim("at its moment", holds=timedelta(0) <= late <= PROMPT, found=late)
    card.claim("one record", holds=times == 1, found=times)


SCENE = Scene("Reminded", "at a reminder's moment every reader of changes is told", play)
