"""`vai-calendar account …`: people connect their Google account, see who has, and part with it again.

Connecting and parting go over the bus, as an agent's commands do: only the worker holds grants.
"""

import asyncio
import sys
from typing import Annotated, TypeVar

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from worker.cli import start
from worker.cli.connected_account import as_line, connected, lines_of, show
from worker.cli.consent import Asking
from worker.cli.redirect import listening
from worker.client.answer import Answer, Failed, Rejected, Succeeded, Unsettled
from worker.client.calendar_client import CalendarClient
from worker.client.command import Command
from worker.client.commands import connect_account, disconnect_account
from worker.client.errors import InvalidCommand
from worker.errors import Misconfigured
from worker.messages.outgoing import Outward
from worker.messages.results.account import ConnectedData, DisconnectedData
from worker.ports.grants import Consent
from worker.settings.google import Google
from worker.settings.kafka_connection import kafka_connection
from worker.settings.model import DatabasePart, Kafka, KafkaPart
from worker.store.connected_accounts import connected_accounts

PORT = 8086
PATIENCE = 300.0
"""Seconds in which a person may come to a decision."""
DONE, NOT_DONE, UNKNOWN = 0, 1, 3
"""Exit codes: it is done, it is not, nobody answered in time."""

NO_ANSWER = (
    "no answer, so it may be done or not: `vai-calendar account list` tells, `vai-calendar doctor` why"
)

AnyData = TypeVar("AnyData", bound=Outward)


class ConsentPart(KafkaPart):
    """What connecting an account needs; the worker has the rest."""

    google: Google


async def connect(
    *,
    user: str | None = None,
    browser: Annotated[bool, Parameter(name="--browser", negative="--no-browser")] = True,
    port: int = PORT,
    timeout: Annotated[float, Parameter(name="--timeout")] = PATIENCE,  # noqa: ASYNC109  (an option, not a parameter of ours)
) -> int:
    """Ask a person for their consent, and connect their Google account.

    Parameters
    ----------
    user
        Whose account it is, as agents name the user in `user_id`; asked for if it is left out.
    browser
        Open the address in a browser, or only show it.
    port
        Where this machine listens for the answer. A client of the type "Web application" needs the address
        http://127.0.0.1:PORT/ among its redirect URIs; one of the type "Desktop app" takes any.
    timeout
        How many seconds to wait for the person.

    """
    settings = start.settings(ConsentPart)
    client_id = settings.google.client_id
    if client_id is None:
        raise Misconfigured("VAI_GOOGLE__CLIENT_ID and VAI_GOOGLE__CLIENT_SECRET name whom people consent to")
    whose = user or await asked_for("Whose account is it (user_id)? ", instead="--user")
    async with calendar_at(settings.kafka) as calendar, listening(port) as redirect:
        asking = Asking(
            redirect, settings.google.auth_uri, client_id, opens_browser=browser, patience=timeout
        )
        given = await asking.consent(whose)
        answer = await calendar.ask(connecting(whose, given))
    if isinstance(answer, Succeeded):
        show(Console(), connected(answer.data))
    return code_of(answer)


async def disconnect(
    user: str, /, *, yes: Annotated[bool, Parameter(name="--yes", negative=())] = False
) -> int:
    """Give a user's grant back to Google, and forget what is kept of them.

    Parameters
    ----------
    user
        The user, as agents name them in `user_id`.
    yes
        Do not ask first.

    """
    kafka = start.settings(KafkaPart).kafka
    if not yes and not await is_sure(user):
        sys.stdout.write("Nothing was done.\n")
        return NOT_DONE
    async with calendar_at(kafka) as calendar:
        answer = await calendar.ask(disconnecting(user))
    if isinstance(answer, Succeeded):
        sys.stdout.write(f"disconnected {answer.data.email}\n")
    return code_of(answer)


async def list_accounts(*, json: Annotated[bool, Parameter(name="--json", negative=())] = False) -> None:
    """List the accounts that users have connected: since when, what is missing, and which are broken.

    Parameters
    ----------
    json
        Write one JSON object a line.

    """
    database = start.settings(DatabasePart).database
    found = await connected_accounts(database.url.get_secret_value())
    if json:
        sys.stdout.writelines(map(as_line, found))
    else:
        none = [] if found else [Text("No account is connected: `vai-calendar account connect`")]
        show(Console(), [*(line for account in found for line in lines_of(account)), *none])


def calendar_at(kafka: Kafka) -> CalendarClient:
    connection = kafka_connection(kafka)
    return CalendarClient(
        connection.bootstrap_servers,
        security=connection.security,
        topic_prefix=kafka.topic_prefix,
        tell_of_delays=False,
    )


def connecting(user: str, given: Consent) -> Command[ConnectedData]:
    try:
        return connect_account(
            user_id=user,
            locale="en",
            code=given.code,
            code_verifier=given.verifier,
            redirect_uri=given.redirect_uri,
        )
    except InvalidCommand as error:
        raise Misconfigured(str(error)) from None


def disconnecting(user: str) -> Command[DisconnectedData]:
    try:
        return disconnect_account(user_id=user, locale="en")
    except InvalidCommand as error:
        raise Misconfigured(str(error)) from None


def code_of(answer: Answer[AnyData]) -> int:
    """Return the exit code, and say on the terminal why it is not done."""
    match answer:
        case Succeeded():
            return DONE
        case Unsettled():
            sys.stderr.write(f"vai-calendar: {NO_ANSWER}\n")
            return UNKNOWN
        case Rejected() | Failed():
            sys.stderr.write(f"vai-calendar: {answer.message} ({answer.code}: {answer.error.detail})\n")
            return NOT_DONE


async def is_sure(user: str) -> bool:
    question = f"Disconnect {user}? The worker forgets everything that it keeps of them. [y/N] "
    return (await asked_for(question, instead="--yes")).lower() in {"y", "yes", "d", "da"}


async def asked_for(question: str, *, instead: str) -> str:
    """Ask whoever sits at the terminal. Raise `Misconfigured` where nobody does, and name the option."""
    if not sys.stdin.isatty():
        raise Misconfigured(f"{instead} is needed: nobody is there to ask: {question.strip()}")
    return (await asyncio.to_thread(input, question)).strip()
