"""How to sign in to Kafka, and how to keep the line secret, in the words of aiokafka.

Everything is checked before a connection is tried: a client that cannot sign in would only
ask again and again.
"""

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiokafka.helpers import create_ssl_context

from worker.errors import Misconfigured

MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")


class SecurityProtocol(StrEnum):
    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"

    @property
    def signs_in(self) -> bool:
        return self in {SecurityProtocol.SASL_PLAINTEXT, SecurityProtocol.SASL_SSL}

    @property
    def encrypts(self) -> bool:
        return self in {SecurityProtocol.SSL, SecurityProtocol.SASL_SSL}


@dataclass(frozen=True, slots=True)
class Sasl:
    username: str
    password: str = field(repr=False)
    mechanism: str = "PLAIN"

    def __post_init__(self) -> None:
        if self.mechanism not in MECHANISMS:
            raise Misconfigured(
                f"VAI_KAFKA__SASL_MECHANISM={self.mechanism} is not supported: use {', '.join(MECHANISMS)}, "
                "or SSL with a client certificate"
            )


@dataclass(frozen=True, slots=True)
class Tls:
    cafile: Path | None = None
    """Authorities to trust; None: the system's."""
    certfile: Path | None = None
    keyfile: Path | None = None
    key_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Security:
    protocol: SecurityProtocol = SecurityProtocol.PLAINTEXT
    sasl: Sasl | None = None
    tls: Tls = field(default_factory=Tls)

    def __post_init__(self) -> None:
        if self.protocol.signs_in and self.sasl is None:
            raise Misconfigured(f"VAI_KAFKA__SECURITY_PROTOCOL={self.protocol} needs a user and a password")

    def arguments(self) -> dict[str, Any]:
        """Return what every client of aiokafka takes. Raise `Misconfigured` if a file is unusable."""
        arguments: dict[str, Any] = {"security_protocol": str(self.protocol)}
        if self.protocol.encrypts:
            arguments["ssl_context"] = ssl_context(self.tls)
        if self.protocol.signs_in and self.sasl:
            arguments |= {
                "sasl_mechanism": self.sasl.mechanism,
                "sasl_plain_username": self.sasl.username,
                "sasl_plain_password": self.sasl.password,
            }
        return arguments


def ssl_context(tls: Tls) -> ssl.SSLContext:
    try:
        return create_ssl_context(
            cafile=path(tls.cafile),
            certfile=path(tls.certfile),
            keyfile=path(tls.keyfile),
            password=tls.key_password or "",  # None would make OpenSSL ask on the terminal
        )
    except OSError as error:  # ssl.SSLError is one
        raise Misconfigured(f"the TLS files of Kafka (VAI_KAFKA__SSL_…) cannot be used: {error}") from error


def path(file: Path | None) -> str | None:
    return str(file) if file else None
