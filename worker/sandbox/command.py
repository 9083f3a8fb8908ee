"""Programs that do one thing and end; none outlives the call that started it."""

import asyncio
import os
import signal
from contextlib import suppress
from datetime import timedelta


class CommandFailed(Exception):
    """The program ended with an error, or took too long."""


async def run(*command: str, within: timedelta) -> str:
    """Run a program to its end and return what it printed.

    Raises CommandFailed if it failed or took longer than `within`.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # so that its own children can be ended with it
    )
    try:
        async with asyncio.timeout(within.total_seconds()):
            printed, _ = await process.communicate()
    except TimeoutError as error:
        raise CommandFailed(f"{command[0]} did not end within {within}") from error
    finally:
        await end(process)
    text = printed.decode(errors="replace")
    if process.returncode != 0:
        raise CommandFailed(f"{command[0]} ended with {process.returncode}:\n{text}")
    return text


async def end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
