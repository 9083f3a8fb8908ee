from datetime import UTC, timedelta

from worker.ports.clock import Clock, SystemClock


async def test_the_clock_of_the_machine_tells_utc_and_moves_on() -> None:
    clock: Clock = SystemClock()
    began, tick = clock.now(), clock.monotonic()

    await clock.sleep(timedelta(milliseconds=2))

    assert clock.now().tzinfo is UTC
    assert clock.now() > began
    assert clock.monotonic() - tick >= 0.002
