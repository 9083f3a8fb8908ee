"""Commands of users who were forgotten: a repeat is known, and what was awaited is answered without a run."""

import pytest

from tests.engine.test_reconciler import KEY, withheld
from tests.engine.world import SECOND, World, command, decoded, headers_of
from tests.fakes.handlers import Run, Step
from tests.fakes.store_departures import FakeDepartures
from worker.errors import GoogleUnavailable, KeyMissing, LeaseLost
from worker.handlers.answer import Answer
from worker.messages.cloud_events import unstored_id
from worker.ports.commands import Claim, Request, Settlement, StoredAnswer

FAREWELL = Settlement(farewell=StoredAnswer(b"{}", ()))


async def forget(world: World) -> None:
    """Forget Ana, as `disconnect_account` does."""
    departures = FakeDepartures(world.commands)
    request = Request(KEY[0], "leave", "disconnect_account", b"{}", b"leave")
    claim = await world.commands.claim(request)
    assert isinstance(claim, Claim)
    await departures.forget_some(claim)
    await world.commands.finish(claim, StoredAnswer(b"{}", ()), FAREWELL)


async def test_a_repeat_of_a_forgotten_command_has_no_effect() -> None:
    world = World()
    await world.receive(command(1))
    world.publisher.sent.clear()
    await forget(world)

    await world.receive(command(2))

    assert world.code() == "account_not_connected"
    assert len(world.handle.runs) == 1
    (answer,) = world.results
    assert headers_of(answer)["ce_id"].decode() == str(unstored_id("vai.calendar.commands.schedule", 0, 2))


async def test_another_body_under_its_id_is_still_another_command() -> None:
    world = World()
    await world.receive(command(1))
    world.publisher.sent.clear()
    await forget(world)

    await world.receive(command(2, participants=[{"email": "eve@example.com"}]))

    assert world.code() == "command_id_reused"


def leaving(world: World, error: Exception) -> Step:
    async def leave(_run: Run) -> Answer:
        await forget(world)
        raise error

    return leave


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LeaseLost("the command is gone"), "outcome_unknown"),
        (GoogleUnavailable("503 on a read"), "account_not_connected"),
    ],
    ids=["perhaps with a write under way", "before any write"],
)
async def test_a_command_that_is_at_work_when_its_user_goes_is_answered(error: Exception, code: str) -> None:
    """Its next step finds that it is not its own any more; what it did before nobody can find out."""
    world = World()
    world.handle.script = [leaving(world, error)]

    await world.receive(command(1))

    assert world.code() == code
    assert world.dead_letters == []


async def test_what_is_withheld_is_answered_and_not_run_again() -> None:
    world = await withheld()
    await forget(world)

    await world.reconciler.reconcile_due()
    await world.reconciler.send_unsent()

    assert len(world.handle.runs) == 1
    assert {decoded(answer)["error"]["code"] for answer in world.publisher.sent} == {"outcome_unknown"}
    assert len(world.publisher.sent) == 2


async def test_a_grant_that_no_key_opens_is_waited_for_and_then_as_good_as_none() -> None:
    world = World()
    world.handle.script = [KeyMissing("no key")] * 100

    await world.receive(command(1))

    result = world.result()
    assert (result["status"], result["error"]["code"]) == ("rejected", "reauthorization_required")
    assert len(world.handle.runs) > 1
    assert world.dead_letters == []


@pytest.mark.parametrize("wait", [0.5, 20])
async def test_a_key_that_comes_meanwhile_is_soon_enough(wait: float) -> None:
    world = World()
    world.handle.script = [KeyMissing("no key", retry_after=wait * SECOND)]

    await world.receive(command(1))

    assert world.result()["status"] == "succeeded"
