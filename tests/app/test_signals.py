import asyncio
import os
import signal
import sys
from datetime import timedelta

from worker.app.signals import ENDED_AT_ONCE, leaving_after, stopping_on_signals

WITHIN = 30
"""Seconds; a program takes some to start."""
STUBBORN = """
import asyncio
from worker.app.signals import stopping_on_signals

async def main():
    with stopping_on_signals(lambda: print("stopping", flush=True)):
        print("ready", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""
"""A program that is told to stop, and hangs."""


async def test_the_first_signal_stops_and_what_more_do_can_be_said() -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def tell(number: signal.Signals) -> str:
        os.kill(os.getpid(), number)
        return await heard.get()

    with stopping_on_signals(lambda: heard.put_nowait("stop"), lambda: heard.put_nowait("again")):
        said = [await tell(number) for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT)]

    assert said == ["stop", "again", "again"]


async def test_a_second_signal_ends_a_process_that_hangs() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STUBBORN, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout
    try:
        async with asyncio.timeout(WITHIN):
            assert await program.stdout.readline() == b"ready\n"
            program.send_signal(signal.SIGTERM)
            assert await program.stdout.readline() == b"stopping\n"
            program.send_signal(signal.SIGTERM)
            assert await program.wait() == ENDED_AT_ONCE
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


async def test_a_stop_that_takes_too_long_ends_by_leaving() -> None:
    left = asyncio.Event()

    with leaving_after(timedelta(milliseconds=1), left.set) as hurry:
        hurry()
        async with asyncio.timeout(WITHIN):
            await left.wait()


async def test_nobody_leaves_before_a_stop_has_begun_nor_after_it_has_ended() -> None:
    left = asyncio.Event()

    with leaving_after(timedelta(), left.set):
        await asyncio.sleep(0.005)
    with leaving_after(timedelta(milliseconds=2), left.set) as hurry:
        hurry()
    await asyncio.sleep(0.01)

    assert not left.is_set()
