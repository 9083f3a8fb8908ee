import pytest

from tests.check import UNIT_TESTS, Outcome, Step, check, summary

PASSING = Step("peace", ("-c", "print('never shown')"))
FAILING = Step("trouble", ("-c", "raise SystemExit('line 7 is wrong')"))


def test_one_failure_fails_the_whole_and_is_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert not check((FAILING, PASSING))

    printed = capsys.readouterr().out
    assert "line 7 is wrong" in printed
    assert "never shown" not in printed
    assert printed.splitlines()[-1] == "checks: 1 of 2 failed: trouble"


def test_steps_are_told_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    slow = Step("slow", ("-c", "import time; time.sleep(0.3)"))

    assert check((slow, PASSING))

    names = [line.split()[1] for line in capsys.readouterr().out.splitlines()[:2]]
    assert names == ["slow", "peace"]


def test_the_summary_counts_what_passed() -> None:
    assert summary([Outcome(PASSING, passed=True, seconds=0.1, printed="")]) == "checks: all 1 passed"


def test_of_tests_that_passed_the_count_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    tests = Step(UNIT_TESTS.name, ("-c", "print('first'); print('== 7 passed ==')"))

    assert check((tests,))

    assert capsys.readouterr().out.splitlines()[0].endswith(": 7 passed")
