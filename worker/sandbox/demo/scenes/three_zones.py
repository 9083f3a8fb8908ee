"""A meeting of three people in three zones: the hour lies inside everybody's own working day."""

from typing import Any

from worker.sandbox.demo.agents import command
from worker.sandbox.demo.calendars import Entry, overlapping
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.people import ANA, JAMES, MAYA
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.theatre import Theatre
from worker.sandbox.demo.week import MONDAY, at_work, hours, span_of

TITLE = "Portal demo"
PEOPLE = (ANA, JAMES, MAYA)
CREATED = "vai.calendar.event.created"


async def play(theatre: Theatre, card: Card) -> None:
    taken = theatre.week.on(MONDAY, 12, 17, JAMES)
    await theatre.calendars.put(JAMES, "Board meeting", taken)  # on Monday there is no common hour left

    answer = await theatre.agents.ask(card, asked(theatre), TITLE)
    data = answer.succeeded(card)
    await theatre.agents.show_change(card, data["event"]["id"], CREATED)
    show(card, data)
    check(card, data, [await theatre.calendars.of(person) for person in PEOPLE])


def asked(theatre: Theatre) -> dict[str, Any]:
    return command(
        "schedule_meeting",
        ANA,
        title=TITLE,
        meeting_type="sales_meeting",
        participants=[JAMES.participant, MAYA.participant],
        window=theatre.week.window,
    )


def show(card: Card, data: dict[str, Any]) -> None:
    for person in PEOPLE:
        card.tell(person.name, f"{hours(span_of(data['event']), person)} {person.city}")
    card.tell("Meet", str(data["event"]["meet_url"]).removeprefix("https://"))
    reasons = " · ".join(data["slot"]["reasons"]).replace("_", " ")
    card.tell("reason", reasons)


def check(card: Card, data: dict[str, Any], calendars: list[list[Entry]]) -> None:
    event, when = data["event"], span_of(data["event"])
    copies = [entry for entries in calendars for entry in entries if entry.id == event["id"]]
    outside = [person.name for person in PEOPLE if not at_work(when, person)]
    twice = [pair for entries in calendars for pair in overlapping(entries)]
    links = {copy.meet_url for copy in copies}

    card.claim("inside everybody's 9 to 5", holds=not outside, found=outside)
    card.claim("in all three calendars", holds=len(copies) == len(PEOPLE), found=len(copies))
    card.claim("nobody booked twice", holds=not twice, found=twice)
    card.claim("one Meet link", holds=links == {event["meet_url"]} != {None}, found=links)


SCENE = Scene(
    "Three people, three time zones",
    "one message in, one meeting out, at a good hour for all of them",
    play,
)
