from datetime import UTC, datetime

import pytest

from worker.app.doctor.database import server_as, tables_as
from worker.app.doctor.finding import Verdict
from worker.store.inspection import DatabaseState, TablesState

NOW = datetime(2027, 3, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (DatabaseState("18.1", 18, NOW, is_read_only=False), Verdict.OK),
        (DatabaseState("18.1", 18, NOW, is_read_only=True), Verdict.WRONG),
        (DatabaseState("13.9", 13, NOW, is_read_only=False), Verdict.WRONG),
    ],
    ids=["a server", "a standby", "an old one"],
)
def test_a_server_must_be_new_enough_and_take_writes(state: DatabaseState, verdict: Verdict) -> None:
    assert server_as(state).verdict is verdict


@pytest.mark.parametrize(
    ("state", "migrating", "verdict"),
    [
        (TablesState(is_empty=False, lacking=(), newer=()), False, Verdict.OK),
        (TablesState(is_empty=False, lacking=("0009_x.sql",), newer=()), True, Verdict.WARNING),
        (TablesState(is_empty=False, lacking=("0009_x.sql",), newer=()), False, Verdict.WRONG),
        (TablesState(is_empty=True, lacking=("0001_x.sql",), newer=()), True, Verdict.WARNING),
        (TablesState(is_empty=False, lacking=(), newer=(99,)), True, Verdict.WARNING),
    ],
    ids=["up to date", "run mends it", "run refuses", "nothing there yet", "a newer program was here"],
)
def test_tables_are_judged_by_who_would_mend_them(
    state: TablesState, migrating: bool, verdict: Verdict
) -> None:
    assert tables_as(state, migrating=migrating).verdict is verdict


def test_what_is_lacking_is_named_with_the_command_that_mends_it() -> None:
    finding = tables_as(TablesState(is_empty=False, lacking=("0009_x.sql",), newer=()), migrating=False)

    assert (finding.says, finding.mend) == ("the tables lack 0009_x.sql", "`vai-calendar migrate`")
