"""A refresh token gives access tokens until it dies [S30][S31]."""

from datetime import timedelta

import pytest

from tests.sandbox.local_google.identity.browsing import ENDED, EVENTS, Application
from tests.sandbox.local_google.people import ANA, BOB, refusal
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.faults import Fault


async def test_a_refresh_keeps_the_scope_and_gives_no_new_refresh_token(app: Application) -> None:
    """[S30]."""
    tokens = await app.connect(ANA)
    status, answer = await app.refresh(tokens["refresh_token"])

    assert status == 200
    await app.person(answer).list()
    assert answer.pop("access_token") != tokens["access_token"]
    assert answer == {"expires_in": 3599, "scope": EVENTS, "token_type": "Bearer"}


async def test_an_access_token_ends_and_its_refresh_token_does_not(app: Application) -> None:
    tokens = await app.connect(ANA)
    await app.google.control.behave(clock_offset=timedelta(seconds=3599))

    assert await refusal(app.person(tokens).list()) == (401, "authError")
    await app.person((await app.refresh(tokens["refresh_token"]))[1]).list()


@pytest.mark.parametrize("gives", [True, False])
async def test_whether_a_refresh_gives_an_id_token_is_an_assumption(app: Application, gives: bool) -> None:
    await app.google.control.assume(refresh_gives_id_token=gives)
    tokens = await app.connect(ANA, scope="openid")

    assert ("id_token" in (await app.refresh(tokens["refresh_token"]))[1]) is gives


async def test_a_made_up_or_missing_refresh_token_is_an_ended_one(app: Application) -> None:
    """[O20]."""
    assert await app.refresh("1//nothing") == ENDED
    assert await app.token(grant_type="refresh_token") == ENDED


async def test_the_client_is_checked_on_refresh(app: Application) -> None:
    """[O7]."""
    tokens = await app.connect(ANA)

    assert (await app.refresh(tokens["refresh_token"], client_secret="guessed"))[0] == 401


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        ("unauthorized_client", 401, 401),
        ("unauthorized_client", 400, 400),
        ("invalid_grant", 401, 400),
    ],
)
async def test_how_another_clients_refresh_token_is_refused_is_an_assumption(
    app: Application, error: str, status: int, told: int
) -> None:
    """[O7]: 400 and 401 were seen."""
    await app.google.control.assume(refresh_by_another_client=error, unauthorized_client_status=status)
    other = await Application(app.google, "other.apps.example").register()
    answer = await other.refresh((await app.connect(ANA))["refresh_token"])

    assert (answer[0], answer[1]["error"]) == (told, error)


async def test_the_hundred_and_first_refresh_token_silently_ends_the_oldest(app: Application) -> None:
    """[S31]: per account and client."""
    others = (await app.connect(BOB))["refresh_token"]
    tokens = [(await app.connect(ANA, prompt="consent"))["refresh_token"] for _ in range(101)]

    assert await app.refresh(tokens[0]) == ENDED
    assert (await app.refresh(tokens[1]))[0] == 200
    assert (await app.refresh(tokens[100]))[0] == 200
    assert (await app.refresh(others))[0] == 200


@pytest.mark.parametrize(
    ("testing", "scope", "alive"),
    [(True, EVENTS, False), (True, "openid email profile", True), (False, EVENTS, True)],
)
async def test_while_a_client_is_in_testing_refresh_tokens_live_for_seven_days(
    app: Application, testing: bool, scope: str, alive: bool
) -> None:
    """[S31]: unless they are for name and address only."""
    await app.register(testing=testing)
    tokens = await app.connect(ANA, scope=scope)
    assert "refresh_token_expires_in" not in tokens

    await app.google.control.behave(clock_offset=timedelta(days=7, seconds=-1))
    assert (await app.refresh(tokens["refresh_token"]))[0] == 200
    await app.google.control.behave(clock_offset=timedelta(days=7))
    assert (await app.refresh(tokens["refresh_token"]))[0] == (200 if alive else 400)


@pytest.mark.parametrize("tells", [True, False])
async def test_whether_testing_tells_its_seven_days_is_an_assumption(app: Application, tells: bool) -> None:
    await app.google.control.assume(testing_tells_refresh_token_expiry=tells)
    await app.register(testing=True)

    assert (await app.connect(ANA)).get("refresh_token_expires_in") == (604800 if tells else None)


@pytest.mark.parametrize("days", [180, 30])
async def test_a_refresh_token_that_is_not_used_for_six_months_is_dead(app: Application, days: int) -> None:
    """[S31]; how many days that are is an assumption."""
    await app.google.control.assume(unused_refresh_token_days=days)
    used, unused = [(await app.connect(one))["refresh_token"] for one in (ANA, BOB)]
    await app.google.control.behave(clock_offset=timedelta(days=days - 1))
    await app.refresh(used)
    await app.google.control.behave(clock_offset=timedelta(days=days))

    assert await app.refresh(unused) == ENDED
    assert (await app.refresh(used))[0] == 200


@pytest.mark.parametrize(
    ("switch", "body"),
    [
        pytest.param({"exists": False}, ENDED[1], id="suspended"),
        pytest.param(
            {"session_ended": True},
            {
                "error": "invalid_grant",
                "error_subtype": "invalid_rapt",
                "error_description": "reauth related error (invalid_rapt)",
            },
            id="session-control",
        ),
        pytest.param(
            {"restricted": True},
            {
                "error": "admin_policy_enforced",
                "error_description": "An administrator restricts this service.",
            },
            id="admin-policy",
        ),
    ],
)
async def test_what_becomes_of_an_account_ends_its_grants(app: Application, switch: Json, body: Json) -> None:
    """[S31]."""
    tokens = await app.connect(ANA)
    await app.google.control.add_account(ANA, **switch)

    assert await app.refresh(tokens["refresh_token"]) == (400, body)


async def test_a_fault_can_be_ordered_for_one_persons_refresh(app: Application) -> None:
    """[Lib]: 5xx and 429 of the token endpoint are transient."""
    ana, bob = [(await app.connect(one))["refresh_token"] for one in (ANA, BOB)]
    fault = Fault(path="^/token$", subject=ANA, status=503, reason="temporarily_unavailable")
    await app.google.control.add_fault(fault)

    assert (await app.refresh(bob))[0] == 200
    assert (await app.refresh(ana))[1]["error"] == "temporarily_unavailable"
    assert (await app.refresh(ana))[0] == 200
