import socket

import asyncpg
import pytest

from worker.errors import StoreUnavailable
from worker.store.failure import connecting
from worker.store.no_connection import at, no_database

PASSWORD = "4711"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ConnectionRefusedError(111, "Connect call failed"), "connection refused"),
        (
            OSError("Multiple exceptions: [Errno 111] ('::1', 5), [Errno 111] ('127.0.0.1', 5)"),
            "connection refused",
        ),
        (socket.gaierror(-2, "Name or service not known"), "unknown host"),
        (TimeoutError(), "no answer in time"),
        (asyncpg.InvalidPasswordError(f"not {PASSWORD}"), "InvalidPasswordError (28P01)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_where_nobody_answers_is_told_with_the_reason(error: Exception, why: str) -> None:
    with pytest.raises(StoreUnavailable) as told, connecting(f"postgresql://vai:{PASSWORD}@db:5433/vai"):
        raise error

    assert str(told.value) == f"no connection to PostgreSQL at db:5433 (VAI_DATABASE__URL): {why}"


@pytest.mark.parametrize(
    ("url", "where"),
    [
        (f"postgresql://vai:{PASSWORD}@db/vai", " at db:5432"),
        (f"postgresql://vai:{PASSWORD}@one,two:5433/vai", " at one:5432, two:5433"),
        (f"postgresql://vai:{PASSWORD}@[::1]/vai", " at [::1]:5432"),
        (f"postgresql://vai:{PASSWORD}@[::1]:5433/vai", " at [::1]:5433"),
        (f"postgresql://vai:{PASSWORD}@/vai?host=/run/pg", " at /run/pg"),
        ("postgresql://vai@/vai?host=db&port=5433&password=4711", " at db:5433"),
        ("postgresql:///vai", ""),
    ],
)
def test_a_server_is_named_by_host_and_port(url: str, where: str) -> None:
    assert at(url) == where


@pytest.mark.parametrize("password", ["47/11", "47?11", "47#11", "47@11"])
def test_no_part_of_a_password_that_should_have_been_quoted_is_told(password: str) -> None:
    url = f"postgresql://vai:{password}@db/vai"
    told = at(url) + no_database(url)

    assert "47" not in told
    assert "11" not in told


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            f"postgresql://vai:{PASSWORD}@db/guide",
            "`guide` on the server at db:5432 (VAI_DATABASE__URL): `createdb guide` makes it",
        ),
        (
            f"postgresql://vai:{PASSWORD}@/?host=/run/pg&database=my%20own",
            "`my own` on the server at /run/pg (VAI_DATABASE__URL): `createdb 'my own'` makes it",
        ),
        (
            "postgresql://",
            "of that name on the server that answers (VAI_DATABASE__URL)",
        ),
    ],
)
def test_a_missing_database_is_named_with_what_makes_it(url: str, said: str) -> None:
    with pytest.raises(StoreUnavailable) as told, connecting(url):
        raise asyncpg.InvalidCatalogNameError(f'database "{PASSWORD}" does not exist')

    assert str(told.value) == f"there is no database {said}"
