"""How connected accounts look: a line each for people, one JSON object a line for programs. No token."""

from collections.abc import Sequence

import orjson
from rich.console import Console
from rich.text import Text

from worker.app.scopes import in_order, without
from worker.cli.printable import printable
from worker.google.scopes import PREFIX
from worker.google.wanted_scopes import missing_scopes
from worker.messages.results.account import ConnectedData
from worker.store.connected_accounts import ConnectedAccount


def as_line(account: ConnectedAccount) -> str:
    """Return one JSON object, with the end of its line."""
    shown = {
        "user_id": account.user_id,
        "email": account.address,
        "since": account.since,
        "broken_since": account.broken_since,
        "granted_scopes": sorted(account.scopes),
        "missing_scopes": missing_scopes(account.scopes),
    }
    return orjson.dumps(shown, option=orjson.OPT_UTC_Z).decode() + "\n"


def lines_of(account: ConnectedAccount) -> list[Text]:
    """Return an account for people: who it is, and below it what is wrong."""
    address = printable(account.address)
    head = Text.assemble(
        (printable(account.user_id), "bold"), f"  {address}  connected {account.since:%Y-%m-%d %H:%M} UTC"
    )
    if account.broken_since:
        since = f"{account.broken_since:%Y-%m-%d %H:%M} UTC"
        return [head, Text(f"  refused by Google since {since}: connect it again", "red")]
    return [head, *missing(account.scopes)]


def missing(granted: Sequence[str] | frozenset[str]) -> list[Text]:
    return [Text(f"  {without(scope)}", "yellow") for scope in in_order(missing_scopes(granted))]


def connected(data: ConnectedData) -> list[Text]:
    """Return what a consent came to."""
    granted = ", ".join(scope.removeprefix(PREFIX) for scope in data.granted_scopes)
    head = Text.assemble(("connected", "bold green"), f" {data.email}, which allows {granted}")
    lacking = [Text(f"  {without(scope)}", "yellow") for scope in in_order(data.missing_scopes)]
    again = [Text("Run it again and tick everything to give these too.", "yellow")] if lacking else []
    return [head, *lacking, *again]


def show(console: Console, lines: Sequence[Text]) -> None:
    """Show lines; where nobody looks on, each stays whole."""
    for line in lines:
        console.print(line, soft_wrap=not console.is_terminal, highlight=False)
