"""Failpoints stand before and after every call of every port, and are otherwise not there."""

import inspect
from dataclasses import fields
from pathlib import Path

import pytest

from tests.fakes.accounts import FakeAccounts
from tests.fakes.publisher import FakePublisher
from worker.app.ports import Ports
from worker.codes import Code
from worker.errors import Refused
from worker.ports.publisher import Outgoing
from worker.sandbox.failpoints import PORTS, Crashed, CrashOnce, Failpoints, KillProcess, steps

RECORD = Outgoing("results", b"key", b"value")


class Seen(list[str]):
    async def __call__(self, step: str) -> None:
        self.append(step)


def test_every_port_of_the_worker_is_watched() -> None:
    assert list(PORTS) == [field.name for field in fields(Ports)]
    assert list(PORTS.values()) == [field.type for field in fields(Ports)]


@pytest.mark.parametrize("port", PORTS)
def test_every_public_method_of_a_port_is_a_step_before_and_after(port: str) -> None:
    public = [name for name in vars(PORTS[port]) if not name.startswith("_")]

    assert public
    assert all(inspect.iscoroutinefunction(getattr(PORTS[port], name)) for name in public)
    assert [step for step in steps() if step.startswith(f"{port}.")] == [
        f"{port}.{name}:{side}" for name in public for side in ("before", "after")
    ]


async def test_a_call_goes_through_between_its_two_steps() -> None:
    seen, inner = Seen(), FakePublisher()
    inner.on_publish = lambda _record: seen.append("the call")

    await Failpoints(seen)("publisher", inner).publish(RECORD)

    assert seen == ["publisher.publish:before", "the call", "publisher.publish:after"]
    assert inner.sent == [RECORD]


async def test_what_the_port_gives_back_comes_back() -> None:
    account = await Failpoints(Seen())("accounts", FakeAccounts()).account("ana@vai.example")

    assert account.address == "ana@vai.example"


async def test_what_the_port_raises_is_raised_and_the_step_after_is_not_reached() -> None:
    seen = Seen()

    with pytest.raises(Refused) as caught:
        await Failpoints(seen)("accounts", FakeAccounts()).account("nobody")

    assert caught.value.code is Code.ACCOUNT_NOT_CONNECTED
    assert seen == ["accounts.account:before"]


def test_what_is_no_call_of_the_port_is_left_alone() -> None:
    assert Failpoints(Seen())("publisher", FakePublisher()).sent == []


@pytest.mark.parametrize(
    ("step", "sent"), [("publisher.publish:before", []), ("publisher.publish:after", [RECORD])]
)
async def test_the_dead_do_nothing_more_through_any_port(step: str, sent: list[Outgoing]) -> None:
    crash, publisher = CrashOnce(step), FakePublisher()
    wrap = Failpoints(crash)
    watched, accounts = wrap("publisher", publisher), wrap("accounts", FakeAccounts())

    for call in (watched.publish(RECORD), watched.publish(RECORD), accounts.account("ana@vai.example")):
        with pytest.raises(Crashed):
            await call

    assert crash.is_dead
    assert publisher.sent == sent


async def test_a_later_visit_can_be_the_last() -> None:
    publisher = FakePublisher()
    watched = Failpoints(CrashOnce("publisher.publish:before", visit=2))("publisher", publisher)

    await watched.publish(RECORD)
    with pytest.raises(Crashed):
        await watched.publish(RECORD)

    assert publisher.sent == [RECORD]


def test_no_handler_of_failures_catches_a_crash() -> None:
    assert not issubclass(Crashed, Exception)


async def test_other_steps_kill_nobody(tmp_path: Path) -> None:
    note = tmp_path / "note"

    await KillProcess("commands.claim:before", note)("commands.claim:after")

    assert not note.exists()
