"""What this system promised to people, as far as their calendars still bear it out.

A booking of ours that Google shows as busy needs no second mention. One that Google does
not show may have been moved, deleted or declined by hand a moment ago: before it refuses
somebody a slot, its event is read, and what people did by hand wins. It refuses nothing where
somebody who must come is busy anyway: else every meeting with a guest whose calendar nobody
sees would be read again for the next one.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from worker.domain.attendance import busy_time, coming
from worker.domain.availability import Reading
from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval, covers, merge
from worker.errors import EventNotFound, GoogleSaid, Refused
from worker.ports.calendar import Accounts, Calendar
from worker.ports.reservations import Reservation, ReservationKind, Reservations

AT_ONCE = 8
"""How many doubtful events are read side by side."""

Promised = Mapping[str, Sequence[Interval]]


@dataclass(frozen=True, slots=True)
class Own:
    """What a command has been promised itself: it does not stand in its own way."""

    user_id: str
    event: EventKey
    hold: Interval | None = None
    """The time of the hold that it may take."""
    present: Interval | None = None
    """Where its event was seen a moment ago."""

    def includes(self, promise: Reservation) -> bool:
        if promise.kind is ReservationKind.HOLD:
            return (promise.user_id, promise.period) == (self.user_id, self.hold)
        return promise.event == self.event

    def has_seen(self, promise: Reservation) -> bool:
        """Tell whether a promise is known to be borne out, without reading the event once more."""
        return promise.event == self.event and promise.period == self.present


@dataclass(frozen=True, slots=True)
class Promises:
    reservations: Reservations
    accounts: Accounts
    calendar: Calendar

    async def standing(
        self,
        emails: Collection[str],
        window: Interval,
        readings: Mapping[str, Reading],
        required: Collection[str],
        own: Own | None = None,
    ) -> Promised:
        """Return, per address, what this system promised to others beyond what `readings` show as busy.

        `required`: those of the `emails` without whom there is no meeting.
        """
        taken = await self._beyond(emails, window, readings)
        refused = merge(busy for email in required for busy in busy_of(readings.get(email)))
        doubtful = _by_event(
            promise
            for promise in taken
            if not _lies_in(promise, refused, window) and not (own and own.has_seen(promise))
        )
        if doubtful:
            await self._correct_all(doubtful)
            taken = await self._beyond(emails, window, readings)
        return _by_email(promise for promise in taken if own is None or not own.includes(promise))

    async def _beyond(
        self, emails: Collection[str], window: Interval, readings: Mapping[str, Reading]
    ) -> list[Reservation]:
        taken = await self.reservations.taken(emails, window)
        return [promise for promise in taken if not _is_shown(promise, readings, window)]

    async def _correct_all(self, doubtful: Mapping[EventKey, Sequence[Reservation]]) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def correct(key: EventKey, promises: Sequence[Reservation]) -> None:
            async with gate:
                await self._correct(key, promises)

        try:
            async with asyncio.TaskGroup() as group:
                for key, promises in doubtful.items():
                    group.create_task(correct(key, promises), name=f"read {key.event_id}")
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def _correct(self, key: EventKey, promises: Sequence[Reservation]) -> None:
        try:
            account = await self.accounts.account(promises[0].user_id)
            event = await self.calendar.get(account, key.calendar_id, key.event_id)
        except EventNotFound:
            await self.reservations.correct(key, None)
        except (Refused, GoogleSaid) as error:  # the event cannot be read any more: the promise stands
            structlog.get_logger().warning("promise not looked at", error=type(error).__name__)
        else:
            absent = {promise.email for promise in promises} - coming(event, account)
            await self.reservations.correct(key, busy_time(event), absent, event.updated)


def _is_shown(promise: Reservation, readings: Mapping[str, Reading], window: Interval) -> bool:
    """Tell whether Google shows the person busy for all of the booking that the window holds."""
    busy = busy_of(readings.get(promise.email))
    return promise.kind is ReservationKind.BOOKED and _lies_in(promise, busy, window)


def _lies_in(promise: Reservation, busy: Sequence[Interval], window: Interval) -> bool:
    period = promise.period.clipped(window)
    return period is not None and covers(busy, period)


def busy_of(reading: Reading | None) -> Sequence[Interval]:
    return reading.busy if reading else ()


def _by_event(promises: Iterable[Reservation]) -> dict[EventKey, list[Reservation]]:
    """Group the bookings whose events may have been changed by hand."""
    doubtful: dict[EventKey, list[Reservation]] = {}
    for promise in promises:
        if promise.kind is ReservationKind.BOOKED and promise.event is not None:
            doubtful.setdefault(promise.event, []).append(promise)
    return doubtful


def _by_email(promises: Iterable[Reservation]) -> Promised:
    promised: dict[str, list[Interval]] = {}
    for promise in promises:
        promised.setdefault(promise.email, []).append(promise.period)
    return promised
