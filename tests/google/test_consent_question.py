import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

import pytest

from worker.google.consent_question import ConsentQuestion
from worker.google.wanted_scopes import wanted_scopes

AUTH = "https://accounts.google.com/o/oauth2/v2/auth"
BACK = "http://127.0.0.1:8086/"


def question(hint: str | None = None) -> ConsentQuestion:
    return ConsentQuestion.new(AUTH, "an-id", BACK, hint)


def asked(one: ConsentQuestion) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(one.address).query))


def test_asks_for_a_lasting_grant_with_every_scope() -> None:
    one = question("ana@vai.example")

    query = asked(one)

    assert one.address.startswith(f"{AUTH}?")
    assert query["scope"].split() == list(wanted_scopes())
    assert (query["access_type"], query["prompt"], query["response_type"]) == ("offline", "consent", "code")
    assert (query["client_id"], query["redirect_uri"]) == ("an-id", BACK)
    assert query["login_hint"] == "ana@vai.example"


def test_shows_google_the_challenge_and_never_the_verifier() -> None:
    one = question()
    verifier = one.verifier.get_secret_value()
    digest = hashlib.sha256(verifier.encode()).digest()

    query = asked(one)

    assert query["code_challenge_method"] == "S256"
    assert query["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert verifier not in one.address
    assert 43 <= len(verifier) <= 128
    assert "login_hint" not in query


def test_every_question_has_a_state_and_a_verifier_of_its_own() -> None:
    first, second = question(), question()

    assert first.state != second.state
    assert first.verifier.get_secret_value() != second.verifier.get_secret_value()


@pytest.mark.parametrize("state", [None, "", "x", "ă"])
def test_an_answer_without_the_state_is_none(state: str | None) -> None:
    one = question()

    assert one.is_answered_by({"state": one.state, "code": "c"})
    assert not one.is_answered_by({"code": "c"} if state is None else {"state": state, "code": "c"})


def test_no_repr_shows_state_or_verifier() -> None:
    one = question()

    assert one.state not in repr(one)
    assert one.verifier.get_secret_value() not in repr(one)
