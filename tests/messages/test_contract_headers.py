"""The headers of the contract stand in the AsyncAPI document: written down here a second time on purpose."""

from typing import Final

import pytest

from tests.messages.test_asyncapi import COMPONENTS

TRACE: Final = "traceparent tracestate"
CLOUD_EVENT: Final = "ce_specversion ce_id ce_source ce_type ce_subject ce_time ce_dataschema content-type"
CORRELATION: Final = "correlation-id kafka_correlationId"
DEAD_LETTER: Final = (
    "x-dlq-original-topic x-dlq-original-partition x-dlq-original-offset x-dlq-original-timestamp "
    "x-dlq-reason x-dlq-detail x-dlq-attempts x-dlq-failed-at x-dlq-worker-version x-dlq-replay-count"
)
ALWAYS: Final = {"RecordHeaders": CLOUD_EVENT, "DeadLetterHeaders": DEAD_LETTER}
SOMETIMES: Final = {
    "CommandHeaders": f"reply-to kafka_replyTopic kafka_replyPartition {CORRELATION} {TRACE}",
    "RecordHeaders": TRACE,
    "ResultHeaders": f"{CORRELATION} x-reply-fallback",
    "DeadLetterHeaders": "x-dlq-truncated x-dlq-redacted",
}


@pytest.mark.parametrize(("kind", "names"), ALWAYS.items())
def test_headers_that_a_record_always_has_are_required(kind: str, names: str) -> None:
    assert set(COMPONENTS["schemas"][kind]["required"]) >= set(names.split())


@pytest.mark.parametrize(("kind", "names"), SOMETIMES.items())
def test_headers_that_a_record_may_have_are_described(kind: str, names: str) -> None:
    schema = COMPONENTS["schemas"][kind]
    parts = [schema, *schema.get("allOf", ())]

    described = {name for part in parts for name in part.get("properties", {})}
    required = {name for part in parts for name in part.get("required", ())}
    assert described - required >= set(names.split())
