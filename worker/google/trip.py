"""A query to come, those who wait for it, and what each of them heard so far."""

import asyncio
from collections.abc import Mapping
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from worker.domain.account import Account
from worker.domain.availability import Reading
from worker.errors import RequestRejected
from worker.google.call import Json
from worker.google.free_busy import Found, Query
from worker.google.free_busy_plan import TOO_MANY, Asking, Errand, unread, whole
from worker.google.twin import twin


@dataclass(slots=True, eq=False)
class Asker:
    """A command that waits."""

    asking: Asking
    done: asyncio.Future[None]
    trips: set["Trip"] = field(default_factory=set)
    """Whose answers are still to come."""
    found: list[tuple[Query, Mapping[str, Found]]] = field(default_factory=list)
    failure: Exception | None = None
    is_to_ask_alone: bool = False

    def take(self, query: Query, found: Mapping[str, Found]) -> None:
        self.found.append((query, found))
        if not self.trips or unread(found):
            self.end()

    def fail(self, failure: Exception) -> None:
        """Fail by an error that is this asker's own: handlers note on theirs what they did."""
        self.failure = twin(failure)
        self.end()

    def ask_alone(self) -> None:
        self.is_to_ask_alone = True
        self.end()

    def end(self) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def readings(self) -> dict[str, Reading]:
        """Return what was asked for. Raise the failure, or `AvailabilityUnknown`."""
        if self.failure is not None:
            raise self.failure
        return whole((query, self.asking.of(query, found)) for query, found in self.found)


@dataclass(slots=True, eq=False)
class Trip:
    account: Account
    context: Context
    """Of whoever asked first: the call stands in that command's trace."""
    query: Query | None = None
    """None until it leaves."""
    askers: dict[Asker, None] = field(default_factory=dict)
    """In the order in which they came."""
    task: asyncio.Task[None] | None = None

    def take_on(self, asker: Asker) -> None:
        self.askers[asker] = None
        asker.trips.add(self)

    def drop(self, asker: Asker) -> None:
        """Go without one who left, and not at all if it was the last."""
        del self.askers[asker]
        if not self.askers and self.task is not None:
            self.task.cancel()

    def unload(self) -> list[Asker]:
        """Return those who waited, of whom none waits for this trip any more."""
        left = list(self.askers)
        for asker in left:
            asker.trips.discard(self)
        self.askers.clear()
        return left

    def run(self, errand: Errand, askers: Mapping[Asking, list[Asker]]) -> None:
        """Take the errand, and those whom it concerns."""
        self.query = errand.query
        for asking in errand.askings:
            for asker in askers[asking]:
                self.take_on(asker)

    @property
    def asked(self) -> Query:
        if self.query is None:
            raise ValueError("the trip has not left")
        return self.query

    @property
    def body(self) -> Json:
        return self.asked.body

    def read(self, body: Any) -> dict[str, Found]:
        return self.asked.read(body)

    def answer(self, found: Mapping[str, Found]) -> None:
        """Tell everybody, each what was asked for."""
        in_company = self.is_in_company
        for asker in self.unload():
            part = {one: found[one] for one in asker.asking.calendar_ids if one in found}
            if in_company and TOO_MANY in unread(part):
                asker.ask_alone()
            else:
                asker.take(self.asked, part)

    def fail(self, error: Exception) -> None:
        """Tell everybody. What Google finds wrong may be wrong with one question alone."""
        in_company = self.is_in_company
        for asker in self.unload():
            if in_company and isinstance(error, RequestRejected):
                asker.ask_alone()
            else:
                asker.fail(error)

    @property
    def is_in_company(self) -> bool:
        """Whether it is about more than one question."""
        return len({asker.asking for asker in self.askers}) > 1
