"""The client that the local Google knows this project by."""

from cryptography.fernet import Fernet

from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.oauth_client import (
    as_known,
    encryption_key_beside,
    new_oauth_client,
    oauth_client_beside,
)


async def test_a_key_file_has_one_client_beside_it_and_another_file_another() -> None:
    key, other = await new_service_account(), await new_service_account()

    assert oauth_client_beside(key) == oauth_client_beside({**key})
    assert oauth_client_beside(key) != oauth_client_beside(other)
    assert oauth_client_beside(key).client_secret not in str(key)


def test_clients_have_secrets_of_their_own_and_show_none() -> None:
    client, other = new_oauth_client(), new_oauth_client()

    assert client.client_secret != other.client_secret
    for shown in (repr(client), repr(as_known(client))):
        assert client.client_secret not in shown


def test_grants_can_be_kept_under_the_key_beside_a_client() -> None:
    client = new_oauth_client()

    assert encryption_key_beside(client) == encryption_key_beside(client)
    assert encryption_key_beside(client) != encryption_key_beside(new_oauth_client())
    Fernet(encryption_key_beside(client))
