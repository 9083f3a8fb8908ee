"""A server program that we start and end.

Whoever enters `running` gets a program that is ready, or an error that quotes its last
log lines; whoever leaves it, by whatever way, leaves no program behind. Every wait has an
end. Output goes to a file: it needs no task to read it, and cannot block the program.
"""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

Ready = Callable[[], Awaitable[bool]]

LAST_LINES = 20
PAUSE_BETWEEN_LOOKS = timedelta(milliseconds=20)


class ChildProcessFailed(Exception):
    """The program did not start, or did not answer in time."""


@dataclass(slots=True)
class ChildProcess:
    """One program with fixed arguments; it can be started again after it has ended."""

    name: str
    command: tuple[str, ...]
    log: Path
    ready: Ready
    """Says whether the program does its work by now; a refused connection is a no."""
    start_within: timedelta = timedelta(seconds=30)
    stop_within: timedelta = timedelta(seconds=10)
    stop_signal: signal.Signals = signal.SIGTERM
    user: str | None = None
    """The account to run under; None is our own."""
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)
    _earlier_exits: list[int] = field(default_factory=list, init=False)

    @property
    def pid(self) -> int:
        return self._alive().pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def exit_codes(self) -> list[int]:
        """How the program ended, each time that it did: minus the signal if one ended it."""
        code = self._process.returncode if self._process is not None else None
        return [*self._earlier_exits, *([] if code is None else [code])]

    async def start(self) -> None:
        """Start the program and wait until it is ready; on failure it is ended again.

        Raises ChildProcessFailed if it ended by itself, or was not ready within `start_within`.
        """
        if self.is_running:
            return
        self._earlier_exits, self._process = self.exit_codes, None
        try:
            self._process = await self._spawn()
            async with asyncio.timeout(self.start_within.total_seconds()):
                await self._until_ready()
        except TimeoutError as error:
            await self.kill()
            raise ChildProcessFailed(self._told("was not ready in time")) from error
        except BaseException:
            await self.kill()
            raise

    async def stop(self) -> None:
        """Ask the program to end; past `stop_within`, or when cancelled, kill it."""
        if not self.is_running:
            return
        self.thaw()
        try:
            self._signal(self.stop_signal)
            async with asyncio.timeout(self.stop_within.total_seconds()):
                await self._alive().wait()
        except TimeoutError:
            await self.kill()
        except BaseException:
            self._signal(signal.SIGKILL)
            raise

    async def kill(self) -> None:
        """End the program at once, as a power cut would."""
        await self.end_by(signal.SIGKILL)

    async def end_by(self, number: signal.Signals) -> None:
        """Send a signal that ends the program, and wait for the end."""
        if self._process is not None:
            self._signal(number)
            async with asyncio.timeout(self.stop_within.total_seconds()):
                await self._process.wait()

    async def ended(self) -> int:
        """Wait until the program has ended by itself, and return its exit code."""
        return await self._alive().wait()

    def freeze(self) -> None:
        """Stop the program in its tracks, as a long garbage collection would."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def last_lines(self) -> str:
        """Return the end of what the program has printed."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-LAST_LINES:])

    async def _spawn(self) -> asyncio.subprocess.Process:
        with self.log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *dying_with_us(),
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=self.user,
                start_new_session=True,  # Ctrl-C is for us: we decide who ends first
            )

    async def _until_ready(self) -> None:
        while not await self.ready():
            if not self.is_running:
                raise ChildProcessFailed(self._told("ended while starting"))
            await asyncio.sleep(PAUSE_BETWEEN_LOOKS.total_seconds())

    def _alive(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise ChildProcessFailed(f"{self.name} was never started")
        return self._process

    def _signal(self, number: signal.Signals) -> None:
        if self.is_running:
            self._alive().send_signal(number)

    def _told(self, what: str) -> str:
        return f"{self.name} {what}; the last lines of its log:\n{self.last_lines()}"


def dying_with_us() -> tuple[str, ...]:
    """Return what to write before a command so that it ends even if we are killed. Linux only."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL", "--") if setpriv else ()


@asynccontextmanager
async def running(process: ChildProcess) -> AsyncIterator[ChildProcess]:
    await process.start()
    try:
        yield process
    finally:
        await process.stop()
