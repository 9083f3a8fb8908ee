"""Secrets go in everywhere, and come out nowhere.

A worker on log level debug gets good commands, bad ones, a failing Google and a defect of its
own; then everything that it left behind is searched. The same search on a worker that leaks
on purpose shows that it finds.
"""

import traceback
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from pydantic import SecretStr

from tests.support.agent import Agent, Json
from tests.support.chosen_broker import ChosenBroker
from tests.support.leaks import Place, Secrets, logged, measured, published, shown, stored
from tests.wire.accounts import code_of, connect, new_user
from tests.wire.meetings import meeting, new_person
from tests.wire.meetings import question as question_for
from tests.wire.planted import (
    BEARER,
    CODE,
    DATABASE,
    LONG_VERIFIER,
    QUOTED,
    REFRESH,
    VALUE,
    VERIFIER,
    guarded,
)
from worker.app.run import opened
from worker.errors import WorkerError
from worker.google.http_answer import HttpAnswer
from worker.sandbox.child_process import running
from worker.sandbox.consent import Question
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.postgres import Postgres
from worker.settings.environment import read
from worker.settings.model import Settings

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
async def places(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Secrets, list[Place]]:
    """Everything that a worker left behind after a bad day, and what must not be in it."""
    async with guarded(broker, postgres, tmp_path_factory.mktemp("secrets")) as here:
        worker = here.worker("defect")
        async with running(worker), Agent.on(here.stage, *here.stage.topics.commands) as agent:
            await a_good_hour(agent)
            await a_consent(agent)
            await a_bad_hour(agent)
            await a_failing_google(agent)
            left = [*published(agent), *await measured(worker)]
        left += [*logged(worker), *await stored(here.stage.database_url)]
    return here.secrets, left


async def a_good_hour(agent: Agent) -> None:
    user = await new_person(agent.stage)
    follow_up = {"title": "Call back", "due": "2030-01-09T10:00:00Z"}
    booked = await agent.ask(meeting(user, follow_up_actions=[follow_up], conversation_id="c-1"))
    assert booked["status"] == "succeeded"
    assert (await agent.ask(question_for(user)))["status"] == "succeeded"
    doomed = {"type": "cancel_meeting", "command_id": "hits a defect", "user_id": user}
    answer = await agent.ask({**doomed, "event_id": booked["data"]["event"]["id"]})
    assert answer["error"]["code"] == "internal"


async def a_consent(agent: Agent) -> None:
    """Let somebody connect, take it back, connect again and leave."""
    google, user, address = agent.stage.google, new_user(), await new_person(agent.stage)
    for _ in range(2):
        question = Question(google, agent.stage.client, verifier=SecretStr(LONG_VERIFIER))
        body = connect(user, await question.allowed_by(address))
        for _ in range(2):
            await agent.send(body)
        await agent.results(body["command_id"], 2)
        assert (await agent.ask(question_for(user)))["status"] == "succeeded"
        await google.control.oauth.withdraw(address)
        assert code_of(await agent.ask(question_for(user))) == "reauthorization_required"
    spent = await question.allowed_by(address)
    assert code_of(await agent.ask(connect(user, replace(spent, redirect_uri="http://127.0.0.1:1/")))) == (
        "consent_failed"
    )
    assert code_of(await agent.ask({**connect(user, spent), "refresh_token": REFRESH})) == "invalid_command"


async def a_bad_hour(agent: Agent) -> None:
    """Send what should not have been sent, and wait until all of it is answered or buried."""
    user = await new_person(agent.stage)
    bearer = (("authorization", f"Bearer {BEARER}".encode()),)
    before = len(answers(agent))
    bodies = bad_bodies(user)
    for group, value in bodies:
        topic = agent.stage.topics.of_group(group)  # type: ignore[arg-type]  # the table below names groups
        await agent.send_raw(topic, value, user.encode(), bearer)
    await agent.arrived(lambda record: record in answers(agent), before + len(bodies), within=30)


def bad_bodies(user: str) -> list[tuple[str, bytes]]:
    refresh, wrong = REFRESH, VALUE
    consent = {
        "type": "connect_account",
        "user_id": user,
        "code": CODE,
        "code_verifier": VERIFIER,
    }
    wrongs: tuple[Json, ...] = (
        {"refresh_token": refresh},
        {"participants": [{"email": wrong}]},
        {"title": {"token": refresh}},
        {"time_zone": wrong},
        {"preferred_time": wrong},
        {"excluded_days": [wrong]},
        {"locale": wrong, "meeting_type": wrong, "send_updates": wrong},
        {"deadline": {"local": wrong, "time_zone": wrong}},
    )
    bodies = [("schedule", orjson.dumps(meeting(user, **change))) for change in wrongs]
    bodies += [
        ("sync", orjson.dumps({**consent, "command_id": uuid4().hex})),
        ("sync", orjson.dumps(consent)),
    ]
    bodies += [("schedule", orjson.dumps({**consent, "command_id": uuid4().hex}))]
    bodies += [("schedule", orjson.dumps(consent)), ("sync", orjson.dumps(consent)[:-1])]
    bodies += [("update", f"refresh_token={refresh}".encode()), ("schedule", refresh.encode() * 20_000)]
    return bodies


def answers(agent: Agent) -> list[object]:
    topics = {agent.stage.topics.results, agent.stage.topics.dead_letters}
    return [record for record in agent.seen if record.topic in topics]


async def a_failing_google(agent: Agent) -> None:
    quote = QUOTED
    told = {"error": "invalid_grant", "error_description": quote}
    faults: dict[str, Fault] = {
        "refuses every token": Fault(
            path="freeBusy", status=401, reason="authError", message=quote, times=None
        ),
        "knows no grant": Fault(path="token", status=400, json_body=told, times=None),
        "breaks on reading": Fault(path="freeBusy", status=500, html=f"<h1>{quote}</h1>", times=None),
        "breaks on writing": Fault(path="events", method="POST", status=503, message=quote, when="after"),
        "hangs up": Fault(path="events", method="POST", drop=True, when="after"),
        "says nothing sensible": Fault(path="freeBusy", status=418, message=quote, times=None),
    }
    for fault in faults.values():
        user = await new_person(agent.stage)
        await agent.stage.google.control.add_fault(fault.model_copy(update={"subject": user}))
        await agent.ask(meeting(user))
    assert all((await agent.stage.google.control.fault_hits()).values()), "every fault was met"


def test_no_secret_is_left_anywhere(places: tuple[Secrets, list[Place]]) -> None:
    secrets, left = places

    assert secrets.found_in(left) == []


def test_the_search_covers_topics_logs_metrics_and_tables(places: tuple[Secrets, list[Place]]) -> None:
    _, left = places
    text = "\n".join(where for where, _ in left)

    for part in ("results", "changes", "dead-letters", "header x-dlq-detail", "key of", "of the log"):
        assert part in text
    for table in ("the metrics", "commands.body", "reservations.", "own_events.", "grants.sealed"):
        assert table in text


async def test_a_consent_that_hits_a_defect_is_buried_without_its_code(
    broker: ChosenBroker, postgres: Postgres, tmp_path: Path
) -> None:
    async with guarded(broker, postgres, tmp_path) as here:
        worker, google = here.worker("defect", "grants.keep:before"), here.stage.google
        async with running(worker), Agent.on(here.stage) as agent:
            question = Question(google, here.stage.client, verifier=SecretStr(LONG_VERIFIER))
            consent = await question.allowed_by(await new_person(here.stage))
            assert code_of(await agent.ask(connect(new_user(), consent))) == "internal"
            (letter,) = await agent.on_topic(here.stage.topics.dead_letters, 1)
            left = list(published(agent))
        left += [*logged(worker), *await stored(here.stage.database_url)]

    assert letter.value is None
    assert "x-dlq-redacted" in dict(letter.headers)
    assert here.secrets.found_in(left) == []


async def test_a_worker_that_leaks_is_found_out(
    broker: ChosenBroker, postgres: Postgres, tmp_path: Path
) -> None:
    async with guarded(broker, postgres, tmp_path) as here:
        worker = here.worker("leak")
        async with running(worker), Agent.on(here.stage) as agent:
            await agent.ask(question_for(await new_person(here.stage)))

    assert any(found.startswith("an access token in line") for found in here.secrets.found_in(logged(worker)))


async def test_no_object_shows_a_secret(broker: ChosenBroker, postgres: Postgres, tmp_path: Path) -> None:
    async with guarded(broker, postgres, tmp_path) as here:
        user = await new_person(here.stage)
        settings = read(Settings, here.stage.environment(**here.more))
        async with opened(settings) as worker:
            account = await worker.ports.accounts.account(user)
            await worker.ports.calendar.describe(account, "primary")
            objects = list(shown(worker))
        answer = HttpAnswer(200, {"access_token": REFRESH})
        everything = [*objects, *shown(settings), ("an answer", repr(answer).encode())]

    assert here.secrets.found_in(everything) == []
    assert {"repr of TokenCache", "repr of ServiceAccount", "repr of Settings"} <= {
        where for where, _ in everything
    }


@pytest.mark.parametrize(
    "broken",
    [
        {"VAI_DATABASE__URL": f"mysql://worker:{DATABASE}@db/vai"},
        {"VAI_DATABASE__URL": f"postgresql://worker:{DATABASE}@127.0.0.1:1/vai"},
        {"VAI_DATABASE__URL": f"postgresql://worker:{DATABASE}@db:port/vai"},
        {"VAI_KAFKA__SECURITY_PROTOCOL": "SSL", "VAI_KAFKA__SSL_KEYFILE": "/nowhere"},
        {"VAI_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1"},
        {"VAI_KAFKA__SASL_MECHANISM": VALUE},
        {"VAI_SECRETS__ENCRYPTION_KEYS": VALUE},
    ],
    ids=[
        "no address",
        "nobody there",
        "no port",
        "no key file",
        "no broker",
        "no mechanism",
        "no Fernet key",
    ],
)
async def test_no_error_of_a_start_shows_a_secret(
    broker: ChosenBroker, postgres: Postgres, tmp_path: Path, broken: dict[str, str]
) -> None:
    async with guarded(broker, postgres, tmp_path) as here:
        environment = here.stage.environment(**here.more) | broken
        with pytest.raises(WorkerError) as raised:
            async with opened(read(Settings, environment)):
                pass

    text = "".join(traceback.format_exception(raised.value))
    assert here.secrets.found_in([("the traceback", text.encode())]) == []
