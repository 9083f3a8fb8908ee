"""Holding times and giving them back, each by a command of its own."""

from datetime import datetime, timedelta

from tests.store.asked import claimed
from worker.ports.commands import Commands
from worker.ports.reservations import Hold, Reservations

MINUTES = timedelta(minutes=5)


async def held(
    commands: Commands,
    reservations: Reservations,
    hold: Hold,
    ttl: timedelta = MINUTES,
    *,
    user_id: str = "user-1",
    limit: int = 20,
) -> datetime:
    """Hold a time that is free, and return until when."""
    until = await commands.time() + ttl
    claim = await claimed(commands, f"holds {hold.hold_id}", user_id)
    assert await reservations.place_hold(claim, hold, until, limit, b"held")
    return until


async def is_held(commands: Commands, reservations: Reservations, hold: Hold) -> bool:
    """Try to hold a time, and tell whether it was to be had."""
    until = await commands.time() + MINUTES
    return await reservations.place_hold(
        await claimed(commands, f"holds {hold.hold_id}"), hold, until, 20, b"held"
    )


async def released(
    commands: Commands, reservations: Reservations, hold_id: str = "h-1", user_id: str = "user-1"
) -> None:
    claim = await claimed(commands, f"releases {hold_id}", user_id)
    try:
        await reservations.release_hold(claim, hold_id, b"released")
    finally:
        await commands.release(claim)
