"""How Google knows the worker where users give their consent, and where tokens are to be had."""

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class OAuthClient:
    id: str
    secret: SecretStr

    @property
    def project(self) -> str:
        """Return the number of the Cloud project: what a client's id begins with."""
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Endpoints:
    token_uri: str
    revoke_uri: str
    jwks_uri: str
    issuer: str

    @property
    def issuers(self) -> tuple[str, str]:
        """Return both ways in which Google writes its name."""
        return self.issuer, self.issuer.partition("://")[2]
