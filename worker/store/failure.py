"""What a failure of the database means to the worker.

One place turns asyncpg's and the network's errors into `StoreUnavailable`. What is left is a
defect of ours, and goes up as it is. No message quotes the address of the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from worker.errors import Misconfigured, StoreUnavailable
from worker.store.no_connection import no_connection, words

PASSING = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutdown, start, recovery, a cancelled statement
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,  # deadlock, serialization
    asyncpg.InvalidTransactionStateError,  # read-only after a failover, idle for too long
    asyncpg.InvalidAuthorizationSpecificationError,  # a password that is being rotated
    asyncpg.InvalidCatalogNameError,
    asyncpg.ForeignKeyViolationError,  # a person was forgotten between two of our statements
    asyncpg.PostgresIOError,
    asyncpg.InternalClientError,  # a roll-back that met a late answer, of a process that stood still
    OSError,
    TimeoutError,
)
CLOSED = ("closed", "closing", "not initialized", "released back")


@contextmanager
def store_errors() -> Iterator[None]:
    """Raise `StoreUnavailable` for whatever may pass."""
    try:
        yield
    except PASSING as error:
        raise StoreUnavailable(name_of(error)) from error
    except asyncpg.InterfaceError as error:
        if isinstance(error, ValueError) or not any(word in str(error) for word in CLOSED):
            raise
        raise StoreUnavailable(name_of(error)) from error


def name_of(error: BaseException) -> str:
    """Return the kind of an error with its SQLSTATE or our words; texts of servers may quote anything."""
    said = getattr(error, "sqlstate", None) or words(error)
    return f"{type(error).__name__} ({said})" if said else type(error).__name__


@contextmanager
def connecting(url: str) -> Iterator[None]:
    """Besides, tell an address that makes no sense from a server that does not answer there.

    What asyncpg says of such an address quotes parts of it, even of the password, so that error
    is not shown as a cause.
    """
    try:
        with store_errors():
            yield
    except StoreUnavailable as error:
        raise StoreUnavailable(no_connection(url, error.__cause__ or error, str(error))) from error
    except ValueError:  # asyncpg.ClientConfigurationError is one too
        raise Misconfigured(
            "VAI_DATABASE__URL is not an address like postgresql://user@host:5432/database"
        ) from None
