"""Programs that misbehave: whatever they do, none is left behind, and the error tells why."""

import asyncio
import os
import select
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from worker.sandbox.child_process import ChildProcess, ChildProcessFailed, running

SOON = timedelta(milliseconds=300)
OWNER = """
import asyncio, sys
from pathlib import Path
from worker.sandbox.child_process import ChildProcess, running

async def ready():
    return True

async def main():
    inner = ChildProcess("inner", (sys.executable, "-c", "import time; time.sleep(60)"), Path({log!r}), ready)
    async with running(inner):
        print(inner.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""
POLITE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit("goodbye"))
print("hello", flush=True)
time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


async def at_once() -> bool:
    return True


async def never() -> bool:
    return False


def program(directory: Path, code: str) -> ChildProcess:
    return ChildProcess(
        "The program", (sys.executable, "-c", code), directory / "log", at_once, stop_within=SOON
    )


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_program_that_ends_while_starting_is_quoted(tmp_path: Path) -> None:
    process = program(tmp_path, "raise SystemExit('no disk left')")
    process.ready = never

    with pytest.raises(ChildProcessFailed, match=r"(?s)ended while starting.*no disk left"):
        await process.start()


async def test_a_program_that_is_never_ready_is_ended(tmp_path: Path) -> None:
    process = program(tmp_path, "import time; time.sleep(60)")
    process.ready, process.start_within = never, SOON

    with pytest.raises(ChildProcessFailed, match="not ready in time"):
        await process.start()
    assert not is_alive(process.pid)


async def test_a_start_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    process = program(tmp_path, "import time; time.sleep(60)")
    process.ready = never

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SOON.total_seconds()):
            await process.start()
    assert not is_alive(process.pid)


async def test_a_program_deaf_to_sigterm_is_killed(tmp_path: Path) -> None:
    process = program(tmp_path, STUBBORN)

    async def is_deaf() -> bool:
        return "deaf" in process.last_lines()

    process.ready = is_deaf
    async with running(process):
        pid = process.pid
    assert not is_alive(pid)


async def test_a_frozen_program_is_thawed_to_end_by_itself(tmp_path: Path) -> None:
    process = program(tmp_path, POLITE)

    async def is_listening() -> bool:
        return "hello" in process.last_lines()

    process.ready, process.stop_within = is_listening, timedelta(seconds=10)
    async with running(process):
        process.freeze()
    assert process.last_lines().endswith("goodbye")


async def test_a_program_can_be_started_again(tmp_path: Path) -> None:
    async with running(program(tmp_path, "import time; time.sleep(60)")) as process:
        first = process.pid
        await process.kill()
        await process.start()

        assert process.pid != first
        assert process.is_running


async def test_a_program_does_not_outlive_us_even_if_we_are_killed(tmp_path: Path) -> None:
    process = program(tmp_path, OWNER.format(log=str(tmp_path / "inner")))

    async def has_started_another() -> bool:
        return process.last_lines().isdigit()

    process.ready = has_started_another
    async with running(process):
        inner = os.pidfd_open(int(process.last_lines()))
        await process.kill()
        ended, _, _ = await asyncio.to_thread(select.select, [inner], [], [], 10)
    os.close(inner)
    assert ended


async def test_an_error_in_the_block_ends_the_program(tmp_path: Path) -> None:
    process = program(tmp_path, "import time; time.sleep(60)")

    with pytest.raises(ZeroDivisionError):
        async with running(process):
            _ = 1 / 0
    assert not is_alive(process.pid)


async def test_remembers_how_it_ended_each_time(tmp_path: Path) -> None:
    async def ready() -> bool:
        return True

    process = ChildProcess(
        "polite", (sys.executable, "-c", "import time; time.sleep(60)"), tmp_path / "log", ready
    )
    assert process.exit_codes == []
    await process.start()
    await process.kill()
    await process.start()
    assert process.exit_codes == [-9]
    await process.stop()

    assert process.exit_codes == [-9, -15]
