"""A search that takes longer than a moment does not hold up the event loop."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_decisions import FakeDecisions
from tests.handlers.world import NOW
from worker.domain.decision import UNVERSIONED, Question
from worker.domain.interval import Interval
from worker.domain.search_request import Person, SearchRequest
from worker.domain.zones import zone
from worker.handlers import deciding
from worker.handlers.deciding import Deciding, is_long

BUCHAREST = zone("Europe/Bucharest")
DAY = timedelta(days=1)


def asked(people: int, days: int, step: int = 30) -> SearchRequest:
    read = Interval(NOW, NOW + days * DAY)
    everybody = tuple(
        Person(f"p{n}@vai.example", required=True, zone=BUCHAREST, hours=()) for n in range(people)
    )
    return SearchRequest(
        everybody, read, read, timedelta(minutes=30), BUCHAREST, NOW, step=timedelta(minutes=step)
    )


@pytest.mark.parametrize(
    ("people", "days", "step", "long"),
    [
        pytest.param(2, 14, 30, False, id="the usual one"),
        pytest.param(4, 90, 30, False, id="a quarter of a year with three guests"),
        pytest.param(28, 14, 30, False, id="a fortnight of a department"),
        pytest.param(200, 2, 30, False, id="exactly as many days of people as allowed"),
        pytest.param(201, 2, 30, True, id="one person more"),
        pytest.param(50, 67, 30, True, id="60 days of 50 people: 60 ms"),
        pytest.param(200, 90, 5, True, id="90 days of 200 people every five minutes: 430 ms"),
        pytest.param(2, 90, 5, True, id="26,000 starts of two people: 20 ms"),
        pytest.param(2, 17, 5, False, id="4,896 starts"),
        pytest.param(2, 18, 5, True, id="5,184 starts"),
    ],
)
def test_what_is_long_is_told_by_days_of_people_or_by_starts(
    people: int, days: int, step: int, long: bool
) -> None:
    assert is_long(asked(people, days, step)) is long


@pytest.mark.parametrize(("busy", "long"), [(1500, False), (1501, True)])
def test_what_is_long_is_told_by_busy_times_too(busy: int, long: bool) -> None:
    request = asked(people=2, days=14)
    taken = (request.read,) * busy
    people = tuple(replace(each, busy=taken) for each in request.people)

    assert is_long(replace(request, people=people)) is long


@pytest.mark.parametrize("days", [14, 90])
async def test_only_a_long_search_leaves_the_event_loop_s_thread(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked(people=5, days=days)
    seen: list[threading.Thread] = []
    monkeypatch.setattr(deciding, "find", lambda *_: seen.append(threading.current_thread()))
    nowhere = FakeDecisions(FakeCommands(FakeClock(NOW)))

    await Deciding(nowhere, UNVERSIONED).search(Question(request, 10), None)

    assert [thread is threading.main_thread() for thread in seen] == [days == 14]
