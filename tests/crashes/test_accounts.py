"""A replica dies wherever an account is connected or given back: nothing is half there or half gone."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.crashes.accounts import CODE_IS_SPENT, CONNECT_CALLS, LEAVE, connecting
from tests.crashes.replicas import Place
from tests.crashes.scenario import Scenario, steps_of
from tests.crashes.test_every_step import TOPICS, cloud_event, decoded, kind_of
from worker.ports.grants import Consent
from worker.sandbox.consent import consented
from worker.sandbox.failpoints import Crashed, CrashOnce
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.server import LocalGoogle

pytestmark = pytest.mark.real

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
OF_ACCOUNTS = {"connected", "disconnected", "reauthorization_required"}


@pytest.fixture
async def consent(place: Place, crashes_google: LocalGoogle, crashes_client: OAuthClient) -> Consent:
    return await consented(crashes_google, crashes_client, place.ana)


@pytest.fixture
async def connected(place: Place, consent: Consent) -> Place:
    await place.do(connecting(consent).act)
    place.broker.sent.clear()
    return place


def places_to_die(calls: Iterable[str]) -> Iterator[Any]:
    """Return the steps where everything outside is not as at the step before, with the visit."""
    seen: list[str] = []
    for earlier, step in pairwise(("", *(step for call in calls for step in steps_of(call)))):
        seen.append(step)
        if not (earlier.endswith(":after") and step.endswith(":before")):
            yield pytest.param(step, seen.count(step), id=f"{step}-{seen.count(step)}")


async def die_and_do_it_again(place: Place, scenario: Scenario, crash: CrashOnce) -> None:
    if scenario.prepare:
        await place.do(scenario.prepare)
        place.broker.sent.clear()
    async with place.replica(crash) as victim:
        try:
            await scenario.act(place, victim)
        except* Crashed:
            await place.bury(victim)
        await place.do(scenario.act)
    assert crash.is_dead


async def traced(place: Place, scenario: Scenario) -> list[str]:
    trace: list[str] = []

    async def note(step: str) -> None:
        trace.append(step)

    if scenario.prepare:
        await place.do(scenario.prepare)
    async with place.replica(note) as replica:
        await scenario.act(place, replica)
    return trace


class TestConnecting:
    async def test_takes_these_calls(self, place: Place, consent: Consent) -> None:
        scenario = connecting(consent)

        assert await traced(place, scenario) == scenario.steps

    @pytest.mark.parametrize(("step", "visit"), list(places_to_die(CONNECT_CALLS)))
    async def test_ends_in_a_grant_that_is_told_of_or_in_none(
        self, place: Place, consent: Consent, step: str, visit: int
    ) -> None:
        await die_and_do_it_again(place, connecting(consent), CrashOnce(step, visit))

        answer, grant = the_answer(place), await place.healthy.grants.of(place.ana)
        if step in CODE_IS_SPENT:
            assert answer["error"]["code"] == "consent_failed"
            assert "an earlier run" in answer["error"]["detail"]
            assert (grant, told(place)) == (None, [])
        else:
            assert answer["data"]["email"] == place.ana
            assert grant is not None
            assert told(place) == ["connected"]


class TestLeaving:
    async def test_takes_these_calls(self, connected: Place) -> None:
        assert await traced(connected, LEAVE) == LEAVE.steps

    @pytest.mark.parametrize(("step", "visit"), list(places_to_die(LEAVE.calls)))
    async def test_leaves_nothing_behind(self, connected: Place, step: str, visit: int) -> None:
        await die_and_do_it_again(connected, LEAVE, CrashOnce(step, visit))

        assert the_answer(connected)["data"] == {"email": connected.ana}
        assert told(connected) == ["disconnected"]
        assert await everything_of(connected) == {"commands": 1}


def the_answer(place: Place) -> dict[str, Any]:
    """Return the one answer there is, however often it was published."""
    answers = place.broker.on(TOPICS.results)
    assert len({(answer.value, cloud_event(answer)["ce_id"]) for answer in answers}) == 1
    return decoded(answers[0])


def told(place: Place) -> list[str]:
    """Return what kinds of records of the account were told, each once."""
    records = {cloud_event(change)["ce_id"]: kind_of(change) for change in place.broker.on(TOPICS.changes)}
    return [kind for kind in records.values() if kind in OF_ACCOUNTS]


async def everything_of(place: Place) -> dict[str, int]:
    """Return how many rows of which tables name Ana."""
    spelt = (place.ana, place.ana.encode().hex())
    counts = {}
    for table in [row["tablename"] for row in await place.database.fetch(TABLES)]:
        rows = await place.database.fetch(f"SELECT t::text FROM {table} t")  # noqa: S608  (the database's own)
        counts[table] = sum(any(name in row[0] for name in spelt) for row in rows)
    return {table: count for table, count in counts.items() if count}
