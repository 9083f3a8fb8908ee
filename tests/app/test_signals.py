import asyncio
import os
import signal

from worker.app.signals import stopping_on_signals


async def test_the_first_signal_stops_and_what_more_do_can_be_said() -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def tell(number: signal.Signals) -> str:
        os.kill(os.getpid(), number)
        return await heard.get()

    with stopping_on_signals(lambda: heard.put_nowait("stop"), lambda: heard.put_nowait("again")):
        said = [await tell(number) for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT)]

    assert said == ["stop", "again", "again"]
