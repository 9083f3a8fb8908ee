"""A worker on a Kafka that asks for a password on an encrypted line, as production does."""

from collections.abc import AsyncIterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.chosen_broker import ChosenBroker
from worker.client.answer import Succeeded
from worker.client.calendar_client import CalendarClient
from worker.client.commands import check_availability
from worker.kafka.security import Sasl, Security, SecurityProtocol, Tls
from worker.messages.topics import Topics
from worker.ports.clock import SystemClock
from worker.sandbox.apache_kafka import Listener, apache_kafka
from worker.sandbox.child_process import ChildProcessFailed, running
from worker.sandbox.loopback import LOOPBACK, free_port
from worker.sandbox.stage import Stage, stage_on

pytestmark = [pytest.mark.real, pytest.mark.apache_kafka]

USER, PASSWORD = "vai", "a password of the tests"
PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"


@pytest.fixture
def guarded(tmp_path: Path) -> Listener:
    """A listener with a certificate of its own, which also stands in `tmp_path / "ca.pem"`."""
    certificate, key = self_signed()
    (tmp_path / "ca.pem").write_text(certificate)
    return Listener(
        "SASL_SSL",
        free_port(),
        {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.certificate.chain": certificate.replace("\n", "\\n"),
            "ssl.keystore.key": key.replace("\n", "\\n"),
            "sasl.enabled.mechanisms": "PLAIN",
            "plain.sasl.jaas.config": f'{PLAIN} required user_{USER}="{PASSWORD}";',
        },
    )


@pytest.fixture
async def stage(
    broker: ChosenBroker, guarded: Listener, database_url: str, tmp_path: Path
) -> AsyncIterator[Stage]:
    """Topics are made on the plain listener; the worker and the agent get the other one."""
    async with (
        apache_kafka(listener=guarded) as server,
        stage_on(server.bootstrap_servers, database_url, tmp_path, Topics(), "guarded", partitions=1) as one,
    ):
        await one.google.control.add_account("ana@vai.example")
        yield one


def signing_in(listener: Listener, folder: Path, password: str) -> dict[str, str]:
    return {
        "VAI_KAFKA__BOOTSTRAP_SERVERS": listener.bootstrap_servers,
        "VAI_KAFKA__SECURITY_PROTOCOL": "SASL_SSL",
        "VAI_KAFKA__SASL_PLAIN_USERNAME": USER,
        "VAI_KAFKA__SASL_PLAIN_PASSWORD": password,
        "VAI_KAFKA__SSL_CAFILE": str(folder / "ca.pem"),
    }


async def test_a_worker_and_an_agent_sign_in_on_an_encrypted_line(
    stage: Stage, guarded: Listener, tmp_path: Path
) -> None:
    tls = Tls(cafile=tmp_path / "ca.pem")
    security = Security(SecurityProtocol.SASL_SSL, Sasl(USER, PASSWORD), tls)
    client = CalendarClient(guarded.bootstrap_servers, security=security)
    async with running(stage.worker(**signing_in(guarded, tmp_path, PASSWORD))), client as calendar:
        answer = await calendar.ask(check_availability(user_id="ana@vai.example", participants=[]))

    assert isinstance(answer, Succeeded)


async def test_a_wrong_password_ends_the_worker_and_is_not_repeated(
    stage: Stage, guarded: Listener, tmp_path: Path
) -> None:
    worker = stage.worker(**signing_in(guarded, tmp_path, "not the password"))

    with pytest.raises(ChildProcessFailed, match="ended while starting"):
        await worker.start()

    assert "authentication" in worker.last_lines().lower()
    assert "not the password" not in worker.last_lines()


def self_signed() -> tuple[str, str]:
    """Return a certificate for this machine's loopback address and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kafka of the tests")])
    began = SystemClock().now() - timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    return certificate.public_bytes(pem).decode(), private
