"""The consent page, driven as a browser does it [S30]."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse

from tests.sandbox.local_google.identity.browsing import (
    CALLBACK,
    CHALLENGE,
    EMAIL,
    EVENTS,
    FREE_BUSY,
    VERIFIER,
    Application,
)
from tests.sandbox.local_google.people import ANA, BOB, EVE
from worker.sandbox.local_google.json_types import Json


async def opened(app: Application, **changes: str | None) -> tuple[int, str]:
    async with app.google.control.session.get(app.url(**changes), allow_redirects=False) as page:
        return page.status, await page.text()


def fields(page: str) -> dict[str, str]:
    """Return what a browser would send of a form as it stands, without radio buttons."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    ticked = re.findall(r'<input type="checkbox" name="([^"]+)" checked', page)
    return {unescape(name): unescape(value) for name, value in [*hidden, *((one, "on") for one in ticked)]}


async def answered(app: Application, form: dict[str, str]) -> ClientResponse:
    address = app.google.url + "o/oauth2/v2/auth"
    return await app.google.control.session.post(address, data=form, allow_redirects=False)


def came_back(response: ClientResponse) -> Json:
    target = urlsplit(response.headers["Location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == CALLBACK
    return {name: values[0] for name, values in parse_qs(target.query).items()}


async def test_a_person_allows_in_a_browser_and_the_program_reads_their_calendar(app: Application) -> None:
    """[S30][S32]: authorize, consent, code with PKCE, tokens, a call of the API."""
    scope = f"openid email {EVENTS} {FREE_BUSY}"
    status, page = await opened(
        app, scope=scope, code_challenge=CHALLENGE, code_challenge_method="S256", login_hint=ANA
    )
    assert status == 200
    assert f'value="{ANA}" required checked' in page
    form = {**fields(page), "subject": ANA, "decision": "allow"}
    del form[f"grant:{FREE_BUSY}"]

    response = await answered(app, form)
    assert response.status == 302
    back = came_back(response)
    assert back["state"] == "st&te"

    _, tokens = await app.exchange(back["code"], code_verifier=VERIFIER)
    assert tokens["scope"].split() == sorted(["openid", EMAIL, EVENTS])
    assert (await app.person(tokens).list())["summary"] == ANA


async def test_deny_comes_back_as_access_denied_with_the_state(app: Application) -> None:
    """[S30]."""
    _, page = await opened(app)
    response = await answered(app, {**fields(page), "subject": ANA, "decision": "deny"})

    assert came_back(response) == {"error": "access_denied", "state": "st&te"}


async def test_who_ticks_nothing_has_denied(app: Application) -> None:
    """[S30] granular consent."""
    _, page = await opened(app)
    form = {"question": fields(page)["question"], "subject": ANA, "decision": "allow"}

    assert came_back(await answered(app, form))["error"] == "access_denied"


async def test_everything_on_the_page_is_escaped_and_nothing_on_it_runs(app: Application) -> None:
    await app.register(name="<script>alert(1)</script>")
    address = app.url(state='"><img src=x onerror=alert(1)>')
    async with app.google.control.session.get(address) as page:
        text = await page.text()
        policy = page.headers["Content-Security-Policy"]

    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert policy.startswith("default-src 'none'")


async def test_service_accounts_and_suspended_people_are_not_offered(app: Application, key: Json) -> None:
    await app.google.control.register(key)
    await app.google.control.add_account(EVE, exists=False)
    _, page = await opened(app)

    assert re.findall(r'name="subject" value="([^"]+)"', page) == [ANA, BOB]


async def test_an_app_the_administrator_trusts_gets_all_or_nothing(app: Application) -> None:
    """[S30][S31]."""
    await app.register(admin_trusted=True)
    _, page = await opened(app, scope=f"{EVENTS} {FREE_BUSY}")
    assert "checkbox" not in page
    response = await answered(app, {**fields(page), "subject": ANA, "decision": "allow"})

    _, tokens = await app.exchange(came_back(response)["code"])
    assert tokens["scope"].split() == [EVENTS, FREE_BUSY]


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        pytest.param({"client_id": None}, 400, "invalid_request", id="no-client"),
        pytest.param({"client_id": "nobody"}, 401, "invalid_client", id="unknown-client"),
        pytest.param({"redirect_uri": None}, 400, "invalid_request", id="no-address"),
        pytest.param({"redirect_uri": CALLBACK + "/"}, 400, "redirect_uri_mismatch", id="trailing-slash"),
        pytest.param(
            {"redirect_uri": "https://VAI.example/callback"}, 400, "redirect_uri_mismatch", id="other-case"
        ),
        pytest.param(
            {"redirect_uri": "http://vai.example/callback"}, 400, "redirect_uri_mismatch", id="other-scheme"
        ),
        pytest.param(
            {"redirect_uri": "urn:ietf:wg:oauth:2.0:oob"}, 400, "invalid_request", id="out-of-band-is-gone"
        ),
        pytest.param({"response_type": "token"}, 400, "invalid_request", id="not-a-code"),
        pytest.param({"scope": None}, 400, "invalid_request", id="no-scope"),
        pytest.param({"scope": "calendar"}, 400, "invalid_scope", id="unknown-scope"),
        pytest.param({"access_type": "always"}, 400, "invalid_request", id="access-type"),
        pytest.param({"prompt": "none consent"}, 400, "invalid_request", id="none-with-another-prompt"),
        pytest.param({"prompt": "login"}, 400, "invalid_request", id="unknown-prompt"),
        pytest.param({"code_challenge": "short"}, 400, "invalid_grant", id="bad-challenge"),
        pytest.param({"code_challenge_method": "S256"}, 400, "invalid_grant", id="no-challenge"),
        pytest.param(
            {"code_challenge": CHALLENGE, "code_challenge_method": "S512"},
            400,
            "invalid_request",
            id="unknown-method",
        ),
    ],
)
async def test_a_wrong_question_is_told_to_the_person_and_not_to_the_application(
    app: Application, changes: Json, status: int, error: str
) -> None:
    """[S30]."""
    answer = await opened(app, **changes)

    assert answer[0] == status
    assert f"Error {status}: {error}" in answer[1]


@pytest.mark.parametrize(("chosen", "status"), [(None, 400), (200, 200)])
async def test_the_status_of_an_error_page_is_an_assumption(
    app: Application, chosen: int | None, status: int
) -> None:
    await app.google.control.assume(authorization_error_status=chosen)

    assert (await opened(app, redirect_uri="https://elsewhere.example"))[0] == status


async def test_a_deleted_client_is_told_so(app: Application) -> None:
    """[S30] `deleted_client`."""
    await app.register(deleted=True)

    assert "Error 401: deleted_client" in (await opened(app))[1]


async def test_an_embedded_browser_is_refused(app: Application) -> None:
    """[S30] `disallowed_useragent`."""
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) Version/4.0 Chrome/126"}
    async with app.google.control.session.get(app.url(), headers=agent) as page:
        assert page.status == 403
        assert "disallowed_useragent" in await page.text()


async def test_an_internal_client_is_for_its_own_domain(app: Application) -> None:
    """[S30] `org_internal`."""
    await app.register(internal_to="corp.example")
    _, page = await opened(app)
    stranger = await answered(app, {**fields(page), "subject": EVE, "decision": "allow"})
    colleague = await answered(app, {**fields(page), "subject": BOB, "decision": "allow"})

    assert (stranger.status, "org_internal" in await stranger.text()) == (403, True)
    assert colleague.status == 302


async def test_an_administrator_can_keep_apps_away(app: Application) -> None:
    """[S30] `admin_policy_enforced`; name and address are free."""
    await app.google.control.add_account(ANA, restricted=True)
    _, page = await opened(app)
    refused = await answered(app, {**fields(page), "subject": ANA, "decision": "allow"})

    assert (refused.status, "admin_policy_enforced" in await refused.text()) == (400, True)
    assert (await app.connect(ANA, scope="openid email"))["scope"] == f"{EMAIL} openid"


@pytest.mark.parametrize("chosen", ["interaction_required", "consent_required", "immediate_failed"])
async def test_prompt_none_asks_nobody(app: Application, chosen: str) -> None:
    """[S30]; which error says that somebody would have to be asked is an assumption."""
    await app.google.control.assume(prompt_none_error=chosen)
    silent = app.url(prompt="none", login_hint=ANA)
    session = app.google.control.session

    assert came_back(await session.get(silent, allow_redirects=False)) == {"error": chosen, "state": "st&te"}
    await app.connect(ANA)
    assert "code" in came_back(await session.get(silent, allow_redirects=False))


@pytest.mark.parametrize(
    ("uri", "good"),
    [
        ("http://127.0.0.1:53124", True),
        ("http://[::1]:53124/", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1", True),
        ("https://127.0.0.1:53124", False),
        ("http://127.0.0.1:99999", False),
        ("http://127.0.0.1.evil.example:80", False),
        ("http://user@127.0.0.1:80", False),
        ("http://192.168.0.4:53124", False),
    ],
)
async def test_a_desktop_client_may_wait_on_any_loopback_port(app: Application, uri: str, good: bool) -> None:
    await app.register(kind="desktop", redirect_uris=())
    assert (await opened(app, redirect_uri=uri))[0] == (200 if good else 400)

    await app.register(kind="web")
    assert (await opened(app, redirect_uri=uri))[0] == 400


@pytest.mark.parametrize("free", [True, False])
async def test_whether_a_loopback_address_has_a_free_path_is_an_assumption(
    app: Application, free: bool
) -> None:
    await app.google.control.assume(loopback_path_is_free=free)
    await app.register(kind="desktop", redirect_uris=())

    assert (await opened(app, redirect_uri="http://127.0.0.1:1/callback"))[0] == (200 if free else 400)
