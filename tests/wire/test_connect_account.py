"""`connect_account` through the broker: a person consents, is acted for, and takes it back."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from tests.support.agent import Agent
from tests.wire.accounts import code_of, connect, connected, new_user, told_of_account
from tests.wire.meetings import confirmed, meeting, new_person
from worker.google.wanted_scopes import wanted_scopes
from worker.sandbox.consent import Question, consented, new_verifier
from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real


async def test_a_consent_lets_the_worker_act_until_the_person_takes_it_back(
    agent: Agent, served: Stage
) -> None:
    google = served.google
    user, address = await connected(agent, served)
    booked = await agent.ask(meeting(user))
    assert booked["status"] == "succeeded", booked
    assert [event["organizer"]["email"] for event in await confirmed(served, address)] == [address]
    calls = [one for one in await google.control.log() if one.subject == address and "calendar" in one.path]
    assert calls
    assert {one.quota_user for one in calls} == {None}, "delegated calls say whom they are counted against"

    await google.control.oauth.withdraw(address)
    for _ in range(2):
        assert code_of(await agent.ask(meeting(user))) == "reauthorization_required"
    (_, first), (kind, second) = await told_of_account(agent, user, 2)
    assert (kind, second["email"]) == ("reauthorization_required", address)
    assert first["email"] == address

    again = await agent.ask(connect(user, await consented(google, served.client, address)))
    assert again["status"] == "succeeded"
    assert (await agent.ask(meeting(user, slot=HALF_PAST)))["status"] == "succeeded"
    assert [kind for kind, _ in await told_of_account(agent, user, 3)] == [
        "connected",
        "reauthorization_required",
        "connected",
    ]


HALF_PAST = {"start": "2030-01-07T11:30:00+02:00", "end": "2030-01-07T12:00:00+02:00"}


async def test_the_answer_says_whose_account_it_is_and_what_was_given(agent: Agent, served: Stage) -> None:
    user, address = new_user(), await new_person(served)
    consent = await consented(served.google, served.client, address)

    answer = await agent.ask(connect(user, consent, locale="en", conversation_id="talk-1"))

    data = answer["data"]
    assert (data["email"], data["missing_scopes"]) == (address, [])
    assert len(data["granted_scopes"]) == len(wanted_scopes())
    assert answer["message"] == f"The Google account {address} is connected."
    ((kind, record),) = await told_of_account(agent, user, 1)
    assert (kind, record["conversation_id"], record["granted_scopes"]) == (
        "connected",
        "talk-1",
        data["granted_scopes"],
    )


async def test_what_was_not_ticked_is_missing_and_refused_later(agent: Agent, served: Stage) -> None:
    user, address = new_user(), await new_person(served)
    consent = await consented(served.google, served.client, address, ticked=())

    answer = await agent.ask(connect(user, consent))

    assert answer["status"] == "succeeded"
    assert set(answer["data"]["missing_scopes"]) == set(wanted_scopes()) - {"openid", "email"}
    assert code_of(await agent.ask(meeting(user))) == "insufficient_scope"


async def test_sent_twice_it_has_one_effect_and_the_same_result(agent: Agent, served: Stage) -> None:
    user, address = new_user(), await new_person(served)
    body = connect(user, await consented(served.google, served.client, address))
    await agent.ask(body)

    await agent.send(body)

    first, second = await agent.results(body["command_id"], 2)
    assert first.value == second.value
    assert len(await told_of_account(agent, user, 1)) == 1


class TestRefusals:
    async def test_a_code_that_was_spent(self, agent: Agent, served: Stage) -> None:
        user, address = new_user(), await new_person(served)
        consent = await consented(served.google, served.client, address)
        await agent.ask(connect(user, consent))

        assert code_of(await agent.ask(connect(new_user(), consent))) == "consent_failed"

    async def test_a_code_that_was_never_given(self, agent: Agent, served: Stage) -> None:
        consent = await consented(served.google, served.client, await new_person(served))

        answer = await agent.ask(connect(new_user(), replace(consent, code=SecretStr("4/0made-up"))))
        assert (answer["status"], code_of(answer)) == ("rejected", "consent_failed")

    async def test_anothers_verifier(self, agent: Agent, served: Stage) -> None:
        consent = await consented(served.google, served.client, await new_person(served))

        stolen = replace(consent, verifier=new_verifier())
        assert code_of(await agent.ask(connect(new_user(), stolen))) == "consent_failed"

    async def test_a_code_that_has_expired(self, agent: Agent, served: Stage) -> None:
        await served.google.control.assume(authorization_code_seconds=0)
        consent = await consented(served.google, served.client, await new_person(served))
        await served.google.control.assume(
            authorization_code_seconds=Assumptions().authorization_code_seconds
        )

        assert code_of(await agent.ask(connect(new_user(), consent))) == "consent_failed"

    async def test_a_consent_without_a_lasting_grant(self, agent: Agent, served: Stage) -> None:
        question = Question(served.google, served.client, access_type="online")
        consent = await question.allowed_by(await new_person(served))

        answer = await agent.ask(connect(new_user(), consent))
        assert code_of(answer) == "consent_failed"
        assert "access_type=offline" in answer["error"]["detail"]

    async def test_a_user_who_never_connected(self, agent: Agent) -> None:
        assert code_of(await agent.ask(meeting(new_user()))) == "account_not_connected"

    async def test_another_code_under_the_same_id(self, agent: Agent, served: Stage) -> None:
        user, address = new_user(), await new_person(served)
        body = connect(user, await consented(served.google, served.client, address))
        await agent.ask(body)

        await agent.send({**body, "code": "4/0another"})

        _, second = await agent.results(body["command_id"], 2)
        assert b"command_id_reused" in (second.value or b"")


async def test_a_dry_run_spends_no_code(agent: Agent, served: Stage) -> None:
    user, address = new_user(), await new_person(served)
    consent = await consented(served.google, served.client, address)

    tried = await agent.ask(connect(user, consent, dry_run=True))
    assert (tried["status"], tried["data"]["email"]) == ("succeeded", None)

    assert (await agent.ask(connect(user, consent)))["data"]["email"] == address
