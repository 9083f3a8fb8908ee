"""Two agents want the same hour of the same person, at the same moment: one gets it."""

from collections.abc import Sequence
from typing import Any

from worker.domain.interval import Interval
from worker.sandbox.demo.agents import command
from worker.sandbox.demo.answer import Answer
from worker.sandbox.demo.calendars import Entry, overlapping
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.people import ANA, ELENA, MAYA, Person, named
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.theatre import Theatre
from worker.sandbox.demo.week import THURSDAY, as_span, day_and_hour, span_of

RIVALS = (ANA, ELENA)
TITLES = {ANA: "Renewal", ELENA: "Support review"}


async def play(theatre: Theatre, card: Card) -> None:
    hour = theatre.week.on(THURSDAY, 9, 10, MAYA)
    wishes = [(wish(person, hour), f"{person.name}'s agent") for person in RIVALS]
    answers = dict(zip(RIVALS, await theatre.agents.ask_together(card, wishes), strict=True))
    winner, loser = told_apart(card, answers)
    refusal = answers[loser].rejected(card, "slot_taken")
    card.tell(winner.name, f"gets {start(span_of(answers[winner].data['event']))}")
    blocked = {
        f"{named(each['email']).name} {each['reason']}" for each in refusal["blocked_by"] if each["email"]
    }
    card.tell(loser.name, f"slot taken: {', '.join(sorted(blocked))}")
    offered = [span_of(slot) for slot in refusal["alternatives"]]
    card.require("the other is offered other hours", holds=bool(offered))
    card.tell("offered", ", ".join(day_and_hour(slot.start, MAYA) for slot in offered[:2]))

    second = await theatre.agents.ask(card, wish(loser, offered[0]), f"{loser.name} accepts")
    got = span_of(second.succeeded(card)["event"])
    card.tell(loser.name, f"gets {start(got)}")
    check(card, hour, offered, await theatre.calendars.of(MAYA))


def wish(person: Person, hour: Interval) -> dict[str, Any]:
    return command(
        "schedule_meeting",
        person,
        title=TITLES[person],
        participants=[MAYA.participant],
        slot=as_span(hour),
    )


def start(when: Interval) -> str:
    return f"{day_and_hour(when.start, MAYA)} in {MAYA.city}"


def told_apart(card: Card, answers: dict[Person, Answer]) -> tuple[Person, Person]:
    """Return who got the hour, and who did not."""
    winners = [person for person, answer in answers.items() if answer.status == "succeeded"]
    card.require("one of the two gets the hour", holds=len(winners) == 1, found=len(winners))
    (loser,) = set(answers) - set(winners)
    return winners[0], loser


def check(card: Card, hour: Interval, offered: Sequence[Interval], entries: list[Entry]) -> None:
    in_hour = [entry.title for entry in entries if entry.blocks and entry.when.overlaps(hour)]
    booked = [entry for entry in entries if entry.title in TITLES.values()]
    twice = overlapping(entries)
    card.claim("one meeting in that hour", holds=len(in_hour) == 1, found=in_hour)
    card.claim("the offer held", holds=offered[0] in [entry.when for entry in booked], found=booked)
    card.claim("nothing in Maya's calendar overlaps", holds=not twice, found=twice)


SCENE = Scene("Two agents, one hour", "both ask at the same moment; one gets it, the other an offer", play)
