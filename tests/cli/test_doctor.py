import io
import sys

import orjson
import pytest
from rich.console import Console

from worker.app.doctor.examination import Report
from worker.app.doctor.finding import not_checked, warning, well, wrong
from worker.cli.application import main
from worker.cli.doctor import teller
from worker.settings.environment import variables

REPORTS = [
    Report("settings", (well("they can be read"),)),
    Report("topics", (warning("one copy", "make three"), wrong("there is no topic a", "`topics create`"))),
    Report("tables", (not_checked("`database` comes first"),)),
]


def shown(*, as_json: bool = False, terminal: bool = False, width: int = 60) -> str:
    file = io.StringIO()
    tell = teller(
        Console(file=file, force_terminal=terminal, width=width, color_system=None), as_json=as_json
    )
    for report in REPORTS:
        tell(report)
    return file.getvalue()


def test_for_programs_every_finding_is_one_json_object_a_line() -> None:
    lines = [orjson.loads(line) for line in shown(as_json=True).splitlines()]

    assert [(line["check"], line["verdict"]) for line in lines] == [
        ("settings", "ok"),
        ("topics", "warning"),
        ("topics", "wrong"),
        ("tables", "not checked"),
    ]
    assert lines[2]["says"] == "there is no topic a"
    assert lines[2]["mend"] == "`topics create`"
    assert lines[0]["mend"] is None


def test_a_finding_does_not_command_the_terminal() -> None:
    file = io.StringIO()
    tell = teller(Console(file=file, force_terminal=True, width=200, color_system=None), as_json=False)

    tell(Report("accounts", (warning("\x1b[2Jana", "\x1b[1A"),)))

    assert "\x1b[2J" not in file.getvalue()
    assert "\x1b[1A" not in file.getvalue()


def test_where_nobody_looks_on_every_finding_stays_on_its_line() -> None:
    lines = shown(width=20).splitlines()

    assert len(lines) == 4
    assert lines[2].split() == [
        "wrong",
        "topics",
        *["there", "is", "no", "topic", "a", "→", "`topics", "create`"],
    ]


def test_on_a_terminal_what_mends_stands_below_what_is_wrong() -> None:
    lines = shown(terminal=True).splitlines()

    place = next(number for number, line in enumerate(lines) if "there is no topic a" in line)
    assert lines[place + 1].strip() == "→ `topics create`"


def test_settings_that_cannot_be_read_have_an_exit_code_of_their_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in variables():
        monkeypatch.delenv(variable.name, raising=False)
    monkeypatch.setenv("VAI_DATABASE__URL", "mysql://ana:s3cret@host/name")
    monkeypatch.setattr(sys, "argv", ["vai-calendar", "doctor", "--json"])

    with pytest.raises(SystemExit) as leaving:
        main()

    out = capsys.readouterr().out
    assert leaving.value.code == 2
    assert {orjson.loads(line)["check"] for line in out.splitlines()} == {"settings"}
    assert "VAI_DATABASE__URL" in out
    assert "s3cret" not in out
