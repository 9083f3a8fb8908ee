"""`vai-calendar local-google`: a Google Calendar of our own, on this machine."""

import sys
from pathlib import Path

from worker.errors import Misconfigured
from worker.sandbox.local_google.run import run_local_google
from worker.sandbox.local_google.server import LocalGoogle


def local_google(
    *, host: str = "127.0.0.1", port: int = 8085, service_account_file: Path = Path("local-google-key.json")
) -> None:
    """Run a local Google Calendar until interrupted. It knows nobody's password, and forgets at the end.

    Parameters
    ----------
    host
        Address to listen on. It takes every caller at their word: leave it on this machine.
    port
        Port to listen on.
    service_account_file
        Key of a service account that may act for everybody; made if it is not there.

    """

    def introduce(google: LocalGoogle) -> None:
        sys.stdout.write(environment(google.url, google.token_uri, service_account_file))
        sys.stdout.flush()

    try:
        run_local_google(host, port, service_account_file, introduce)
    except OSError as error:
        raise Misconfigured(f"the local Google cannot start on {host}:{port}: {error}") from error


def environment(url: str, token_uri: str, key: Path) -> str:
    """Return the settings by which a worker finds it, as lines for a shell or an env file."""
    return (
        f"VAI_GOOGLE__API_ROOT={url}\n"
        f"VAI_GOOGLE__TOKEN_URI={token_uri}\n"
        f"VAI_GOOGLE__SERVICE_ACCOUNT_FILE={key.absolute()}\n"
    )
