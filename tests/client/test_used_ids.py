from datetime import UTC, datetime
from typing import Any

import pytest

from worker.client.command import Command
from worker.client.commands import sync_calendar
from worker.client.errors import CommandIdReused
from worker.client.used_ids import UsedIds


def command(**fields: Any) -> Command[Any]:
    return sync_calendar(**({"user_id": "ana", "command_id": "c-1"} | fields))


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"deadline": datetime(2030, 1, 7, tzinfo=UTC)},
        {"full": True, "dry_run": True},
        {"user_id": "bob", "full": True},
    ],
    ids=["the same", "another deadline", "a rehearsal", "another user"],
)
def test_an_id_may_be_used_again_for(again: Any) -> None:
    used = UsedIds()
    used.use(command())

    used.use(command(**again))


def test_an_id_never_stands_for_two_commands() -> None:
    used = UsedIds()
    used.use(command())

    with pytest.raises(CommandIdReused, match="c-1"):
        used.use(command(full=True))


def test_a_rehearsal_uses_up_no_id() -> None:
    used = UsedIds()
    used.use(command(dry_run=True))

    used.use(command(full=True))


def test_what_was_refused_as_such_may_be_mended_under_its_id() -> None:
    used = UsedIds()
    used.use(command())
    used.give_back(command())

    used.use(command(full=True))


def test_only_so_many_are_remembered_the_latest_used() -> None:
    used = UsedIds(most=2)
    for command_id in ("a", "b", "a", "c"):
        used.use(command(command_id=command_id))

    used.use(command(command_id="b", full=True))
    with pytest.raises(CommandIdReused):
        used.use(command(command_id="c", full=True))
