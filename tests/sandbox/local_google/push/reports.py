"""What the local Google says it delivered."""

import asyncio

import pytest

from worker.sandbox.local_google.control.control import LocalGoogleControl


async def outcomes(control: LocalGoogleControl) -> list[str]:
    return [one.outcome for one in await control.push_reports()]


async def reported(control: LocalGoogleControl, number: int) -> list[str]:
    """Wait for so many reports, and return what they say."""
    for _ in range(500):
        if len(said := await outcomes(control)) >= number:
            return said
        await asyncio.sleep(0.005)
    pytest.fail(f"only {said}")
