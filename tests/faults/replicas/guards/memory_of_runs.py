"""Off: a run knows nothing of the one before it, and its events bear no names of ours."""

from dataclasses import replace

import asyncpg

from tests.faults.replicas.guards import own_ids
from worker.ports.commands import Claim
from worker.store import claims
from worker.store.leases import Leases

remembered = claims.granted


def off() -> None:
    def granted(leases: Leases, names: tuple[str, str], row: asyncpg.Record, began: float) -> Claim:
        return replace(remembered(leases, names, row, began), progress=None, may_have_written=False)

    claims.granted = granted
    own_ids.off()
