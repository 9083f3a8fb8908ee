"""What a result stands on is kept before anything is done with it, by every command that looks for a time."""

import pytest

from tests.fakes.store_decisions import FakeDecisions
from tests.handlers.holding import hold
from tests.handlers.moving import DAY, ONE, reschedule
from tests.handlers.test_second_look import MORNING, taken
from tests.handlers.updating import join
from tests.handlers.world import ANA, BOB, EVE, TEN, Json, World, available, cancel, schedule, span, wire
from worker.codes import Code
from worker.domain.blockers import Reason
from worker.domain.calendar_event import CalendarEvent
from worker.domain.canonical import decode
from worker.domain.decision import UNVERSIONED, Inputs, Outcome, computed, inputs_of
from worker.errors import OutcomeUncertain, StoreUnavailable

WINDOW = {"window": wire(span("9:00", "17:00"))}


def kept(world: World) -> list[tuple[Inputs, Outcome]]:
    """Return what was decided, in order; each is the same when it is computed again."""
    decisions = world.ports.decisions
    assert isinstance(decisions, FakeDecisions)
    read = [(inputs_of(one), decode(Outcome, one.outcome)) for _, one in decisions.made]
    assert [computed(inputs.question) for inputs, _ in read] == [one.outcome for _, one in decisions.made]
    return read


async def test_a_meeting_stands_on_the_search_that_found_its_time(world: World) -> None:
    world.busy(BOB, span("9:00", "11:00"))

    data = await world.data(schedule(**WINDOW))

    ((inputs, outcome),) = kept(world)
    assert inputs.versions == UNVERSIONED
    assert [one.email for one in inputs.question.request.people] == [ANA, BOB]
    assert outcome.slots[0].score == data["slot"]["score"]
    assert inputs.question.slot is None


async def test_a_time_that_was_asked_for_is_judged(world: World) -> None:
    await world.run(schedule())

    ((inputs, outcome),) = kept(world)
    assert (inputs.question.slot, outcome.blockers) == (TEN, ())
    assert outcome.alternatives


@pytest.mark.parametrize(
    ("fields", "code"), [(WINDOW, Code.NO_SLOT), ({"slot": wire(TEN)}, Code.SLOT_TAKEN)], ids=str
)
async def test_a_no_is_a_decision_too(world: World, fields: Json, code: Code) -> None:
    world.busy(BOB, span("9:00", "17:00"))

    await world.refused(schedule(**fields), code)

    ((_, outcome),) = kept(world)
    assert bool(outcome.explanation.relaxations) is (code is Code.NO_SLOT)
    assert [one.reason for one in outcome.blockers] == ([] if code is Code.NO_SLOT else [Reason.BUSY])


async def test_a_time_that_was_lost_leaves_the_decision_that_came_after(world: World) -> None:
    taken(world, TEN)

    data = await world.data(schedule(**MORNING))

    first, last = kept(world)
    assert first[1].slots[0].slot == TEN
    assert last[1].slots[0].slot == span("10:30", "11:00")
    assert last[1].slots[0].score == data["slot"]["score"]


async def test_who_takes_a_command_over_decides_nothing_anew(world: World) -> None:
    world.calendar.fail("insert", OutcomeUncertain("insert: 503"))
    with pytest.raises(OutcomeUncertain):
        await world.run(schedule(**WINDOW))

    await world.run(schedule(**WINDOW))

    assert len(kept(world)) == 1


async def test_it_is_kept_before_the_time_is_reserved(world: World) -> None:
    """Else a crash in between would leave a reservation that nobody can explain."""
    seen: list[int] = []

    async def look() -> None:
        seen.append(len(kept(world)))

    world.reservations.before_reserving.append(look)
    await world.run(schedule(**WINDOW))

    assert seen == [1]


async def test_without_a_store_nothing_is_decided(world: World) -> None:
    world.calendar.after_reading.append(lambda: setattr(world.commands, "outages", 1))

    with pytest.raises(StoreUnavailable):
        await world.run(available(**WINDOW))

    assert kept(world) == []


@pytest.mark.parametrize(
    "body",
    [schedule(dry_run=True), available(dry_run=True), hold(dry_run=True), schedule(**WINDOW, dry_run=True)],
    ids=["slot", "question", "hold", "window"],
)
async def test_a_rehearsal_keeps_nothing(world: World, body: Json) -> None:
    await world.run(body)

    assert kept(world) == []


async def test_a_question_keeps_as_many_slots_as_it_asked_for(world: World) -> None:
    await world.run(available(**WINDOW, limit=3))

    ((inputs, outcome),) = kept(world)
    assert inputs.question.limit == len(outcome.slots) == 3
    assert outcome.found > 3


async def test_a_window_that_has_passed_is_kept_as_such(world: World) -> None:
    await world.run(available(window=wire(span("9:00", "17:00", days=-1))))

    ((inputs, outcome),) = kept(world)
    assert (inputs.question.has_passed, outcome.found) == (True, 0)


async def test_a_hold_stands_on_whether_its_time_was_free(world: World) -> None:
    await world.run(hold())
    world.busy(BOB, TEN)
    await world.refused(hold(command_id="h-2"), Code.SLOT_TAKEN)

    (_, free), (_, refused) = kept(world)
    assert free.blockers == ()
    assert {one.email for one in refused.blockers} == {ANA, BOB}


class TestOfAMeetingThatIsThere:
    async def test_where_it_is_now_is_told(self, world: World, meeting: CalendarEvent) -> None:
        await world.run(reschedule(window=DAY))

        inputs, outcome = kept(world)[-1]
        assert inputs.question.present == TEN
        assert world.event(meeting.id).when in {one.slot for one in outcome.slots}

    async def test_to_where_it_is_already_nothing_is_searched(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(reschedule())
        before = len(kept(world))

        await world.run(reschedule(command_id="move-2"))

        assert world.event(meeting.id).when == ONE
        assert len(kept(world)) == before

    async def test_who_joins_is_judged_alone_and_other_times_are_for_all(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.busy(EVE, TEN)

        data = await world.refused(join(EVE), Code.SLOT_TAKEN)

        inputs, outcome = kept(world)[-1]
        asked = inputs.question
        assert asked.joining is not None
        assert [one.email for one in asked.joining.people] == [EVE]
        assert [one.email for one in asked.request.people] == [ANA, BOB, EVE]
        assert [(one.email, one.reason) for one in outcome.blockers] == [(EVE, Reason.BUSY)]
        assert len(outcome.alternatives) == len(data["alternatives"])

    async def test_who_joins_and_is_free_is_a_decision(self, world: World, meeting: CalendarEvent) -> None:
        await world.run(join(EVE))

        inputs, outcome = kept(world)[-1]
        assert (inputs.question.slot, outcome.blockers) == (TEN, ())

    async def test_what_looks_for_no_time_keeps_nothing(self, world: World, meeting: CalendarEvent) -> None:
        before = len(kept(world))

        await world.run(cancel(meeting.id))

        assert len(kept(world)) == before


async def test_nothing_is_found_of_a_command_that_went(world: World) -> None:
    await world.run(schedule())
    assert await world.ports.decisions.of(ANA, "c-1") is not None

    del world.commands.rows[ANA, "c-1"]

    assert await world.ports.decisions.of(ANA, "c-1") is None
