"""A grant is given back over HTTP."""

import pytest

from tests.fakes.store_grants import FakeGrants
from worker.codes import Code
from worker.errors import GoogleUnavailable, RateLimited, Refused, TransientError
from worker.google.consents import is_dead
from worker.google.google import Google
from worker.google.http_answer import HttpAnswer
from worker.ports.grants import Consent
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.faults import Fault

pytestmark = pytest.mark.real


async def test_a_grant_that_was_given_back_is_dead_and_can_be_given_back_again(
    by_grant: Google, control: LocalGoogleControl, consent: Consent, grants: FakeGrants
) -> None:
    grant = grants.give("ana", await by_grant.consents.exchange(consent))
    account = await by_grant.accounts.account("ana")
    await by_grant.calendar.describe(account, "primary")

    await by_grant.consents.revoke(grant)
    await by_grant.consents.revoke(grant)

    assert [entry.status for entry in await control.log(path="^/revoke$")] == [200, 400]
    with pytest.raises(Refused) as refused:
        await by_grant.calendar.describe(account, "primary")
    assert refused.value.code is Code.REAUTHORIZATION_REQUIRED


@pytest.mark.parametrize(
    ("status", "error"), [(503, GoogleUnavailable), (429, RateLimited), (404, GoogleUnavailable)]
)
async def test_a_grant_is_given_back_once_google_says_so(
    by_grant: Google,
    control: LocalGoogleControl,
    consent: Consent,
    grants: FakeGrants,
    status: int,
    error: type[TransientError],
) -> None:
    grant = grants.give("ana", await by_grant.consents.exchange(consent))
    await control.add_fault(Fault(path="^/revoke$", status=status))

    with pytest.raises(error):
        await by_grant.consents.revoke(grant)


@pytest.mark.parametrize(
    ("answer", "dead"),
    [
        (HttpAnswer(400, {"error": "invalid_token"}), True),
        (HttpAnswer(400, {"error": "invalid_request"}), False),
        (HttpAnswer(400), False),
        (HttpAnswer(404, {"error": "invalid_token"}), False),
    ],
    ids=["dead", "badly asked", "a front end's page", "another address"],
)
def test_a_grant_is_dead_only_where_google_says_it_in_a_word(answer: HttpAnswer, dead: bool) -> None:
    assert is_dead(answer) is dead
