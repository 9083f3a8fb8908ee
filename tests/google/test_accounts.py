import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.codes import Code
from worker.domain.account import Account
from worker.errors import Refused
from worker.google.accounts import DelegatedAccounts, allow_list


def accounts(*allowed: str, can_delegate: bool = True) -> DelegatedAccounts:
    return DelegatedAccounts(allow_list(allowed), can_delegate)


async def refusal(source: DelegatedAccounts, user_id: str) -> Code:
    with pytest.raises(Refused) as refused:
        await source.account(user_id)
    return refused.value.code


@pytest.mark.parametrize(
    ("pattern", "user_id"),
    [
        pytest.param("ana@vai.example", "ana@vai.example", id="address"),
        pytest.param("Ana@VAI.example", "aNa@vai.EXAMPLE", id="any case"),
        pytest.param("@vai.example", "ana@vai.example", id="domain"),
        pytest.param("sales-*@vai.example", "sales-7@vai.example", id="shell pattern"),
        pytest.param("*@*.vai.example", "ana@eu.vai.example", id="subdomains"),
        pytest.param(" ana@vai.example ", "ana@vai.example", id="stray blanks in the setting"),
    ],
)
async def test_an_allowed_address_acts_for_itself(pattern: str, user_id: str) -> None:
    account = await accounts("other@vai.example", pattern).account(user_id)

    assert account == Account(user_id, user_id.lower())


@pytest.mark.parametrize(
    "user_id",
    [
        "ana@vai.example.evil.example",
        "ana@evilvai.example",
        "ana@eu.vai.example",
        "vai.example@elsewhere.example",
    ],
)
async def test_an_address_off_the_list_is_not_allowed(user_id: str) -> None:
    assert await refusal(accounts("@vai.example"), user_id) is Code.ACCOUNT_NOT_ALLOWED


async def test_an_empty_list_allows_nobody() -> None:
    assert await refusal(accounts("", " "), "ana@vai.example") is Code.ACCOUNT_NOT_ALLOWED


@pytest.mark.parametrize(
    "user_id",
    ["user-17", "", "@vai.example", "ana@", "a@b@vai.example", "ana @vai.example", "ana@vai.example\n"],
)
async def test_a_user_who_is_no_address_is_not_connected(user_id: str) -> None:
    assert await refusal(accounts("*"), user_id) is Code.ACCOUNT_NOT_CONNECTED


async def test_without_a_service_account_nobody_is_connected() -> None:
    source = accounts("@vai.example", can_delegate=False)

    assert await refusal(source, "ana@vai.example") is Code.ACCOUNT_NOT_CONNECTED


@given(st.text(max_size=30))
async def test_whoever_is_let_through_has_the_allowed_domain(user_id: str) -> None:
    try:
        account = await accounts("@vai.example").account(f"{user_id}@vai.example")
    except Refused:
        return
    assert account.address.count("@") == 1
    assert account.address.endswith("@vai.example")
