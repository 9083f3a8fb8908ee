"""A database that cannot be reached, told to whoever set its address.

The address says where, and holds a password that is told to nobody: in doubt no part of it is
quoted.
"""

import errno
import shlex
import socket
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import asyncpg

PORT = 5432


def no_connection(url: str, error: BaseException, kind: str) -> str:
    """Say in a line where nobody answers, and why; `kind` names an error that has no words here."""
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return no_database(url)
    return f"no connection to PostgreSQL{at(url)} (VAI_DATABASE__URL): {words(error) or kind}"


def no_database(url: str) -> str:
    """Say which database the server lacks, and what makes it."""
    name = database(url)
    which, made = (
        (f"`{name}`", f": `createdb {shlex.quote(name)}` makes it") if name else ("of that name", "")
    )
    server = at(url) or " that answers"
    return f"there is no database {which} on the server{server} (VAI_DATABASE__URL){made}"


def database(url: str) -> str:
    """Return the name of the database; nothing where the address leaves it to defaults."""
    parts = urlsplit(url)
    named = parse_qs(parts.query)
    in_query = (named.get("database") or named.get("dbname") or [""])[0]
    return "" if is_torn(parts) else unquote(parts.path.removeprefix("/")) or in_query


def is_torn(parts: SplitResult) -> bool:
    """Tell whether a password that holds `/`, `?` or `#` may stand where it should not."""
    return "@" in f"{parts.path}{parts.query}{parts.fragment}"


def at(url: str) -> str:
    """Return ` at HOST:PORT`, a pair for each server; nothing where the address leaves it to defaults."""
    parts = urlsplit(url)
    if is_torn(parts):
        return ""
    asked = parse_qs(parts.query)
    hosts = parts.netloc.rpartition("@")[2] or asked.get("host", [""])[0]
    port = asked.get("port", [PORT])[0]
    return f" at {', '.join(place(host, port) for host in hosts.split(','))}" if hosts else ""


def place(host: str, port: object) -> str:
    """Return a server with its port, which it may have already; a socket's folder has none."""
    name, colon, number = host.rpartition(":")
    has_port = colon and number.isdecimal() and (":" not in name or name.endswith("]"))
    return host if has_port or host.startswith("/") else f"{host}:{port}"


def words(error: BaseException) -> str | None:
    """Return what happened, or None: only what is known to quote nothing has words."""
    if isinstance(error, socket.gaierror):
        return "unknown host"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    # A name with several addresses, as localhost is, gives one error that tells of each.
    refused = isinstance(error, ConnectionRefusedError) or f"[Errno {errno.ECONNREFUSED}]" in str(error)
    return "connection refused" if refused else None
