"""Addresses for servers that only this machine may reach."""

import secrets
import socket
from contextlib import suppress

LOOPBACK = "127.0.0.1"
LOWEST = 10_000
OUTGOING = 32_768
"""The first port that Linux gives to outgoing connections."""


def free_port() -> int:
    """Return a port that nobody listens on now; take it soon."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def lasting_port() -> int:
    """Return a free port that no outgoing connection is given while its server is away.

    The system takes those from 32768 on (Linux): a client that looks for a dead server there
    could be given the very port, meet itself, and keep the server from coming back.
    """
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = LOWEST + secrets.randbelow(OUTGOING - LOWEST)
            probe.bind((LOOPBACK, port))
            return port
