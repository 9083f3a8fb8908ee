from collections.abc import Callable

import pytest

from tests import __main__ as whole_run
from tests.check import Step

PASSING = Step("peace", ("-c", "print('quiet')"))
FAILING = Step("trouble", ("-c", "raise SystemExit('line 7 is wrong')"))


def ending_with(code: int) -> Callable[..., int]:
    return lambda *_: code


@pytest.mark.parametrize(
    ("beside", "code", "expected"),
    [
        pytest.param((PASSING, PASSING), 0, 0, id="all pass"),
        pytest.param((FAILING, PASSING), 0, 1, id="the first beside fails"),
        pytest.param((PASSING, FAILING), 0, 1, id="the last beside fails"),
        pytest.param((PASSING, PASSING), 5, 5, id="the one in front fails"),
    ],
)
def test_any_part_that_fails_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, beside: tuple[Step, ...], code: int, expected: int
) -> None:
    monkeypatch.setattr(whole_run, "BESIDE", beside)
    monkeypatch.setattr(whole_run, "pytest", ending_with(code))

    assert whole_run.real_tests() == expected


def test_what_a_part_beside_printed_is_shown_if_it_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(whole_run, "BESIDE", (FAILING, PASSING))
    monkeypatch.setattr(whole_run, "pytest", ending_with(0))

    whole_run.real_tests()

    assert "line 7 is wrong" in capsys.readouterr().out
