import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from worker.cli.application import application
from worker.cli.local_google import account_of, environment
from worker.errors import Misconfigured
from worker.sandbox.local_google.oauth_client import encryption_key_beside, new_oauth_client
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.loopback import free_port
from worker.settings.environment import variables


async def test_tells_the_settings_of_a_worker_that_uses_it() -> None:
    async with LocalGoogle.start() as google:
        lines = environment(google, client := new_oauth_client(), Path("/my keys/key.json"))

    settings = pasted(lines)
    assert settings == {
        "VAI_GOOGLE__API_ROOT": google.url,
        "VAI_GOOGLE__TOKEN_URI": f"{google.url}token",
        "VAI_GOOGLE__SERVICE_ACCOUNT_FILE": "/my keys/key.json",
        "VAI_GOOGLE__CLIENT_ID": client.client_id,
        "VAI_GOOGLE__CLIENT_SECRET": client.client_secret,
        "VAI_GOOGLE__AUTH_URI": f"{google.url}o/oauth2/v2/auth",
        "VAI_GOOGLE__REVOKE_URI": f"{google.url}revoke",
        "VAI_GOOGLE__JWKS_URI": f"{google.url}oauth2/v3/certs",
        "VAI_SECRETS__ENCRYPTION_KEYS": encryption_key_beside(client),
    }
    assert settings.keys() <= {variable.name for variable in variables()}


def pasted(lines: str) -> dict[str, str]:
    """Return what a program finds in its environment that is started from the shell they were pasted into."""
    shell = ["sh", "-c", f"{lines}exec env"]
    told = subprocess.run(shell, env={"PATH": os.defpath}, capture_output=True, text=True, check=True)
    found = dict(line.split("=", 1) for line in told.stdout.splitlines())
    return {name: value for name, value in found.items() if name.startswith("VAI_")}


def test_people_are_named_with_or_without_their_zone() -> None:
    assert (account_of("Ana@corp.example").email, account_of("ana@corp.example").time_zone) == (
        "ana@corp.example",
        "UTC",
    )
    assert account_of("ana@corp.example=Europe/Bucharest").time_zone == "Europe/Bucharest"


@pytest.mark.parametrize("text", ["ana", "ana@corp.example=Mars/Base", ""])
def test_a_person_who_makes_no_sense_is_one_line(text: str) -> None:
    with pytest.raises(Misconfigured, match=f"--person {text}: "):
        account_of(text)


def test_people_can_be_given_more_than_once() -> None:
    argv = "local-google --person ana@corp.example --person bob@corp.example=Asia/Tokyo"
    _, bound, _ = application().parse_args(argv, exit_on_error=False, print_error=False)

    assert bound.arguments["people"] == ("ana@corp.example", "bob@corp.example=Asia/Tokyo")


def test_it_starts_with_people_and_tells_settings_to_programs_and_the_page_to_people(tmp_path: Path) -> None:
    port = free_port()
    argv = ("local-google", "--port", str(port), "--person", "ana@corp.example=Asia/Tokyo")
    process = subprocess.Popen(
        [sys.executable, "-m", "worker", *argv],
        cwd=tmp_path,
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        assert process.stdout.readline() == f"export VAI_GOOGLE__API_ROOT=http://127.0.0.1:{port}/\n"
        listed = subprocess.run(
            [sys.executable, "-m", "worker", "calendar", "people", "--url", f"http://127.0.0.1:{port}"],
            check=True,
            capture_output=True,
            text=True,
        )
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert "ana@corp.example  Asia/Tokyo" in listed.stdout
    assert said.splitlines()[0] == f"Calendars to see and change by hand: http://127.0.0.1:{port}/"
