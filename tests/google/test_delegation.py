from datetime import UTC, datetime, timedelta

import jwt
import pytest

from worker.errors import Misconfigured
from worker.google.delegation import ServiceAccount, lifetime_of, signed
from worker.sandbox.local_google.identity.service_account_key import public_key_of
from worker.sandbox.local_google.json_types import Json

NOW = datetime(2027, 3, 30, 9, tzinfo=UTC)


def test_an_assertion_says_who_speaks_for_whom_and_for_what(key: Json) -> None:
    account = ServiceAccount.of_key_file(key)
    assertion = signed(account, "ana@vai.example", frozenset({"b", "a"}), NOW)

    assert jwt.get_unverified_header(assertion) == {
        "alg": "RS256",
        "typ": "JWT",
        "kid": key["private_key_id"],
    }
    claims = jwt.decode(
        assertion,
        public_key_of(key["private_key"]),
        algorithms=["RS256"],
        audience="https://oauth2.googleapis.com/token",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert (claims["iss"], claims["sub"], claims["scope"]) == (key["client_email"], "ana@vai.example", "a b")
    assert (claims["iat"], claims["exp"]) == (NOW.timestamp(), NOW.timestamp() + 3600)


@pytest.mark.parametrize("name", ["client_email", "private_key_id", "private_key"])
def test_a_key_file_without_a_field_is_named_by_it(key: Json, name: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        ServiceAccount.of_key_file({field: value for field, value in key.items() if field != name})


def test_a_broken_key_is_not_repeated_in_the_error(key: Json) -> None:
    with pytest.raises(Misconfigured) as broken:
        ServiceAccount.of_key_file({**key, "private_key": "-----BEGIN s3cret"})

    assert "s3cret" not in str(broken.value)
    assert broken.value.__cause__ is None


def test_no_repr_shows_the_key(key: Json) -> None:
    assert "key=" not in repr(ServiceAccount.of_key_file(key))


@pytest.mark.parametrize(
    ("expires_in", "lifetime"), [(3599, timedelta(seconds=3599)), (None, timedelta(0)), ("x", timedelta(0))]
)
def test_a_token_without_a_sensible_lifetime_is_used_once(expires_in: object, lifetime: timedelta) -> None:
    assert lifetime_of(expires_in) == lifetime
