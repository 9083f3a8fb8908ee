"""All handlers on fakes: a command goes in, and one sees its end, the calendar and the store."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from tests.fakes.accounts import FakeAccounts
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.events import draft_as_event
from tests.fakes.publisher import FakePublisher
from tests.fakes.push import FakePush
from tests.fakes.store_calendars import FakeCalendars
from tests.fakes.store_channels import FakeChannels
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_decisions import FakeDecisions
from tests.fakes.store_departures import FakeDepartures
from tests.fakes.store_grants import FakeGrants
from tests.fakes.store_outbox import FakeChores, FakeOutbox
from tests.fakes.store_reminders import FakeReminders
from tests.fakes.store_reservations import FakeReservations
from tests.fakes.store_synchronisation import FakeSynchronisations
from tests.fakes.work_times import FakePrimaryCalendars, FakeWorkTimes
from tests.handlers.lively_calendar import LivelyCalendar
from worker.app.background import errands_of, follower
from worker.app.ports import Ports
from worker.app.wiring import router
from worker.codes import Code
from worker.domain.calendar_event import (
    Attendee,
    CalendarEvent,
    EventDraft,
    EventKey,
    EventStatus,
)
from worker.domain.event_ids import MEETING, event_id, follow_up_step
from worker.domain.interval import Interval
from worker.engine.trial import settlement_of
from worker.errors import Refused, WorkerError
from worker.handlers.answer import Answer
from worker.handlers.errands import Errands
from worker.handlers.follower import Follower
from worker.handlers.router import Router
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope
from worker.messages.texts import Texts
from worker.ports.commands import Claim, Request, Settlement, StoredAnswer
from worker.ports.reservations import Hold, Reservation, ReservationKind
from worker.store.changes import TellChanges

ANA, BOB, EVE, GUEST = "ana@vai.example", "bob@vai.example", "eve@vai.example", "guest@elsewhere.example"
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
"""Monday, 09:00 in Bucharest."""
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
ANSWER = StoredAnswer(b"{}", ())
TEXTS = Texts.load()
WEBHOOK = "https://vai.example/webhooks/google/calendar"

Json = dict[str, Any]


def at(clock: str, days: int = 0) -> datetime:
    """Return an instant by its time of day in Bucharest, in winter, on Monday or so many days later."""
    hour, minute = clock.split(":")
    return NOW + timedelta(days=days, hours=int(hour) - 9, minutes=int(minute))


def span(start: str, end: str, days: int = 0) -> Interval:
    return Interval(at(start, days), at(end, days))


def wire(interval: Interval) -> Json:
    return {"start": interval.start.isoformat(), "end": interval.end.isoformat()}


TEN = span("10:00", "10:30")


def meeting_id(command_id: str = "c-1") -> str:
    return event_id(ANA, command_id, MEETING)


def follow_up_id(position: int = 0, command_id: str = "c-1") -> str:
    return event_id(ANA, command_id, follow_up_step(position))


def schedule(**fields: Any) -> Json:
    """Return a command for a meeting with Bob, by default at ten sharp."""
    body: Json = {"type": "schedule_meeting", "title": "Demo", "participants": [{"email": BOB}]}
    anywhen = {"window", "hold_id", "preferred_time"} & fields.keys()
    return command({**body, **({} if anywhen else {"slot": wire(TEN)}), **fields})


def follow_up(title: str = "Call back", **fields: Any) -> Json:
    return {"title": title, "due": at("10:00", days=2).isoformat(), **fields}


def available(**fields: Any) -> Json:
    return command({"type": "check_availability", "participants": [{"email": BOB}], **fields})


def cancel(event: str, **fields: Any) -> Json:
    return command({"type": "cancel_meeting", "command_id": "cancel-1", "event_id": event, **fields})


def command(fields: Json) -> Json:
    return {"command_id": "c-1", "user_id": ANA, "locale": "en", **fields}


@dataclass
class World:
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    calendar: LivelyCalendar = field(default_factory=LivelyCalendar)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    commands: FakeCommands = field(init=False)
    reservations: FakeReservations = field(init=False)
    calendars: FakeCalendars = field(init=False)
    chores: FakeChores = field(init=False)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    synchronisations: FakeSynchronisations = field(init=False)
    push: FakePush = field(init=False)
    channels: FakeChannels = field(init=False)
    consents: FakeConsents = field(default_factory=FakeConsents)
    grants: FakeGrants = field(init=False)
    departures: FakeDepartures = field(init=False)
    work_times: FakeWorkTimes = field(init=False)
    primary_calendars: FakePrimaryCalendars = field(default_factory=FakePrimaryCalendars)
    defaults: Defaults = field(default_factory=Defaults)
    """What the worker's settings mean to a command."""
    ports: Ports = field(init=False)
    handle: Router = field(init=False)
    errands: Errands = field(init=False)
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.calendar.add(ANA, BOB, EVE, GUEST)
        self.commands = FakeCommands(self.clock)
        self.reservations = FakeReservations(self.commands)
        self.calendars = FakeCalendars(self.commands)
        self.chores = FakeChores(self.commands)
        self.synchronisations = FakeSynchronisations(
            self.commands, TellChanges(TEXTS, self.clock), self.outbox, self.reservations, self.chores
        )
        self.push = FakePush(self.calendar)
        self.channels = FakeChannels(self.clock, self.synchronisations.follow, self.synchronisations.mark)
        self.grants = FakeGrants(self.commands, self.outbox)
        self.departures = FakeDepartures(self.commands)
        self.work_times = FakeWorkTimes(self.clock)
        ports = self.ports = Ports(
            accounts=self.accounts,
            calendar=self.calendar,
            calendars=self.calendars,
            channels=self.channels,
            chores=self.chores,
            commands=self.commands,
            consents=self.consents,
            decisions=FakeDecisions(self.commands),
            departures=self.departures,
            grants=self.grants,
            outbox=self.outbox,
            primary_calendars=self.primary_calendars,
            publisher=FakePublisher(),
            push=self.push,
            reminders=FakeReminders(self.synchronisations, TEXTS),
            reservations=self.reservations,
            synchronisations=self.synchronisations,
            work_times=self.work_times,
        )
        self.follower = follower(ports, self.clock)
        self.handle = router(ports, TEXTS, self.clock, webhook=WEBHOOK)
        self.errands = errands_of(ports, self.clock)

    async def run(self, body: Json) -> Answer:
        """Run a command as the engine does: once more if it was run before, and to its end if it has one."""
        parsed = open_envelope(orjson.dumps(body)).command(self.defaults)
        if parsed.command.dry_run:
            return await self.handle(parsed.command, None)
        request = Request(ANA, parsed.command.command_id, body["type"], parsed.body, parsed.body_hash)
        claim = await self.commands.claim(request)
        assert isinstance(claim, Claim), claim
        try:
            answer = await self.handle(parsed.command, claim)
        except Refused as refused:
            await self.commands.finish(claim, ANSWER, settlement_of(refused))
            raise
        except WorkerError:
            await self.commands.release(claim)
            raise
        await self.commands.finish(claim, ANSWER, answer.settlement)
        return answer

    async def data(self, body: Json) -> Json:
        """Return the `data` of a success, as it goes out."""
        answer = await self.run(body)
        data: Json = orjson.loads(answer.data.model_dump_json())
        return data

    async def refused(self, body: Json, code: Code) -> Json:
        """Return the `data` of a refusal with that code."""
        with pytest.raises(Refused) as caught:
            await self.run(body)
        assert caught.value.code is code, caught.value
        data: Json = orjson.loads(caught.value.data.model_dump_json()) if caught.value.data else {}
        return data

    def wait(self, duration: timedelta) -> None:
        self.clock.instant += duration

    def busy(self, email: str, when: Interval, event: str = "lunch") -> CalendarEvent:
        """Write an event of somebody's own by hand."""
        return self.calendar.put(draft_as_event(EventDraft(event, "Lunch", when, "UTC"), email))

    def booked(self, event: str = "ours", when: Interval = TEN, *people: str) -> CalendarEvent:
        """Let a meeting of this system be there: Eve's with Bob, unless other people are named."""
        people = people or (EVE, BOB)
        guests = tuple(Attendee(email) for email in people)
        draft = EventDraft(event, "Ours", when, "UTC", attendees=guests)
        written = self.calendar.put(draft_as_event(draft, people[0]))
        for email in people:
            self.reservations.add(email, when, written.key, user_id=people[0])
        return written

    def remove(self, event_id: str, calendar_id: str = ANA) -> None:
        """Delete an event by hand; what is left is its tombstone."""
        event = self.calendar.events[EventKey(calendar_id, event_id)]
        self.calendar.put(replace(event, status=EventStatus.CANCELLED))

    async def hold(self, *people: str, when: Interval = TEN, user_id: str = ANA) -> str:
        hold = Hold(f"hold-of-{user_id}", when, frozenset(people or (ANA, BOB)))
        claim = await self.commands.claim(Request(user_id, hold.hold_id, "hold_slot", b"{}", b""))
        assert isinstance(claim, Claim), claim
        await self.reservations.place_hold(claim, hold, self.clock.now() + 5 * MINUTE, 20, b"held")
        return hold.hold_id

    @property
    def written(self) -> list[EventDraft]:
        """Every draft that an insert made an event of, in order."""
        return [draft for draft, _ in self.calendar.drafts]

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calendar.calls if call in {"insert", "patch", "delete"}]

    @property
    def kept(self) -> list[Reservation]:
        return [one.reservation for one in self.reservations.kept]

    def kinds(self, email: str) -> list[ReservationKind]:
        return [one.kind for one in self.kept if one.email == email]

    @property
    def settlement(self) -> Settlement:
        """How the last command ended."""
        return self.commands.settlements[-1][1]

    def event(self, event_id: str, calendar_id: str = ANA) -> CalendarEvent:
        return self.calendar.events[EventKey(calendar_id, event_id)]
