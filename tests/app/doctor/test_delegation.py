import pytest

from worker.app.doctor.delegation import refused_as, tokens_as
from worker.app.doctor.finding import Verdict
from worker.codes import Code
from worker.errors import Refused
from worker.google.call import CALENDARS_SCOPE, EVENTS_SCOPE, FREE_BUSY_SCOPE

ANA = "ana@vai.example"
NOT_DELEGATED = Refused(Code.INSUFFICIENT_SCOPE, "token: 401 unauthorized_client")
UNKNOWN = Refused(Code.REAUTHORIZATION_REQUIRED, "token: 400 invalid_grant")
ALL_GIVEN: dict[str, Refused | None] = dict.fromkeys((EVENTS_SCOPE, FREE_BUSY_SCOPE, CALENDARS_SCOPE))


def test_every_scope_given_is_well() -> None:
    (finding,) = tokens_as(ANA, ALL_GIVEN)

    assert finding.verdict is Verdict.OK


def test_a_missing_scope_is_named_with_what_does_not_work_without_it() -> None:
    (finding,) = tokens_as(ANA, {**ALL_GIVEN, FREE_BUSY_SCOPE: NOT_DELEGATED})

    assert finding.verdict is Verdict.WRONG
    assert f"without {FREE_BUSY_SCOPE} nobody's free time can be read" in finding.says
    assert f"add {FREE_BUSY_SCOPE}" in (finding.mend or "")


def test_no_scope_at_all_is_one_line() -> None:
    (finding,) = tokens_as(ANA, dict.fromkeys(ALL_GIVEN, NOT_DELEGATED))

    assert "no scope is delegated" in finding.says


def test_an_address_that_google_does_not_know_is_one_line() -> None:
    (finding,) = tokens_as(ANA, dict.fromkeys(ALL_GIVEN, UNKNOWN))

    assert "invalid_grant" in finding.says


@pytest.mark.parametrize("code", [Code.ACCOUNT_NOT_ALLOWED, Code.ACCOUNT_NOT_CONNECTED])
def test_every_refusal_names_the_address_and_what_helps(code: Code) -> None:
    finding = refused_as(ANA, Refused(code, "why"))

    assert finding.verdict is Verdict.WRONG
    assert ANA in finding.says
    assert finding.mend
