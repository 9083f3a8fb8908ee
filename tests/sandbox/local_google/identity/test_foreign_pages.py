"""What web pages of others cannot do to a person at the consent page."""

import pytest

from tests.sandbox.local_google.identity.browsing import Application
from tests.sandbox.local_google.identity.test_consent_page import fields, opened
from tests.sandbox.local_google.people import ANA


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_nobody_consents_by_a_form_of_a_foreign_page(app: Application, origin: str) -> None:
    """Their browser would send it, and the application would be let in."""
    form = {**fields((await opened(app))[1]), "subject": ANA, "decision": "allow"}
    post = app.google.control.session.post
    address = app.google.url + "o/oauth2/v2/auth"
    async with post(address, data=form, headers={"Origin": origin}, allow_redirects=False) as response:
        assert response.status == 403
        assert "Location" not in response.headers

    own = {"Origin": app.google.url.rstrip("/")}
    async with post(address, data=form, headers=own, allow_redirects=False) as response:
        assert response.status == 302


async def test_a_redirect_address_carries_no_header_of_its_own(app: Application) -> None:
    await app.register(kind="desktop")
    uri = "http://127.0.0.1:1/\r\nSet-Cookie: a=b"
    async with app.google.control.session.get(
        app.url(redirect_uri=uri, prompt="none"), allow_redirects=False
    ) as response:
        assert response.status == 400
