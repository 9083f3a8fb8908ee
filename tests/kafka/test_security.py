import ssl
from pathlib import Path

import pytest

from worker.errors import Misconfigured
from worker.kafka.connection import KafkaConnection
from worker.kafka.security import MECHANISMS, Sasl, Security, SecurityProtocol, Tls


def test_a_plain_line_needs_nothing() -> None:
    assert Security().arguments() == {"security_protocol": "PLAINTEXT"}


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_signs_in_by_password(mechanism: str) -> None:
    sasl = Sasl("vai", "s3cret", mechanism)

    arguments = Security(SecurityProtocol.SASL_PLAINTEXT, sasl).arguments()

    assert arguments == {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": mechanism,
        "sasl_plain_username": "vai",
        "sasl_plain_password": "s3cret",
    }


@pytest.mark.parametrize("mechanism", ["GSSAPI", "OAUTHBEARER", "plain"])
def test_a_mechanism_that_is_not_supported_is_named(mechanism: str) -> None:
    with pytest.raises(Misconfigured, match=f"{mechanism}.*SCRAM-SHA-512"):
        Sasl("vai", "s3cret", mechanism)


def test_signing_in_takes_a_user() -> None:
    with pytest.raises(Misconfigured, match="SASL_SSL needs a user"):
        Security(SecurityProtocol.SASL_SSL)


def test_an_encrypted_line_checks_who_is_at_its_other_end() -> None:
    context = Security(SecurityProtocol.SSL).arguments()["ssl_context"]

    assert isinstance(context, ssl.SSLContext)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_certificate_that_cannot_be_read_is_a_wrong_setting(tmp_path: Path) -> None:
    rubbish = tmp_path / "ca.pem"
    rubbish.write_text("rubbish")

    with pytest.raises(Misconfigured, match="VAI_KAFKA__SSL"):
        Security(SecurityProtocol.SSL, tls=Tls(cafile=rubbish)).arguments()


def test_no_secret_shows_in_a_representation() -> None:
    security = Security(SecurityProtocol.SASL_SSL, Sasl("vai", "s3cret"), Tls(key_password="s3cret"))

    assert "s3cret" not in repr(KafkaConnection(("kafka:9092",), security=security))
