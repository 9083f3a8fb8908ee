"""A person's consent, asked for on the terminal and given in a browser."""

import asyncio
import sys
from dataclasses import dataclass

from pydantic import SecretStr

from worker.cli.browser import opened
from worker.cli.redirect import Redirect
from worker.errors import FatalError
from worker.google.accounts import ADDRESS
from worker.google.consent_question import ConsentQuestion
from worker.ports.grants import Consent

DENIED = "access_denied"


@dataclass(frozen=True, slots=True)
class Asking:
    """How a person is asked."""

    redirect: Redirect
    auth_uri: str
    client_id: str
    opens_browser: bool
    patience: float
    """Seconds that they may take."""

    async def consent(self, user_id: str) -> Consent:
        """Return what a person's consent came back with. Raise `FatalError` if there is none."""
        hint = user_id if ADDRESS.fullmatch(user_id) else None
        question = ConsentQuestion.new(self.auth_uri, self.client_id, self.redirect.uri, hint)
        self.redirect.is_expected = question.is_answered_by
        await self._show(question)
        try:
            async with asyncio.timeout(self.patience):
                answer = await self.redirect.answer()
        except TimeoutError:
            raise FatalError(f"nobody answered within {self.patience:g} s: run it again") from None
        if "code" not in answer:
            raise FatalError(refusal(answer["error"]))
        return Consent(SecretStr(answer["code"]), question.verifier, question.redirect_uri)

    async def _show(self, question: ConsentQuestion) -> None:
        sys.stdout.write(
            f"Open this address in a browser on this machine, and tick everything:\n\n{question.address}\n\n"
        )
        sys.stdout.write(f"Waiting for the answer at {question.redirect_uri} (Ctrl-C gives up) …\n")
        sys.stdout.flush()
        if self.opens_browser:
            await opened(question.address)


def refusal(error: str) -> str:
    """Say what the browser came back with instead of a code."""
    if error == DENIED:
        return "access was not allowed, so nothing has changed: run it again, tick everything and press Allow"
    word = "".join(letter for letter in error if letter.isalnum() or letter in "_-")
    return f"Google refused the consent ({word[:64]}): see the README, Set it up"
