import sys
from datetime import timedelta

import pytest

from worker.sandbox.command import CommandFailed, run


async def test_returns_what_was_printed() -> None:
    assert await run(sys.executable, "-c", "print('salut')", within=timedelta(seconds=20)) == "salut\n"


async def test_a_failure_quotes_what_was_printed() -> None:
    with pytest.raises(CommandFailed, match=r"(?s)ended with 1.*no such jar"):
        await run(sys.executable, "-c", "raise SystemExit('no such jar')", within=timedelta(seconds=20))


async def test_a_program_that_takes_too_long_is_ended() -> None:
    with pytest.raises(CommandFailed, match="did not end within"):
        await run(sys.executable, "-c", "import time; time.sleep(60)", within=timedelta(milliseconds=200))
