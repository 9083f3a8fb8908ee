import io
from dataclasses import replace
from datetime import UTC, datetime

import orjson
from rich.console import Console

from worker.cli.connected_account import as_line, connected, lines_of, show
from worker.google.call import EVENTS_SCOPE, FREE_BUSY_SCOPE
from worker.google.wanted_scopes import wanted_scopes
from worker.messages.results.account import ConnectedData
from worker.store.connected_accounts import ConnectedAccount

NOW = datetime(2027, 3, 30, 9, tzinfo=UTC)
ALL = frozenset(wanted_scopes())
ANA = ConnectedAccount("ana", "ana@vai.example", ALL, NOW, None)
PARTLY = ConnectedAccount("dan", "dan@vai.example", ALL - {FREE_BUSY_SCOPE}, NOW, None)
BROKEN = ConnectedAccount("ion", "ion@vai.example", ALL, NOW, NOW)


def told(account: ConnectedAccount) -> str:
    return "\n".join(line.plain for line in lines_of(account))


def test_a_good_account_is_one_line_with_who_and_since_when() -> None:
    assert told(ANA) == "ana  ana@vai.example  connected 2027-03-30 09:00 UTC"


def test_a_users_name_does_not_command_the_terminal() -> None:
    assert told(replace(ANA, user_id="an\x1b[2Ja\n")).startswith("an\\x1b[2Ja\\n  ana@vai.example")


def test_a_missing_scope_is_told_with_what_does_not_work_without_it() -> None:
    assert f"without {FREE_BUSY_SCOPE} nobody's free time can be read" in told(PARTLY)


def test_a_broken_grant_is_told_with_what_helps() -> None:
    assert "refused by Google since 2027-03-30 09:00 UTC: connect it again" in told(BROKEN)


def test_for_programs_an_account_is_one_json_object_a_line() -> None:
    line = orjson.loads(as_line(PARTLY))

    assert (line["user_id"], line["email"]) == ("dan", "dan@vai.example")
    assert (line["since"], line["broken_since"]) == ("2027-03-30T09:00:00Z", None)
    assert line["missing_scopes"] == [FREE_BUSY_SCOPE]
    assert EVENTS_SCOPE in line["granted_scopes"]


def test_what_a_consent_came_to_is_told_in_words() -> None:
    data = ConnectedData(
        email="dan@vai.example",
        granted_scopes=("openid", EVENTS_SCOPE),
        missing_scopes=(FREE_BUSY_SCOPE,),
    )

    head, lacking, again = (line.plain for line in connected(data))

    assert head == "connected dan@vai.example, which allows openid, calendar.events"
    assert "nobody's free time can be read" in lacking
    assert "tick everything" in again


def test_where_nobody_looks_on_lines_stay_whole() -> None:
    file = io.StringIO()

    show(Console(file=file, width=10), lines_of(PARTLY))

    assert len(file.getvalue().splitlines()) == 2
