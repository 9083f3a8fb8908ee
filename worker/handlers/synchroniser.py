"""Read one calendar to its end, and hand it to the store: all that was read, or nothing.

Each page is staged before the next one is read, so memory stays flat however large the calendar
is. No read waits for the lease: a late one changes nothing, and its page meets the raised fence
when it is staged. Once something was read, Google's "slower" is waited out for a while, the lease being
renewed meanwhile, so a calendar that takes more calls than a minute has comes to its end all the same.
Whatever goes wrong, the calendar is given back with a wait that fits.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.calendar_event import EventKey
from worker.errors import (
    CalendarBusy,
    ConcurrentChange,
    GoogleUnavailable,
    LeaseLost,
    Refused,
    SyncTokenExpired,
    TransientError,
    WorkerError,
)
from worker.handlers.reader import Reader
from worker.ports.calendar import Calendar, EventPage
from worker.ports.clock import Clock
from worker.ports.commands import Headers
from worker.ports.synchronisation import (
    Doubts,
    Outcome,
    Progress,
    Republish,
    Synchronisation,
    Synchronisations,
)

ROUNDS = 3
"""How often events that are in doubt are read, before all of it is left for another time."""
AT_ONCE = 8
"""How many of them are read side by side."""
SOON = timedelta(seconds=30)
LATER = timedelta(hours=1)
AT_ANY_TIME = timedelta(0)
BESIDE_A_SLOT = timedelta(minutes=2)
"""How long one read waits for room in Google's quotas, at most, where nothing else waits with it."""
IN_A_SLOT = timedelta(seconds=20)
"""And where a command's slot does: less than its budget, and mostly a second or two."""
GIVE_BACK_WITHIN = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command wants of a synchronisation; the follower wants no more than the changes."""

    locale: str | None = None
    trace: Headers = ()
    republish: Republish | None = None
    """If there is one, everything is read."""
    progress: Progress | None = None
    deadline: datetime | None = None
    """Past it nothing is taken in."""
    patience: timedelta = IN_A_SLOT


THE_CHANGES = Asked(patience=BESIDE_A_SLOT)


@dataclass(frozen=True, slots=True)
class Synchroniser:
    calendar: Calendar
    synchronisations: Synchronisations
    clock: Clock

    async def __call__(self, account: Account, calendar_id: str, asked: Asked = THE_CHANGES) -> Outcome:
        """Synchronise a calendar, by its real address. Raise `CalendarBusy` while somebody else does."""
        begun = await self.synchronisations.begin(
            account,
            calendar_id,
            asked.locale,
            everything=asked.republish is not None,
            trace=asked.trace,
            claim=asked.progress.claim if asked.progress else None,
            follow=asked.progress is not None,
        )
        if begun is None:
            raise CalendarBusy("the calendar is being synchronised already")
        reader = Reader(self.calendar, self.clock, asked.patience, asked.deadline)
        async with self._given_back_on_failure(begun):
            read, sync_token = await self._read(begun, reader)
            return await self._complete(read, sync_token, asked, reader)

    async def put_off(self, account: Account, calendar_id: str, wait: timedelta) -> None:
        """Let a calendar that cannot be read come up again after a while."""
        begun = await self.synchronisations.begin(account, calendar_id, None, everything=False, follow=False)
        if begun is not None:
            await self.synchronisations.give_up(begun, wait)

    async def _read(self, begun: Synchronisation, reader: Reader) -> tuple[Synchronisation, str]:
        """Stage what is new, or everything where Google no longer knows what is. Return the next token."""
        try:
            return begun, await self._stage_all(begun, reader)
        except SyncTokenExpired:
            anew = await self.synchronisations.begin_anew(begun)
            return anew, await self._stage_all(anew, reader)

    async def _stage_all(self, begun: Synchronisation, reader: Reader) -> str:
        page = await reader.page(begun, None)
        while (token := page.next_page) is not None:
            await self._stage(begun, page)
            page = await reader.page(begun, token)
            if page.next_page == token:
                raise GoogleUnavailable("a list of events does not come to its end")
        await self._stage(begun, page)
        if page.sync_token is None:
            raise GoogleUnavailable("a list of events ended without a sync token")
        return page.sync_token

    async def _stage(self, begun: Synchronisation, page: EventPage) -> None:
        if page.events:
            await self.synchronisations.stage(begun, page.events)

    async def _complete(
        self, begun: Synchronisation, sync_token: str, asked: Asked, reader: Reader
    ) -> Outcome:
        for _ in range(ROUNDS):
            self._refuse_if_late(asked.deadline)
            end = await self.synchronisations.complete(begun, sync_token, asked.republish, asked.progress)
            match end:
                case Outcome():
                    return end
                case Doubts(events):
                    await self._settle(begun, events, reader)
        raise ConcurrentChange("events of the calendar kept changing while they were read")

    async def _settle(self, begun: Synchronisation, doubtful: Sequence[EventKey], reader: Reader) -> None:
        """Read events each by itself, and stage them, a few at a time."""
        for first in range(0, len(doubtful), AT_ONCE):
            try:
                async with asyncio.TaskGroup() as group:
                    tasks = [
                        group.create_task(reader.event(begun.account, key), name=f"read {key.event_id}")
                        for key in doubtful[first : first + AT_ONCE]
                    ]
            except BaseExceptionGroup as failures:
                raise failures.exceptions[0] from None
            await self.synchronisations.stage(begun, [task.result() for task in tasks], settled=True)

    def _refuse_if_late(self, deadline: datetime | None) -> None:
        if deadline is not None and self.clock.now() >= deadline:
            raise Refused(Code.EXPIRED, "the deadline passed before the calendar was read")

    @asynccontextmanager
    async def _given_back_on_failure(self, begun: Synchronisation) -> AsyncIterator[None]:
        try:
            yield
        except BaseException as error:
            await self._give_back(begun, wait_after(error))
            raise

    async def _give_back(self, begun: Synchronisation, wait: timedelta) -> None:
        """Try to; a calendar that cannot be given back is free when its lease ends."""
        try:
            async with asyncio.timeout(GIVE_BACK_WITHIN.total_seconds()):
                await self.synchronisations.give_up(begun, wait)
        except LeaseLost:  # it is another's already, or its end is stored and only the news was lost
            return
        except (WorkerError, TimeoutError) as error:
            structlog.get_logger().info("calendar not given back", error=type(error).__name__)


def wait_after(error: BaseException) -> timedelta:
    """Return when a calendar is to be read again that could not be read now.

    A grant, a quota or a calendar that is gone needs a person, and a defect does; a shutdown and
    a passed deadline say nothing about the calendar.
    """
    match error:
        case TransientError():
            return max(error.retry_after or SOON, SOON)
        case Refused(code=Code.EXPIRED) | LeaseLost():
            return AT_ANY_TIME
        case Exception():
            return LATER
        case _:
            return AT_ANY_TIME
