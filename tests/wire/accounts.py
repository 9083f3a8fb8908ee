"""People who let an agent act for their Google account, and take it back, on the wire."""

from typing import Any
from uuid import uuid4

from pydantic import SecretStr

from tests.support.agent import Agent, value_of
from tests.wire.meetings import Json, new_person
from worker.engine.record import Record
from worker.ports.grants import Consent
from worker.sandbox.consent import consented
from worker.sandbox.stage import Stage


def new_user() -> str:
    """Return a VAI user whom nobody could take for an address: only a grant lets us act for them."""
    return f"user-{uuid4().hex[:8]}"


def connect(user_id: str, consent: Consent, **fields: Any) -> Json:
    return {
        "type": "connect_account",
        "command_id": uuid4().hex,
        "user_id": user_id,
        "code": shown(consent.code),
        "code_verifier": shown(consent.verifier),
        "redirect_uri": consent.redirect_uri,
        **fields,
    }


def shown(secret: SecretStr) -> str:
    return secret.get_secret_value()


def disconnect(user_id: str, **fields: Any) -> Json:
    return {"type": "disconnect_account", "command_id": uuid4().hex, "user_id": user_id, **fields}


async def connected(agent: Agent, stage: Stage, **fields: Any) -> tuple[str, str]:
    """Let a new person connect. Return the VAI user and the address."""
    user, address = new_user(), await new_person(stage)
    answer = await agent.ask(connect(user, await consented(stage.google, stage.client, address), **fields))
    assert answer["status"] == "succeeded", answer
    return user, address


def accounts_of(agent: Agent, user_id: str) -> list[Record]:
    """Return what was told of a user's account so far, in order."""
    return [record for record in agent.seen if is_of_account(agent, record, user_id)]


async def told_of_account(agent: Agent, user_id: str, count: int) -> list[tuple[str, Json]]:
    """Wait for so many records about a user's account: kind and body of each."""
    records = await agent.arrived(lambda record: is_of_account(agent, record, user_id), count, within=30)
    return [(kind_of(record), value_of(record)) for record in records]


def is_of_account(agent: Agent, record: Record, user_id: str) -> bool:
    is_change = record.topic == agent.stage.topics.changes and record.key == user_id.encode()
    return is_change and kind_of(record) in {"connected", "disconnected", "reauthorization_required"}


def kind_of(record: Record) -> str:
    return dict(record.headers)["ce_type"].decode().rpartition(".")[2]


def code_of(answer: Json) -> str | None:
    """Return the error's code of a result."""
    return answer["error"]["code"] if answer["error"] else None
