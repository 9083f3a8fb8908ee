"""One command, delivered three times at once: one meeting, and the same answer to the byte."""

from hashlib import sha256

from worker.sandbox.demo.agents import command
from worker.sandbox.demo.answer import Answer
from worker.sandbox.demo.calendars import Entry
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.people import ELENA, JAMES
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.theatre import Theatre

TITLE = "Contract call"
DELIVERIES = 3


async def play(theatre: Theatre, card: Card) -> None:
    asked = command(
        "schedule_meeting",
        ELENA,
        title=TITLE,
        participants=[JAMES.participant],
        window=theatre.week.window,
    )
    answers = await theatre.agents.ask_together(card, [(asked, TITLE)] * DELIVERIES)
    events = [entry for entry in await theatre.calendars.of(ELENA) if entry.title == TITLE]
    written = await theatre.calendars.control.log(method="POST", path="/events$", subject=ELENA.email)
    for answer in answers:
        answer.succeeded(card)
    show(card, answers, events)
    check(card, answers, events, len(written))


def show(card: Card, answers: list[Answer], events: list[Entry]) -> None:
    for number, answer in enumerate(answers, start=1):
        value = answer.record.value or b""
        card.tell(f"result {number}", f"{len(value)} bytes, sha256 {sha256(value).hexdigest()[:12]}")
    card.tell("calendar", f"{len(events)} event “{TITLE}”")


def check(card: Card, answers: list[Answer], events: list[Entry], written: int) -> None:
    different = {answer.identity for answer in answers}
    card.claim(
        "three results, equal byte for byte", holds=len(different) == 1, found=f"{len(different)} different"
    )
    card.claim("one event in the calendar", holds=len(events) == 1, found=len(events))
    card.claim("one write at Google", holds=written == 1, found=written)


SCENE = Scene(
    "The same message, three times at once", "Kafka may deliver twice; the meeting exists once", play
)
