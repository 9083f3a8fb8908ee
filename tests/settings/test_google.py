from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from worker.settings.google import Google

SECRET = SecretStr("GOCSPX-geheim")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key.json"
    file.write_text("{}")
    return file


def test_either_way_to_act_is_enough_and_both_may_be_there(key: Path) -> None:
    assert Google(service_account_file=key).client_id is None
    assert Google(client_id="1-a", client_secret=SECRET).service_account_file is None
    assert Google(client_id="1-a", client_secret=SECRET, service_account_file=key).client_id == "1-a"


def test_without_any_way_to_act_the_settings_say_which_there_are() -> None:
    with pytest.raises(ValidationError, match=r"CLIENT_ID.*SERVICE_ACCOUNT_FILE"):
        Google()


@pytest.mark.parametrize(
    ("client_id", "client_secret"), [("1-a", None), ("1-a", SecretStr("")), (None, SECRET), ("", SECRET)]
)
def test_a_client_and_its_secret_go_together(
    key: Path, client_id: str | None, client_secret: SecretStr | None
) -> None:
    with pytest.raises(ValidationError, match="go together") as half:
        Google(client_id=client_id, client_secret=client_secret, service_account_file=key)

    assert "geheim" not in str(half.value)


def test_everything_of_google_is_where_google_has_it(key: Path) -> None:
    settings = Google(service_account_file=key)

    assert settings.auth_uri == "https://accounts.google.com/o/oauth2/v2/auth"
    assert settings.token_uri == "https://oauth2.googleapis.com/token"
    assert settings.revoke_uri == "https://oauth2.googleapis.com/revoke"
    assert settings.jwks_uri == "https://www.googleapis.com/oauth2/v3/certs"
    assert settings.issuer == "https://accounts.google.com"
