"""`vai-calendar local-google`: a Google Calendar of our own, on this machine."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import ValidationError

from worker.errors import Misconfigured
from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.by_hand.typed import read_address, read_zone
from worker.sandbox.local_google.identity.accounts import Account
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.oauth_client import settings_of
from worker.sandbox.local_google.run import run_local_google
from worker.sandbox.local_google.server import LocalGoogle

PORTS = range(65536)


def local_google(
    *,
    host: str = "127.0.0.1",
    port: int = 8085,
    service_account_file: Path = Path("local-google-key.json"),
    people: Annotated[tuple[str, ...], Parameter(name="--person", negative=(), show_default=False)] = (),
) -> None:
    """Run a local Google Calendar until interrupted. It knows nobody's password, and forgets at the end.

    Its own address, opened in a browser, shows everybody's calendar and lets you change it by
    hand; `vai-calendar calendar` does the same from a terminal.

    Parameters
    ----------
    host
        Address to listen on. It takes every caller at their word: leave it on this machine.
    port
        Port to listen on.
    service_account_file
        Key of a service account that may act for everybody; made if it is not there. The OAuth
        client that people can consent to is made from it.
    people
        Somebody with a calendar, as `ana@example.com` or `ana@example.com=Europe/Bucharest`. Repeat it.

    """

    def introduce(google: LocalGoogle, client: OAuthClient) -> None:
        sys.stdout.write(environment(google, client, service_account_file))
        sys.stdout.flush()
        sys.stderr.write(f"Calendars to see and change by hand: {google.url}\n")

    if port not in PORTS:
        raise Misconfigured(f"--port {port}: is no port, 0 to {PORTS[-1]}")
    accounts = tuple(map(account_of, people))
    try:
        run_local_google(host, port, service_account_file, introduce, accounts)
    except OSError as error:
        raise Misconfigured(f"the local Google cannot start on {host}:{port}: {error}") from error


def account_of(text: str) -> Account:
    """Read an address, and a zone behind `=`."""
    email, _, zone_name = text.partition("=")
    try:
        return Account(email=read_address(email), time_zone=read_zone(zone_name or "UTC"))
    except (NotPossible, ValidationError) as error:
        raise Misconfigured(f"--person {text}: {error}") from error


def environment(google: LocalGoogle, client: OAuthClient, key: Path) -> str:
    """Return the settings by which a worker finds it, as lines to be pasted into a shell."""
    settings = {
        "VAI_GOOGLE__API_ROOT": google.url,
        "VAI_GOOGLE__TOKEN_URI": google.token_uri,
        "VAI_GOOGLE__SERVICE_ACCOUNT_FILE": str(key.absolute()),
        **settings_of(google, client),
    }
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in settings.items())
