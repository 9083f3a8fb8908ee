import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from worker.cli.application import ACCOUNT, BY_HAND, COMMANDS, application, complain, main
from worker.errors import FatalError, Misconfigured
from worker.settings.environment import variables

HEAVY = ("aiokafka", "aiogoogle", "asyncpg", "aiohttp", "pydantic", "structlog")
HELP = f"""
import sys
from worker.cli.application import application
application()(["--help"], result_action="return_value")
sys.stderr.write(", ".join(set({HEAVY}) & sys.modules.keys()))
"""


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in variables():
        monkeypatch.delenv(variable.name, raising=False)


def said(argv: list[str], monkeypatch: pytest.MonkeyPatch) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["vai-calendar", *argv])
    with pytest.raises(SystemExit) as leaving:
        main()
    return leaving.value.code


INNER = [*(f"calendar {name}" for name in BY_HAND), *(f"account {name}" for name in ACCOUNT)]


@pytest.mark.parametrize("command", [*COMMANDS, *INNER, "topics create", "version"])
def test_every_command_exists_and_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    application()(f"{command} --help", result_action="return_value")

    assert f"Usage: vai-calendar {command}" in capsys.readouterr().out


def test_help_is_quick_because_it_imports_none_of_the_heavy_parts() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert "topics" in done.stdout


@pytest.mark.parametrize("argv", [["version"], ["--version"]])
def test_tells_the_version(
    argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(argv, monkeypatch) in {0, None}
    assert capsys.readouterr().out.strip() == version("vai-calendar-worker")


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["topics", "create"], "vai-calendar: VAI_KAFKA__BOOTSTRAP_SERVERS is missing\n"),
        (["tail"], "vai-calendar: VAI_KAFKA__BOOTSTRAP_SERVERS is missing\n"),
        (["migrate"], "vai-calendar: VAI_DATABASE__URL is missing\n"),
        (["account", "list"], "vai-calendar: VAI_DATABASE__URL is missing\n"),
        (["account", "disconnect", "ana"], "vai-calendar: VAI_KAFKA__BOOTSTRAP_SERVERS is missing\n"),
    ],
)
def test_a_missing_setting_is_one_line_and_no_stack_trace(
    argv: list[str], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(argv, monkeypatch) == 2
    assert capsys.readouterr().err == line


def test_run_asks_for_everything_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(["run"], monkeypatch) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


@pytest.mark.parametrize("argv", [["nonsense"], ["topics", "create", "--nonsense"]])
def test_a_command_line_that_makes_no_sense_exits_alike(
    argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(argv, monkeypatch) == 2
    assert "nonsense" in capsys.readouterr().err


def test_a_broker_that_cannot_be_reached_is_one_line_and_no_stack_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAI_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1")

    assert said(["topics", "create"], monkeypatch) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "vai-calendar: no connection to Kafka at 127.0.0.1:1 (VAI_KAFKA__BOOTSTRAP_SERVERS)"


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_is_none_is_one_line(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(["local-google", f"--port={port}"], monkeypatch) == 2
    assert capsys.readouterr().err == f"vai-calendar: --port {port}: is no port, 0 to 65535\n"


@pytest.mark.parametrize(
    ("command", "told"), [("migrate", "vai-calendar: {}"), ("run", '{{"reason":"{}","event":"stopped"')]
)
def test_a_database_that_cannot_be_reached_is_told_with_its_address_and_no_password(
    command: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = tmp_path / "key.json"
    key.write_text("{}")
    monkeypatch.setenv("VAI_DATABASE__URL", "postgresql://vai:geheim@127.0.0.1:1/vai")
    monkeypatch.setenv("VAI_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("VAI_GOOGLE__SERVICE_ACCOUNT_FILE", str(key))

    assert said([command], monkeypatch) == 1
    reason = "no connection to PostgreSQL at 127.0.0.1:1 (VAI_DATABASE__URL): connection refused"
    assert capsys.readouterr().err.splitlines()[-1].startswith(told.format(reason))


def test_errors_of_side_by_side_tasks_are_told_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    complain(ExceptionGroup("", [FatalError("a"), ExceptionGroup("", [Misconfigured("b\nc")])]))

    assert capsys.readouterr().err == "vai-calendar: a\nvai-calendar: b\nvai-calendar: c\n"
