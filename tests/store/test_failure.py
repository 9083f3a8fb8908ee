import socket
import traceback

import asyncpg
import pytest

from worker.errors import LeaseLost, Misconfigured, StoreUnavailable
from worker.store.failure import connecting, store_errors
from worker.store.migrate import migrate
from worker.store.pool import open_pool

PASSWORD = "correct-horse"
SENSELESS = [
    f"mysql://vai:{PASSWORD}@db/vai",
    f"postgresql://vai:{PASSWORD}@db:port/vai",
    f"postgresql://vai:{PASSWORD}:x@db:54{PASSWORD}/vai",
    f"postgresql://vai:{PASSWORD}@db/vai?sslmode={PASSWORD}",
    f"vai:{PASSWORD}",
]
DEAF = f"postgresql://vai:{PASSWORD}@127.0.0.1:1/vai"


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(),
        TimeoutError(),
        asyncpg.AdminShutdownError("x"),
        asyncpg.CannotConnectNowError("x"),
        asyncpg.QueryCanceledError("statement timeout"),
        asyncpg.LockNotAvailableError("x"),
        asyncpg.DeadlockDetectedError("x"),
        asyncpg.TooManyConnectionsError("x"),
        asyncpg.ReadOnlySQLTransactionError("x"),
        asyncpg.ConnectionDoesNotExistError("x"),
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InterfaceError("pool is closing"),
    ],
    ids=repr,
)
def test_what_may_pass_is_waited_out(error: Exception) -> None:
    with pytest.raises(StoreUnavailable), store_errors():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.UndefinedTableError("x"),
        asyncpg.NotNullViolationError("x"),
        asyncpg.InterfaceError("the server expects 2 arguments"),
        asyncpg.DataError("invalid input for query argument: closed"),
        LeaseLost(),
        KeyError(),
    ],
    ids=repr,
)
def test_a_defect_goes_up_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)), store_errors():
        raise error


def test_the_message_quotes_nothing_that_a_server_said() -> None:
    with pytest.raises(StoreUnavailable) as info, store_errors():
        raise asyncpg.AdminShutdownError(f"bye {PASSWORD}")

    assert PASSWORD not in str(info.value)
    assert "57P01" in str(info.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (socket.gaierror(-2, f"Name or service not known: {PASSWORD}"), "gaierror (unknown host)"),
        (ConnectionRefusedError(111, PASSWORD), "ConnectionRefusedError (connection refused)"),
        (ConnectionResetError(PASSWORD), "ConnectionResetError"),
    ],
    ids=["no such host", "nobody there", "cut off"],
)
def test_what_the_network_says_is_told_in_our_words(error: Exception, told: str) -> None:
    with pytest.raises(StoreUnavailable) as info, store_errors():
        raise error

    assert str(info.value) == told


@pytest.mark.parametrize("url", SENSELESS)
async def test_an_address_without_sense_stops_the_worker_and_is_not_quoted(url: str) -> None:
    with pytest.raises(Misconfigured, match="VAI_DATABASE__URL") as info:
        async with open_pool(url, name="test", size=1):
            pass

    assert PASSWORD not in "".join(traceback.format_exception(info.value))
    with pytest.raises(Misconfigured):
        await migrate(url)


async def test_a_server_that_does_not_answer_is_waited_for_and_its_address_not_quoted() -> None:
    with pytest.raises(StoreUnavailable) as info:
        async with open_pool(DEAF, name="test", size=1):
            pass

    assert PASSWORD not in "".join(traceback.format_exception(info.value))


def test_a_value_error_is_about_the_address_only_while_connecting() -> None:
    with pytest.raises(Misconfigured), connecting(DEAF):
        raise asyncpg.ClientConfigurationError("x")
    with pytest.raises(ValueError, match="x"), store_errors():
        raise ValueError("x")
