"""A clear no: who stands in the way, what would help, and what to offer instead."""

from typing import Any

from worker.sandbox.demo.agents import command
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.people import ANA, JAMES, RADU, named
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.theatre import Theatre
from worker.sandbox.demo.week import NINE, SEVENTEEN, WEDNESDAY, WORKDAYS, as_span, span_of

TITLE = "Budget review"
PEOPLE = (RADU, JAMES)
ADVICE = ("advice", "or", "or")


async def play(theatre: Theatre, card: Card) -> None:
    for day in range(WORKDAYS):
        await theatre.calendars.put(RADU, "On site", theatre.week.on(day, NINE, SEVENTEEN, RADU))

    wednesday = theatre.week.on(WEDNESDAY, NINE, SEVENTEEN, ANA)
    wish = {"window": as_span(wednesday), "duration_minutes": 60}
    everybody = [person.participant for person in PEOPLE]
    asked = command("schedule_meeting", ANA, title=TITLE, participants=everybody, **wish)
    data = (await theatre.agents.ask(card, asked, TITLE)).rejected(card, "no_slot")
    show(card, data)

    others = [JAMES.participant]
    again = command("check_availability", ANA, participants=others, limit=100, **wish)
    found = (await theatre.agents.ask(card, again, f"without {RADU.name}")).succeeded(card)
    titles = [entry.title for entry in await theatre.calendars.of(ANA)]
    check(card, data, found, titles)


def show(card: Card, data: dict[str, Any]) -> None:
    explanation = data["explanation"]
    for each in explanation["participants"]:
        if each["blocks"]:
            blocks = f"{each['blocks']} of {explanation['candidates']} starts, {each['blocks_alone']} alone"
            card.tell(named(each["email"]).name, f"blocks {blocks}")
    for label, each in zip(ADVICE, explanation["relaxations"], strict=False):
        first = f"{ANA.local(span_of(each['first']).start):%a %H:%M}"
        card.tell(label, f"{relaxed(each['change'])}: {counted(each['slots'])}, from {first}")
    for each in data["suggestions"][:1]:
        starts = [f"{ANA.local(span_of(slot).start):%H:%M}" for slot in each["slots"]]
        card.tell("instead", f"{ANA.local(span_of(each['slots'][0]).start):%a %-d %b}: {', '.join(starts)}")


def relaxed(change: dict[str, Any]) -> str:
    """Say a change of the search in few words."""
    if "drop" in change:
        return f"without {named(change['drop']).name}"
    if "extend_days" in change:
        return f"{change['extend_days']} days more"
    return f"only {change['duration_minutes']} min"


def counted(slots: int) -> str:
    return "1 slot" if slots == 1 else f"{slots} slots"


def check(card: Card, data: dict[str, Any], found: dict[str, Any], titles: list[str]) -> None:
    explanation = data["explanation"]
    blocks = {each["email"]: each["blocks"] for each in explanation["participants"]}
    dropping = [each for each in explanation["relaxations"] if each["change"] == {"drop": RADU.email}]
    told = [(each["slots"], as_span(span_of(each["first"]))) for each in dropping]
    slots = [as_span(span_of(slot)) for slot in found["slots"]]
    tried = [(len(slots), min(slots, key=lambda slot: slot["start"]))] if slots else []

    everywhere = blocks.get(RADU.email) == explanation["candidates"]
    card.claim("Radu blocks all starts", holds=everywhere, found=blocks)
    card.claim("advice true when tried", holds=told == tried != [], found=(told, tried))
    card.claim("other days offered", holds=bool(data["suggestions"]))
    card.claim("nothing booked", holds=TITLE not in titles, found=titles)


SCENE = Scene("A clear no", "who is in the way, what would help, and what to offer instead", play)
