"""The database: whether it answers and can be written to, its tables, and its clock beside ours."""

from datetime import timedelta

from worker.app.doctor.clocks import apart, difference
from worker.app.doctor.finding import Finding, warning, well, wrong
from worker.ports.clock import Clock
from worker.store.inspection import DatabaseState, TablesState, database_state, tables_state

OLDEST = 14
"""The first PostgreSQL with multiranges, which reservations are made of."""
MIGRATE = "`vai-calendar migrate`"
NOTICEABLE = timedelta(seconds=10)


async def server(url: str) -> list[Finding]:
    return [server_as(await database_state(url))]


async def tables(url: str, *, migrating: bool) -> list[Finding]:
    return [tables_as(await tables_state(url), migrating=migrating)]


async def time_there(url: str, clock: Clock) -> list[Finding]:
    before = clock.now()
    there = (await database_state(url)).now
    ahead = difference(there, before, clock.now())
    if abs(ahead) < NOTICEABLE:
        return [well("the database's clock and this machine's agree")]
    return [
        warning(
            f"the database's clock is {apart(ahead)} this machine's: deadlines and leases are judged by both",
            "let both machines set their clocks by NTP",
        )
    ]


def server_as(state: DatabaseState) -> Finding:
    if state.major_version < OLDEST:
        return wrong(
            f"PostgreSQL {state.version} lacks multiranges, which reservations are made of",
            f"PostgreSQL {OLDEST} or later",
        )
    if state.is_read_only:
        return wrong(
            f"PostgreSQL {state.version} takes no writes here, as a standby does",
            "let VAI_DATABASE__URL name the primary server",
        )
    return well(f"PostgreSQL {state.version}")


def tables_as(state: TablesState, *, migrating: bool) -> Finding:
    if state.newer:
        names = ", ".join(f"{version:04}" for version in state.newer)
        return warning(
            f"a newer version of this program has migrated the database ({names})",
            "bring this one up to date; in the middle of a rollout that is as it should be",
        )
    if not state.lacking:
        return well("the tables are up to date")
    says = "no tables yet" if state.is_empty else f"the tables lack {', '.join(state.lacking)}"
    return warning(f"{says}; `run` makes them", MIGRATE) if migrating else wrong(says, MIGRATE)
