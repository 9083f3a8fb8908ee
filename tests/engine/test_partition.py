from tests.engine.records import record
from worker.engine.partition import PER_HEADER, size


def test_every_byte_of_a_record_counts() -> None:
    item = record(0, b"key", b"value", headers=(("name", b"12"), ("", b"")))

    assert size(item) == 3 + 5 + 4 + 2 + 2 * PER_HEADER


def test_a_record_of_nothing_weighs_nothing() -> None:
    assert size(record(0, None, None)) == 0
