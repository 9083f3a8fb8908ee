"""Commands with the decisions that they rest on: to look at from outside, not to act by."""

from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from worker.domain.decision import Decision
from worker.errors import Misconfigured
from worker.store.migrate import Connection, connected

EXISTS = "SELECT to_regclass('decisions') IS NOT NULL"
COMMANDS = """
SELECT user_id, type, state, result_value, to_be_forgotten, made_at, inputs, outcome
FROM commands LEFT JOIN decisions USING (user_id, command_id)
WHERE command_id = $1 AND ($2::text IS NULL OR user_id = $2) ORDER BY user_id
"""
FORGOTTEN = "SELECT true FROM forgotten_commands WHERE hash = command_hash($1, $2)"


@dataclass(frozen=True, slots=True)
class DecidedCommand:
    user_id: str
    command_id: str
    type: str
    state: str
    """`running`, `withheld` or `finished`."""
    answer: bytes | None = field(repr=False)
    made_at: datetime | None = None
    decision: Decision | None = None
    is_forgotten: bool = False
    """Whether its user was forgotten: it is there only because somebody waits for its result."""


async def decided_commands(url: str, command_id: str, user_id: str | None) -> list[DecidedCommand]:
    """Return what is known under an id, by user. Raise `Misconfigured` or `StoreUnavailable`."""
    async with connected(url) as connection:
        await _check_table(connection)
        rows = await connection.fetch(COMMANDS, command_id, user_id)
    return [_command(row, command_id) for row in rows]


async def was_forgotten(url: str, command_id: str, user_id: str) -> bool:
    """Tell whether the id was used, and its user was forgotten since."""
    async with connected(url) as connection:
        return bool(await connection.fetchval(FORGOTTEN, user_id, command_id))


def _command(row: asyncpg.Record, command_id: str) -> DecidedCommand:
    return DecidedCommand(
        user_id=row["user_id"],
        command_id=command_id,
        type=row["type"],
        state=row["state"],
        answer=row["result_value"],
        made_at=row["made_at"],
        decision=None if row["inputs"] is None else Decision(row["inputs"], row["outcome"]),
        is_forgotten=row["to_be_forgotten"],
    )


async def _check_table(connection: Connection) -> None:
    if not await connection.fetchval(EXISTS):
        raise Misconfigured("the database has no table of decisions yet: `vai-calendar migrate` makes it")
