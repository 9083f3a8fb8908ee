"""The outside of one worker, as its handlers and its engine see it."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from worker.ports.calendar import Accounts, Calendar
from worker.ports.calendars import Calendars
from worker.ports.commands import Commands
from worker.ports.outbox import Chores, Outbox
from worker.ports.publisher import Publisher
from worker.ports.reservations import Reservations
from worker.ports.synchronisation import Synchronisations

T = TypeVar("T")


class Wrap(Protocol):
    """Puts something around a port, by its name; tests use it, the worker does not."""

    def __call__(self, name: str, port: T, /) -> T: ...


@dataclass(frozen=True, slots=True)
class Ports:
    accounts: Accounts
    calendar: Calendar
    calendars: Calendars
    chores: Chores
    commands: Commands
    outbox: Outbox
    publisher: Publisher
    reservations: Reservations
    synchronisations: Synchronisations

    def wrapped(self, wrap: Wrap) -> "Ports":
        return Ports(
            accounts=wrap("accounts", self.accounts),
            calendar=wrap("calendar", self.calendar),
            calendars=wrap("calendars", self.calendars),
            chores=wrap("chores", self.chores),
            commands=wrap("commands", self.commands),
            outbox=wrap("outbox", self.outbox),
            publisher=wrap("publisher", self.publisher),
            reservations=wrap("reservations", self.reservations),
            synchronisations=wrap("synchronisations", self.synchronisations),
        )


def as_it_is(_name: str, port: T, /) -> T:
    return port
