import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from tests.faults.world.journal import Journal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.request_log import LogEntry


@dataclass(slots=True)
class ForgetfulLog:
    """A log of the local Google that keeps the last three requests."""

    entries: list[LogEntry] = field(default_factory=list)

    async def log(self, *, path: str, after: int) -> list[LogEntry]:
        return [entry.model_copy() for entry in self.entries[-3:] if entry.sequence > after]

    def add(self, **fields: Any) -> LogEntry:
        plain = {"method": "POST", "path": "/events", "query": {}, "event_id": "e", "answered_monotonic": 1.0}
        moment = {"arrived": datetime(2026, 11, 23, tzinfo=UTC), "arrived_monotonic": 0.0}
        self.entries.append(
            LogEntry.model_validate({**plain, **moment, "sequence": len(self.entries) + 1, **fields})
        )
        return self.entries[-1]


def journal_of(log: ForgetfulLog) -> Journal:
    return Journal(cast("LocalGoogleControl", log))


def numbers(journal: Journal) -> list[int]:
    return [entry.sequence for entry in journal.inserts()]


async def test_keeps_what_google_forgets() -> None:
    log = ForgetfulLog()
    journal = journal_of(log)
    for _ in range(3):
        log.add()
        log.add()
        await journal.read()

    assert numbers(journal) == [1, 2, 3, 4, 5, 6]


async def test_an_insert_counts_whose_answer_comes_after_it_was_first_read() -> None:
    log = ForgetfulLog()
    journal = journal_of(log)
    slow = log.add(event_id=None, answered_monotonic=None)
    log.add()
    await journal.read()
    slow.event_id, slow.answered_monotonic = "e", 2.0
    await journal.read()

    assert numbers(journal) == [1, 2]


async def test_the_end_waits_for_answers_that_are_under_way() -> None:
    log = ForgetfulLog()
    journal = journal_of(log)
    slow = log.add(event_id=None, answered_monotonic=None)
    asyncio.get_running_loop().call_soon(lambda: setattr(slow, "answered_monotonic", 2.0))
    await journal.settle(within=60)

    assert journal.unsettled() == 0


async def test_what_is_never_answered_is_told_and_not_waited_for_without_end() -> None:
    log = ForgetfulLog()
    journal = journal_of(log)
    log.add(answered_monotonic=None)
    log.add(answered_monotonic=None, dropped=True)
    log.add()
    await journal.settle(within=0.01)

    assert journal.unsettled() == 1


async def test_only_inserts_by_programs_that_took_effect_count() -> None:
    log = ForgetfulLog()
    journal = journal_of(log)
    log.add(event_id=None, status=409)
    log.add(by_hand=True)
    log.add(method="PATCH")
    await journal.read()

    assert numbers(journal) == []


async def test_an_insert_whose_connection_was_dropped_counts_if_it_took_effect() -> None:
    log = ForgetfulLog()
    journal = journal_of(log)
    log.add(dropped=True, answered_monotonic=None)
    await journal.read()

    assert numbers(journal) == [1]
