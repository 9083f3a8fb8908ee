"""The looks at Google, at a local one."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from worker.app.doctor import google, oauth_client
from worker.app.doctor.finding import Finding, Verdict
from worker.google.http_answer import HttpAnswer
from worker.google.oauth_client import OAuthClient
from worker.ports.clock import SystemClock
from worker.sandbox.local_google.oauth_client import new_oauth_client, registered
from worker.sandbox.local_google.server import LocalGoogle
from worker.settings.google import Google

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
async def local_google() -> AsyncIterator[LocalGoogle]:
    async with LocalGoogle.start() as one:
        yield one


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as one:
        yield one


async def test_google_is_known_by_how_it_refuses(local_google: LocalGoogle, session: ClientSession) -> None:
    looks = [
        await google.calendar(session, local_google.url),
        await google.token_endpoint(session, local_google.token_uri),
        await google.time_there(session, local_google.token_uri, SystemClock()),
        await oauth_client.signing_keys(session, local_google.jwks_uri),
    ]

    assert {finding.verdict for findings in looks for finding in findings} == {Verdict.OK}


@pytest.mark.parametrize(
    ("token_uri", "verdict"),
    [
        ("https://oauth2.googleapis.com/token", Verdict.OK),
        ("http://127.0.0.1:8085/token", Verdict.OK),
        ("http://localhost:8085/token", Verdict.OK),
        ("http://oauth2.googleapis.com/token", Verdict.WARNING),
        ("http://127.0.0.1.evil.example/token", Verdict.WARNING),
    ],
)
async def test_secrets_that_go_out_in_the_clear_are_warned_of(token_uri: str, verdict: Verdict) -> None:
    settings = Google(client_id="7-ours", client_secret=SecretStr("s3cret"), token_uri=token_uri)

    (finding,) = await google.lines(settings)

    assert finding.verdict is verdict
    assert ("VAI_GOOGLE__TOKEN_URI" in finding.says) == (verdict is Verdict.WARNING)


async def test_an_address_with_something_else_behind_it_is_wrong(
    local_google: LocalGoogle, session: ClientSession
) -> None:
    looks = [
        await google.calendar(session, local_google.token_uri + "/"),
        await google.token_endpoint(session, local_google.url + "calendar/v3/freeBusy"),
        await oauth_client.signing_keys(session, local_google.url),
    ]

    assert {finding.verdict for findings in looks for finding in findings} == {Verdict.WRONG}


async def looked_at(google_: LocalGoogle, session: ClientSession, client_id: str, secret: str) -> Finding:
    settings = Google(client_id=client_id, client_secret=SecretStr(secret), token_uri=google_.token_uri)
    (finding,) = await oauth_client.client(session, settings)
    return finding


async def test_a_client_that_google_knows_is_well(local_google: LocalGoogle, session: ClientSession) -> None:
    client = await registered(local_google, new_oauth_client())

    finding = await looked_at(local_google, session, client.client_id, client.client_secret)

    assert finding.verdict is Verdict.OK


@pytest.mark.parametrize("what", ["id", "secret"])
async def test_a_client_with_a_wrong_name_or_secret_is_wrong_and_the_secret_not_told(
    local_google: LocalGoogle, session: ClientSession, what: str
) -> None:
    client = await registered(local_google, new_oauth_client())
    client_id = client.client_id + ("x" if what == "id" else "")
    secret = client.client_secret + ("x" if what == "secret" else "")

    finding = await looked_at(local_google, session, client_id, secret)

    assert finding.verdict is Verdict.WRONG
    assert "invalid_client" in finding.says
    assert secret not in f"{finding.says}{finding.mend}"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (HttpAnswer(400, {"error": "invalid_grant"}), Verdict.OK),
        (HttpAnswer(401, {"error": "invalid_client"}), Verdict.WRONG),
        (HttpAnswer(503), Verdict.NOT_CHECKED),
        (HttpAnswer(429, {"error": "rate_limit_exceeded"}), Verdict.NOT_CHECKED),
        (HttpAnswer(200, {}), Verdict.NOT_CHECKED),
        (HttpAnswer(400), Verdict.NOT_CHECKED),
    ],
    ids=["no such code", "a stranger", "away", "too busy", "something else there", "a front end"],
)
def test_a_client_is_known_only_where_google_says_so(answer: HttpAnswer, verdict: Verdict) -> None:
    client = OAuthClient("7-ours", SecretStr("s3cret"))

    assert oauth_client.client_as(client, answer).verdict is verdict


async def test_without_a_client_google_is_not_asked(session: ClientSession, tmp_path: object) -> None:
    settings = Google.model_construct(client_id=None, client_secret=None)

    (finding,) = await oauth_client.client(session, settings)

    assert finding.verdict is Verdict.NOT_CHECKED
