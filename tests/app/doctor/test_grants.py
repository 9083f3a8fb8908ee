from dataclasses import replace
from datetime import UTC, datetime

import pytest

from worker.app.doctor.finding import Verdict
from worker.app.doctor.grants import MOST_TOLD, accounts_as, sealing_as
from worker.google.call import FREE_BUSY_SCOPE
from worker.google.wanted_scopes import wanted_scopes
from worker.store.connected_accounts import ConnectedAccount, Seals

NOW = datetime(2027, 3, 30, 9, tzinfo=UTC)
ANA = ConnectedAccount("ana", "ana@vai.example", frozenset(wanted_scopes()), NOW, None)
BROKEN = replace(ANA, broken_since=NOW)


@pytest.mark.parametrize(
    ("state", "verdict", "says"),
    [
        (Seals(), Verdict.OK, "no grants yet"),
        (Seals(newest=3), Verdict.OK, "3 grants under the newest key"),
        (Seals(newest=1), Verdict.OK, "1 grant under the newest key"),
        (Seals(newest=3, older=1), Verdict.WARNING, "1 grant lies under an older key only"),
        (Seals(newest=3, none=2), Verdict.WRONG, "2 grants lie under a key that is not here"),
        (Seals(newest=3, damaged=1), Verdict.WRONG, "1 grant lies not as stored"),
    ],
    ids=["none", "all new", "one", "an old one", "a lost key", "a changed row"],
)
def test_grants_are_judged_by_what_opens_them(state: Seals, verdict: Verdict, says: str) -> None:
    (finding,) = sealing_as(state)

    assert finding.verdict is verdict
    assert says in finding.says


def test_accounts_with_everything_are_one_line() -> None:
    (one,) = accounts_as([ANA])
    (two,) = accounts_as([ANA, replace(ANA, user_id="dan")])

    assert (one.verdict, one.says) == (Verdict.OK, "1 account connected")
    assert (two.verdict, two.says) == (Verdict.OK, "2 accounts connected")


def test_a_broken_grant_is_a_warning_with_the_command_that_mends_it() -> None:
    (finding,) = accounts_as([BROKEN])

    assert finding.verdict is Verdict.WARNING
    assert "ana (ana@vai.example): Google has refused the grant since 2027-03-30 09:00 UTC" in finding.says
    assert finding.mend == "`vai-calendar account connect --user ana`"


def test_a_users_name_is_told_so_that_a_shell_reads_it_as_one_word() -> None:
    (finding,) = accounts_as([replace(BROKEN, user_id="ana; rm -rf ~ $(id)")])

    assert finding.mend == "`vai-calendar account connect --user 'ana; rm -rf ~ $(id)'`"


def test_a_missing_scope_is_told_with_what_does_not_work() -> None:
    (finding,) = accounts_as([replace(ANA, scopes=ANA.scopes - {FREE_BUSY_SCOPE})])

    assert finding.verdict is Verdict.WARNING
    assert f"without {FREE_BUSY_SCOPE} nobody's free time can be read" in finding.says


def test_a_wider_scope_makes_up_for_a_narrow_one() -> None:
    calendar = "https://www.googleapis.com/auth/calendar"

    (finding,) = accounts_as([replace(ANA, scopes=frozenset({"openid", "email", calendar}))])

    assert finding.verdict is Verdict.OK


def test_a_thousand_broken_grants_do_not_fill_the_screen() -> None:
    findings = accounts_as([replace(BROKEN, user_id=f"u{number}") for number in range(1000)])

    assert len(findings) == MOST_TOLD + 1
    assert findings[-1].says == f"and {1000 - MOST_TOLD} more like these"
