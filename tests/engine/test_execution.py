from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from tests.engine.records import NOW
from tests.engine.world import SECOND, World, command, decoded, headers_of
from tests.fakes.handlers import Run
from worker.errors import (
    AvailabilityUnknown,
    Code,
    ConcurrentChange,
    FatalError,
    GoogleUnavailable,
    MeetingBusy,
    OutcomeUncertain,
    RateLimited,
    Refused,
    RequestRejected,
    StoreUnavailable,
    TransientError,
)
from worker.handlers.answer import Answer
from worker.ports.commands import Booking, HeldElsewhere, Settlement

KEY = ("ana@example.com", "c-1")
DOWN = GoogleUnavailable("503")
LOST = OutcomeUncertain("the answer was lost")
ONE_MINUTE = 60 * SECOND


def endless(error: TransientError) -> list[Exception]:
    return [error] * 200


def bugs(number: int) -> list[Exception]:
    return [KeyError("bug") for _ in range(number)]


async def test_a_command_is_run_under_a_claim_and_its_answer_is_stored_before_it_is_published() -> None:
    world = World()
    world.handle.settlement = Settlement(booking=Booking.CONFIRM)
    stored_by_then = []
    world.publisher.on_publish = lambda _: stored_by_then.append(world.commands.rows[KEY].answer)

    await world.receive(command())

    (sent,) = world.results
    answer = world.commands.rows[KEY].answer
    assert answer is not None
    assert stored_by_then == [answer]
    assert (sent.value, sent.headers, sent.key) == (answer.value, answer.headers, b"ana")
    assert world.commands.settlements[0][1].booking is Booking.CONFIRM
    assert world.result()["status"] == "succeeded"


async def test_a_second_delivery_is_answered_from_the_store_byte_for_byte() -> None:
    world = World()

    await world.receive(command(1))
    world.clock.instant += SECOND
    await world.receive(command(2, headers=[("correlation-id", b"later")]))

    first, second = world.results
    assert len(world.handle.runs) == 1
    assert second.value == first.value
    assert second.headers == (*first.headers, ("correlation-id", b"later"))


async def test_another_body_under_a_used_id_is_refused_and_not_stored() -> None:
    world = World()

    await world.receive(command(1))
    await world.receive(command(2, duration_minutes=45))

    refused = decoded(world.results[1])
    assert refused["error"]["code"] == "command_id_reused"
    assert len(world.handle.runs) == 1
    assert headers_of(world.results[0])["ce_id"] != headers_of(world.results[1])["ce_id"]


async def test_a_refusal_is_stored_and_gives_the_reservation_back() -> None:
    world = World()
    world.handle.script = [Refused(Code.NO_SLOT, "nothing fits")]

    await world.receive(command())

    assert world.code() == "no_slot"
    assert world.commands.rows[KEY].answer is not None
    assert world.commands.settlements[0][1].booking is Booking.RELEASE


async def test_what_passes_is_tried_again_under_a_new_claim() -> None:
    world = World()
    world.handle.script = [DOWN, ConcurrentChange("412"), RateLimited("slower", retry_after=7 * SECOND)]

    await world.receive(command())

    fences = [run.claim.fence for run in world.handle.runs if run.claim]
    assert fences == [1, 2, 3, 4]
    assert world.clock.slept[-1] == 7 * SECOND
    assert world.result()["status"] == "succeeded"


async def test_a_wait_holds_neither_slot_nor_claim() -> None:
    world = World()
    seen = []

    async def sleep(duration: timedelta) -> None:
        seen.append((world.free.locked(), world.commands.rows[KEY].claim))
        world.clock.instant += duration

    world.handle.script = [DOWN]
    world.clock.sleep = sleep  # type: ignore[method-assign]  # the one moment that counts here

    await world.receive(command())

    assert seen == [(False, None)]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DOWN, "google_unavailable"),
        (RateLimited("slower"), "rate_limited"),
        (AvailabilityUnknown("503"), "availability_unknown"),
        (ConcurrentChange("412"), "concurrent_change"),
        (MeetingBusy("taken"), "concurrent_change"),
    ],
)
async def test_a_used_up_budget_is_answered_by_the_errors_code(error: TransientError, code: str) -> None:
    world = World()
    world.handle.script = endless(error)

    await world.receive(command())

    assert (world.code(), world.result()["status"]) == (code, "failed")
    assert world.clock.instant - NOW <= ONE_MINUTE
    assert world.commands.settlements[0][1].booking is Booking.RELEASE


async def test_a_lost_answer_is_never_guessed_but_withheld() -> None:
    world = World()
    world.handle.script = endless(LOST)

    await world.receive(command())

    row = world.commands.rows[KEY]
    assert world.publisher.sent == []
    assert (row.answer, row.claim) == (None, None)
    assert [reply.key for reply in row.waiting] == [b"ana"]
    assert b"command.delayed" in dict(world.commands.notices[0].headers)["ce_type"]
    assert orjson.loads(world.commands.notices[0].value)["command_id"] == "c-1"


async def test_a_lost_answer_stays_in_doubt_when_later_tries_fail_otherwise() -> None:
    world = World()
    world.handle.script = [LOST, *endless(DOWN)]

    await world.receive(command())

    assert world.commands.rows[KEY].withheld_since is not None
    assert world.publisher.sent == []


async def test_what_an_earlier_run_may_have_written_is_in_doubt_too() -> None:
    world = World()
    world.handle.script = [FatalError("killed here")]
    with pytest.raises(FatalError):
        await world.receive(command())
    world.commands.rows[KEY].may_have_written = True
    world.handle.script = endless(DOWN)

    await world.receive(command())

    assert world.commands.rows[KEY].withheld_since is not None


async def test_what_this_run_wrote_down_itself_is_not_in_doubt() -> None:
    world = World()

    async def reserve_then_fail(run: Run) -> Answer:
        assert run.claim is not None
        await world.commands.save(run.claim, b"reserved")
        raise RateLimited("slower")

    world.handle.script = [reserve_then_fail, *endless(RateLimited("slower"))]

    await world.receive(command())

    assert world.code() == "rate_limited"


async def test_a_grant_that_breaks_in_doubt_leaves_the_outcome_unknown_and_the_reservation() -> None:
    world = World()
    world.handle.script = [LOST, Refused(Code.REAUTHORIZATION_REQUIRED, "invalid_grant")]

    await world.receive(command())

    assert world.code() == "outcome_unknown"
    assert world.commands.settlements[0][1].booking is Booking.KEEP


async def test_a_repeat_of_a_withheld_command_waits_for_the_same_result() -> None:
    world = World()
    world.handle.script = endless(LOST)
    await world.receive(command(1))

    await world.receive(command(2, key=b"another"))

    row = world.commands.rows[KEY]
    assert [reply.key for reply in row.waiting] == [b"ana", b"another"]
    assert world.publisher.sent == []


async def test_a_passed_deadline_is_expired_and_uses_the_id_up() -> None:
    world = World()

    await world.receive(command(deadline=(NOW - SECOND).isoformat()))

    assert world.code() == "expired"
    assert world.handle.runs == []
    assert world.commands.rows[KEY].answer is not None


async def test_a_deadline_that_passes_between_two_tries_ends_them() -> None:
    world = World()
    world.handle.script = endless(DOWN)

    await world.receive(command(deadline=(NOW + 3 * SECOND).isoformat()))

    assert world.code() == "expired"
    assert world.clock.instant == NOW + 3 * SECOND


async def test_a_deadline_does_not_stop_what_has_begun() -> None:
    world = World()

    async def write_then_fail(run: Run) -> Answer:
        assert run.claim is not None
        await world.commands.save(run.claim, b"writing")
        world.clock.instant += 5 * SECOND
        raise DOWN

    world.handle.script = [write_then_fail]

    await world.receive(command(deadline=(NOW + SECOND).isoformat()))

    assert world.result()["status"] == "succeeded"


async def test_a_rehearsal_claims_nothing_and_is_not_stored() -> None:
    world = World()
    world.handle.script = [DOWN]

    await world.receive(command(dry_run=True))

    assert [run.claim for run in world.handle.runs] == [None, None]
    assert world.commands.rows == {}
    assert world.result()["status"] == "succeeded"


async def test_a_rehearsal_uses_up_its_budget_too() -> None:
    world = World()
    world.handle.script = endless(DOWN)

    await world.receive(command(dry_run=True))

    assert world.code() == "google_unavailable"


async def test_store_and_broker_are_waited_out_without_bound() -> None:
    world = World()
    world.commands.outages = 40
    world.publisher.outages = 40

    await world.receive(command())

    assert world.clock.instant - NOW > 2 * ONE_MINUTE
    assert len(world.handle.runs) == 1
    assert world.result()["status"] == "succeeded"


async def test_a_store_that_goes_away_during_a_run_is_waited_out_without_bound() -> None:
    world = World()
    world.handle.script = [StoreUnavailable("gone")] * 30

    await world.receive(command())

    assert world.clock.instant - NOW > ONE_MINUTE
    assert world.result()["status"] == "succeeded"


async def test_a_claim_that_another_holds_is_waited_for_without_a_slot() -> None:
    world = World()
    world.handle.script = [FatalError("stop here")]
    with pytest.raises(FatalError):
        await world.receive(command())
    row = world.commands.rows[KEY]
    held = await world.commands.claim(row.request)
    assert not isinstance(held, HeldElsewhere)

    async def sleep(duration: timedelta) -> None:
        assert not world.free.locked()
        world.clock.slept.append(duration)
        row.claim = row.claim if len(world.clock.slept) < 9 else None

    world.clock.sleep = sleep  # type: ignore[method-assign]  # the other lets go after a while
    await world.receive(command())

    assert world.clock.slept[0] == SECOND / 5
    assert max(world.clock.slept) == SECOND
    assert world.result()["status"] == "succeeded"


async def test_a_lease_that_was_lost_is_claimed_again() -> None:
    world = World()

    async def freeze(run: Run) -> Answer:
        assert run.claim is not None
        world.commands.lose(run.claim)
        return Answer("Too late.", world.handle.data)

    world.handle.script = [freeze]

    await world.receive(command())

    assert len(world.handle.runs) == 2
    assert world.result()["message"] == "Done."


async def test_a_defect_is_answered_dead_lettered_and_not_stored() -> None:
    world = World()
    world.handle.script = [RequestRejected("400: we built nonsense")]

    await world.receive(command())

    assert (world.code(), world.result()["status"]) == ("internal", "failed")
    (letter,) = world.dead_letters
    assert letter.value == command().value
    assert headers_of(letter)["x-dlq-detail"] == b"RequestRejected"
    assert world.commands.rows[KEY].answer is None
    assert world.commands.rows[KEY].claim is None


async def test_after_a_defect_a_replay_takes_the_command_up_again() -> None:
    world = World()
    world.handle.script = [KeyError("bug")]

    await world.receive(command(1))
    await world.receive(command(2))

    assert decoded(world.results[1])["status"] == "succeeded"


async def test_a_defect_is_counted_once_however_long_the_broker_is_away() -> None:
    world = World()
    world.handle.script = [KeyError("bug")]
    world.publisher.outages = 30

    await world.receive(command())

    assert len(world.handle.runs) == 1
    assert len(world.dead_letters) == 1


async def test_a_dead_letter_that_is_too_large_goes_without_its_value() -> None:
    world = World()
    world.publisher.largest = 900

    await world.receive(replace(command(), value=b"x" * 1000))

    (letter,) = world.dead_letters
    assert letter.value is None
    assert b"length=1000" in headers_of(letter)["x-dlq-truncated"]


async def test_many_defects_in_a_row_stop_the_worker_and_leave_the_last_record_undone() -> None:
    world = World()
    world.handle.script = bugs(20)

    for offset in range(19):
        await world.receive(command(offset, key=b"%d" % (offset % 3), command_id=f"c-{offset}"))
    with pytest.raises(FatalError, match="20 defects"):
        await world.receive(command(19, command_id="c-19"))

    assert len(world.dead_letters) == 19


async def test_one_key_alone_does_not_stop_the_worker() -> None:
    world = World()
    world.handle.script = bugs(40)

    for offset in range(40):
        await world.receive(command(offset, command_id=f"c-{offset}"))

    assert len(world.dead_letters) == 40


async def test_a_success_in_between_ends_the_row_of_defects() -> None:
    world = World()

    async def succeed(_: Run) -> Answer:
        return Answer("Done.", world.handle.data)

    world.handle.script = [*bugs(19), succeed, *bugs(19)]

    for offset in range(39):
        await world.receive(command(offset, key=b"%d" % (offset % 3), command_id=f"c-{offset}"))

    assert len(world.dead_letters) == 38


async def test_rubbish_never_stops_the_worker() -> None:
    world = World()

    for offset in range(50):
        await world.receive(replace(command(offset, key=b"%d" % offset), value=b"rubbish"))

    assert len(world.dead_letters) == 50
