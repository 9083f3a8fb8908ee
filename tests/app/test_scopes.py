from worker.app.scopes import WITHOUT, in_order, without
from worker.google.call import EVENTS_SCOPE, FREE_BUSY_SCOPE
from worker.google.scopes import SIGN_IN
from worker.google.wanted_scopes import wanted_scopes


def test_every_scope_that_a_consent_asks_for_has_words() -> None:
    assert set(WITHOUT) == set(wanted_scopes()) - set(SIGN_IN)


def test_what_most_hangs_on_comes_first() -> None:
    assert in_order(["openid", FREE_BUSY_SCOPE, EVENTS_SCOPE]) == [EVENTS_SCOPE, FREE_BUSY_SCOPE, "openid"]


def test_without_a_name_nobody_knows_whose_account_it_is() -> None:
    assert without("openid") == "without openid the worker cannot tell whose account it is"
