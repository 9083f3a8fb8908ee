"""A real worker that goes wrong with a secret in its hands: `python -m tests.support.careless_worker HOW`.

`defect`: deleting an event raises a `ValueError` whose text is the file named by the second
argument. `leak`: every access token is printed, so that the test of secrets has something to find.
A third argument names another step to go wrong at.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from worker.app.run import run
from worker.cli.run import ended, start_log
from worker.google.tokens import IssuedToken, TokenCache, TokenKey
from worker.sandbox.failpoints import Failpoints
from worker.settings.environment import read
from worker.settings.model import Settings


@dataclass(frozen=True, slots=True)
class BadValue:
    """Raises what `int(secret)` would raise, at one step."""

    at: str
    text: str

    async def __call__(self, step: str) -> None:
        if step == self.at:
            raise ValueError(self.text)


def print_tokens() -> None:
    keep = TokenCache._keep

    def told(cache: TokenCache, key: TokenKey, issued: IssuedToken, asked: float) -> None:
        sys.stderr.write(f"a token, carelessly: {issued.token}\n")
        keep(cache, key, issued, asked)

    TokenCache._keep = told  # type: ignore[method-assign, assignment]  # the leak is on purpose


if __name__ == "__main__":
    how, text_file, step = (*sys.argv[1:], "calendar.delete:before")[:3]
    if how == "leak":
        print_tokens()
    settings = read(Settings)
    start_log(settings)
    defect = BadValue(step, Path(text_file).read_text())
    sys.exit(ended(lambda: asyncio.run(run(settings, wrap=Failpoints(defect)))))
