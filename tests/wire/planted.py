"""A stage on which every secret is known, and every place where one can be planted has one."""

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import asyncpg

from tests.support.chosen_broker import ChosenBroker
from tests.support.leaks import Secrets
from tests.support.shared_stage import shared_stage
from worker.sandbox.child_process import ChildProcess
from worker.sandbox.local_google.oauth_client import registered
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

DATABASE = "Planted-db-Zq7!x"
SASL = "Planted-sasl-9kLm"
TLS = "Planted-tls-4vbN"
CLIENT = "Planted-client-8hJk"
FERNET = base64.urlsafe_b64encode(b"Planted-fernet-key-2wEr-32-bytes").decode()
REFRESH = "1//Planted-refresh-6tYu"
CODE = "4/0Planted-code-longer-than-twenty"
VERIFIER = "Planted-verifier-3oPa"
LONG_VERIFIER = 3 * VERIFIER
"""As long as they have to be."""
BEARER = "Planted-bearer-5sDf"
QUOTED = "Planted-quote-7gHj"
VALUE = "Planted-value-1zXc"

PLANTED = {
    "the database's password": DATABASE,
    "the SASL password": SASL,
    "the password of the TLS key": TLS,
    "the client secret": CLIENT,
    "an encryption key": FERNET,
    "a refresh token": REFRESH,
    "an authorization code": CODE,
    "a code verifier": VERIFIER,
    "a header's bearer token": BEARER,
    "what Google quoted": QUOTED,
    "a value of the wrong type": VALUE,
}


@dataclass(frozen=True, slots=True)
class Guarded:
    """A stage whose every secret is known."""

    stage: Stage
    secrets: Secrets
    more: Mapping[str, str]
    """Further variables of the worker."""
    defect: Path
    """What the worker's own defect quotes."""

    def worker(self, how: str, *at: str) -> ChildProcess:
        """Return a worker that goes wrong in some way, at the usual step or another."""
        program = ("-m", "tests.support.careless_worker", how, str(self.defect), *at)
        return self.stage.worker(how, program, **self.more)


@asynccontextmanager
async def guarded(broker: ChosenBroker, postgres: Postgres, directory: Path) -> AsyncIterator[Guarded]:
    async with shared_stage(broker, postgres, directory) as plain:
        role = await role_with_password(plain.database_url)
        client = plain.client.model_copy(update={"client_secret": CLIENT})
        await registered(plain.google, client)
        stage = replace(plain, database_url=signed_in(plain.database_url, role), client=client)
        key = json.loads(stage.key_file.read_text())["private_key"]
        lines = key.splitlines()
        secrets = Secrets(PLANTED | {f"line {at} of the key": lines[at] for at in (1, 7, 20)})
        password = directory / "sasl-password"
        password.write_text(SASL)
        defect = directory / "defect"
        quoted = (REFRESH, f"ya29.local-{'x' * 32}", key, lines[7], DATABASE, SASL, TLS)
        defect.write_text(f"invalid literal: {' '.join(quoted)}")
        yield Guarded(stage, secrets, variables(password), defect)


async def role_with_password(url: str) -> str:
    """Make an owner for the database; a local socket asks for no password, but the worker has one."""
    role = f"worker_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD 'irrelevant'")
    await connection.close()
    return role


def signed_in(url: str, role: str) -> str:
    return url.replace("postgres@", f"{role}:{DATABASE}@", 1)


def variables(password: Path) -> dict[str, str]:
    return {
        "VAI_WORKER__LOG_LEVEL": "debug",
        "VAI_GOOGLE__RETRY_BUDGET_SECONDS": "3",
        "VAI_KAFKA__SASL_PLAIN_USERNAME": "worker",
        "VAI_KAFKA__SASL_PLAIN_PASSWORD_FILE": str(password),
        "VAI_KAFKA__SSL_PASSWORD": TLS,
        "VAI_SECRETS__ENCRYPTION_KEYS": FERNET,
    }
