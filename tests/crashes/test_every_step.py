"""A replica dies before and after every call it makes, and the next one brings everything to one end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any

import orjson
import pytest

from tests.crashes.accounts import CONNECT_CALLS, LEAVE
from tests.crashes.replicas import Place
from tests.crashes.scenario import Scenario, steps_of
from tests.crashes.scenarios import SCENARIOS
from worker.codes import Code
from worker.domain.event_ids import MEETING, event_id
from worker.messages.topics import Topics
from worker.ports.publisher import Outgoing
from worker.sandbox.failpoints import Crashed, CrashOnce, steps

pytestmark = pytest.mark.real

NOT_REACHED: dict[str, str] = {
    **dict.fromkeys(
        ("channels.count:before", "channels.count:after"), "It changes nothing, and serves a metric alone."
    ),
    **dict.fromkeys(
        ("reservations.ensure_releasable:before", "reservations.ensure_releasable:after"),
        "It is a dry run's alone, which changes nothing and is nobody's to take over.",
    ),
    **dict.fromkeys(
        ("grants.mark_broken:before", "grants.mark_broken:after"),
        "Google's side calls it, past every failpoint: one transaction, which the next call does again.",
    ),
    **dict.fromkeys(steps_of("decisions.of"), "It changes nothing, and no command asks it."),
    **dict.fromkeys(
        steps_of("reminders.tell_due"),
        "One transaction, which the next call does again; `tests.faults` kills replicas in it.",
    ),
    **dict.fromkeys(
        (
            step
            for call in ("primary_calendars.hours", "work_times.due", "work_times.keep", "work_times.put_off")
            for step in steps_of(call)
        ),
        "Beside all commands: what was taken to be read comes up again by itself.",
    ),
}
"""Steps that no scenario passes, each with the reason why nobody has to die there."""
NOT_STORED = {Code.INTERNAL, Code.INVALID_COMMAND}
TOPICS = Topics()


def places_to_die() -> Iterator[Any]:
    """Return each scenario with its steps, counting the visits to the same one.

    Before a call and after the one before it everything outside is the same, so once is enough.
    """
    for name, scenario in SCENARIOS.items():
        visits: Counter[str] = Counter()
        for earlier, step in pairwise(("", *scenario.steps)):
            visits[step] += 1
            if not (earlier.endswith(":after") and step.endswith(":before")):
                yield pytest.param(scenario, step, visits[step], id=f"{name}-{step}-{visits[step]}")


def test_a_replica_dies_at_every_step_that_there_is() -> None:
    calls = [*CONNECT_CALLS, *LEAVE.calls]  # in `tests.crashes.test_accounts`
    reached = {step for scenario in SCENARIOS.values() for step in scenario.steps}
    reached |= {step for call in calls for step in steps_of(call)}

    assert reached | NOT_REACHED.keys() == set(steps())
    assert not reached & NOT_REACHED.keys()


@pytest.mark.parametrize("name", SCENARIOS)
async def test_the_calls_are_those_that_the_code_makes(place: Place, name: str) -> None:
    scenario, trace = SCENARIOS[name], list[str]()
    if scenario.prepare:
        await place.do(scenario.prepare)

    async def note(step: str) -> None:
        trace.append(step)

    async with place.replica(note) as replica:
        await scenario.act(place, replica)

    assert trace == scenario.steps
    await assert_one_end(place, scenario)


@pytest.mark.parametrize(("scenario", "step", "visit"), list(places_to_die()))
async def test_whoever_dies_everything_is_there_once(
    place: Place, scenario: Scenario, step: str, visit: int
) -> None:
    if scenario.prepare:
        await place.do(scenario.prepare)
    crash = CrashOnce(step, visit)

    async with place.replica(crash) as victim:
        try:
            await scenario.act(place, victim)
        except* Crashed:
            await place.bury(victim)
        await place.do(scenario.act)

    assert crash.is_dead
    await assert_one_end(place, scenario)


@pytest.mark.parametrize(
    "step",
    [
        "reservations.reserve:after",
        "calendar.insert:before",
        "calendar.insert:after",
        "commands.finish:before",
    ],
)
async def test_who_comes_late_looks_before_writing(place: Place, step: str) -> None:
    """A reading of more than five seconds ago is no ground for a write."""
    scenario = SCENARIOS["schedule"]
    async with place.replica(CrashOnce(step)) as victim:
        try:
            await scenario.act(place, victim)
        except* Crashed:
            await place.bury(victim)
        await place.control.clear_log()
        await place.do(scenario.act, later=timedelta(seconds=6))

    log = await place.control.log(subject=place.ana, path="calendar/v3")
    first, second, *_ = (entry.path.rpartition("/")[2] for entry in log)
    assert first == event_id(place.ana, "c-1", MEETING)
    assert (second == "freeBusy") is (step in {"reservations.reserve:after", "calendar.insert:before"})
    await assert_one_end(place, scenario)


async def assert_one_end(place: Place, scenario: Scenario) -> None:
    await assert_nothing_is_left_over(place)
    await assert_reserved_is_what_is_booked(place, scenario)
    await assert_the_calendar_has(place, scenario)
    assert_answers_are_equal(place, scenario)
    assert_changes_are_told_once(place, scenario)


async def assert_nothing_is_left_over(place: Place) -> None:
    for leftover in (
        "commands WHERE state <> 'finished'",
        "waiters",
        "meeting_writers",
        "chores",
        "outbox",
        "staged_events",
        "synchronisations WHERE owner IS NOT NULL",
        "watches WHERE owner IS NOT NULL",
        "channels WHERE state = 'opening'",
        "reservations WHERE kind <> 'booked' OR mover_command_id IS NOT NULL",
    ):
        assert await place.database.fetchval(f"SELECT count(*) FROM {leftover}") == 0, leftover  # noqa: S608 - ours


async def assert_reserved_is_what_is_booked(place: Place, scenario: Scenario) -> None:
    rows = await place.database.fetch(
        "SELECT email, event_id FROM reservations JOIN participants USING (participant_id)"
    )
    meetings = [event_id(place.ana, command, step) for command, step in scenario.alive if step == MEETING]
    assert sorted(map(tuple, rows)) == sorted(
        (email, meeting) for email in (place.ana, place.bob) for meeting in meetings
    )


async def assert_the_calendar_has(place: Place, scenario: Scenario) -> None:
    expected = {event_id(place.ana, command, step) for command, step in scenario.alive}
    events = await place.control.events(place.ana)
    alive = [event["id"] for event in events if event["status"] != "cancelled"]
    assert sorted(alive) == sorted(expected)
    log = await place.control.log(subject=place.ana)
    effects = Counter((entry.method, entry.event_id) for entry in log if entry.event_id)
    assert set(effects.values()) <= {1}, effects


def assert_answers_are_equal(place: Place, scenario: Scenario) -> None:
    told: dict[str, set[tuple[bytes | None, str]]] = {}
    records: dict[str, set[bytes]] = {}
    last: dict[str, Any] = {}
    for answer in place.broker.on(TOPICS.results):
        if decoded(answer)["error"] and decoded(answer)["error"]["code"] in NOT_STORED:
            continue  # a replay takes the command up again
        last = decoded(answer)
        told.setdefault(last["command_id"], set()).add((answer.value, str(cloud_event(answer))))
        records.setdefault(last["command_id"], set()).add(dict(answer.headers)["correlation-id"])
        assert last["status"] == "succeeded", last

    assert {command: len(answers) for command, answers in told.items()} == dict.fromkeys(scenario.answered, 1)
    assert {command: len(answered) for command, answered in records.items()} == scenario.answered
    assert {name: last["data"][name] for name in scenario.answer} == scenario.answer


def assert_changes_are_told_once(place: Place, scenario: Scenario) -> None:
    """Repeats are equal bytes, and who ignores what is not above the last sequence sees all in order."""
    bodies: dict[bytes, bytes | None] = {}
    for change in place.broker.on(TOPICS.changes):
        assert bodies.setdefault(cloud_event(change)["ce_id"], change.value) == change.value
    seen = [change for change in place.broker.on(TOPICS.changes) if b"sequence" in (change.value or b"")]
    sequences = [decoded(change)["sequence"] for change in seen]
    highest = [0, *accumulate(sequences, max)]
    told = [
        change for change, known in zip(seen, highest, strict=False) if decoded(change)["sequence"] > known
    ]
    expected = [
        (event_id(place.ana, *names) if all(names) else "", kind) for *names, kind in scenario.changes
    ]
    found = [(decoded(change).get("event_id", ""), kind_of(change)) for change in told]
    assert of_each_event(found) == of_each_event(expected)
    assert ("", "completed") not in found[:-1]
    whose = {kind_of(change): decoded(change)["origin"] for change in told if "origin" in decoded(change)}
    assert whose == {kind: "external" if kind in scenario.by_hand else "self" for kind in whose}


def of_each_event(changes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave the changes of one event in order: what one reading finds of several has none."""
    return sorted(changes, key=itemgetter(0))


def cloud_event(outgoing: Outgoing) -> dict[str, bytes]:
    return {name: value for name, value in outgoing.headers if name.startswith("ce_")}


def kind_of(change: Outgoing) -> str:
    return cloud_event(change)["ce_type"].decode().rpartition(".")[2]


def decoded(outgoing: Outgoing) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(outgoing.value or b"null")
    return body
