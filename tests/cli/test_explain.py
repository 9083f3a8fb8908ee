"""What `explain` writes and returns once it has the command; the database is seen in `tests/wire`."""

from dataclasses import replace

import pytest

from tests.domain.golden_decisions import questions
from tests.domain.test_decision import VERSIONS
from worker.cli.explain import NOTHING, OTHER, SAME, explained
from worker.domain.decision import Decision, decide
from worker.messages.texts import Texts
from worker.store.decided_commands import DecidedCommand

FORGED = "c-1\x1b]0;title\x07\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load()


def command(decision: Decision | None, kind: str = "schedule_meeting") -> DecidedCommand:
    return DecidedCommand("ana@vai.example", FORGED, kind, "running", None, decision=decision)


def decided() -> Decision:
    return decide(questions()["nothing fits"], VERSIONS)[1]


@pytest.mark.parametrize("as_json", [False, True])
def test_text_from_outside_commands_no_terminal(
    texts: Texts, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    assert explained(command(decided()), VERSIONS, texts, "en", as_json=as_json) == SAME

    out = capsys.readouterr().out
    assert "c-1" in out
    assert not {"\x1b", "\x07"} & set(out)


def test_another_outcome_has_an_exit_code_of_its_own(
    texts: Texts, capsys: pytest.CaptureFixture[str]
) -> None:
    other = replace(decided(), outcome=decided().outcome.replace(b'"found":0', b'"found":1'))

    assert explained(command(other), VERSIONS, texts, "en", as_json=False) == OTHER
    assert "not the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("cancel_meeting", "searched for no time"),
        ("schedule_meeting", "Nothing is kept of what"),
    ],
)
def test_a_command_without_a_decision_says_why(
    texts: Texts, capsys: pytest.CaptureFixture[str], kind: str, says: str
) -> None:
    assert explained(command(None, kind), VERSIONS, texts, "en", as_json=False) == NOTHING

    written = capsys.readouterr()
    assert (written.out, says in written.err, "\x1b" in written.err) == ("", True, False)


@pytest.mark.parametrize("stored", [b'{"versions":{"worker":"9.0"},"more":1}', b"{}", b"x"])
def test_what_a_newer_release_kept_is_not_guessed_at(
    texts: Texts, capsys: pytest.CaptureFixture[str], stored: bytes
) -> None:
    newer = Decision(stored, b"{}")

    assert explained(command(newer), VERSIONS, texts, "en", as_json=False) == OTHER
    assert "Another release kept this decision" in capsys.readouterr().err
