"""`disconnect_account` through the broker: what is given back, what is forgotten, and what a repeat hears."""

import asyncio

import asyncpg
import pytest

from tests.support.agent import Agent, value_of
from tests.wire.accounts import (
    accounts_of,
    code_of,
    connect,
    connected,
    disconnect,
    new_user,
    told_of_account,
)
from tests.wire.asking import sync
from tests.wire.meetings import confirmed, meeting, new_person
from worker.sandbox.consent import consented
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


async def test_nothing_is_left_of_a_user_but_this_one_answer(agent: Agent, served: Stage) -> None:
    user, address = await connected(agent, served)
    booked = meeting(user, follow_up_actions=[{"title": "Call back", "due": "2030-01-09T10:00:00Z"}])
    await agent.ask(booked)
    await agent.ask(sync(user))
    bye = disconnect(user, locale="en")

    answer = await agent.ask(bye)

    assert (answer["status"], answer["data"]) == ("succeeded", {"email": address})
    assert answer["message"].startswith(f"The Google account {address} was disconnected")
    assert [kind for kind, _ in await told_of_account(agent, user, 2)] == ["connected", "disconnected"]
    left = await everything_of(served, user, address)
    assert {table: len(rows) for table, rows in left.items()} == {"commands": 1}
    assert bye["command_id"] in left["commands"][0]
    assert len(await confirmed(served, address)) == 2, "what stands in the calendar is the person's"


async def test_the_grant_is_given_back_to_google(agent: Agent, served: Stage) -> None:
    user, address = await connected(agent, served)
    await served.google.control.clear_log()

    await agent.ask(disconnect(user))

    (revoked,) = [one for one in await served.google.control.log() if one.path.endswith("/revoke")]
    assert revoked.status == 200
    consent = await consented(served.google, served.client, address)
    assert (await agent.ask(connect(user, consent)))["data"]["email"] == address
    assert (await agent.ask(meeting(user)))["status"] == "succeeded"


async def test_a_repeat_of_what_was_forgotten_has_no_effect(agent: Agent, served: Stage) -> None:
    user, address = await connected(agent, served)
    once = meeting(user)
    await agent.ask(once)
    bye = disconnect(user)
    await agent.ask(bye)
    await agent.ask(connect(user, await consented(served.google, served.client, address)))
    (event,) = await confirmed(served, address)
    await (await served.google.control.person(address)).delete(event["id"])

    await agent.send(once)
    await agent.send(bye)
    await agent.send({**once, "title": "Another"})

    _, again, reused = await agent.results(once["command_id"], 3)
    assert {code_of(value_of(one)) for one in (again, reused)} == {
        "account_not_connected",
        "command_id_reused",
    }
    first, repeated = await agent.results(bye["command_id"], 2)
    assert first.value == repeated.value
    assert await confirmed(served, address) == []


async def test_an_account_that_is_delegated_is_forgotten_too(agent: Agent, served: Stage) -> None:
    address = await new_person(served)
    await agent.ask(meeting(address))

    assert (await agent.ask(disconnect(address)))["data"] == {"email": address}
    assert (await everything_of(served, address)).keys() == {"commands"}
    assert (await agent.ask(meeting(address, slot=LATER)))["status"] == "succeeded", "it is delegated still"


LATER = {"start": "2030-01-07T14:00:00+02:00", "end": "2030-01-07T15:00:00+02:00"}


async def test_a_user_who_never_connected(agent: Agent) -> None:
    user = new_user()

    assert code_of(await agent.ask(disconnect(user))) == "account_not_connected"
    assert accounts_of(agent, user) == []


async def test_a_dry_run_changes_nothing(agent: Agent, served: Stage) -> None:
    user, address = await connected(agent, served)

    assert (await agent.ask(disconnect(user, dry_run=True)))["data"] == {"email": address}
    assert (await agent.ask(meeting(user)))["status"] == "succeeded"


async def test_a_grant_that_the_person_took_back_is_forgotten_all_the_same(
    agent: Agent, served: Stage
) -> None:
    user, address = await connected(agent, served)
    await served.google.control.oauth.withdraw(address)
    assert code_of(await agent.ask(meeting(user))) == "reauthorization_required"

    assert (await agent.ask(disconnect(user)))["status"] == "succeeded"
    assert code_of(await agent.ask(meeting(user))) == "account_not_connected"


async def test_an_outage_while_it_is_given_back_is_waited_out(agent: Agent, served: Stage) -> None:
    user, _ = await connected(agent, served)
    await served.google.control.add_fault(Fault(path="revoke", status=503, times=2))

    assert (await agent.ask(disconnect(user)))["status"] == "succeeded"


async def everything_of(stage: Stage, *names: str) -> dict[str, list[str]]:
    """Return every row of every table that names a user or an address, once all is published."""
    connection = await asyncpg.connect(stage.database_url)
    async with asyncio.timeout(30):
        while await connection.fetchval("SELECT true FROM outbox UNION SELECT true FROM outbox_leases"):
            continue
    spelt = [*names, *(name.encode().hex() for name in names)]
    found = {}
    for table in [row["tablename"] for row in await connection.fetch(TABLES)]:
        rows = await connection.fetch(f"SELECT t::text FROM {table} t")  # noqa: S608  (the database's own)
        found[table] = [row[0] for row in rows if any(name in row[0] for name in spelt)]
    await connection.close()
    return {table: rows for table, rows in found.items() if rows}
