"""The outside of one worker, as its handlers and its engine see it."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from worker.ports.calendar import Accounts, Calendar
from worker.ports.calendars import Calendars
from worker.ports.channels import Channels, Push
from worker.ports.commands import Commands
from worker.ports.decisions import Decisions
from worker.ports.departures import Departures
from worker.ports.grants import Consents, Grants
from worker.ports.outbox import Chores, Outbox
from worker.ports.publisher import Publisher
from worker.ports.reminders import Reminders
from worker.ports.reservations import Reservations
from worker.ports.synchronisation import Synchronisations
from worker.ports.work_times import PrimaryCalendars, WorkTimes

T = TypeVar("T")


class Wrap(Protocol):
    """Puts something around a port, by its name; tests use it, the worker does not."""

    def __call__(self, name: str, port: T, /) -> T: ...


@dataclass(frozen=True, slots=True)
class Ports:
    accounts: Accounts
    calendar: Calendar
    calendars: Calendars
    channels: Channels
    chores: Chores
    commands: Commands
    consents: Consents
    decisions: Decisions
    departures: Departures
    grants: Grants
    outbox: Outbox
    primary_calendars: PrimaryCalendars
    publisher: Publisher
    push: Push
    reminders: Reminders
    reservations: Reservations
    synchronisations: Synchronisations
    work_times: WorkTimes

    def wrapped(self, wrap: Wrap) -> "Ports":
        return Ports(
            accounts=wrap("accounts", self.accounts),
            calendar=wrap("calendar", self.calendar),
            calendars=wrap("calendars", self.calendars),
            channels=wrap("channels", self.channels),
            chores=wrap("chores", self.chores),
            commands=wrap("commands", self.commands),
            consents=wrap("consents", self.consents),
            decisions=wrap("decisions", self.decisions),
            departures=wrap("departures", self.departures),
            grants=wrap("grants", self.grants),
            outbox=wrap("outbox", self.outbox),
            primary_calendars=wrap("primary_calendars", self.primary_calendars),
            publisher=wrap("publisher", self.publisher),
            push=wrap("push", self.push),
            reminders=wrap("reminders", self.reminders),
            reservations=wrap("reservations", self.reservations),
            synchronisations=wrap("synchronisations", self.synchronisations),
            work_times=wrap("work_times", self.work_times),
        )


def as_it_is(_name: str, port: T, /) -> T:
    return port
