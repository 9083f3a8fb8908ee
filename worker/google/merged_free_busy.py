"""Free/busy for several commands at once: who waits for the same credential asks together.

A trip takes on everybody who asks by its credential until it leaves, which is when there is a
token and room in the quotas, and at the earliest in the next turn of the event loop; only then is
it decided what the queries are. It does not wait for company: that would make a lone command
slower, and where room is scarce company comes by itself. Nobody is taken on after
that, not even for an identical question: a reading is never older than the question, so the look
before a booking sees what was there when it was asked for.

Trips belong to nobody who asks. One lasts while anybody waits for it; who leaves, by a time-out or
a cancellation, takes nobody along. A failure is that of everybody whose calendars it was about, and
of nobody else.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

from worker.domain.account import Account
from worker.domain.availability import Reading
from worker.errors import GoogleUnavailable
from worker.google.call import FREE_BUSY_QUERY, Call, Json
from worker.google.credentials import key_of
from worker.google.free_busy import is_large
from worker.google.free_busy_plan import Asking, errands, whole
from worker.google.tokens import TokenKey
from worker.google.trip import Asker, Trip
from worker.tracing.spans import calling

T = TypeVar("T")


class Client(Protocol):
    """What is needed of `worker.google.client.GoogleClient`."""

    async def send(
        self, account: Account, call: Call, read: Callable[[Any], T], is_large: Callable[[Any], bool]
    ) -> T: ...


class MergingMetrics(Protocol):
    def free_busy_left(self, questions: int, queries: int, spared: int) -> None:
        """Count so many commands' questions, the queries made of them, and those that merging spared."""
        ...


class Unmeasured:
    """`MergingMetrics` that go nowhere."""

    def free_busy_left(self, questions: int, queries: int, spared: int) -> None:
        pass


UNMEASURED = Unmeasured()


@dataclass(frozen=True, slots=True)
class MergedFreeBusy:
    client: Client
    tasks: asyncio.TaskGroup
    """Owns all trips."""
    metrics: MergingMetrics = UNMEASURED
    _open: dict[TokenKey, Trip] = field(default_factory=dict, repr=False)
    """By credential, the trip that has not left."""

    async def read(self, account: Account, asking: Asking) -> dict[str, Reading]:
        """Return a reading for each calendar, as a query about nothing else would have had it.

        Raise what `Client.send` raises, and `AvailabilityUnknown`.
        """
        asker = Asker(asking, asyncio.get_running_loop().create_future())
        with self._joined(account, asker):
            try:
                await asker.done
            finally:
                self._leave(asker)
            if not asker.is_to_ask_alone:
                return asker.readings()
        return await self._alone(account, asking)

    def _joined(self, account: Account, asker: Asker) -> AbstractContextManager[object]:
        """Join a trip or begin one. Return what stands for the call in the command's own trace."""
        key = key_of(account, FREE_BUSY_QUERY)
        trip = self._open.get(key)
        if trip is not None:
            trip.take_on(asker)
            return shared_call()
        trip = self._open[key] = Trip(account, copy_context())
        trip.take_on(asker)
        self._begin(trip)
        return nullcontext()

    def _begin(self, trip: Trip) -> None:
        trip.task = self.tasks.create_task(self._run(trip), name="free/busy", context=trip.context.copy())

    def _leave(self, asker: Asker) -> None:
        for trip in asker.trips:
            trip.drop(asker)
            if not trip.askers:
                self._close(trip)
        asker.trips.clear()

    def _close(self, trip: Trip) -> None:
        """Let nobody join any more."""
        key = key_of(trip.account, FREE_BUSY_QUERY)
        if self._open.get(key) is trip:
            del self._open[key]

    async def _run(self, trip: Trip) -> None:
        """Make a query and tell everybody. What goes wrong is theirs, and not the task owner's."""
        call = Call(FREE_BUSY_QUERY, settle=partial(self._departed, trip))
        try:
            found = await self.client.send(trip.account, call, trip.read, is_large)
        except asyncio.CancelledError:
            self._close(trip)
            trip.fail(GoogleUnavailable("free/busy: given up"))
            raise
        except Exception as error:  # noqa: BLE001  (a defect, too, is for those who asked)
            self._close(trip)
            trip.fail(error)
        else:
            trip.answer(found)

    def _departed(self, trip: Trip) -> Json:
        """Return what to ask, now that the trip may leave. A second try asks the same."""
        if trip.query is None:
            self._close(trip)
            self._share_out(trip)
        return trip.body

    def _share_out(self, trip: Trip) -> None:
        """Decide on the queries. This trip makes the first, and each of the others gets its own."""
        askers: dict[Asking, list[Asker]] = defaultdict(list)
        for asker in trip.askers:
            askers[asker.asking].append(asker)
        planned = errands(askers)
        trip.unload()
        trips = [trip, *(Trip(trip.account, trip.context) for _ in planned[1:])]
        for each, errand in zip(trips, planned, strict=True):
            each.run(errand, askers)
        for each in trips[1:]:
            self._begin(each)
        apart = sum(len(asking.queries) * len(same) for asking, same in askers.items())
        self.metrics.free_busy_left(sum(map(len, askers.values())), len(planned), apart - len(planned))

    async def _alone(self, account: Account, asking: Asking) -> dict[str, Reading]:
        """Ask without those for whom a question may be wrong or too much. It is rare, so in turn."""
        return whole(
            [
                (query, await self.client.send(account, query.call, query.read, is_large))
                for query in asking.queries
            ]
        )


@contextmanager
def shared_call() -> Iterator[None]:
    """Stand in the trace of a command for a call that stands in the trace of another."""
    with calling(FREE_BUSY_QUERY.name) as span:
        span.note(shared="yes")
        yield
