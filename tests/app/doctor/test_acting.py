import pytest
from pydantic import SecretStr

from worker.app.doctor.acting import grant_as
from worker.app.doctor.finding import Verdict
from worker.google.call import FREE_BUSY_SCOPE
from worker.google.http_answer import HttpAnswer
from worker.google.wanted_scopes import wanted_scopes
from worker.ports.grants import Grant, Granted

ALL = frozenset(wanted_scopes())
GIVEN = HttpAnswer(200, {"access_token": "s3cret"})


def grant(scopes: frozenset[str] = ALL) -> Grant:
    return Grant("g", "ana", Granted("ana@vai.example", "1", scopes, SecretStr("1//s3cret")))


@pytest.mark.parametrize(
    ("scopes", "answer", "verdict"),
    [
        (ALL, GIVEN, Verdict.OK),
        (ALL - {FREE_BUSY_SCOPE}, GIVEN, Verdict.WARNING),
        (ALL, HttpAnswer(400, {"error": "invalid_grant"}), Verdict.WRONG),
        (ALL, HttpAnswer(503), Verdict.NOT_CHECKED),
        (ALL, HttpAnswer(401, {"error": "invalid_client"}), Verdict.NOT_CHECKED),
    ],
    ids=["it works", "a scope is missing", "dead", "Google is away", "another client's"],
)
def test_a_grant_is_judged_by_what_google_says_to_it(
    scopes: frozenset[str], answer: HttpAnswer, verdict: Verdict
) -> None:
    (finding,) = grant_as(grant(scopes), answer)

    assert finding.verdict is verdict
    assert "ana (ana@vai.example)" in finding.says
    assert "s3cret" not in f"{finding.says}{finding.mend}"
