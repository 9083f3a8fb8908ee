from typing import Any

import orjson
import pytest

from tests.messages.samples.changes import of_accounts
from tests.messages.samples.events import NOW
from tests.messages.samples.people import MARIA
from worker.messages.changes.account import AccountDisconnected, encode_account_record
from worker.messages.cloud_events import ce_id
from worker.ports.commands import StoredAnswer


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (answer, kind)
        for (_, answer), kind in zip(
            of_accounts(), ("connected", "reauthorization_required", "disconnected"), strict=True
        )
    ],
)
def test_a_record_about_an_account_names_its_kind_its_user_and_its_schema(
    answer: StoredAnswer, kind: str
) -> None:
    headers, body = dict(answer.headers), orjson.loads(answer.value)
    ce_type = f"vai.calendar.account.{kind}"

    assert headers["ce_type"].decode() == ce_type
    assert headers["ce_id"].decode() == str(ce_id("maria", ce_type, body["as_of"]))
    assert headers["ce_subject"] == b"maria"
    assert headers["ce_dataschema"].decode() == f"urn:vai:calendar:schema:change.account_{kind}:1"
    assert (body["user_id"], body["email"]) == ("maria", MARIA)


def test_what_happens_again_is_another_record_and_what_is_told_again_the_same() -> None:
    def told(**changes: Any) -> bytes:
        body = AccountDisconnected(user_id="maria", email=MARIA, conversation_id=None, as_of=NOW)
        return dict(encode_account_record(body.model_copy(update=changes)).headers)["ce_id"]

    assert told() == told()
    assert told() != told(as_of=NOW.replace(minute=1))
    assert told() != told(user_id="ana")
