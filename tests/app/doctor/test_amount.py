import pytest

from worker.app.doctor.amount import amount


@pytest.mark.parametrize(("number", "said"), [(0, "0 grants"), (1, "1 grant"), (2, "2 grants")])
def test_one_thing_is_told_in_the_singular(number: int, said: str) -> None:
    assert amount(number, "grant") == said
