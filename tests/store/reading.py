"""A calendar that is read by hand: versions go in, and one sees what is told of them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson

from tests.fakes.events import draft_as_event
from tests.store.asked import ANA, ANSWER, DAY, claimed, event, key, seats, slot, span
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventStatus
from worker.domain.interval import Interval
from worker.ports.commands import Booking, Claim, Commands, Headers, Observation, Settlement
from worker.ports.intent import Intent
from worker.ports.outbox import Chores, Outbox
from worker.ports.reservations import Reservations
from worker.ports.synchronisation import Doubts, Outcome, Republish, Synchronisation, Synchronisations

LONG_AGO = Interval(datetime(2020, 3, 2, 9, tzinfo=UTC), datetime(2020, 3, 2, 10, tzinfo=UTC))
DAILY: dict[str, Any] = {"recurrence": ("RRULE:FREQ=DAILY",)}
SELF, EXTERNAL = "self", "external"


class Meddle(Protocol):
    """What a store lets a test do past its ports."""

    async def lose(self, synchronisation: Synchronisation) -> None:
        """Let the lease end, as if its replica had stood still."""
        ...

    async def hurry(self) -> None:
        """Let the time of every calendar come."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """A record of the changes topic."""

    kind: str
    body: dict[str, Any] = field(repr=False)
    headers: Headers = field(repr=False)

    @property
    def brief(self) -> tuple[str, str, str]:
        """Return event, kind and origin."""
        return self.body.get("event_id", ""), self.kind, self.body.get("origin", "")


@dataclass(frozen=True, slots=True)
class Reading:
    """Ana's calendar, in one store."""

    synchronisations: Synchronisations
    commands: Commands
    reservations: Reservations
    chores: Chores
    outbox: Outbox
    meddle: Meddle

    async def begin(
        self, locale: str | None = "en", *, everything: bool = False, trace: Headers = ()
    ) -> Synchronisation:
        begun = await self.synchronisations.begin(
            ANA, ANA.address, locale, everything=everything, trace=trace
        )
        assert begun is not None
        return begun

    async def read(
        self, *events: CalendarEvent, everything: bool = False, republish: Republish | None = None
    ) -> Outcome:
        """Read a calendar from begin to end, without any doubt."""
        begun = await self.begin(everything=everything)
        await self.synchronisations.stage(begun, events)
        return await self.end(begun, republish)

    async def end(self, begun: Synchronisation, republish: Republish | None = None) -> Outcome:
        outcome = await self.synchronisations.complete(begun, "token", republish)
        assert isinstance(outcome, Outcome), outcome
        return outcome

    async def doubts(self, begun: Synchronisation) -> list[str]:
        """Return the ids of events in doubt, and none where there was none and all was taken in."""
        outcome = await self.synchronisations.complete(begun, "token")
        return [one.event_id for one in outcome.events] if isinstance(outcome, Doubts) else []

    async def settle(self, begun: Synchronisation, *events: CalendarEvent) -> Outcome:
        await self.synchronisations.stage(begun, events, settled=True)
        return await self.end(begun)

    async def told(self) -> list[Told]:
        """Take everything that waits to be published."""
        rows = await self.outbox.pending(1000)
        await self.outbox.published(rows)
        assert {row.key for row in rows} <= {b"user-1/ana@example.com"}
        return [
            Told(dict(row.headers)["ce_type"].decode().split(".")[-1], orjson.loads(row.value), row.headers)
            for row in rows
        ]

    async def brief(self) -> list[tuple[str, str, str]]:
        return [one.brief for one in await self.told()]

    async def writing(self, *drafts: EventDraft, command_id: str = "c-1") -> Claim:
        """Begin a command that is about to write."""
        claim = await claimed(self.commands, command_id)
        await self.commands.save(claim, b"about to write", [intent(draft) for draft in drafts])
        return claim

    async def deleting(self, *event_ids: str, command_id: str = "delete-1") -> Claim:
        claim = await claimed(self.commands, command_id)
        intents = [Intent(key(event_id), None, "ro") for event_id in event_ids]
        await self.commands.save(claim, b"about to delete", intents)
        return claim

    async def finish(self, claim: Claim, *events: CalendarEvent, booking: Booking = Booking.KEEP) -> None:
        observed = tuple(self.observed(one, claim.command_id) for one in events)
        await self.commands.finish(claim, ANSWER, Settlement(booking=booking, observed=observed))

    def observed(self, one: CalendarEvent, command_id: str = "c-1") -> Observation:
        return Observation(ANA, one, command_id, "ro")

    async def write(self, draft: EventDraft, number: int, command_id: str = "c-1") -> CalendarEvent:
        """Write an event from begin to end, and forget what was told of it."""
        written = as_written(draft, number)
        await self.finish(await self.writing(draft, command_id=command_id), written)
        await self.told()
        return written

    async def book(self, event_id: str, hour: float, *people: str) -> None:
        claim = await claimed(self.commands, f"book {event_id}")
        await self.reservations.reserve(claim, seats(*people, event_id=event_id), [slot(hour, hour + 1)])
        await self.commands.finish(claim, ANSWER, Settlement(booking=Booking.CONFIRM))


def version(number: int, event_id: str = "e-1", **fields: Any) -> CalendarEvent:
    """Return an event as it is after so many changes."""
    one = event(event_id, fields.pop("title", f"Version {number}"), DAY + timedelta(minutes=number))
    return replace(one, etag=f'"{number}"', **fields)


def foreign(number: int, event_id: str = "e-1", **fields: Any) -> CalendarEvent:
    return version(number, event_id, private=(), **fields)


def tombstone(number: int, event_id: str = "e-1", **fields: Any) -> CalendarEvent:
    return version(number, event_id, status=EventStatus.CANCELLED, **fields)


def bare(event_id: str = "e-1", **fields: Any) -> CalendarEvent:
    return CalendarEvent(event_id, ANA.address, "", EventStatus.CANCELLED, **fields)


def draft(event_id: str = "e-1", write_id: str = "w-1", title: str = "Written") -> EventDraft:
    private = {"vai_created_by": "ai_agent", "vai_write_id": write_id, "vai_conversation_id": "talk-1"}
    return EventDraft(
        event_id, title, span(9, 10), "Europe/Bucharest", private=tuple(sorted(private.items()))
    )


def intent(one: EventDraft) -> Intent:
    return Intent(key(one.id), one, "ro")


def as_written(one: EventDraft, number: int, **fields: Any) -> CalendarEvent:
    """Return the event that a write made, as the version of this number."""
    made = draft_as_event(one, ANA.address)
    return replace(made, etag=f'"{number}"', updated=DAY + timedelta(minutes=number), **fields)
