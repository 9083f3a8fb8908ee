from dataclasses import replace
from datetime import timedelta
from itertools import repeat

import orjson
import pytest

from tests.engine.world import SECOND, TOPICS, World, command, decoded, headers_of
from worker.codes import Code
from worker.domain.meeting_types import MeetingType, by_name
from worker.errors import BrokerUnavailable, GoogleUnavailable, OutcomeUncertain, Refused
from worker.handlers.answer import Answer
from worker.messages.defaults import Defaults
from worker.ports.commands import Booking
from worker.ports.publisher import Outgoing

KEY = ("ana@example.com", "c-1")
LOST = OutcomeUncertain("the answer was lost", retry_after=61 * SECOND)
HOUR = timedelta(hours=1)
TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def withheld() -> World:
    """Return a world whose one command is withheld, with two records waiting."""
    world = World()
    world.handle.script = [LOST]
    await world.receive(command(1, headers=[("correlation-id", b"one")]))
    await world.receive(command(2, key=b"bob", headers=[("reply-to", b"agents.bob")]))
    assert world.publisher.sent == []
    return world


async def test_a_withheld_command_is_not_tried_before_its_time() -> None:
    world = await withheld()

    await world.reconciler.reconcile_due()

    assert len(world.handle.runs) == 1


async def test_a_known_outcome_goes_to_every_record_that_waits() -> None:
    world = await withheld()
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()
    await world.reconciler.send_unsent()

    first, second = world.publisher.sent
    assert (first.topic, first.key, headers_of(first)["correlation-id"]) == (TOPICS.results, b"ana", b"one")
    assert (second.topic, second.key) == ("agents.bob", b"bob")
    assert first.value == second.value
    assert decoded(first)["status"] == "succeeded"
    assert world.commands.rows[KEY].waiting == []


async def test_two_records_that_are_alike_get_two_results() -> None:
    world = World()
    world.handle.script = [LOST]
    await world.receive(command(1))
    await world.receive(command(2))
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()
    await world.reconciler.send_unsent()

    first, second = world.results
    assert first == second


async def test_the_changes_of_a_withheld_command_carry_the_trace_of_its_record() -> None:
    world = World()
    world.handle.script = [LOST]
    await world.receive(command(1, headers=[("traceparent", TRACE), ("correlation-id", b"one")]))
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()

    assert world.commands.settlements[0][1].trace == (("traceparent", TRACE),)


async def test_what_stays_unknown_is_tried_again_later_and_noticed_once() -> None:
    world = await withheld()
    world.handle.script = [LOST, LOST]

    for _ in range(2):
        world.clock.instant += 62 * SECOND
        await world.reconciler.reconcile_due()

    assert len(world.handle.runs) == 3
    assert len(world.commands.notices) == 1
    assert len(world.commands.rows[KEY].waiting) == 2
    assert world.commands.rows[KEY].claim is None


@pytest.mark.parametrize("error", [LOST, GoogleUnavailable("503"), KeyError("bug")])
async def test_after_a_day_the_outcome_is_unknown_and_the_reservation_stays(error: Exception) -> None:
    world = await withheld()
    world.handle.script = [error]
    world.clock.instant += 24 * HOUR

    await world.reconciler.reconcile_due()
    await world.reconciler.send_unsent()

    assert decoded(world.publisher.sent[0])["error"]["code"] == "outcome_unknown"
    assert world.commands.settlements[0][1].booking is Booking.KEEP


async def test_a_grant_that_breaks_leaves_the_outcome_unknown() -> None:
    world = await withheld()
    world.handle.script = [Refused(Code.REAUTHORIZATION_REQUIRED, "invalid_grant")]
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()

    answer = world.commands.rows[KEY].answer
    assert answer is not None
    assert orjson.loads(answer.value)["error"]["code"] == "outcome_unknown"
    assert world.commands.settlements[0][1].booking is Booking.KEEP


async def test_a_definite_no_releases_the_reservation() -> None:
    world = await withheld()
    world.handle.script = [Refused(Code.EXPIRED, "nothing was done, and now it is too late")]
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()

    assert world.commands.settlements[0][1].booking is Booking.RELEASE


async def test_a_defect_in_one_command_does_not_stop_the_others() -> None:
    world = World()
    world.handle.script = [LOST, LOST]
    await world.receive(command(1))
    await world.receive(command(2, command_id="c-2"))
    world.handle.script = [KeyError("bug")]
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()

    answers = [row.answer is not None for row in world.commands.rows.values()]
    assert sorted(answers) == [False, True]


async def test_a_lease_that_was_lost_is_left_to_whoever_has_it() -> None:
    world = await withheld()

    async def freeze(run: object) -> Answer:
        claim = world.handle.runs[-1].claim
        assert claim is not None
        world.commands.lose(claim)
        return Answer("Too late.", world.handle.data)

    world.handle.script = [freeze]
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()

    assert world.commands.rows[KEY].answer is None


async def test_a_result_that_could_not_be_sent_is_still_unsent() -> None:
    world = await withheld()
    world.clock.instant += 62 * SECOND
    await world.reconciler.reconcile_due()
    world.publisher.outages = 2

    await world.reconciler.send_unsent()
    assert world.publisher.sent == []
    await world.reconciler.send_unsent()

    assert len(world.publisher.sent) == 2
    assert not await world.reconciler.send_unsent()


async def test_a_reply_topic_that_fails_holds_up_nobody_else_who_waits() -> None:
    world = await withheld()
    world.clock.instant += 62 * SECOND
    await world.reconciler.reconcile_due()

    def fail(item: Outgoing) -> None:
        if item.topic == TOPICS.results:
            raise BrokerUnavailable("below min.insync.replicas")

    world.publisher.on_publish = fail
    await world.reconciler.send_unsent()

    assert [sent.topic for sent in world.publisher.sent] == ["agents.bob"]
    assert [reply.key for reply in world.commands.rows[KEY].waiting] == [b"ana"]


async def test_says_whether_more_may_be_due() -> None:
    world = World()
    world.handle.script = list(repeat(LOST, 25))
    for number in range(25):
        await world.receive(command(number, command_id=f"c-{number}"))
    world.clock.instant += 62 * SECOND

    assert await world.reconciler.reconcile_due()
    assert not await world.reconciler.reconcile_due()


async def test_a_withheld_command_is_ended_though_its_meeting_type_has_left_the_settings() -> None:
    board = MeetingType("board")
    world = World()
    world.handle.script = [LOST]
    world.dispatch = replace(
        world.dispatch,
        intake=replace(world.dispatch.intake, defaults=Defaults(meeting_types=by_name(board))),
    )
    await world.receive(command(1, meeting_type="board"))
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()
    await world.reconciler.send_unsent()

    assert [decoded(each)["status"] for each in world.publisher.sent] == ["succeeded"]
