"""`worker.ports.departures.Departures`, on PostgreSQL."""

from dataclasses import dataclass
from datetime import timedelta

from worker.ports.commands import Claim
from worker.store import forgetting, forgotten_commands
from worker.store.leases import Leases
from worker.store.pool import Database

FORGET_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PostgresDepartures:
    database: Database
    leases: Leases

    async def forget_some(self, claim: Claim) -> bool:
        async with self.database.transaction(FORGET_WITHIN) as connection:
            await forgotten_commands.lock(connection, claim, self.leases)
            return await forgetting.forget_some(connection, claim)
